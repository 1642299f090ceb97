"""Rejected rows as a file that can be corrected and imported again."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from heard.methods.exports.formulas import harmless
from heard.methods.redaction import redact_text
from heard.store.rows import sole
from heard.voices.importing.mapping import CONTACTS
from heard.voices.importing.masking import masked_reason
from heard.voices.importing.reading import LINE, REASON
from heard.voices.models import Import, RejectedRow

PAGE: Final = 1_000
BOM: Final = "\ufeff"
HIDDEN: Final = "[contact]"


def rejected_csv(organisation_id: int, reference: str, *, masked: bool) -> Iterator[str]:
    """The rejected rows of an import as CSV: line and reason, then the cells. Nothing where it is unknown.

    The cells are as they were, or `masked`: contacts left out, personal details hidden, so that the file can be read
    but not imported again.

    UTF-8 with a byte order mark, so that spreadsheets open it right. No cell runs as a formula; when the corrected file
    comes back, `importing.reading` reads each as it was.
    """
    batch = sole(Import.objects.filter(organisation=organisation_id, reference=reference))
    if batch is None:
        return
    contacts = contact_columns(batch.mapping) if masked else set()
    header = batch.findings.get("header", [])
    yield BOM + _line([LINE, REASON, *header])
    last = 0
    while True:
        rows = list(RejectedRow.objects.filter(batch=batch, pk__gt=last).order_by("pk")[:PAGE])
        if not rows:
            return
        for row in rows:
            cells = masked_cells(row.cells, header, contacts) if masked else row.cells
            reason = masked_reason(row.reason, row.cells) if masked else row.reason
            yield _line([str(row.line), reason, *cells])
        last = rows[-1].pk


def contact_columns(mapping: Mapping[str, Any]) -> set[str]:
    """The columns of a file that say how to reach somebody."""
    return {name for name, field in mapping.get("columns", {}).items() if field in CONTACTS}


def masked_cells(cells: Sequence[Any], header: Sequence[str], contacts: Collection[str]) -> list[str]:
    """A rejected row's cells as everyone may read them."""
    names = [*header, *([""] * max(0, len(cells) - len(header)))]
    return [
        HIDDEN if name in contacts and cell else redact_text(str(cell)).words
        for name, cell in zip(names, cells, strict=False)
    ]


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(map(harmless, cells))
    return text.getvalue()
