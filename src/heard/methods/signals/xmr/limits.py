"""The mean of a group, and the limits about it from the mean moving range."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, isfinite
from typing import Final

import numpy as np
from numpy.typing import NDArray

from heard.methods.signals.xmr.options import Options

Floats = NDArray[np.float64]
# Of Shewhart's XmR chart: 3 / 1.128, and the upper limit of a moving range.
_REACH: Final = 2.66
_SCREEN: Final = 3.267


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """One row a point: mean, 3-sigma limits and 2-sigma limits of its group."""

    mean: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats


def mean(values: Floats) -> float:
    """The mean, rounded correctly; NaN of nothing. A point that is on the mean must not seem beside it.

    >>> float(np.mean([0.1] * 3)) == 0.1, mean(np.array([0.1] * 3)) == 0.1
    (False, True)
    """
    if not len(values):
        return float("nan")
    numbers = values.tolist()
    try:
        first = fsum(numbers) / len(numbers)
        return first + fsum(number - first for number in numbers) / len(numbers) if isfinite(first) else first
    except OverflowError:  # numbers near the largest that there is
        return fsum(number / len(numbers) for number in numbers)


def limits(values: Floats, place: NDArray[np.intp], sizes: NDArray[np.intp], options: Options) -> Limits:
    """The limits of every point. `place` counts a group's points from 0, `sizes` has each group's length."""
    base = values if options.fix_after is None else np.where(place < options.fix_after, values, np.nan)
    middle, reach = np.full(len(sizes), np.nan), np.full(len(sizes), np.nan)
    start = 0
    for number, size in enumerate(sizes.tolist()):
        if size >= options.least:
            taken = base[start : start + size]
            middle[number] = mean(taken[~np.isnan(taken)])
            reach[number] = _moving_range(taken, options.screen)
        start += size
    middle, reach = np.repeat(middle, sizes), np.repeat(reach, sizes)
    with np.errstate(over="ignore", invalid="ignore"):
        near = (2 * _REACH / 3) * reach
        far = _REACH * reach
        return Limits(middle, middle - far, middle + far, middle - near, middle + near)


def _moving_range(values: Floats, screen: bool) -> float:
    """The mean distance between neighbours, both there; with `screen` once more without those far above it."""
    with np.errstate(over="ignore"):
        found = np.abs(np.diff(values))
    found = found[~np.isnan(found)]
    average = mean(found)
    return mean(found[found < _SCREEN * average]) if screen else average
