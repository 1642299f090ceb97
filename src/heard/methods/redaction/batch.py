"""Many texts at once: Arrow and a list of names select, Python looks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from heard.methods.redaction import names, structured
from heard.methods.redaction.spans import MASKS, Redacted, mask, settle

Array = npt.NDArray[Any]

# Making the selecting patterns ready costs as much as looking at some hundred texts.
FEW: Final = 100

__all__ = ["MASKS", "Redacted", "redact", "redact_text"]


def redact(texts: pa.Array | Sequence[str | None]) -> dict[int, Redacted]:
    """Rows of `texts` that hold personal data, by their place, with the masked words; all other rows are as said.

    >>> found = redact(["All good", "Ring me on 01632 960001, Dr Patel"])
    >>> found[1].words
    'Ring me on [phone number], Dr [name]'
    >>> [tuple(span) for span in found[1].spans]
    [(11, 23, 'phone'), (28, 33, 'name')]
    """
    column = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(texts, pa.string())
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    # Many say the same: each text is looked at once.
    encoded = column.dictionary_encode()
    once = _redact(encoded.dictionary)
    if not once:
        return {}
    places = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(np.isin(places, list(once)))
    return {row: once[place] for row, place in zip(rows.tolist(), places[rows].tolist(), strict=True)}


def _redact(column: pa.Array) -> dict[int, Redacted]:
    numbered, named = candidates(column) if len(column) > FEW else (np.ones(len(column), dtype=bool),) * 2
    rows = np.flatnonzero(numbered | named)
    found: dict[int, Redacted] = {}
    for row, text in zip(rows.tolist(), column.take(pa.array(rows)).to_pylist(), strict=True):
        spans = settle(chain(structured.find(text) if numbered[row] else (), names.find(text) if named[row] else ()))
        if spans:
            found[row] = Redacted(mask(text, spans), spans)
    return found


def candidates(column: pa.Array) -> tuple[Array, Array]:
    """Rows (bool [N]) that may hold structured data, and that may hold names: supersets, found without looking."""
    numbered = _matches(column, structured.PREFILTER)
    named = np.array(names.may_list(text or "" for text in column.to_pylist()), dtype=bool)
    return numbered, named | _matches(column, names.PREFILTER)


def _matches(column: pa.Array, pattern: str) -> Array:
    hits = pc.fill_null(pc.match_substring_regex(column, pattern), False)
    return np.asarray(
        hits.to_numpy(zero_copy_only=False) if isinstance(hits, pa.Array) else hits.to_numpy(), dtype=bool
    )


def redact_text(text: str) -> Redacted:
    """One text with its personal data masked.

    >>> redact_text("Nurse Okafor was kind").words
    'Nurse [name] was kind'
    """
    spans = settle(chain(structured.find(text), names.find(text)))
    return Redacted(mask(text, spans), spans)
