"""What the ledger asks of rooms above it."""

from __future__ import annotations

from collections.abc import Sequence

from heard.store.ports import Port

# Called in the transaction in which openings of events are erased, with the ids of those events, so that a room erases
# what it holds of them itself (a copy in an index, a count, a file).
forgotten: Port[[Sequence[int]], None] = Port("ledger.forgotten")
