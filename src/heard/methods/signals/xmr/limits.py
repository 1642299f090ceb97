"""The mean of a group, and the limits about it from the mean moving range."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import fsum, isfinite
from typing import Final

import numpy as np
from numpy.typing import NDArray

from heard.methods.signals.xmr.options import Options

Floats = NDArray[np.float64]
# Of Shewhart's XmR chart: 3 / 1.128, two thirds of it, and the upper limit of a moving range.
FAR: Final = 2.66
NEAR: Final = 2 * FAR / 3
SCREEN: Final = 3.267
# Sums between these are divided without a product that could pass the ends of what a double holds.
_LEAST_SUM: Final = 1e-250
_LARGEST_SUM: Final = 1e290


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
    numbers = values.tolist()
    if not numbers:
        return float("nan")
    if not all(map(isfinite, numbers)):
        return float(np.mean(values))
    try:
        total = fsum(numbers)
    except OverflowError:  # numbers near the largest that there is
        return float(sum(map(Fraction, numbers)) / len(numbers))
    if total == 0.0:
        return 0.0
    if _LEAST_SUM < abs(total) < _LARGEST_SUM:
        # What fsum rounded away, and what the division leaves, decide to which side the quotient is rounded.
        quotient = total / len(numbers)
        left = Fraction(total) - Fraction(quotient) * len(numbers)
        more = (float(left) + fsum([*numbers, -total])) / len(numbers)
        found = quotient + more
        beside = (quotient - found) + more
        doubt = abs(more) * 2.0**-50
        if found + (beside - doubt) == found == found + (beside + doubt):
            return found
    return float(sum(map(Fraction, numbers)) / len(numbers))


def base(values: Floats, place: NDArray[np.intp], options: Options) -> Floats:
    """The values that limits are made of: the first `fix_after` of a group, the rest missing."""
    return values if options.fix_after is None else np.where(place < options.fix_after, values, np.nan)


def middle_and_reach(taken: Floats, screen: bool) -> tuple[float, float]:
    """A group's mean, and the mean distance between neighbours that are both there.

    With `screen` the latter is made once more without the distances that are 3.267 times it or more.

    >>> middle_and_reach(np.array([1.0, 2.0, 1.0, 2.0]), screen=True)
    (1.5, 1.0)
    """
    with np.errstate(over="ignore"):
        distances = np.abs(np.diff(taken))
    distances = distances[~np.isnan(distances)]
    average = mean(distances)
    return mean(taken[~np.isnan(taken)]), mean(distances[distances < SCREEN * average]) if screen else average


def limits(values: Floats, place: NDArray[np.intp], sizes: NDArray[np.intp], options: Options) -> Limits:
    """The limits of every point. `place` counts a group's points from 0, `sizes` has each group's length."""
    taken = base(values, place, options)
    middle, reach = np.full(len(sizes), np.nan), np.full(len(sizes), np.nan)
    start = 0
    for number, size in enumerate(sizes.tolist()):
        if size >= options.least:
            middle[number], reach[number] = middle_and_reach(taken[start : start + size], options.screen)
        start += size
    middle, reach = np.repeat(middle, sizes), np.repeat(reach, sizes)
    with np.errstate(over="ignore", invalid="ignore"):
        near, far = NEAR * reach, FAR * reach
        return Limits(middle, middle - far, middle + far, middle - near, middle + near)
