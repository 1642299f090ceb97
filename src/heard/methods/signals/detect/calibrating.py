"""Thresholds that give an in-control run length, by simulation.

The guarantee ARL >= A is not sharp: at the alarm, M has passed A by some way. Where the null rate is the true one, the
mean run length is the mean of M at the alarm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from heard.methods.signals.detect.baselines import Baseline, Floats
from heard.methods.signals.detect.likelihood import Ratios
from heard.methods.signals.detect.options import RISING, Options

# The week's log ratios [paths, multipliers] of the paths that still run, by their numbers.
Weekly = Callable[[NDArray[np.intp]], Floats]
# Runs are ended after so many times the run length that is asked for: at most exp(-20) of them, at the null rate.
_HORIZON = 20
_LEVELS = np.geomspace(0.06, 1.05, 40)


def passages(weekly: Weekly, paths: int, levels: Floats, horizon: int, options: Options = RISING) -> NDArray[np.int32]:
    """The first week (from 1) in which M reaches each level, int32 [paths, levels]; `horizon` + 1 where it does not.

    `levels` ascend. `weekly` is asked once a week for the paths that have not reached the highest level.
    """
    made = np.full((paths, len(levels)), horizon + 1, np.int32)
    running, shares = np.arange(paths), np.array(options.shares)
    statistic, reached = np.zeros((paths, len(shares))), np.zeros(paths, np.intp)
    places = np.arange(len(levels))
    for week in range(1, horizon + 1):
        if not len(running):
            break
        statistic = (1 + statistic) * np.exp(weekly(running))
        now = np.searchsorted(levels, statistic @ shares, side="right")
        higher = np.flatnonzero(now > reached)
        if len(higher):
            rows = running[higher]
            fresh = (places >= reached[higher, None]) & (places < now[higher, None])
            made[rows] = np.where(fresh, week, made[rows])
            reached[higher] = now[higher]
            if (now == len(levels)).any():
                on = reached < len(levels)
                running, statistic, reached = running[on], statistic[on], reached[on]
    return made


def threshold_for(arl: float, weekly: Weekly, paths: int, options: Options = RISING) -> float:
    """The threshold at which the mean in-control run length of these paths is `arl` weeks.

    Its standard error is about 1.3 / sqrt(paths). Raises ValueError where arl is below 2.
    """
    if arl < 2:
        raise ValueError("The run length has to be at least 2 weeks.")
    levels = arl * _LEVELS
    lengths = passages(weekly, paths, levels, int(_HORIZON * arl), options).mean(axis=0)
    # The level is found on straight lines between logarithms; run lengths never fall with it.
    return float(np.exp(np.interp(np.log(arl), np.log(lengths), np.log(levels))))


def run_length(weekly: Weekly, threshold: float, paths: int, horizon: int, options: Options = RISING) -> Floats:
    """The week of the alarm of each path [paths]; `horizon` + 1 where there is none."""
    return passages(weekly, paths, np.array([threshold]), horizon, options)[:, 0].astype(np.float64)


def calibrated(arl: float, channels: Sequence[Baseline], paths: int, seed: int, options: Options = RISING) -> Floats:
    """The threshold of each stream [streams] for an in-control run length of `arl` weeks, unknown rates included.

    `channels` are the baselines of independent channels. Each path draws its true rates from the posteriors and its
    weeks from them, of the usual size: so the run length is the mean over what the rates may be. Streams with almost
    the same baselines share a simulation; there are at most 24 of them.

    >>> from heard.methods.signals.detect import taken
    >>> bool(140 < calibrated(260, [taken(0.02, 30)], 1000, seed=1)[0] < 160)
    True
    """
    kinds, members = _alike(channels)
    rng = np.random.default_rng(seed)
    made = np.empty(len(kinds))
    for number, stream in enumerate(kinds):
        one = [baseline.of([stream]) for baseline in channels]
        made[number] = threshold_for(arl, _simulated(one, paths, rng, options), paths, options)
    found: Floats = made[members]
    return found


_MOST_KINDS = 24


def _alike(channels: Sequence[Baseline]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Streams that stand for others, and for each stream which of them; in steps that grow until they are few."""
    columns = np.column_stack(
        [
            column
            for one in channels
            for column in (
                np.log(one.rate * one.size),
                np.log(one.size),
                one.counts * 100.0,
                np.log(one.dispersion * one.size + 0.05),
                np.log(1 / np.sqrt(one.first) + 0.02),
            )
        ]
    )
    step = 0.05
    while True:
        _, kinds, members = np.unique(np.round(columns / step), axis=0, return_index=True, return_inverse=True)
        if len(kinds) <= _MOST_KINDS:
            return kinds, members.ravel()
        step *= 1.5


def _simulated(channels: Sequence[Baseline], paths: int, rng: np.random.Generator, options: Options) -> Weekly:
    """Weeks of one stream, whose log ratios are looked up by its counts."""
    sources = []
    for one in channels:
        size, counts = max(1, round(one.size[0])), bool(one.counts[0])
        first, second = one.first[0], one.second[0]
        rates = rng.gamma(first, 1 / second, paths) if counts else rng.beta(first, second, paths)
        most = int(20 + 12 * max(one.rate[0], rates.max())) if counts else size
        x = np.arange(most + 1.0)
        table = Ratios(one.of([0] * (most + 1)), options)(x, np.full(most + 1, np.nan if counts else size))
        sources.append((rates, size, counts, one.dispersion[0], table))

    def weekly(running: NDArray[np.intp]) -> Floats:
        total = np.zeros((len(running), len(options.multipliers)))
        for rates, size, counts, wide, table in sources:
            rate = rates[running]
            if counts:
                x = rng.poisson(rng.gamma(1 / wide, wide * rate) if wide > 0 else rate)
            else:
                strength = 1 / wide - 1 if wide > 0 else 0
                x = rng.binomial(size, rng.beta(rate * strength, (1 - rate) * strength) if strength else rate)
            total += table[np.minimum(x, len(table) - 1)]
        return total

    return weekly
