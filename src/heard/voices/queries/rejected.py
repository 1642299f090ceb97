"""Rejected rows as a file that can be corrected and imported again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from heard.methods.exports.formulas import harmless
from heard.voices.importing.reading import LINE, REASON
from heard.voices.models import Import, RejectedRow

PAGE: Final = 1_000
BOM: Final = "\ufeff"


def rejected_csv(organisation_id: int, reference: str) -> Iterator[str]:
    """The rejected rows of an import as CSV: line and reason, then the cells as they were. Nothing where it is unknown.

    UTF-8 with a byte order mark, so that spreadsheets open it right. No cell runs as a formula; when the corrected file
    comes back, `importing.reading` reads each as it was.
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
    csv.writer(text).writerow(map(harmless, cells))
    return text.getvalue()
