"""What counts do when the services tree changes: what was counted under one unit goes to where it now counts."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import numpy as np

from heard.coding import sql
from heard.coding.actions import counts
from heard.coding.counting.cells import count, merged
from heard.coding.counting.facts import Facts, joined, nothing
from heard.coding.models import UNDATED, Uncounted
from heard.coding.queries import facts as stored_facts
from heard.organisations.ports import TreeChange
from heard.organisations.queries import Closure

_LAST: Final = 2**31 - 1
# (first day, last day)
Days = tuple[int, int]


def follow(change: TreeChange) -> None:
    """Recount, in the transaction of the change, the voices of the units that count elsewhere now.

    Facts that wait are counted by the tree of the day on which they are folded, so they need nothing; only what is in
    the cells (or in parts of cells) moves: everything that Explore holds, without what waits.
    """
    known = set(change.before.unit.tolist())
    moved = {
        unit: days
        for unit in change.unit_ids
        if unit in known and (days := _changed(unit, change.before, change.after))
    }
    if not moved:
        return
    sql.hold_counts(change.organisation_id, alone=True)
    ranges = [(unit, first, last) for unit, all_days in moved.items() for first, last in all_days]
    held = joined([stored_facts.in_ranges(ranges) or nothing(), _waiting(change.organisation_id, moved)])
    cells = merged([count(held.signed_by(-1), change.before), count(held, change.after)])
    if len(cells):
        counts.append_cells(change.organisation_id, cells)


def _waiting(organisation_id: int, moved: dict[int, list[Days]]) -> Facts:
    """The facts of these units and days that wait to be counted, with their signs turned: they are not in the cells."""
    contents = Uncounted.objects.filter(organisation_id=organisation_id, first_unit=None).values_list(
        "content", flat=True
    )
    facts = joined(Facts.from_bytes(bytes(content)) for content in contents)
    chosen = np.zeros(len(facts), bool)
    for unit, ranges in moved.items():
        for first, last in ranges:
            day = facts.voices["day"]
            chosen |= (facts.voices["unit"] == unit) & (day >= first) & (day <= last)
    return facts.where(chosen).signed_by(-1)


def _changed(unit: int, before: Closure, after: Closure) -> list[Days]:
    """On which days a unit counts elsewhere than before. Undated voices count where the unit stands last."""
    old, new = _ancestors(unit, before), _ancestors(unit, after)
    borders = sorted({day for spans in (*old.values(), *new.values()) for span in spans for day in span} - {_LAST})
    found: list[Days] = []
    for first, until in zip(borders, [*borders[1:], _LAST], strict=True):
        if _above(old, first) != _above(new, first):
            found.append((max(first, UNDATED + 1), until if until == _LAST else until - 1))
            if until == _LAST:
                found.append((UNDATED, UNDATED))
    return found


def _ancestors(unit: int, closure: Closure) -> dict[int, list[Days]]:
    rows = np.flatnonzero(closure.unit == unit)
    found: dict[int, list[Days]] = defaultdict(list)
    for row in rows.tolist():
        found[int(closure.ancestor[row])].append((int(closure.from_day[row]), int(closure.until_day[row])))
    return found


def _above(ancestors: dict[int, list[Days]], day: int) -> set[int]:
    return {unit for unit, spans in ancestors.items() if any(first <= day < until for first, until in spans)}
