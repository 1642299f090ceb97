"""Bytes that wait to be counted, made small before a database stores them.

PostgreSQL packs a long value itself, slowly: that was a tenth of an import. SQLite does not, and clears all that it
deletes.
"""

from __future__ import annotations

import struct

import pyarrow as pa

_SIZE = struct.Struct("<I")
_CODEC = "zstd"


def pack(content: bytes) -> bytes:
    """Content with its length before it, packed by Zstandard; `unpack` reads it.

    >>> len(pack(bytes(10_000))) < 100, unpack(pack(b"voices"))
    (True, b'voices')
    """
    packed: bytes = pa.compress(content, codec=_CODEC, asbytes=True)
    return _SIZE.pack(len(content)) + packed


def unpack(packed: bytes) -> bytes:
    """What `pack` was given."""
    (size,) = _SIZE.unpack_from(packed)
    content: bytes = pa.decompress(memoryview(packed)[_SIZE.size :], size, codec=_CODEC, asbytes=True)
    return content
