"""Places that stand out: those with more concerns than chance explains, beside the percentage that would hide them."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from heard.coding.presenters.figures import share
from heard.pages.board.shapes import Board, Section, Table
from heard.pages.places import Comparison, Row, compare, least, verdict, words

_COLUMNS: Final = ("Place", "Concerns", "Comments", "Usual", "Good or Very good", "Concerns behind it")


def places_that_stand_out(board: Board) -> Section | None:
    """One bad ward is named, however good the percentage of all. None where nothing was said about any place."""
    found = compare(board.scope, board.since, board.until)
    if not found.rows:
        return None
    sentences = [verdict(found)]
    for row in found.above:
        sentences.append(f"{words.stands_out(row)} {words.beside_all(row, found.whole)}".strip())
    return Section(
        "Places that stand out",
        sentences=sentences,
        table=_table(found) if found.above else None,
        notes=tuple(_notes(found)),
        links=(("Compare all places", reverse("pages:places", args=[board.code])),),
    )


def _table(found: Comparison) -> Table:
    rows = [_cells(row) for row in found.above]
    whole = found.whole
    together = (
        "All together",
        words.number(found.concerns),
        words.number(found.comments),
        "–",
        f"{share(whole.positive, whole.ratings)} of {whole.ratings:,}" if whole.ratings else "–",
        f"{whole.concerns_rated_good:,}",
    )
    return Table(
        "Places with more concerns than the far limit, worst first, and all together", _COLUMNS, [*rows, together]
    )


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.unit.name,
        words.number(row.concerns),
        words.number(row.comments),
        words.usual(row),
        words.positive(row),
        words.number(row.behind),
    )


def _notes(found: Comparison) -> list[str]:
    notes = [
        "Wards, clinics and teams, over the last twelve months. Usual is what 19 of 20 places of that size would have, "
        "were they like all; one stands out beyond what 998 of 1,000 would."
    ]
    if any(row.hidden for row in found.rows):
        notes.append(f"Places with numbers under {least()}, and those that would tell them, are not named here.")
    return notes
