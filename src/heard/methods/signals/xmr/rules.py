"""The four rules, each over all series at once; no window reaches over the end of a group or a missing value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heard.methods.signals.xmr.limits import Limits
from heard.methods.signals.xmr.options import SIGNS, TYPES, Better, Options

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Signs = NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Broken:
    """What each point is, and in which direction (-1, 0 none, 1) it breaks each rule.

    `signs`: outside the limits, trend, two in three, run; in the order in which a label is chosen.
    """

    outside: Bools
    relative: Signs
    close: Bools
    signs: tuple[Signs, Signs, Signs, Signs]


def broken(values: Floats, piece: NDArray[np.intp], place: NDArray[np.intp], found: Limits, options: Options) -> Broken:
    """Every rule at every point. `piece` numbers the groups of all series, `place` the points of each."""
    with np.errstate(invalid="ignore", over="ignore"):
        outside = (values > found.upper) | (values < found.lower)
        beyond = (values > found.near_upper) | (values < found.near_lower)
        relative = np.nan_to_num(np.sign(values - found.mean)).astype(np.int8)
        step = np.zeros(len(values), np.int8)
        if len(values) > 1:
            within = piece[1:] == piece[:-1]
            step[1:] = np.where(within, np.nan_to_num(np.sign(np.diff(values))), 0)
    if options.least > 1:
        # Groups without limits break no rule, a trend neither.
        step = np.where(np.isnan(found.mean), 0, step).astype(np.int8)
    close = ~outside & beyond
    counting = beyond if options.beyond_counts else close
    return Broken(
        outside,
        relative,
        close,
        (
            np.where(outside, relative, 0).astype(np.int8),
            _trend(step, place, options.points),
            _two_in_three(relative, counting, place),
            _runs(relative, place, options.points),
        ),
    )


def _windows(fits: Bools, place: NDArray[np.intp], length: int, of: int | None = None) -> Bools:
    """Whether the window of `length` that ends at a point has at least `of` (all) that fit, inside one group."""
    if not len(fits):
        return fits
    sums = np.concatenate([[0], np.cumsum(fits)])
    start = np.maximum(np.arange(len(fits)) - length + 1, 0)
    enough: Bools = sums[1:] - sums[start] >= (length if of is None else of)
    enough &= place >= length - 1
    return enough


def _spread(ends: Bools, length: int) -> Bools:
    """Every member of the windows of `length` that end at a point."""
    covered = ends.copy()
    for back in range(1, length):
        covered[:-back] |= ends[back:]
    return covered


def _runs(relative: Signs, place: NDArray[np.intp], points: int) -> Signs:
    """So many in a row on one side of the mean; a point on the mean breaks it."""
    found = np.zeros(len(relative), np.int8)
    for sign in (1, -1):
        found[_spread(_windows(relative == sign, place, points), points)] = sign
    return found


def _two_in_three(relative: Signs, close: Bools, place: NDArray[np.intp]) -> Signs:
    """Three in a row on one side with two of them near a limit: those near it are marked, the third is not."""
    found = np.zeros(len(relative), np.int8)
    for sign in (1, -1):
        ends = _windows(relative == sign, place, 3) & _windows(close, place, 3, of=2)
        found[_spread(ends, 3) & close & (relative == sign)] = sign
    return found


def _trend(step: Signs, place: NDArray[np.intp], points: int) -> Signs:
    """So many points each above (below) the one before. Its direction is that of the step to the next point where
    that is in a trend too, else of the step from the one before.
    """
    flagged = np.zeros(len(step), bool)
    for sign in (1, -1):
        # A window of points has one step fewer; the step into its first point does not matter.
        ends = _windows(step == sign, place, points - 1) & (place >= points - 1)
        flagged |= _spread(ends, points)
    found = np.where(flagged, step, 0).astype(np.int8)
    following = np.zeros(len(step), np.int8)
    following[:-1] = np.where(flagged[:-1] & flagged[1:], step[1:], 0)
    return np.where(flagged & (following != 0), following, found).astype(np.int8)


def label(signs: Sequence[Signs]) -> NDArray[np.int8]:
    """The number of each point's label: the first rule that it breaks."""
    found = np.zeros(len(signs[0]), np.int8)
    for rule in reversed(range(4)):
        found = np.where(signs[rule] > 0, 1 + 2 * rule, np.where(signs[rule] < 0, 2 + 2 * rule, found)).astype(np.int8)
    return found


def types(labels: NDArray[np.int8], better: Better) -> NDArray[np.int8]:
    """The number of each label's type, given which way is better.

    >>> [TYPES[number] for number in types(np.array([0, 1, 2], np.int8), Better.LOWER)]
    ['common_cause', 'special_cause_concern', 'special_cause_improvement']
    """
    names = {
        Better.HIGHER: {1: "special_cause_improvement", -1: "special_cause_concern"},
        Better.LOWER: {1: "special_cause_concern", -1: "special_cause_improvement"},
        Better.NEITHER: {1: "special_cause_neutral_high", -1: "special_cause_neutral_low"},
    }[better]
    by_label = [TYPES.index(names.get(sign, "common_cause")) for sign in SIGNS]
    return np.array(by_label, np.int8)[labels]


def worst(signs: Sequence[Signs], labels: NDArray[np.int8], better: Better) -> NDArray[np.int8]:
    """The type of the label, or concern where any rule that the point breaks says so."""
    found = types(labels, better)
    if better is Better.NEITHER:
        return found
    bad = -1 if better is Better.HIGHER else 1
    concern = np.any([sign == bad for sign in signs], axis=0)
    return np.where(concern, np.int8(TYPES.index("special_cause_concern")), found).astype(np.int8)
