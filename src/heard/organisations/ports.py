"""What organisations tells the rooms above it. `config.ports` connects the functions that listen."""

from __future__ import annotations

from dataclasses import dataclass

from heard.organisations.spans import Closure
from heard.store.ports import Port


@dataclass(frozen=True, slots=True, eq=False)
class TreeChange:
    """The services tree of an organisation has changed; `unit_ids` are the units that count elsewhere, or are new."""

    organisation_id: int
    unit_ids: frozenset[int]
    before: Closure
    after: Closure


# Called inside the transaction of the change, after it.
tree_changed: Port[[TreeChange], None] = Port("organisations.tree_changed")
