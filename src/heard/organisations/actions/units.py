"""Changes of the services tree, each by date: nothing that happened before is moved."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from heard.organisations import queries
from heard.organisations.actions import trees
from heard.organisations.actions.aliases import learn_alias
from heard.organisations.dates import long_date
from heard.organisations.errors import Refused
from heard.organisations.models import Placement, Unit, UnitName, UnitSuccession
from heard.organisations.names import normalise
from heard.organisations.policy import Actor
from heard.organisations.queries import UnitSummary
from heard.store.rows import sole


@transaction.atomic
def add_unit(
    *,
    actor: Actor,
    parent_id: int,
    kind: str,
    name: str,
    opened_on: date | None = None,
    ods_code: str = "",
    cqc_id: str = "",
) -> UnitSummary:
    """A new site, service, ward or team under a parent; sources may call it by its path at once."""
    parent = trees.unit_to_change(actor, parent_id)
    name = trees.cleaned(name)
    if kind not in Unit.Kind.values or kind == Unit.Kind.ORGANISATION:
        raise Refused("Choose what it is: a site, a service, a ward or a team.", "kind")
    if parent.closed_on:
        raise Refused(f"{parent.name} is closed. Choose a parent that is open, or reopen it first.", "parent")
    _refuse_twin(parent.pk, name)
    unit = Unit.objects.create(
        organisation=parent.organisation,
        kind=kind,
        name=name,
        opened_on=opened_on,
        ods_code=ods_code.strip().upper(),
        cqc_id=cqc_id.strip(),
    )
    UnitName.objects.create(unit=unit, name=name)
    Placement.objects.create(unit=unit, parent=parent)
    learn_alias(unit, [*queries.path_names(parent.pk), name])
    trees.extend(unit.organisation_id, [unit.pk])
    content = {"name": name, "kind": kind, "parent": parent.reference, "opened_on": trees.text(opened_on)}
    trees.record_unit(actor, "unit-added", unit, content)
    return queries.unit_summary(unit)


@transaction.atomic
def rename_unit(*, actor: Actor, unit_id: int, name: str, on: date) -> UnitSummary:
    """Another name from a day; until then it keeps the one that it had, and sources may go on using that."""
    unit = trees.part_to_change(actor, unit_id)
    name = trees.cleaned(name)
    if normalise(name) == normalise(unit.name) and name == unit.name:
        raise Refused("Enter a name that differs from the one it has.", "name")
    former = unit.name
    learn_alias(unit, queries.path_names(unit.pk))
    trees.from_then_on(list(unit.names.all()), UnitName(unit=unit, name=name, from_date=on))
    unit.name = unit.names.get(until_date=None).name
    unit.save(update_fields=["name"])
    learn_alias(unit, queries.path_names(unit.pk))
    trees.record_unit(actor, "unit-renamed", unit, {"from": former, "to": name, "on": on.isoformat()})
    return queries.unit_summary(unit)


@transaction.atomic
def move_unit(*, actor: Actor, unit_id: int, parent_id: int, on: date) -> UnitSummary:
    """Another parent from a day until the next recorded move. What happened before stays counted where it was."""
    unit = trees.part_to_change(actor, unit_id)
    parent = _parent(actor, unit, parent_id, on)
    if unit.closed_on and unit.closed_on <= on:
        raise Refused(f"{unit.name} closed before that date. Enter an earlier date.", "on")
    former = _parent_on(unit, on)
    if former.pk == parent.pk:
        raise Refused(f"{unit.name} stands under {parent.name} on that date already. Choose another place.", "parent")
    _place(unit, parent, on)
    trees.rewrite(unit.organisation_id)
    learn_alias(unit, queries.path_names(unit.pk))
    content = {"from": former.reference, "to": parent.reference, "on": on.isoformat()}
    trees.record_unit(actor, "unit-moved", unit, content)
    return queries.unit_summary(unit)


@transaction.atomic
def merge_units(*, actor: Actor, unit_id: int, into_id: int, on: date) -> UnitSummary:
    """One unit closes and another carries it on: its page and charts begin with the other's history.

    What stood under the one that closes stands under the other from that day. Returns the one that carries on.
    """
    unit = trees.part_to_change(actor, unit_id)
    into = _parent(actor, unit, into_id, on)
    if into.kind == Unit.Kind.ORGANISATION:
        raise Refused("Choose a service to merge into, not the organisation itself.", "into")
    if unit.closed_on:
        raise Refused(f"{unit.name} is closed already. Reopen it before you merge it.", "into")
    if _is_carried_on_by(into.pk, unit.pk):
        raise Refused(f"{unit.name} carries on {into.name}. Choose a service that it does not come from.", "into")
    moved = list(Placement.objects.filter(parent=unit, until_date=None).select_related("unit"))
    for placement in moved:
        if placement.unit_id != into.pk:
            _place(placement.unit, into, max(on, placement.from_date or on))
    former = _parent_on(unit, on)
    if any(placement.unit_id == into.pk for placement in moved):
        _place(into, former, on)
    # Feedback that comes late for the closed one counts wherever the other one stands.
    _place(unit, into, on)
    # It may be there: merged on that day, reopened later, and now that reopening is taken back.
    UnitSuccession.objects.get_or_create(predecessor=unit, successor=into, on=on)
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    trees.rewrite(unit.organisation_id)
    content = {
        "into": into.reference,
        "on": on.isoformat(),
        "from": former.reference,
        "moved": [placement.unit.reference for placement in moved],
    }
    trees.record_unit(actor, "unit-merged", unit, content)
    return queries.unit_summary(into)


@transaction.atomic
def close_unit(*, actor: Actor, unit_id: int, on: date) -> UnitSummary:
    """A unit closes: `on` is the first day on which it is no longer open. Its history stays where it is."""
    unit = trees.part_to_change(actor, unit_id)
    if unit.closed_on:
        raise Refused(f"{unit.name} closed on {long_date(unit.closed_on)} already.", "on")
    if unit.opened_on and on <= unit.opened_on:
        raise Refused(f"Enter a date after {long_date(unit.opened_on)}, when {unit.name} opened.", "on")
    inside = Placement.objects.filter(parent=unit, until_date=None, unit__closed_on=None)
    if name := inside.values_list("unit__name", flat=True).first():
        raise Refused(f"{name} still stands under {unit.name}. Close, move or merge it first.", "on")
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    trees.record_unit(actor, "unit-closed", unit, {"on": on.isoformat()})
    return queries.unit_summary(unit)


@transaction.atomic
def reopen_unit(*, actor: Actor, unit_id: int, on: date, parent_id: int | None = None) -> UnitSummary:
    """A closed unit is open again from a day, under a parent where it had been merged into another.

    Reopening a merged unit on the day of its merger takes the succession back; later, the other keeps its history.
    """
    unit = trees.part_to_change(actor, unit_id)
    if not unit.closed_on:
        raise Refused(f"{unit.name} is open.", "on")
    if on < unit.closed_on:
        raise Refused(f"Enter {long_date(unit.closed_on)}, when {unit.name} closed, or a later date.", "on")
    successions = UnitSuccession.objects.filter(predecessor=unit, on=unit.closed_on)
    parent = _reopened_under(actor, unit, parent_id, on, merged=successions.exists())
    if on == unit.closed_on:
        successions.delete()
    unit.closed_on = None
    unit.save(update_fields=["closed_on"])
    if parent.pk != _parent_on(unit, on).pk:
        _place(unit, parent, on)
    trees.rewrite(unit.organisation_id)
    trees.record_unit(actor, "unit-reopened", unit, {"on": on.isoformat(), "parent": parent.reference})
    return queries.unit_summary(unit)


@transaction.atomic
def identify_unit(*, actor: Actor, unit_id: int, ods_code: str, cqc_id: str) -> UnitSummary:
    """The codes by which the health service and its regulator know a unit."""
    unit = trees.unit_to_change(actor, unit_id)
    unit.ods_code, unit.cqc_id = ods_code.strip().upper(), cqc_id.strip()
    for value, most, field in ((unit.ods_code, 12, "ods_code"), (unit.cqc_id, 20, "cqc_id")):
        if len(value) > most:
            raise Refused(f"Enter a code of at most {most} characters.", field)
    unit.save(update_fields=["ods_code", "cqc_id"])
    trees.record_unit(actor, "unit-identified", unit, {"ods_code": unit.ods_code, "cqc_id": unit.cqc_id})
    return queries.unit_summary(unit)


def _parent(actor: Actor, unit: Unit, parent_id: int, on: date) -> Unit:
    parent = sole(Unit.objects.filter(pk=parent_id, organisation=unit.organisation_id))
    if parent is None or parent.pk == unit.pk:
        raise Refused("Choose another place in the same organisation.", "parent")
    if parent.closed_on and parent.closed_on <= on:
        raise Refused(f"{parent.name} is closed on that date. Choose a place that is open.", "parent")
    trees.require(actor, "manage_services", queries.unit_summary(parent))
    return parent


def _parent_on(unit: Unit, on: date) -> Unit:
    for placement in unit.placements.select_related("parent"):
        if (placement.from_date or date.min) <= on < (placement.until_date or date.max):
            return placement.parent
    raise Refused("Choose a date after the year 1 and before the year 9999.", "on")


def _place(unit: Unit, parent: Unit, on: date) -> None:
    trees.from_then_on(list(unit.placements.all()), Placement(unit=unit, parent=parent, from_date=on))


def _is_carried_on_by(unit_id: int, by_id: int) -> bool:
    """Whether `by` is a successor of the unit, directly or further on."""
    seen, waiting = set[int](), {unit_id}
    while waiting:
        seen |= waiting
        found = UnitSuccession.objects.filter(predecessor__in=waiting).values_list("successor_id", flat=True)
        waiting = set(found) - seen
    return by_id in seen - {unit_id}


def _reopened_under(actor: Actor, unit: Unit, parent_id: int | None, on: date, *, merged: bool) -> Unit:
    if parent_id is not None:
        return _parent(actor, unit, parent_id, on)
    day_before = _parent_on(unit, on - timedelta(days=1)) if merged and unit.closed_on == on else _parent_on(unit, on)
    if merged and on != unit.closed_on:
        raise Refused("Choose where it stands from that date: it was merged into another service.", "parent")
    return _parent(actor, unit, day_before.pk, on)


def _refuse_twin(parent_id: int, name: str) -> None:
    beside = Placement.objects.filter(parent=parent_id, until_date=None, unit__closed_on=None)
    if any(normalise(other) == normalise(name) for other in beside.values_list("unit__name", flat=True)):
        raise Refused(f"{name} stands there already. Enter a name that tells the two apart.", "name")
