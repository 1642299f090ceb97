"""Many texts at once: one pass over their bytes selects, Python looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from heard.methods.redaction.spans import EVERYTHING, MASKS, Redacted, Span, mask, settle

Array = npt.NDArray[Any]

# To make the selection ready costs as much as looking at some hundred texts.
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


@cache
def finders() -> tuple[tuple[int, Callable[[str], Iterable[Span]]], ...]:
    """Bits of `selecting` with what finds them, best evidence first: where spans overlap, the first keeps its kind."""
    # Here, for the lists of names and words take longer to read than most programs that import this need.
    from heard.methods.redaction import accounts, addresses, births, names, numbers, selecting

    return (
        (selecting.ACCOUNTS, accounts.find),
        (selecting.BIRTHS, births.find),
        (selecting.NUMBERS, numbers.find),
        (selecting.POSTCODES, addresses.find_postcodes),
        (selecting.ADDRESSES, addresses.find),
        (selecting.NAMES, names.find),
    )


def _redact(column: pa.Array) -> dict[int, Redacted]:
    masks = _selected(column) if len(column) > FEW else np.full(len(column), EVERYTHING, dtype=np.uint8)
    rows = np.flatnonzero(masks)
    found: dict[int, Redacted] = {}
    for row, bits, text in zip(
        rows.tolist(), masks[rows].tolist(), column.take(pa.array(rows)).to_pylist(), strict=True
    ):
        spans = _spans(text, bits)
        if spans:
            found[row] = Redacted(mask(text, spans), spans)
    return found


def _selected(column: pa.Array) -> Array:
    from heard.methods.redaction.selecting import select

    return select(column)


def _spans(text: str, bits: int = EVERYTHING) -> tuple[Span, ...]:
    """Where personal data stands in a text, looking for what these bits say it may hold."""
    return settle(chain.from_iterable(find(text) for bit, find in finders() if bits & bit))


def redact_text(text: str) -> Redacted:
    """One text with its personal data masked.

    >>> redact_text("Nurse Okafor was kind").words
    'Nurse [name] was kind'
    """
    spans = _spans(text)
    return Redacted(mask(text, spans), spans)
