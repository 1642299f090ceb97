"""From series to limits, labels and types: the rules of signals, one after the other, over all series at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from heard.methods.signals.xmr import kernel
from heard.methods.signals.xmr.limits import limits
from heard.methods.signals.xmr.options import LABELS, TYPES, Options
from heard.methods.signals.xmr.rules import broken, label, types, worst

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
# From so many points on, the compiled pass is worth loading numba for (0.3 s); NumPy takes as long over these.
COMPILED_FROM: Final = 20_000


@dataclass(frozen=True, eq=False)
class Chart:
    """One row a point, sorted by series and date; all arrays have the same length.

    `order` says at which place of the input each row stood. `group` counts a series' rebases from 0. Limits are NaN
    where there are none. `relative` is -1, 0 or 1: below, on, above the mean. `label` and `type` are numbers of LABELS
    and TYPES, as the R package has them; `worst` is the type that is shown: concern before improvement.
    """

    options: Options
    order: NDArray[np.intp]
    series: NDArray[np.generic]
    day: NDArray[np.generic]
    y: Floats
    group: NDArray[np.int64]
    mean: Floats
    lower: Floats
    upper: Floats
    outside: Bools
    relative: NDArray[np.int8]
    close: Bools
    label: NDArray[np.int8]
    type: NDArray[np.int8]
    worst: NDArray[np.int8]
    # Whether a point's group has fewer than 13 points: limits are then a guess.
    short: Bools

    @cached_property
    def labels(self) -> list[str]:
        """The labels in words: '7 Points Above CL'."""
        return [LABELS[number] for number in self.label]

    @cached_property
    def types(self) -> list[str]:
        """The R package's point types: 'special_cause_concern'."""
        return [TYPES[number] for number in self.type]

    @cached_property
    def shown(self) -> list[str]:
        """What a page shows at each point: '', 'concern', 'improvement', 'neutral_high' or 'neutral_low'."""
        return [TYPES[number].removeprefix("special_cause_") if number else "" for number in self.worst]


def chart(
    series: ArrayLike,
    day: ArrayLike,
    y: ArrayLike,
    rebase: ArrayLike | None = None,
    options: Options | None = None,
) -> Chart:
    """The chart of each series; rows in any order.

    `series` names each row's series, `day` is its date or number, `y` its value (NaN or infinite: missing), `rebase`
    marks rows from which on limits are made anew. Many points are charted by a compiled pass (`heard bench spc`), few
    by NumPy, with the same result. Raises ValueError where the arrays differ in length or a series has a date twice.
    """
    chosen = options or Options()
    names, days = np.asarray(series), np.asarray(day)
    values = np.asarray(y, np.float64)
    marks = None if rebase is None else np.asarray(rebase, bool)
    columns = [column for column in (names, days, values, marks) if column is not None]
    if any(column.ndim != 1 for column in columns):
        raise ValueError("Give series, dates, values and rebases as one column each.")
    if any(len(column) != len(values) for column in columns):
        raise ValueError("Series, dates, values and rebases have to be as many as each other.")
    order = np.arange(len(values))
    if not _in_order(names, days):
        order = np.lexsort((days, names))
        names, days, values = names[order], days[order], values[order]
        marks = None if marks is None else marks[order]
        if np.any((names[1:] == names[:-1]) & (days[1:] == days[:-1])):
            raise ValueError("A series has two values for one date. Give each date once.")
    there = np.isfinite(values)
    values = np.ascontiguousarray(values) if there.all() else np.where(there, values, np.nan)
    first = _first(names)
    group = np.zeros(len(first), np.int64) if marks is None else _groups(first, marks)
    starts = np.flatnonzero(first if marks is None else first | marks)
    made = _compiled(values, starts, chosen) if len(values) >= COMPILED_FROM else None
    made = made or _plain(values, starts, chosen)
    return Chart(
        chosen, order, names, days, values, group, made.mean, made.lower, made.upper, made.outside, made.relative,
        made.close, made.label, made.type, made.worst, made.short,
    )  # fmt: skip


def _in_order(names: NDArray[np.generic], days: NDArray[np.generic]) -> bool:
    """Whether the rows are sorted by series, then by date, with no date twice, already."""
    same = names[1:] == names[:-1]
    return bool(np.all((names[1:] > names[:-1]) | (same & (days[1:] > days[:-1]))))  # type: ignore[operator]


def _first(names: NDArray[np.generic]) -> Bools:
    """Whether a row is the first of its series."""
    if not len(names):
        return np.zeros(0, bool)
    return np.concatenate([[True], names[1:] != names[:-1]])


def _groups(first: Bools, marks: Bools) -> NDArray[np.int64]:
    """How many rebases of its series stand at or before a row."""
    running = np.cumsum(marks)
    start = np.flatnonzero(first)
    before: NDArray[np.int64] = running[start] - marks[start]
    return running - np.repeat(before, np.diff(np.append(start, len(first))))


def _compiled(values: Floats, starts: NDArray[np.intp], options: Options) -> kernel.Found | None:
    """By the compiled pass; None where numba cannot run."""
    try:
        return kernel.found(values, np.append(starts, len(values)), options)
    except ImportError:
        return None


def _plain(values: Floats, starts: NDArray[np.intp], options: Options) -> kernel.Found:
    """By NumPy: quick where points are few, and what the compiled pass is held against."""
    sizes = np.diff(np.append(starts, len(values)))
    piece = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(values)) - np.repeat(starts, sizes)
    found = limits(values, place, sizes, options)
    rules = broken(values, piece, place, found, options)
    labels = label(rules.signs)
    return kernel.Found(
        found.mean, found.lower, found.upper, rules.outside, rules.relative, rules.close, labels,
        types(labels, options.better), worst(rules.signs, labels, options.better),
        np.repeat(sizes < kernel.SHORT, sizes),
    )  # fmt: skip
