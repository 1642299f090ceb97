"""The weeks of every stream of an organisation, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from heard.coding.models import Facet
from heard.coding.queries.weekly import Weekly, weekly
from heard.organisations import queries as organisations
from heard.signals.streams.families import Family, WatchRules, leaves

Floats = NDArray[np.float64]
_EPOCH: Final = date(1970, 1, 1)
_FACETS: Final = (Facet.ALL, Facet.THEME, Facet.RELATION, Facet.CHANNEL)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The whole weeks of an organisation. Weeks are Mondays in days since 1970-01-01, 7 apart; `late` at the end hold
    so little in all that no silence is told from a file that is not there yet. `quiet` marks such weeks anywhere.
    """

    first: int
    weeks: int
    baseline: int
    late: int
    quiet: NDArray[np.bool_]

    def monday(self, week: int) -> date:
        """The Monday of a week by its number."""
        return _EPOCH + timedelta(days=self.first + 7 * int(week))

    @property
    def through(self) -> date:
        """The Monday of the last whole week."""
        return self.monday(self.weeks - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The streams of a family: `unit`, `value` and `peers` [streams], x and n [weeks, streams].

    NaN in x is a week that says nothing of the stream; n is NaN throughout where the family has no denominator.
    """

    family: Family
    unit: NDArray[np.int64]
    value: NDArray[np.int64]
    peers: NDArray[np.int64]
    x: Floats
    n: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What the cells hold: the weeks by facet, whether each unit has nothing below it, its kind and how deep it is."""

    facets: Mapping[Facet, Weekly]
    leaf: Mapping[int, bool]
    kinds: Mapping[int, str]
    depth: Mapping[int, int]
    root: int


def read(organisation_id: int) -> Read:
    """Everything that is counted of the units that are open today. A few queries, whatever was said."""
    rows = organisations.tree(organisation_id)
    units = [row.unit.id for row in rows]
    return Read(
        {facet: weekly(organisation_id, units, facet) for facet in _FACETS},
        leaves(rows),
        {row.unit.id: row.unit.kind for row in rows},
        {row.unit.id: row.level for row in rows},
        next(row.unit.id for row in rows if row.unit.is_root),
    )


def calendar(found: Read, today: date, rules: WatchRules, usual_from: date | None = None) -> Calendar | None:
    """The weeks that count: whole ones, from the first in which a fair part of a middling week was said (a wrong date
    years ago begins nothing), or from `usual_from`. None where there is none.
    """
    last = (today - timedelta(days=int(rules.number("settles_days"))) - _EPOCH).days + 1
    # The Monday of the last week whose Sunday has settled.
    newest = last - (last + 3) % 7 - 7
    whole = found.facets[Facet.ALL]
    mine = (whole.unit == found.root) & (whole.week <= newest)
    weeks, voices = whole.week[mine], whole.voices[mine]
    if not len(weeks):
        return None
    enough = weeks[voices >= np.median(voices) * rules.number("first_week_share")]
    first = int(enough.min())
    if usual_from is not None:
        day = (usual_from - _EPOCH).days
        first = max(first, day - (day + 3) % 7)
    count = (newest - first) // 7 + 1
    if count < 1:
        return None
    total = np.zeros(count)
    inside = weeks >= first
    total[(weeks[inside] - first) // 7] = voices[inside]
    baseline = min(count, rules.baseline_weeks)
    quiet = total < rules.number("late_below") * total[:baseline].mean()
    late = int(np.argmin(quiet[::-1])) if not quiet.all() else count
    return Calendar(first, count, baseline, late, quiet)


def counted(found: Read, family: Family, when: Calendar) -> Counted:
    """A family's streams, sorted by unit and value; of a unit and value that nobody ever spoke of there is none."""
    rows = _within(found.facets[family.facet], when, [unit for unit, leaf in found.leaf.items() if family.takes(leaf)])
    keys, at = np.unique(np.stack([rows.unit, rows.value], axis=1), axis=0, return_inverse=True)
    unit, value = keys[:, 0], keys[:, 1]
    shape = (when.weeks, len(keys))
    place = ((rows.week - when.first) // 7, at.reshape(-1))
    x = np.zeros(shape)
    x[place] = getattr(rows, family.counts)
    n = np.full(shape, np.nan)
    if not family.of:
        # Before the first voice there was nobody to be silent; where files are late nobody is.
        x[np.cumsum(x, axis=0) == 0] = np.nan
        x[when.quiet] = np.nan
    elif family.of_all:
        n = _of_all(found, family, when, unit)
    else:
        n = np.zeros(shape)
        n[place] = getattr(rows, family.of)
    if family.of:
        n[n == 0] = np.nan
        x[np.isnan(n)] = np.nan
    kinds = np.unique([found.kinds[pk] for pk in unit.tolist()] or [""], return_inverse=True)[1]
    peers = value * 100 + kinds[: len(value)]
    return Counted(family, unit, value, peers, x, n)


def _within(rows: Weekly, when: Calendar, units: Sequence[int]) -> Weekly:
    chosen = np.isin(rows.unit, np.array(units, np.int64))
    chosen &= (rows.week >= when.first) & (rows.week < when.first + 7 * when.weeks)
    return Weekly(*(getattr(rows, name)[chosen] for name in Weekly.__slots__))


def _of_all(found: Read, family: Family, when: Calendar, unit: NDArray[np.int64]) -> Floats:
    """What was said of each stream's unit in all."""
    every = _within(found.facets[Facet.ALL], when, np.unique(unit).tolist())
    units, at = np.unique(every.unit, return_inverse=True)
    total = np.zeros((when.weeks, len(units)))
    total[(every.week - when.first) // 7, at] = getattr(every, family.of)
    made: Floats = total[:, np.searchsorted(units, unit)]
    return made
