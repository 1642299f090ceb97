"""Tiles (C2SP tlog-tiles): the tree's nodes in rows of up to 256 hashes, eight levels of the tree apart.

A tile at level L holds nodes of the tree's level 8 L. The levels between are hashed from it when they are needed. The
row at the right edge grows until it is full, and is never read from a shorter copy once a longer one is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from heard.methods.tlog.tree import Node, pair_up

WIDTH = 256
HASH = 32
# The levels of the tree in one tile: log2 of WIDTH.
HEIGHT = 8

Place = tuple[int, int]
Read = Callable[[int, int], bytes]


def split(row: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [row[start : start + HASH] for start in range(0, len(row), HASH)]


def edge(size: int) -> list[Place]:
    """The level and index of each partly filled tile in the tree of `size` leaves, which an append goes on with.

    >>> edge(255), edge(256), edge(65537), edge(65536 + 256)
    ([(0, 0)], [(1, 0)], [(0, 256), (2, 0)], [(1, 1), (2, 0)])
    """
    counts = [size >> (HEIGHT * level) for level in range(size.bit_length() // HEIGHT + 1)]
    return [(level, count // WIDTH) for level, count in enumerate(counts) if count % WIDTH]


def append(size: int, right_edge: Mapping[Place, bytes], leaves: Sequence[bytes]) -> dict[Place, bytes]:
    """The tiles that change when leaf hashes are appended to the tree of `size` leaves, each with its whole new row.

    `right_edge` has the tiles of `edge(size)`. Raises ValueError where one of them is missing or has another length.
    """
    changed: dict[Place, bytes] = {}
    level, hashes = 0, list(leaves)
    while hashes:
        count = size >> (HEIGHT * level)
        index, held = divmod(count, WIDTH)
        row = split(right_edge.get((level, index), b"")) if held else []
        if len(row) != held:
            raise ValueError(f"Tile {level}/{index} has {len(row)} hashes; the tree of {size} leaves needs {held}.")
        row += hashes
        hashes = []
        for start in range(0, len(row), WIDTH):
            part = row[start : start + WIDTH]
            changed[level, index + start // WIDTH] = b"".join(part)
            if len(part) == WIDTH:
                hashes.append(pair_up(part))
        level += 1
    return changed


def node_from(read: Read) -> Node:
    """A reader of single nodes over `read(level, index)`, which gives a tile's row.

    Only nodes over whole subtrees are asked for, so that a row longer than a past tree's serves that tree as well.
    Raises ValueError where a row is too short.
    """

    def node(level: int, index: int) -> bytes:
        tile_level, above = divmod(level, HEIGHT)
        first = index << above
        tile_index, offset = divmod(first, WIDTH)
        row = read(tile_level, tile_index)
        end = (offset + (1 << above)) * HASH
        if len(row) < end:
            raise ValueError(f"Tile {tile_level}/{tile_index} is too short: {len(row) // HASH} hashes.")
        return pair_up(split(row[offset * HASH : end]))

    return node


def path(level: int, index: int, width: int = WIDTH) -> str:
    """Where a tile is published, relative to the log.

    >>> path(0, 1234067), path(1, 5, 20)
    ('tile/0/x001/x234/067', 'tile/1/005.p/20')
    """
    parts = [f"{index % 1000:03d}"]
    while index := index // 1000:
        parts.append(f"x{index % 1000:03d}")
    return f"tile/{level}/{'/'.join(reversed(parts))}" + (f".p/{width}" if width < WIDTH else "")
