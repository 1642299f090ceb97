"""A log's tiles in the database."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Q

from heard.ledger.models import Checkpoint, Tile
from heard.methods.tlog import tiles, tree
from heard.store.rows import sole


def size(using: str, log_id: int) -> int:
    """The number of sealed leaves of a log."""
    last = Checkpoint.objects.using(using).filter(log_id=log_id).order_by("-size").values_list("size", flat=True)
    return last.first() or 0


def node(using: str, log_id: int) -> tree.Node:
    """A reader of the log's nodes that reads each tile once."""

    @lru_cache(maxsize=64)
    def read(level: int, index: int) -> bytes:
        rows = Tile.objects.using(using).filter(log_id=log_id, level=level, index=index)
        return bytes(sole(rows.values_list("hashes", flat=True)) or b"")

    return tiles.node_from(read)


def append(using: str, log_id: int, count: int, leaves: list[bytes]) -> None:
    """Write the tiles that change when leaf hashes are appended to the first `count`; a longer row takes its place."""
    places = Q(pk__in=[])
    for level, index in tiles.edge(count):
        places |= Q(level=level, index=index)
    rows = Tile.objects.using(using).filter(places, log_id=log_id).values_list("level", "index", "hashes")
    right_edge = {(level, index): bytes(hashes) for level, index, hashes in rows}
    changed = tiles.append(count, right_edge, leaves)
    Tile.objects.using(using).bulk_create(
        [Tile(log_id=log_id, level=level, index=index, hashes=row) for (level, index), row in changed.items()],
        update_conflicts=True,
        unique_fields=["log", "level", "index"],
        update_fields=["hashes"],
    )
