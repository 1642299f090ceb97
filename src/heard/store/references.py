"""Opaque references: what pages, events and files call a record by, instead of its row number."""

from __future__ import annotations

import os
import time

# Crockford's base 32: no I, L, O or U, so that a reference can be read aloud.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference(now_ms: int | None = None) -> str:
    """A ULID: 48 bits of time and 80 random bits in 26 characters, so that new rows stay close in an index.

    >>> len(new_reference()), new_reference(0)[:10]
    (26, '0000000000')
    """
    value = ((time.time_ns() // 1_000_000 if now_ms is None else now_ms) << 80) | int.from_bytes(os.urandom(10))
    return "".join(ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))
