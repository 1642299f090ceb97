"""The services tree as it is, and as it was on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from heard.organisations.models import Placement, Unit, UnitAlias, UnitName, UnitSpan, UnitSuccession
from heard.organisations.names import normalise
from heard.organisations.queries.once import kept, known_units
from heard.organisations.queries.shapes import UnitSummary, unit_summary
from heard.store.rows import sole


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A unit in its place, for a tree drawn from the top: `level` 0 is the organisation."""

    unit: UnitSummary
    # As it was called on the day.
    name: str
    level: int
    parent_id: int | None
    open: bool


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit that a search found, with where it stands and the former name or alias that matched, if another."""

    unit: UnitSummary
    path: str
    matched: str


@dataclass(frozen=True, slots=True)
class UnitDetail:
    """Everything that is known about a unit's place and names."""

    unit: UnitSummary
    path: tuple[UnitSummary, ...]
    children: tuple[UnitSummary, ...]
    names: tuple[tuple[str, date | None, date | None], ...]
    places: tuple[tuple[str, date | None, date | None], ...]
    aliases: tuple[str, ...]
    # (unit, from when)
    carries_on: tuple[tuple[UnitSummary, date], ...]
    carried_on_by: tuple[tuple[UnitSummary, date], ...]


def on_day(day: date) -> Q:
    """Dated rows that hold on a day."""
    return (Q(from_date=None) | Q(from_date__lte=day)) & (Q(until_date=None) | Q(until_date__gt=day))


def root_unit(organisation_id: int) -> UnitSummary:
    """The organisation itself, as the root of its tree."""
    for found in known_units().values():
        if found.is_root and found.organisation_id == organisation_id:
            return found
    return unit_summary(Unit.objects.get(organisation=organisation_id, kind=Unit.Kind.ORGANISATION))


def unit(organisation_id: int, reference: str) -> UnitSummary | None:
    """The unit of an organisation by its reference, or None."""
    found = sole(Unit.objects.filter(organisation=organisation_id, reference=reference))
    return unit_summary(found) if found else None


def units(ids: Iterable[int]) -> dict[int, UnitSummary]:
    """Units by id."""
    wanted, known = set(ids), known_units()
    if missing := wanted - known.keys():
        known |= {found.pk: unit_summary(found) for found in Unit.objects.filter(id__in=missing)}
    return {pk: known[pk] for pk in sorted(wanted) if pk in known}


@kept
def tree(organisation_id: int, on: date | None = None, closed: bool = False) -> list[TreeRow]:
    """The tree of a day (today), from the top, each level by name; with `closed`, units not open then too.

    Three queries, whatever its size.
    """
    day = on or timezone.localdate()
    records = {found.pk: unit_summary(found) for found in Unit.objects.filter(organisation=organisation_id)}
    known_units().update(records)
    names = dict(
        UnitName.objects.filter(on_day(day), unit__organisation=organisation_id).values_list("unit_id", "name")
    )
    placements = Placement.objects.filter(on_day(day), unit__organisation=organisation_id)
    parents = dict(placements.values_list("unit_id", "parent_id"))
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk in sorted(records, key=lambda pk: (names.get(pk, "").casefold(), pk)):
        children[parents.get(pk)].append(pk)
    rows: list[TreeRow] = []
    waiting = [(pk, 0) for pk in reversed(children[None])]
    while waiting:
        pk, level = waiting.pop()
        is_open = _open_on(records[pk], day)
        if is_open or closed:
            rows.append(TreeRow(records[pk], names.get(pk, records[pk].name), level, parents.get(pk), is_open))
        # What stands under a closed unit is closed or merged with it.
        waiting.extend((child, level + 1) for child in reversed(children[pk]))
    return rows


def _open_on(found: UnitSummary, day: date) -> bool:
    return (found.opened_on is None or found.opened_on <= day) and (found.closed_on is None or day < found.closed_on)


def breadcrumbs(unit_id: int, on: date | None = None) -> tuple[UnitSummary, ...]:
    """The way from the organisation down to the unit, itself last, as the tree is on a day (today). Two queries."""
    day = on or timezone.localdate()
    above = UnitSpan.objects.filter(unit=unit_id).values("ancestor")
    placements = Placement.objects.filter(on_day(day), unit__in=above).values_list("unit_id", "parent_id")
    parents = dict(placements)
    way = [unit_id]
    while (parent := parents.get(way[-1])) is not None:
        way.append(parent)
    found = units(way)
    return tuple(found[pk] for pk in reversed(way))


def path_names(unit_id: int) -> list[str]:
    """Today's names on the way down to a unit, from below the organisation: what sources may call it by."""
    return [step.name for step in breadcrumbs(unit_id) if not step.is_root]


def path_label(unit_id: int) -> str:
    """The way to a unit in one line."""
    return " › ".join(path_names(unit_id)) or breadcrumbs(unit_id)[-1].name


def search_units(organisation_id: int, words: str, most: int = 20) -> list[FoundUnit]:
    """Units whose name, former name or alias holds the words, those with the name of today first."""
    wanted = normalise(words)
    if not wanted:
        return []
    names = UnitName.objects.filter(unit__organisation=organisation_id, name__icontains=words.strip())
    aliases = UnitAlias.objects.filter(organisation=organisation_id, key__contains=wanted)
    matches: dict[int, set[str]] = defaultdict(set)
    for pk, name in names.values_list("unit_id", "name")[:500]:
        matches[pk].add(name)
    for pk, key in aliases.values_list("unit_id", "key")[:2000]:
        if wanted in key.rsplit("|", 1)[-1]:
            matches[pk].add(key.rsplit("|", 1)[-1])
    found = units(matches)
    by_name = {pk: wanted in normalise(found[pk].name) for pk in found}
    ranked = sorted(found, key=lambda pk: (not by_name[pk], found[pk].name.casefold(), pk))[:most]
    return [FoundUnit(found[pk], path_label(pk), "" if by_name[pk] else min(matches[pk])) for pk in ranked]


def aliases(organisation_id: int) -> dict[str, int]:
    """What sources call units, by the last part of their path; names of several units are left out. One query."""
    found: dict[str, set[int]] = defaultdict(set)
    for key, pk in UnitAlias.objects.filter(organisation=organisation_id).values_list("key", "unit_id"):
        found[key.rsplit("|", 1)[-1]].add(pk)
    return {name: next(iter(pks)) for name, pks in found.items() if len(pks) == 1}


def unit_detail(organisation_id: int, reference: str) -> UnitDetail | None:
    """A unit with its place, names, aliases and successions; None where the organisation has no such unit."""
    found = sole(Unit.objects.filter(organisation=organisation_id, reference=reference))
    if found is None:
        return None
    day = timezone.localdate()
    below = Placement.objects.filter(on_day(day), parent=found).select_related("unit").order_by("unit__name")
    before = UnitSuccession.objects.filter(successor=found).select_related("predecessor").order_by("on")
    after = UnitSuccession.objects.filter(predecessor=found).select_related("successor").order_by("on")
    places = found.placements.order_by("from_date").values_list("parent__name", "from_date", "until_date")
    return UnitDetail(
        unit=unit_summary(found),
        path=breadcrumbs(found.pk),
        children=tuple(unit_summary(row.unit) for row in below if row.unit.closed_on is None),
        names=_in_time(found.names.values_list("name", "from_date", "until_date")),
        places=_in_time(places),
        aliases=tuple(found.aliases.order_by("key").values_list("key", flat=True)),
        carries_on=tuple((unit_summary(row.predecessor), row.on) for row in before),
        carried_on_by=tuple((unit_summary(row.successor), row.on) for row in after),
    )


def _in_time(
    rows: Iterable[tuple[str, date | None, date | None]],
) -> tuple[tuple[str, date | None, date | None], ...]:
    """Dated rows from the first to the last, whichever end of the order the database gives to an open day."""
    return tuple(sorted(rows, key=lambda row: row[1] or date.min))


def unit_names(references: Iterable[str]) -> dict[str, str]:
    """Today's names of units by reference."""
    return dict(Unit.objects.filter(reference__in=set(references)).values_list("reference", "name"))
