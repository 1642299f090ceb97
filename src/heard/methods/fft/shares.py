"""Shares as they are published: rounded half up, as people do by hand, and none where there is nothing to divide."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def proportion(part: int, whole: int | None) -> Decimal | None:
    """A share with four decimals, as the raw sheet has it; None where the whole is nothing, or not known.

    More answers than people who could answer is possible (a ward's list was short): the share is then above 1.

    >>> proportion(2, 3), proportion(1, 0), proportion(5, None)
    (Decimal('0.6667'), None, None)
    """
    if not whole:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def percent(part: int, whole: int | None) -> Decimal | None:
    """A share in percent with one decimal; None where the whole is nothing, or not known.

    >>> percent(1, 8), percent(0, 0)
    (Decimal('12.5'), None)
    """
    if not whole:
        return None
    return (Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
