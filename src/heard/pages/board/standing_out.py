"""Places that stand out: those with more concerns than chance explains, beside the percentage that would hide them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from django.urls import reverse

from heard.coding.presenters.figures import share
from heard.pages.board.shapes import Board, Section, Table
from heard.pages.places import Comparison, compare, least, verdict, words

_COLUMNS: Final = ("Place", "Over", "Concerns", "Comments", "Usual", "Good or Very good", "Concerns behind it")
_QUARTER: Final = 3


def places_that_stand_out(board: Board) -> Section | None:
    """One bad ward is named, however good the percentage of all. None where nothing was said about any place.

    Over twelve months and over the last three: a ward that has become bad is not yet so over the year.
    """
    spells = (("The last three months", _months_before(board.until, _QUARTER)), ("The last twelve months", board.since))
    found = [(said, compare(board.scope, since, board.until)) for said, since in spells]
    if not any(one.rows for _, one in found):
        return None
    rows = [row for said, one in found for row in _rows(said, one)]
    return Section(
        "Places that stand out",
        sentences=[sentence for said, one in found for sentence in _sentences(said, one)],
        table=Table("Places above the far limit, worst first, each beside all together", _COLUMNS, rows)
        if rows
        else None,
        notes=tuple(_notes([one for _, one in found])),
        links=(("Compare all places", reverse("pages:places", args=[board.code])),),
    )


def _months_before(month: date, number: int) -> date:
    """The first day of the month so many before a first day.

    >>> _months_before(date(2026, 2, 1), 3)
    datetime.date(2025, 11, 1)
    """
    past = month.year * 12 + month.month - 1 - number
    return date(past // 12, past % 12 + 1, 1)


def _sentences(said: str, found: Comparison) -> Iterator[str]:
    if found.rows:
        yield f"{said}: {verdict(found)}"
    for row in found.above:
        yield f"{words.stands_out(row)} {words.beside_all(row, found.whole)}".strip()


def _rows(said: str, found: Comparison) -> Iterator[tuple[str, ...]]:
    """Those above the far limit, and all together beside them."""
    for row in found.above:
        yield (
            row.name,
            said,
            words.number(row.concerns),
            words.number(row.comments),
            words.usual(row),
            words.positive(row),
            words.number(row.behind),
        )
    whole = found.whole
    if found.above:
        yield (
            "All together",
            said,
            words.number(found.concerns),
            words.number(found.comments),
            "–",
            f"{share(whole.positive, whole.ratings)} of {whole.ratings:,}" if whole.ratings else "–",
            f"{whole.concerns_rated_good:,}",
        )


def _notes(found: Sequence[Comparison]) -> Iterator[str]:
    yield (
        "Places are wards, clinics and teams. Usual is what 19 of 20 places of that size would have, were they like "
        "all; one stands out beyond what 998 of 1,000 would."
    )
    if any(row.hidden for one in found for row in one.rows):
        yield f"Places with numbers under {least()}, and those that would tell them, are not named here."
