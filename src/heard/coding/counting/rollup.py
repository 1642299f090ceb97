"""Under which units a voice counts: through the closure of the services tree, as the tree was on the day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from heard.organisations.queries import Closure

_LAST_DAY: Final = 2**31 - 2
_OPEN_UNTIL: Final = 2**31 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Ancestors:
    """The units above each place, place after place: `unit[start[place]:start[place + 1]]`."""

    unit: NDArray[np.int64]
    start: NDArray[np.int64]


class Placed(NamedTuple):
    """The place of each voice: its unit in a stretch of days in which no unit moved."""

    at: NDArray[np.int64]
    ancestors: Ancestors


def alone() -> Ancestors:
    """One place, which counts under unit 0 alone."""
    return Ancestors(np.zeros(1, np.int64), np.array([0, 1]))


def place(
    unit: NDArray[np.int64],
    day: NDArray[np.int32],
    closure: Closure,
    undated: int,
    wanted: Collection[int] | None = None,
) -> Placed:
    """Where each voice (unit and day) stands, and the units above each place (only the `wanted` ones).

    A voice without a date counts where its unit stands last. Raises ValueError for a unit that is not in the closure.
    """
    units, unit_at = np.unique(unit, return_inverse=True)
    if not np.isin(units, closure.unit).all():
        missing = units[~np.isin(units, closure.unit)][0]
        raise ValueError(f"Unit {missing} does not stand in its organisation's tree.")
    ends = np.concatenate((closure.from_day, closure.until_day))
    borders = np.unique(ends[(ends > -(2**31)) & (ends < _OPEN_UNTIL)])
    stretches = len(borders) + 1
    days = np.where(day == undated, _LAST_DAY, day)
    places, at = np.unique(unit_at * stretches + np.searchsorted(borders, days, side="right"), return_inverse=True)
    return Placed(at, _ancestors(places, units, borders, closure, wanted))


def _ancestors(
    places: NDArray[np.int64],
    units: NDArray[np.int64],
    borders: NDArray[np.int32],
    closure: Closure,
    wanted: Collection[int] | None,
) -> Ancestors:
    stretches = len(borders) + 1
    chosen = np.isin(closure.unit, units)
    if wanted is not None:
        chosen &= np.isin(closure.ancestor, np.fromiter(wanted, np.int64))
    row_unit = np.searchsorted(units, closure.unit[chosen])
    first = np.searchsorted(borders, closure.from_day[chosen], side="right")
    until = np.where(
        closure.until_day[chosen] == _OPEN_UNTIL,
        stretches,
        np.searchsorted(borders, closure.until_day[chosen], side="right"),
    )
    lengths = until - first
    row = np.repeat(np.arange(len(row_unit)), lengths)
    stretch = np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + first[row]
    # Two spans of one unit and ancestor never overlap, so that no voice counts twice under a unit.
    key = row_unit[row] * stretches + stretch
    order = np.argsort(key, kind="stable")
    start = np.searchsorted(key[order], places, side="left")
    length = np.searchsorted(key[order], places, side="right") - start
    take = np.repeat(start - (np.cumsum(length) - length), length) + np.arange(length.sum())
    return Ancestors(closure.ancestor[chosen][row[order[take]]], np.concatenate(([0], np.cumsum(length))))


def rolled_up(
    place: NDArray[np.int64], key: NDArray[np.int64], counts: NDArray[np.int32], ancestors: Ancestors
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Counts by place and key as counts by unit and key, sorted: each row added to every unit above its place.

    >>> two = Ancestors(np.array([7, 9, 9]), np.array([0, 2, 3]))
    >>> unit, key, counts = rolled_up(np.array([0, 1]), np.array([5, 5]), np.array([[1], [10]], np.int32), two)
    >>> unit.tolist(), key.tolist(), counts.tolist()
    ([7, 9], [5, 5], [[1], [11]])
    """
    repeats = np.diff(ancestors.start)[place]
    row = np.repeat(np.arange(len(place)), repeats)
    within = np.arange(len(row)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    unit = ancestors.unit[ancestors.start[place][row] + within]
    units, unit_at = np.unique(unit, return_inverse=True)
    if not len(row):
        return unit, key[:0], counts[:0]
    width = int(key.max()) + 1
    found, group = np.unique(unit_at * width + key[row], return_inverse=True)
    # Most of the wide columns are 0, so what is not is added one by one: five times as fast as adding rows.
    filled, column = np.nonzero(counts)
    per_row = np.bincount(filled, minlength=len(place))
    first = np.cumsum(per_row) - per_row
    lengths = per_row[row]
    event = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths - first[row], lengths)
    columns = counts.shape[1]
    target = np.repeat(group, lengths) * columns + column[event]
    summed = np.bincount(target, counts[filled, column][event], len(found) * columns)
    return units[found // width], found % width, summed.reshape(-1, columns).astype(np.int32)
