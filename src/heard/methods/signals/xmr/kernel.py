"""The same limits and rules as `limits` and `rules` give them, in one pass over all groups, compiled by numba.

Means are summed with the errors of all additions kept (Knuth's TwoSum, twice over) and divided with the remainder
(Dekker's product). Where that does not prove that a mean is rounded correctly, `redo` says so and `limits.mean` makes
it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from heard.methods.signals.xmr.limits import FAR, NEAR, SCREEN, base, middle_and_reach
from heard.methods.signals.xmr.options import Options
from heard.methods.signals.xmr.rules import label, types, worst

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Signs = NDArray[np.int8]

SHORT: Final = 13
# Dekker's constant, 2^27 + 1: a double times this splits into two halves.
_SPLIT = 134217729.0
_LEAST_SUM, _LARGEST_SUM = 1e-250, 1e290
_SCREEN, _FAR, _NEAR = SCREEN, FAR, NEAR
# Every four of -1, 0 and 1, in the order of numbers to the base of 3: how a point can break the four rules.
_EVERY: Final = tuple(np.indices((3, 3, 3, 3), np.int8).reshape(4, 81) - np.int8(1))


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """One row a point: everything that a chart says of it."""

    mean: Floats
    lower: Floats
    upper: Floats
    outside: Bools
    relative: Signs
    close: Bools
    label: Signs
    type: Signs
    worst: Signs
    short: Bools


def found(values: Floats, bounds: NDArray[np.int64], options: Options) -> Found:
    """Limits, rules, labels and types of groups whose first rows (and the end) are `bounds`, int64 [groups + 1].

    Raises ImportError where numba cannot run.
    """
    middles, rules = _compiled(_middles), _compiled(_rules)
    groups, count = len(bounds) - 1, len(values)
    middle, reach, redo = np.empty(groups), np.empty(groups), np.empty(groups, np.bool_)
    fixed = count if options.fix_after is None else options.fix_after
    longest = int(np.diff(bounds).max()) if groups else 0
    middles(values, bounds, fixed, options.least, options.screen, np.empty(longest), middle, reach, redo)
    for group in np.flatnonzero(redo).tolist():
        taken = values[bounds[group] : bounds[group + 1]]
        middle[group], reach[group] = middle_and_reach(base(taken, np.arange(len(taken)), options), options.screen)
    labels = label(_EVERY)
    kinds, worsts = types(labels, options.better), worst(_EVERY, labels, options.better)
    made = _unfilled(count)
    rules(
        values, bounds, middle, reach, options.beyond_counts, options.points, options.least > 1, labels, kinds, worsts,
        np.empty(longest + 1, np.int8), np.empty(longest + 1, np.bool_), np.empty(longest + 1, np.int64),
        np.empty(longest + 1, np.int64), made.mean, made.lower, made.upper, made.outside, made.relative, made.close,
        made.label, made.type, made.worst, made.short,
    )  # fmt: skip
    return made


def _unfilled(count: int) -> Found:
    """Columns of one piece of memory: given back and taken again, it stays with the process; many small ones do not."""
    whole = np.empty(31 * count, np.uint8)
    limits = whole[: 24 * count].view(np.float64).reshape(3, count)
    flags = whole[24 * count :].reshape(7, count)
    outside, close, short = flags[:3].view(np.bool_)
    relative, label, kind, worst = flags[3:].view(np.int8)
    return Found(limits[0], limits[1], limits[2], outside, relative, close, label, kind, worst, short)


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    from heard.methods.coding import kernel

    return kernel.compile_once(function)


def _middles(  # noqa: PLR0915, PLR0917 -- one function: numba would inline smaller ones anyway
    values: Any, bounds: Any, fixed: Any, least: Any, screen: Any, taken: Any, middle: Any, reach: Any, redo: Any
) -> None:
    for group in range(len(bounds) - 1):
        size = bounds[group + 1] - bounds[group]
        middle[group], reach[group], redo[group] = np.nan, np.nan, False
        if size < least:
            continue
        group_values = values[bounds[group] : bounds[group] + min(size, fixed)]
        average, total, errors, lost, number = np.nan, 0.0, 0.0, False, 0
        # The mean of the values, then of the distances of neighbours, then of those of them that screening leaves.
        for stage in range(3 if screen else 2):
            count = 0
            if stage == 0:
                for value in group_values:
                    taken[count] = value
                    count += not np.isnan(value)
            elif stage == 1:
                for value, before in zip(group_values[1:], group_values[:-1]):  # noqa: B905 -- not in numba
                    distance = abs(value - before)
                    taken[count] = distance
                    count += not np.isnan(distance)
            else:
                # Nothing is lost of the sum, so what is too far is taken from it again.
                for value, before in zip(group_values[1:], group_values[:-1]):  # noqa: B905 -- not in numba
                    distance = abs(value - before)
                    taken[count] = -distance
                    count += distance >= _SCREEN * average
            if stage == 2:
                number -= count
            else:
                total, errors, lost, number = 0.0, 0.0, False, count
            for one in taken[:count]:
                added = total + one
                back = added - total
                error = (total - (added - back)) + (one - back)
                total = added
                added = errors + error
                back = added - errors
                lost |= ((errors - (added - back)) + (error - back)) != 0.0
                errors = added
            high = total + errors
            back = high - total
            low = (total - (high - back)) + (errors - back)
            size_of = abs(high)
            if number == 0:
                average = np.nan
            elif high == 0.0 and not lost:
                average = 0.0
            elif lost or not (_LEAST_SUM < size_of < _LARGEST_SUM):
                redo[group] = True
                break
            else:
                quotient = high / number
                far = _SPLIT * quotient
                half = far - (far - quotient)
                product = quotient * number
                rest = (high - product) - ((half * number - product) + (quotient - half) * number)
                more = (rest + low) / number
                average = quotient + more
                back = average - quotient
                beside = (quotient - (average - back)) + (more - back)
                doubt = abs(more) * 2.0**-50
                # Half way between two doubles, unless the division leaves nothing: then what was added is right.
                far = _SPLIT * more
                half = far - (far - more)
                product = more * number
                left = (half * number - product) + (more - half) * number
                added = rest + low
                back = added - rest
                whole = product == added and left == (rest - (added - back)) + (low - back)
                if not whole and (average + (beside - doubt) != average or average + (beside + doubt) != average):
                    redo[group] = True
                    break
            if stage == 0:
                middle[group] = average
            else:
                reach[group] = average


def _rules(  # noqa: PLR0917 -- one function: numba would inline smaller ones anyway
    values: Any, bounds: Any, middle: Any, reach: Any, beyond_counts: Any, points: Any, only_with_limits: Any,
    labels: Any, kinds: Any, worsts: Any, step: Any, counting: Any, runs: Any, climbs: Any, mean: Any, lower: Any,
    upper: Any, outside: Any, relative: Any, close: Any, label: Any, kind: Any, worst: Any, short: Any,
) -> None:  # fmt: skip
    # What is asked of a point is true by chance, so nothing branches on it.
    for group in range(len(bounds) - 1):
        start, stop = bounds[group], bounds[group + 1]
        size = stop - start
        centre, far, near = middle[group], _FAR * reach[group], _NEAR * reach[group]
        low, high, near_low, near_high = centre - far, centre + far, centre - near, centre + near
        mean[start:stop], lower[start:stop], upper[start:stop], short[start:stop] = centre, low, high, size < SHORT
        here, over, near_one, side_of = values[start:stop], outside[start:stop], close[start:stop], relative[start:stop]
        # 1. What each point is by itself, and the step to it.
        for at in range(size):
            value = here[at]
            far_one = (value > high) | (value < low)
            beyond = (value > near_high) | (value < near_low)
            over[at] = far_one
            near_one[at] = beyond & (not far_one)
            counting[at] = beyond & (beyond_counts | (not far_one))
            side_of[at] = np.int8(value > centre) - np.int8(value < centre)
        step[: size + 1] = 0
        if not (only_with_limits and np.isnan(centre)):
            for at in range(1, size):
                step[at] = np.int8(here[at] > here[at - 1]) - np.int8(here[at] < here[at - 1])
        # 2. How long a run, and how many steps one way, are at each point.
        run, climb = 0, 0
        last: Any = 2
        moved: Any = 2
        for at in range(size):
            side, way = np.int64(side_of[at]), np.int64(step[at])
            run = run * (side == last) + 1
            climb = climb * (way == moved) + 1
            runs[at] = run * (side != 0)
            climbs[at] = climb * (way != 0)
            last, moved = side, way
        # 3. Backwards: which are members of something that ends at them or later, and the first rule that is broken.
        run_left, climb_left, was_trend, ends, ends_later = 0, 0, False, False, False
        for at in range(size - 1, -1, -1):
            side, place = np.int64(side_of[at]), start + at
            run_left = max(run_left - 1, runs[at] * (runs[at] >= points))
            climb_left = max(climb_left - 1, (climbs[at] + 1) * (climbs[at] >= points - 1))
            in_trend = climb_left > 0
            # A trend goes where the step to the next point goes, if that is in one too, else where that to this goes.
            way = np.int64(step[at + 1]) * (in_trend & was_trend)
            trend = way + np.int64(step[at]) * (in_trend & (way == 0))
            was_trend = in_trend
            # Three on one side that end here, two of them near a limit.
            near_ones = np.int64(counting[at])
            if at >= 2:
                near_ones += np.int64(counting[at - 1]) + counting[at - 2]
            three = (runs[at] >= 3) & (near_ones >= 2)
            pair = side * (counting[at] & (three | ends | ends_later))
            ends, ends_later = three, ends
            kept = side * (run_left > 0)
            # The place of these four in the tables.
            code = 27 * side * over[at] + 9 * trend + 3 * pair + kept + 40
            label[place], kind[place], worst[place] = labels[code], kinds[code], worsts[code]
