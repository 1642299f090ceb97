"""Funnel plots: many places beside each other, with the limits within which chance alone would keep most of them.

Small places vary more, so the limits narrow as places grow. Where all places vary more than chance explains (they see
different people), plain limits would call half of them unusual: the limits are widened by what is estimated of that.

Sources: Spiegelhalter, Statistics in Medicine 24 (2005) 1185-1202 (limits, exact and interpolated in its appendix A.1;
overdispersion from winsorised z-scores, multiplicative and additive); Spiegelhalter et al., Journal of the Royal
Statistical Society A 175 (2012) 1-47 (the additive model for rating many organisations; it is the default here).

    >>> wards = [4, 6, 5, 30], [100, 100, 100, 100]
    >>> plain = funnel(*wards, target=0.05, spread=Spread.NONE)
    >>> [round(float(limit), 4) for limit in (plain.lower_near[0], plain.upper_near[0], plain.upper_far[0])]
    [0.0061, 0.0919, 0.1246]
    >>> plain.beyond.tolist(), [round(float(z), 2) for z in plain.z]
    ([0, 0, 0, 2], [-0.46, 0.46, 0.0, 11.47])

Four wards are too few to tell a spread of all from one that is different: with the spread added the fourth is only
beyond the near limit.

    >>> added = funnel(*wards, target=0.05)
    >>> round(added.tau, 3), added.beyond.tolist()
    (0.101, [0, 0, 0, 1])
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
# Two-sided 95% and 99.8%: about two and three standard deviations, as funnel plots have them.
NEAR: Final = 0.975
FAR: Final = 0.999
# Of so many expected events (and others) on, a normal distribution is used: less than one event beside the exact limit.
_LARGE: Final = 600.0
# Standard deviations, and events, beyond which no limit lies.
_REACH: Final = 5.0
_SPARE: Final = 30


class Spread(StrEnum):
    """How more variation than chance explains is taken into the limits."""

    NONE = "none"
    MULTIPLIED = "multiplicative"
    ADDED = "additive"


@dataclass(frozen=True, slots=True, eq=False)
class Funnel:
    """One row a place, in the order given; rates are events for one of the size.

    `z` counts standard deviations from the target by chance alone, `adjusted` by chance and spread. `phi` is the mean
    square of the winsorised z (about 1 where chance explains all), `tau` the standard deviation of the places' true
    rates (0 unless the spread is added). `beyond` is 2 or -2 outside the far limits, 1 or -1 outside the near ones.
    A place of size 0 has no rate (NaN), limits from end to end, and is beyond nothing.
    """

    target: float
    spread: Spread
    phi: float
    tau: float
    rate: Floats
    z: Floats
    adjusted: Floats
    lower_near: Floats
    upper_near: Floats
    lower_far: Floats
    upper_far: Floats
    beyond: NDArray[np.int8]


class Curves(NamedTuple):
    """The limits of a funnel for places of some sizes, as they are drawn; rates, [sizes] each."""

    lower_far: Floats
    lower_near: Floats
    upper_near: Floats
    upper_far: Floats


def funnel(
    events: ArrayLike,
    size: ArrayLike,
    *,
    target: float | None = None,
    poisson: bool = False,
    spread: Spread = Spread.ADDED,
    winsor: float = 0.1,
) -> Funnel:
    """The funnel of places with `events` among `size`.

    A share has at most as many events as its size (binomial); with `poisson`, `size` is what the count is held against,
    above 0 and not whole perhaps (bed days, expected counts). The target is that of all together unless given. `winsor`
    is the part of the places at each end whose z-score is brought in to that of the next before the spread is
    estimated. Nobody is assumed to vary less than by chance. Raises ValueError where the numbers are none such.
    """
    count, base = np.asarray(events, np.float64), np.asarray(size, np.float64)
    _check(count, base, poisson, winsor)
    middle = _target(count, base, target, poisson)
    seen = base > 0
    rate = np.divide(count, base, out=np.full(len(base), np.nan), where=seen)
    error = _errors(base, middle, poisson)
    z = np.divide(rate - middle, error, out=np.full(len(base), np.nan), where=seen & (error > 0))
    phi, tau = overdispersion(z, error, winsor)
    if spread is not Spread.ADDED:
        tau = 0.0
    stretch = _stretch(error, phi, tau, spread)
    ends = [limits(middle, base, level, poisson=poisson, stretch=stretch) for level in (1 - FAR, 1 - NEAR, NEAR, FAR)]
    beyond = sum((rate > end).astype(np.int8) for end in ends[2:]) - sum(
        (rate < end).astype(np.int8) for end in ends[:2]
    )
    return Funnel(
        middle, spread, phi, tau, rate, z, z / stretch, ends[1], ends[2], ends[0], ends[3], np.asarray(beyond, np.int8)
    )


def curves(found: Funnel, size: ArrayLike, *, poisson: bool = False) -> Curves:
    """The limits that places of other sizes would have, from the target and the spread that a funnel found.

    At the sizes of its own places these are its own limits:

    >>> found = funnel([4, 6, 5, 30], [100, 100, 100, 100], target=0.05)
    >>> bool(np.allclose(curves(found, [100] * 4).upper_far, found.upper_far))
    True
    """
    base = np.asarray(size, np.float64)
    stretch = _stretch(_errors(base, found.target, poisson), found.phi, found.tau, found.spread)
    ends = (
        limits(found.target, base, level, poisson=poisson, stretch=stretch) for level in (1 - FAR, 1 - NEAR, NEAR, FAR)
    )
    return Curves(*ends)


def overdispersion(z: Floats, error: Floats, winsor: float = 0.1) -> tuple[float, float]:
    """The mean square of winsorised z-scores, and the standard deviation of true rates that explains it.

    `error` has the standard errors to which z belongs, in the unit of the rates. The second is DerSimonian and Laird's
    estimate from the winsorised scores, and 0 where chance explains all; NaN in z is left out.

    >>> phi, tau = overdispersion(np.array([-2.0, -1, 0, 1, 2]), np.full(5, 0.01), winsor=0.0)
    >>> phi, round(tau, 4)
    (2.0, 0.0122)
    """
    there = ~np.isnan(z)
    scores, weights = z[there], 1 / np.square(error[there])
    if not len(scores):
        return 1.0, 0.0
    low, high = np.quantile(scores, (winsor, 1 - winsor))
    squares = float(np.sum(np.square(np.clip(scores, low, high))))
    phi = squares / len(scores)
    left = float(weights.sum() - np.square(weights).sum() / weights.sum())
    if len(scores) < 2 or squares <= len(scores) - 1 or left <= 0:
        return phi, 0.0
    return phi, float(np.sqrt((squares - (len(scores) - 1)) / left))


def limits(target: float, size: ArrayLike, level: float, *, poisson: bool = False, stretch: ArrayLike = 1.0) -> Floats:
    """The rate below which places of these sizes stay with a chance of `level` if their true rate is the target.

    Where few events are expected, the limit is exact: the smallest count r with P(R <= r) >= level, and from r so much
    less as P(R <= r) passes the level (Spiegelhalter's interpolation, which keeps the curve smooth). `stretch` widens
    the distance from the target by what overdispersion adds to the standard error.

    >>> limits(0.05, [100], 0.975).round(4).tolist(), limits(2.0, [1.0], 0.975, poisson=True).round(3).tolist()
    ([0.0919], [4.766])
    """
    base = np.asarray(size, np.float64)
    error = _errors(base, target, poisson)
    found = target + NormalDist().inv_cdf(level) * error
    expected = target * base
    few = (base > 0) & (expected < _LARGE) & (expected > 0)
    if poisson:
        found[few] = _quantile(expected[few], None, level) / base[few]
    else:
        few &= target < 1
        # Of the rarer: events, or those that are none.
        rare, others = (
            few & (target <= 0.5),
            (base > 0) & (target > 0.5) & (target < 1) & (base * (1 - target) < _LARGE),
        )
        found[rare] = _quantile(expected[rare], base[rare], level) / base[rare]
        none = (base * (1 - target))[others]
        # One more: at most r events are as many as at least n - r that are none.
        found[others] = 1 - (_quantile(none, base[others], 1 - level) + 1) / base[others]
    ends = target + (found - target) * np.asarray(stretch, np.float64)
    whole = np.where(base > 0, ends, 0.0 if level < 0.5 else np.inf)
    return np.clip(whole, 0.0, np.inf if poisson else 1.0)


def _quantile(expected: Floats, size: Floats | None, level: float) -> Floats:
    """The interpolated quantile of Poisson counts, or of binomial ones where `size` is given; -1 to 0 below all."""
    share = None if size is None else expected / size
    chance = np.exp(-expected) if share is None else np.exp(size * np.log1p(-share))
    below, found = np.zeros(len(expected)), np.full(len(expected), np.nan)
    for count in range(int(np.max(expected + _REACH * np.sqrt(expected), initial=0.0)) + _SPARE):
        reached = np.isnan(found) & (below + chance >= level)
        found[reached] = count - (below[reached] + chance[reached] - level) / chance[reached]
        if not np.isnan(found).any():
            break
        below += chance
        odds = expected if share is None or size is None else (size - count) * share / (1 - share)
        chance = chance * odds / (count + 1)
    return found


def _check(count: Floats, size: Floats, poisson: bool, winsor: float) -> None:
    if count.ndim != 1 or count.shape != size.shape or not len(count):
        raise ValueError("Give events and sizes as one column each, as many as each other.")
    if not np.all(np.isfinite(count) & np.isfinite(size) & (count >= 0) & (size >= 0)):
        raise ValueError("Events and sizes are numbers from 0 on.")
    if np.any(count != np.floor(count)):
        raise ValueError("Events are whole numbers.")
    if np.any((size == 0) & (count > 0)):
        raise ValueError("Where nobody was counted there are no events.")
    if not poisson and (np.any(size != np.floor(size)) or np.any(count > size)):
        raise ValueError("A share has a whole size and at most as many events.")
    if not 0 <= winsor < 0.5:
        raise ValueError("Bring in less than half of the places at each end.")


def _target(count: Floats, size: Floats, target: float | None, poisson: bool) -> float:
    if target is None:
        return float(count.sum() / size.sum()) if size.sum() else 0.0
    if not 0 <= target < np.inf or (target > 1 and not poisson):
        raise ValueError("The target is a rate from 0 on, and a share at most 1.")
    return float(target)


def _errors(size: Floats, target: float, poisson: bool) -> Floats:
    """The standard error of a rate by chance alone; NaN for a size of 0."""
    variance = target if poisson else target * (1 - target)
    errors: Floats = np.sqrt(np.divide(variance, size, out=np.full(len(size), np.nan), where=size > 0))
    return errors


def _stretch(error: Floats, phi: float, tau: float, spread: Spread) -> Floats:
    """How many times as wide as by chance alone a place's limits are."""
    if spread is Spread.MULTIPLIED:
        return np.full(len(error), np.sqrt(max(phi, 1.0)))
    wider: Floats = np.sqrt(1 + np.square(np.divide(tau, error, out=np.zeros(len(error)), where=error > 0)))
    return wider
