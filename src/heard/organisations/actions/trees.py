"""What every change of the services tree shares: the lock, the right to do it, the dated rows and the spans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from heard.ledger import actions as ledger
from heard.organisations import policy, queries
from heard.organisations.errors import Refused
from heard.organisations.models import Organisation, Placement, Unit, UnitName, UnitSpan, UnitSuccession
from heard.organisations.policy import Actor
from heard.organisations.ports import TreeChange, tree_changed
from heard.organisations.spans import (
    OPEN_FROM,
    OPEN_UNTIL,
    CycleError,
    Placing,
    Succeeding,
    date_of,
    day_of,
    spans,
)
from heard.store.bulk import bulk_insert
from heard.store.rows import sole

Dated = TypeVar("Dated", Placement, UnitName)
# Ids in one statement: SQLite takes 32,766 variables.
CHUNK = 5000


def locked(organisation_id: int) -> Organisation:
    """The organisation, held until the transaction ends, so that its tree changes one step at a time."""
    return Organisation.objects.select_for_update().get(pk=organisation_id)


def unit_to_change(actor: Actor, unit_id: int) -> Unit:
    """A unit that the actor may manage, its organisation locked. Raises Refused otherwise."""
    unit = sole(Unit.objects.select_related("organisation").filter(pk=unit_id))
    if unit is None:
        raise Refused("Choose a service that exists.")
    locked(unit.organisation_id)
    unit.refresh_from_db()
    require(actor, "manage_services", queries.unit_summary(unit))
    return unit


def require(actor: Actor, verb: str, thing: policy.Thing) -> None:
    """Raise Refused unless the actor may do it."""
    if not policy.can(actor, verb, thing):
        raise Refused("Your role does not include this. Ask an administrator of the organisation.")


def part_to_change(actor: Actor, unit_id: int) -> Unit:
    """As unit_to_change, for what cannot be done to the organisation itself."""
    unit = unit_to_change(actor, unit_id)
    if unit.kind == Unit.Kind.ORGANISATION:
        raise Refused("Choose a service below the organisation. The organisation itself stays the root of its tree.")
    return unit


def cleaned(name: str) -> str:
    """A name without surrounding or doubled spaces. Raises Refused where it is empty or too long."""
    name = " ".join(name.split())
    if not name:
        raise Refused("Enter a name.", "name")
    if len(name) > 200:
        raise Refused("Enter a name of at most 200 characters.", "name")
    return name


def from_then_on(rows: list[Dated], new: Dated) -> None:
    """Save `new` among a unit's dated rows from its first day until the next one begins; the one before ends there.

    A row that begins on the same day is replaced. Rows stay without gap or overlap.
    """
    start = day_of(new.from_date, OPEN_FROM)
    later = [row.from_date for row in rows if row.from_date is not None and day_of(row.from_date, OPEN_FROM) > start]
    new.until_date = min(later, default=None)
    for row in rows:
        if day_of(row.from_date, OPEN_FROM) == start:
            row.delete()
        elif day_of(row.from_date, OPEN_FROM) < start < day_of(row.until_date, OPEN_UNTIL):
            row.until_date = new.from_date
            row.save(update_fields=["until_date"])
    new.save()


@dataclass(frozen=True, slots=True)
class _Tree:
    """The dated facts of one organisation's tree."""

    units: list[int]
    placings: list[Placing]
    successions: list[Succeeding]


def _tree(organisation_id: int) -> _Tree:
    placements = Placement.objects.filter(unit__organisation=organisation_id)
    successions = UnitSuccession.objects.filter(successor__organisation=organisation_id)
    return _Tree(
        list(Unit.objects.filter(organisation=organisation_id).values_list("id", flat=True)),
        [
            Placing(unit, parent, day_of(first, OPEN_FROM), day_of(until, OPEN_UNTIL))
            for unit, parent, first, until in placements.values_list("unit_id", "parent_id", "from_date", "until_date")
        ],
        [
            Succeeding(predecessor, successor, day_of(on, OPEN_FROM))
            for predecessor, successor, on in successions.values_list("predecessor_id", "successor_id", "on")
        ],
    )


Row = tuple[int, int, int, int]


def rebuilt(organisation_id: int, units: Iterable[int] | None = None) -> set[Row]:
    """The spans that follow from placements and successions: (unit, ancestor, from_day, until_day).

    Of all units, or of those given. Raises CycleError where a unit would stand under itself.
    """
    tree = _tree(organisation_id)
    found = spans(tree.units if units is None else units, tree.placings, tree.successions)
    return {
        (unit, ancestor, first, until)
        for unit, ancestors in found.items()
        for ancestor, intervals in ancestors.items()
        for first, until in intervals
    }


def rewrite(organisation_id: int) -> TreeChange:
    """Make the spans of the organisation anew, change only the rows that differ, and tell the rooms above.

    Raises Refused where a unit would stand under itself.
    """
    before = queries.closure(organisation_id)
    stored = UnitSpan.objects.filter(organisation=organisation_id)
    ids = {
        (unit, ancestor, day_of(first, OPEN_FROM), day_of(until, OPEN_UNTIL)): pk
        for pk, unit, ancestor, first, until in stored.values_list(
            "id", "unit_id", "ancestor_id", "from_date", "until_date"
        )
    }
    try:
        rows = rebuilt(organisation_id)
    except CycleError as circle:
        raise Refused(_circle_sentence(circle), "parent") from circle
    gone, new = [row for row in ids if row not in rows], [row for row in rows if row not in ids]
    for start in range(0, len(gone), CHUNK):
        UnitSpan.objects.filter(id__in=[ids[row] for row in gone[start : start + CHUNK]]).delete()
    _insert(organisation_id, new)
    change = TreeChange(
        organisation_id,
        frozenset(row[0] for row in (*gone, *new)),
        before,
        queries.closure(organisation_id),
    )
    tree_changed(change)
    return change


def extend(organisation_id: int, unit_ids: Iterable[int]) -> None:
    """Write the spans of units that are new and have nothing below them yet, and tell the rooms above."""
    units = list(unit_ids)
    before = queries.closure(organisation_id)
    rows = sorted(rebuilt(organisation_id, units))
    _insert(organisation_id, rows)
    tree_changed(TreeChange(organisation_id, frozenset(units), before, before.with_rows(rows)))


def _insert(organisation_id: int, rows: Iterable[Row]) -> None:
    fields = ("organisation_id", "unit_id", "ancestor_id", "from_date", "until_date")
    bulk_insert(
        UnitSpan, fields, [(organisation_id, u, a, date_of(first), date_of(until)) for u, a, first, until in rows]
    )


def _circle_sentence(circle: CycleError) -> str:
    name = Unit.objects.values_list("name", flat=True).get(pk=circle.unit)
    return f"Choose another place: from that date {name} would stand under itself."


def record_unit(actor: Actor, kind: str, unit: Unit, content: Mapping[str, Any]) -> None:
    """One event about a unit."""
    ledger.record(
        kind=f"organisations.{kind}", subject=f"unit:{unit.reference}", content=content, actor=actor.reference
    )


def text(day: date | None) -> str | None:
    """A date as events keep it."""
    return day.isoformat() if day else None
