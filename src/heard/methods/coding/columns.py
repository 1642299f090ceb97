"""Columns of texts as the scorers read them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from heard.methods.coding.features import Array


def buffers(column: pa.Array) -> tuple[Array, Array]:
    """UTF-8 bytes uint8 and offsets int64 [N+1] of a string column without a copy; a null is an empty text."""
    if pa.types.is_string(column.type) and not column.null_count:
        width: type = np.int32
    else:
        column = column.cast(pa.large_string()).fill_null("")
        width = np.int64
    _, offsets, data = column.buffers()
    if not len(column) or offsets is None:
        return np.zeros(0, dtype=np.uint8), np.zeros(1, dtype=np.int64)
    places = np.frombuffer(offsets, dtype=width)[column.offset : column.offset + len(column) + 1].astype(np.int64)
    return np.frombuffer(data or b"", dtype=np.uint8), places


def readable(data: Array) -> Array:
    """The same bytes, not to be written: so that one compiled form serves Arrow's buffers and arrays of our own."""
    data = np.ascontiguousarray(data).view()
    data.flags.writeable = False
    return data
