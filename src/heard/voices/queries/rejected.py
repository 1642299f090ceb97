"""Rejected rows as a file that can be corrected and imported again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from heard.voices.models import Import, RejectedRow

# The columns put before the file's own; `columns.yaml` leaves them out when the corrected file comes back.
LINE, REASON = "Heard: line", "Heard: reason"
PAGE: Final = 1_000
BOM: Final = "\ufeff"


def rejected_csv(organisation_id: int, reference: str) -> Iterator[str]:
    """The rejected rows of an import as CSV: line and reason, then the cells as they were. Nothing where it is unknown.

    UTF-8 with a byte order mark, so that spreadsheets open it right. Cells are not defused: the file is to be
    corrected and imported again, and has to hold what it held.
    """
    batch = Import.objects.filter(organisation=organisation_id, reference=reference).first()
    if batch is None:
        return
    yield BOM + _line([LINE, REASON, *batch.findings.get("header", [])])
    last = 0
    while True:
        rows = list(RejectedRow.objects.filter(batch=batch, pk__gt=last).order_by("pk")[:PAGE])
        if not rows:
            return
        yield "".join(_line([str(row.line), row.reason, *row.cells]) for row in rows)
        last = rows[-1].pk


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
