"""Many texts at once: Arrow selects, Python looks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from heard.methods.redaction import names, structured
from heard.methods.redaction.spans import MASKS, Redacted, mask, settle

__all__ = ["MASKS", "Redacted", "redact", "redact_text"]


def redact(texts: pa.Array | Sequence[str | None]) -> dict[int, Redacted]:
    """Rows of `texts` that hold personal data, by their place, with the masked words; all other rows are as said.

    >>> redact(["All good", "Ring me on 01632 960001, Dr Patel"])
    {1: Redacted(words='Ring me on [phone number], Dr [name]', spans=(Span(start=11, end=23, kind='phone'), Span(start=28, end=33, kind='name')))}
    """
    column = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(texts, pa.string())
    rows = candidates(column)
    found: dict[int, Redacted] = {}
    for row, text in zip(rows, column.take(pa.array(rows, pa.int64())).to_pylist(), strict=True):
        redacted = redact_text(text)
        if redacted.spans:
            found[row] = redacted
    return found


def candidates(column: pa.Array) -> list[int]:
    """Rows that may hold personal data: a superset of those that do, found by RE2 alone."""
    hits = pc.match_substring_regex(column, structured.PREFILTER)
    for pattern in names.PREFILTERS:
        hits = pc.or_(hits, pc.match_substring_regex(column, pattern))
    rows: list[int] = pc.indices_nonzero(hits).to_pylist()
    return rows


def redact_text(text: str) -> Redacted:
    """One text with its personal data masked.

    >>> redact_text("Nurse Okafor was kind").words
    'Nurse [name] was kind'
    """
    spans = settle(chain(structured.find(text), names.find(text)))
    return Redacted(mask(text, spans), spans)
