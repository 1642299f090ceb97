"""What Explore shows, row by row, for a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from heard.coding.frame import frame
from heard.coding.queries import explore
from heard.coding.queries.selection import select
from heard.coding.queries.shapes import Filters
from heard.organisations.queries import Scope

# The most comments in one file: some 100 MB, and the most that a spreadsheet opens with comfort.
EXPORT_LIMIT: Final = 200_000
EXPORT_HEADER: Final = (
    "Voice",
    "Date",
    "Service",
    "Question",
    "Comment",
    "Masked",
    "Rating",
    "Relation",
    "Channel",
    "Themes",
    "Sentiment",
    "Seriousness",
)
_CHUNK: Final = 1_000

ExportRow = tuple[str, str, str, str, str, str, str, str, str, str, str, str]


def export_rows(scope: Scope, filters: Filters) -> Iterator[ExportRow]:
    """The comments that match, newest first, at most EXPORT_LIMIT, as the columns of EXPORT_HEADER; read in chunks."""
    levels = frame().levels
    for row in explore.rows_from(select(scope, filters), _CHUNK, EXPORT_LIMIT):
        yield (
            row.voice_reference,
            row.said_on.isoformat() if row.said_on else "",
            row.service,
            row.question,
            row.words,
            "yes" if row.masked else "no",
            row.rating,
            row.relation,
            row.channel,
            "|".join(row.themes),
            row.sentiment,
            levels[row.seriousness],
        )
