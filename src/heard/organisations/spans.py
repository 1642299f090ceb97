"""The services tree over time: between which days what happens at one unit counts under another.

Pure: days are whole numbers since 1970-01-01, and nothing here reads a clock or a table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

EPOCH = date(1970, 1, 1)
# Open ends, as the least and the greatest 32-bit number, so that a comparison needs no special case.
OPEN_FROM = -(2**31)
OPEN_UNTIL = 2**31 - 1

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """From `from_date` until the day before `until_date` (None is open), what happens at `unit_id` counts."""

    unit_id: int
    from_date: date | None = None
    until_date: date | None = None

    def covers(self, day: date | None) -> bool:
        """Whether a thing of that day counts; one without a date counts where its unit stands last.

        >>> Span(1, None, date(2026, 1, 1)).covers(date(2025, 12, 31)), Span(1, None, date(2026, 1, 1)).covers(None)
        (True, False)
        """
        if day is None:
            return self.until_date is None
        return (self.from_date is None or self.from_date <= day) and (self.until_date is None or day < self.until_date)


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """Every span of one organisation, one row each, sorted by unit, ancestor and first day.

    `unit` and `ancestor` are int64 ids; `from_day` and `until_day` are int32 days since 1970-01-01, `until_day` the
    first day no longer, with OPEN_FROM and OPEN_UNTIL where open.
    """

    unit: NDArray[np.int64]
    ancestor: NDArray[np.int64]
    from_day: NDArray[np.int32]
    until_day: NDArray[np.int32]

    def with_rows(self, rows: Sequence[tuple[int, int, int, int]]) -> Closure:
        """This closure and more rows (unit, ancestor, from_day, until_day), in the same order.

        >>> closure_of([(3, 1, 0, 5)]).with_rows([(2, 1, 0, 5)]).unit.tolist()
        [2, 3]
        """
        more = np.array(rows, dtype=np.int64).reshape(-1, 4)
        columns = (self.unit, self.ancestor, self.from_day, self.until_day)
        together = [np.concatenate([old, new]) for old, new in zip(columns, more.T, strict=True)]
        order = np.lexsort((together[2], together[1], together[0]))
        unit, ancestor, first, until = (column[order] for column in together)
        return Closure(unit, ancestor, first.astype(np.int32), until.astype(np.int32))


@dataclass(frozen=True, slots=True)
class Placing:
    """A unit stood under a parent from a day until the day before another."""

    unit: int
    parent: int
    from_day: int = OPEN_FROM
    until_day: int = OPEN_UNTIL


@dataclass(frozen=True, slots=True)
class Succeeding:
    """From a day, one unit carries on another."""

    predecessor: int
    successor: int
    on_day: int


class CycleError(ValueError):
    """A unit would stand under itself. `unit` is one of those in the circle."""

    def __init__(self, unit: int) -> None:
        super().__init__(f"unit {unit} would stand under itself")
        self.unit = unit


def day_of(day: date | None, when_open: int) -> int:
    """Days since 1970-01-01, or the open end given.

    >>> day_of(date(1970, 1, 2), OPEN_FROM), day_of(None, OPEN_UNTIL)
    (1, 2147483647)
    """
    return when_open if day is None else (day - EPOCH).days


def date_of(day: int) -> date | None:
    """The date of a number of days; None for an open end.

    >>> date_of(1), date_of(OPEN_FROM)
    (datetime.date(1970, 1, 2), None)
    """
    return None if day in (OPEN_FROM, OPEN_UNTIL) else EPOCH + timedelta(days=day)


def united(intervals: Iterable[Interval]) -> list[Interval]:
    """Sorted disjoint intervals that cover the same days.

    >>> united([(5, 9), (1, 3), (3, 5), (20, 21)])
    [(1, 9), (20, 21)]
    """
    result: list[Interval] = []
    for first, until in sorted(intervals):
        if result and first <= result[-1][1]:
            result[-1] = (result[-1][0], max(until, result[-1][1]))
        else:
            result.append((first, until))
    return result


def spans(
    units: Iterable[int], placings: Iterable[Placing], successions: Iterable[Succeeding]
) -> dict[int, dict[int, list[Interval]]]:
    """For each unit, under which units it counts and when: {unit: {ancestor: disjoint intervals of days}}.

    A unit counts under itself always, under each ancestor as it stood on the day, and what counted under a unit that
    was succeeded counts, for the days before the succession, under its successor too, and so on. `placings` must
    hold those of every ancestor too. Raises CycleError where a unit would stand under itself on some day.

    Ward 2 moves from site 1 to site 3 on day 10; ward 4 of site 3 is carried on by ward 2 from day 20:

    >>> found = spans([2, 4], [Placing(2, 1, until_day=10), Placing(2, 3, from_day=10), Placing(4, 3, until_day=20),
    ...     Placing(4, 2, from_day=20)], [Succeeding(4, 2, 20)])
    >>> found[2][1] == [(OPEN_FROM, 10)], found[2][3] == [(10, OPEN_UNTIL)]
    (True, True)
    >>> found[4][2] == [(OPEN_FROM, OPEN_UNTIL)]
    True
    """
    parents: dict[int, list[Placing]] = defaultdict(list)
    for placing in placings:
        parents[placing.unit].append(placing)
    successors: dict[int, list[Succeeding]] = defaultdict(list)
    for succession in successions:
        successors[succession.predecessor].append(succession)
    return {unit: _carried_on(_as_it_stood(unit, parents), successors) for unit in units}


def _as_it_stood(unit: int, parents: Mapping[int, Sequence[Placing]]) -> dict[int, list[Interval]]:
    """The unit itself and its ancestors, each with the days on which it stood beneath them."""
    found: dict[int, list[Interval]] = defaultdict(list, {unit: [(OPEN_FROM, OPEN_UNTIL)]})
    waiting: list[tuple[int, int, int, tuple[int, ...]]] = [(unit, OPEN_FROM, OPEN_UNTIL, (unit,))]
    while waiting:
        below, first, until, path = waiting.pop()
        for placing in parents.get(below, ()):
            lower, upper = max(first, placing.from_day), min(until, placing.until_day)
            if lower >= upper:
                continue
            if placing.parent in path:
                raise CycleError(placing.parent)
            found[placing.parent].append((lower, upper))
            waiting.append((placing.parent, lower, upper, (*path, placing.parent)))
    return found


def _carried_on(
    found: dict[int, list[Interval]], successors: Mapping[int, Sequence[Succeeding]]
) -> dict[int, list[Interval]]:
    """Add the successors of whatever is there, for the days before each succession, and unite the intervals."""
    waiting = [(unit, first, until) for unit, intervals in found.items() for first, until in intervals]
    while waiting:
        unit, first, until = waiting.pop()
        for succession in successors.get(unit, ()):
            upper = min(until, succession.on_day)
            there = found.setdefault(succession.successor, [])
            # Days that are there already end the walk, so that two units that succeed each other do not loop.
            if first < upper and not any(f <= first and upper <= u for f, u in there):
                there.append((first, upper))
                waiting.append((succession.successor, first, upper))
    return {unit: united(intervals) for unit, intervals in found.items() if intervals}


def closure_of(rows: Sequence[tuple[int, int, int, int]]) -> Closure:
    """A Closure of rows (unit, ancestor, from_day, until_day), in any order.

    >>> closure_of([(2, 1, OPEN_FROM, 5), (1, 1, OPEN_FROM, OPEN_UNTIL)]).unit.tolist()
    [1, 2]
    """
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 4)
    return Closure(table[:, 0], table[:, 1], table[:, 2].astype(np.int32), table[:, 3].astype(np.int32))
