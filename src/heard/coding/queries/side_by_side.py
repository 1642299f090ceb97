"""Places beside each other: wards, clinics and teams, each voice in one of them, over days that whole weeks make up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from heard.coding.counting import periods
from heard.coding.counting.cells import WIDTH
from heard.coding.queries.cells import Group, figures
from heard.coding.queries.parts import Search
from heard.coding.queries.shapes import Figures, Filters
from heard.organisations import queries as organisations
from heard.organisations.queries import Closure, Scope, UnitSummary

Days = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """One place with what its own page would count. `name` says where it stands if another has the same name."""

    unit: UnitSummary
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Every place, in the tree's order, and `whole`: all that was said, also what names no place.

    Where the scope is a part of the organisation, `whole` is its places together.
    """

    places: tuple[PlaceFigures, ...]
    whole: Figures
    note: str = ""


def side_by_side(scope: Scope, first: date, until: date) -> SideBySide:
    """The places of a scope from a day until the day before another; both begin a week or a month.

    A place is where the tree ends. A closed one counts in that which carries it on; one that none carries on stands
    by itself, if anything was said there. In a scope of a part of the tree, places that lay wholly in it on those days.
    """
    days = Filters(from_date=first, to_date=until - timedelta(days=1))
    organisation = Search(Scope(scope.organisation_id, None), days)
    found = _places(scope, first, until)
    wanted = organisation.wanted
    if wanted is None:
        raise LookupError("Cells answer a whole organisation and a period.")
    counted, note = organisation.read_days(replace(wanted, units=tuple(found)), Group.UNIT) if found else ({}, "")
    nothing = np.zeros(WIDTH, np.int64)
    shown = {pk: counted.get(pk, nothing) for pk, unit in found.items() if pk in counted or unit.closed_on is None}
    names = _names(scope.organisation_id, [found[pk] for pk in shown])
    parts = organisation.over_time[0] if scope.spans is None else shown
    return SideBySide(
        tuple(PlaceFigures(found[pk], names[pk], figures(vector)) for pk, vector in shown.items()),
        figures(sum(parts.values(), nothing)),
        note,
    )


def _places(scope: Scope, first: date, until: date) -> dict[int, UnitSummary]:
    """The places of a scope by id, in the order of the tree."""
    days = (periods.day_of(first), periods.day_of(until))
    rows = organisations.tree(scope.organisation_id, closed=True)
    closure = organisations.closure(scope.organisation_id)
    units = {row.unit.id: row.unit for row in rows if not row.unit.is_root}
    ends = places({pk: unit.closed_on is None or unit.closed_on >= until for pk, unit in units.items()}, closure, days)
    if scope.spans is None:
        return {pk: unit for pk, unit in units.items() if pk in ends}
    allowed: dict[int, list[Days]] = defaultdict(list)
    for span in scope.spans:
        begin = periods.day_of(span.from_date) if span.from_date else days[0]
        end = periods.day_of(span.until_date) if span.until_date else days[1]
        allowed[span.unit_id].append((begin, end))
    return {pk: unit for pk, unit in units.items() if pk in ends and _within(pk, closure, allowed, days)}


def _names(organisation_id: int, units: Sequence[UnitSummary]) -> dict[int, str]:
    """Today's names; 'Ward 1 (Vale Community Hospital)' where several of the places are called so."""
    rows = organisations.tree(organisation_id, closed=True)
    names, parents = {row.unit.id: row.name for row in rows}, {row.unit.id: row.parent_id for row in rows}
    often = Counter(unit.name for unit in units)
    return {
        unit.id: f"{unit.name} ({_way(unit.id, names, parents)})" if often[unit.name] > 1 else unit.name
        for unit in units
    }


def _way(unit: int, names: Mapping[int, str], parents: Mapping[int, int | None]) -> str:
    """The units above one, from below the organisation.

    >>> _way(4, {1: "Trust", 2: "Vale", 3: "Surgery", 4: "Ward 1"}, {1: None, 2: 1, 3: 2, 4: 3})
    'Vale, Surgery'
    """
    way: list[str] = []
    above = parents.get(unit)
    while above is not None and parents.get(above) is not None:
        way.insert(0, names[above])
        above = parents[above]
    return ", ".join(way) or "directly below the organisation"


def places(is_open: Mapping[int, bool], closure: Closure, days: Days) -> set[int]:
    """Those units below which nothing is open, and of nested ones the upper: so that each voice counts in one.

    A ward that is closed and carried on counts under the ward that carries it on. Ward 2 of service 1 was carried on
    by ward 3; of service 4 all wards are closed:

    >>> from heard.organisations.spans import OPEN_FROM, OPEN_UNTIL, closure_of
    >>> under = [(2, 1), (2, 3), (3, 1), (5, 4), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]
    >>> closure = closure_of([(unit, above, OPEN_FROM, OPEN_UNTIL) for unit, above in under])
    >>> places({1: True, 2: False, 3: True, 4: True, 5: False}, closure, (20_000, 20_365))
    {3, 4}
    """
    then = (closure.from_day < days[1]) & (closure.until_day > days[0]) & (closure.unit != closure.ancestor)
    rows = zip(closure.unit[then].tolist(), closure.ancestor[then].tolist(), strict=True)
    pairs = [(unit, above) for unit, above in rows if unit in is_open and above in is_open]
    ends = set(is_open) - {above for unit, above in pairs if is_open[unit]}
    return ends - {unit for unit, above in pairs if above in ends}


def _within(place: int, closure: Closure, allowed: Mapping[int, Iterable[Days]], days: Days) -> bool:
    """Whether all that counts in a place on those days may be seen."""
    under = closure.ancestor == place
    rows = zip(
        closure.unit[under].tolist(), closure.from_day[under].tolist(), closure.until_day[under].tolist(), strict=True
    )
    for unit, begin, end in rows:
        first, until = max(begin, days[0]), min(end, days[1])
        if first < until and not any(low <= first and until <= high for low, high in allowed.get(unit, ())):
            return False
    return True
