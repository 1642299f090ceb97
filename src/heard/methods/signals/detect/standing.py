"""Streams over their whole time: what was usual in their first weeks, and where each stands after each week since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heard.methods.signals.detect.baselines import Baseline, Bools, Floats, baselines, taken
from heard.methods.signals.detect.deciding import confirmed
from heard.methods.signals.detect.options import RISING, Options
from heard.methods.signals.detect.recursion import Channel, watch

# How finely `tipping` looks for the rate at which an alert would not have been raised.
_STEPS = 60


@dataclass(frozen=True, eq=False, slots=True)
class Standing:
    """[weeks, streams] but for `level` [streams] and `was`, the baseline of each channel.

    `status` is 0 (none), 1 (watch: the evidence M reaches the level) or 2 (confirmed by e-BH over all streams of that
    week). `since` is the number of the week since when the rate seems changed.
    """

    status: NDArray[np.int8]
    evidence: Floats
    betting: Floats
    since: NDArray[np.int32]
    level: Floats
    was: tuple[Baseline, ...]


def standing(  # noqa: PLR0917 -- arrays in the order in which they are made
    x: Floats,
    n: Floats,
    peers: NDArray[np.generic] | None,
    early: Bools,
    watched: Bools,
    level: Callable[[Sequence[Baseline]], Floats],
    *,
    quantile: float = 0.9,
    options: Options = RISING,
    patience: float = 26.0,
    alpha: float = 0.1,
) -> Standing:
    """Where streams stand: x, n [channels, weeks, streams]; `early` and `watched` [weeks, streams] choose their weeks.

    What used to be is learned from the early weeks, what is watched is judged; a week that is neither changes nothing.
    `level` gives the threshold of each stream once the baselines are known. Raises ValueError where shapes differ.

    >>> x, n = np.zeros((1, 60, 1)), np.full((1, 60, 1), 30.0)
    >>> x[0, ::5], x[0, 52:] = 3, 4
    >>> early = np.arange(60)[:, None] < 52
    >>> found = standing(x, n, None, early, ~early, lambda was: np.array([260.0]))
    >>> found.status[52:, 0].tolist(), int(found.since[-1, 0])
    ([0, 0, 0, 0, 2, 2, 2, 2], 52)
    """
    was = tuple(
        baselines(np.where(early, one, np.nan), np.where(early, of, np.nan), peers, quantile=quantile)
        for one, of in zip(x, n, strict=True)
    )
    channels = [
        Channel(np.where(watched, one, np.nan), np.where(watched, of, np.nan), base)
        for one, of, base in zip(x, n, was, strict=True)
    ]
    found = watch(channels, options)
    reached = np.asarray(level(was), np.float64)
    status = np.where(watched & (found.evidence >= reached), 1, 0).astype(np.int8)
    for week in range(len(status)):
        active = np.flatnonzero(found.evidence[week] > 0)
        status[week, active[confirmed(found.evidence[week, active], patience, alpha)]] = 2
    status[~watched] = 0
    return Standing(status, found.evidence, found.betting, found.since, reached, was)


def tipping(x: Floats, n: Floats, was: Baseline, level: float, highest: float, *, options: Options = RISING) -> float:
    """The usual rate at which one stream's weeks x, n [weeks] would not have raised an alert; NaN where even `highest`
    would. `was` is its baseline (one stream): its dispersion stays. Between the null rate and `highest`, in steps.

    >>> was = taken(0.02, 30.0)
    >>> round(tipping(np.full(8, 3.0), np.full(8, 30.0), was, 260.0, 0.2), 3)
    0.049
    """
    if not highest > 0 or highest == was.rate[0]:
        return float("nan")
    rates = np.geomspace(was.rate[0], highest, _STEPS)
    size = np.nan if was.counts[0] else was.size[0]
    weeks = np.repeat(x[:, None], _STEPS, axis=1), np.repeat(n[:, None], _STEPS, axis=1)
    found = watch([Channel(*weeks, taken(rates, size, was.dispersion[0]))], options)
    quiet = np.flatnonzero((found.evidence < level).all(axis=0))
    return float(rates[quiet[0]]) if len(quiet) else float("nan")
