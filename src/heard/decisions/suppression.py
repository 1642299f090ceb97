"""Small numbers as they are published."""

from __future__ import annotations

from typing import Final

SMALL: Final = 5


def safe_counts(count: int | None, denominator: int | None) -> str:
    """A number in words: under 5 it is 'fewer than 5', and a rest under 5 takes its denominator away.

    >>> safe_counts(12, 40), safe_counts(3, 40), safe_counts(38, 40), safe_counts(0, None)
    ('12 of 40', 'fewer than 5 of 40', '38', 'none')
    >>> safe_counts(2, 4)
    'fewer than 5'
    """
    if count is None:
        return ""
    if count == 0:
        return "none"
    told = "fewer than 5" if count < SMALL else f"{count:,}"
    if denominator is None or denominator < SMALL or 0 < denominator - count < SMALL:
        return told
    return f"{told} of {denominator:,}"
