"""What each stream's rate used to be, and how far from it chance alone may carry a week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, gammaincinv

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]
_Variance = Callable[[Floats], Floats]

# Of fewer peers nothing is learned: a stream then stands for itself, with Jeffreys' prior.
LEAST_PEERS = 3
_SMALLEST = 1e-6
_MOST_RHO, _MOST_PHI = 0.5, 5.0


@dataclass(frozen=True, eq=False, slots=True)
class Baseline:
    """One entry a stream, float64 [streams].

    `rate` is the null rate: concerns of a voice, or a week where `counts` (no denominator). `dispersion` is rho, the
    correlation of two voices of one week (variance n p q (1 + (n - 1) rho)), or phi (variance mu + phi mu^2). The
    posterior is Beta(first, second), or Gamma(first) / second. `size` is the usual n of a week (1 where `counts`).
    """

    rate: Floats
    dispersion: Floats
    counts: Bools
    first: Floats
    second: Floats
    size: Floats

    @property
    def mean(self) -> Floats:
        """The posterior mean of each rate."""
        return np.where(self.counts, self.first / self.second, self.first / (self.first + self.second))

    def of(self, streams: ArrayLike) -> Baseline:
        """The baseline of some of the streams, by their numbers (or a mask), in that order."""
        columns = (getattr(self, name)[streams] for name in self.__slots__)
        return Baseline(*columns)


def taken(rate: ArrayLike, size: ArrayLike = np.nan, dispersion: ArrayLike = 0.0) -> Baseline:
    """The baseline of rates that are known; `size` NaN: a count without denominator.

    >>> taken([0.02, 0.15], [30, np.nan]).counts.tolist()
    [False, True]
    """
    rates, sizes, rhos = np.broadcast_arrays(*(np.asarray(one, np.float64) for one in (rate, size, dispersion)))
    rates, sizes, rhos = np.atleast_1d(rates), np.atleast_1d(sizes), np.atleast_1d(rhos)
    sure, counts = 1e12, np.isnan(sizes)
    first, second = rates * sure, np.where(counts, sure, (1 - rates) * sure)
    return Baseline(rates, rhos, counts, first, second, np.where(counts, 1.0, sizes))


def baselines(
    x: ArrayLike,
    n: ArrayLike,
    peers: ArrayLike | None = None,
    *,
    quantile: float = 0.9,
    dispersion: float | None = None,
) -> Baseline:
    """The baseline of each stream from its baseline weeks: x, n [weeks, streams], `peers` one group a stream.

    The prior of a rate is fitted by moments to the rates of its peers (DerSimonian and Laird 1986, as for funnel plots
    with overdispersion). Without `dispersion`, rho (or phi) is estimated by moments over the weeks of all peers, and a
    week counts for the less the larger it is. The null rate is the posterior's `quantile`: with 0.9, about one stream
    in ten has a rate above it. Streams without any baseline week have their peers' prior, or Jeffreys'.
    Raises ValueError where shapes differ, or x is negative or above n.

    >>> was = baselines([[1.0], [0], [2]], [[30.0], [30], [30]], quantile=0.5)
    >>> round(float(was.rate[0]), 4), round(float(was.mean[0]), 4)
    (0.0352, 0.0386)
    """
    counts, sizes = np.asarray(x, np.float64), np.asarray(n, np.float64)
    if counts.ndim != 2 or counts.shape != sizes.shape:
        raise ValueError("Give counts and sizes as two arrays of weeks by streams, as large as each other.")
    if not 0 < quantile < 1:
        raise ValueError("The quantile has to be between 0 and 1.")
    if np.any(counts < 0) or np.any(counts > sizes):
        raise ValueError("A count has to be between 0 and the number of voices.")
    streams = counts.shape[1]
    group = np.unique(np.asarray(peers), return_inverse=True)[1] if peers is not None else np.arange(streams)
    if len(group) != streams:
        raise ValueError("Give one group of peers for each stream.")
    bare: Bools = np.logical_and(np.isnan(sizes).all(axis=0), ~np.isnan(counts).all(axis=0))
    columns = [np.zeros(streams) for _ in range(5)]
    for chosen, fit in ((~bare, _shares), (bare, _rates)):
        if chosen.any():
            inner = np.unique(group[chosen], return_inverse=True)[1]
            for column, values in zip(
                columns, fit(counts[:, chosen], sizes[:, chosen], inner, quantile, dispersion), strict=True
            ):
                column[chosen] = values
    rate, rho, first, second, size = columns
    return Baseline(np.maximum(rate, _SMALLEST), rho, bare, first, second, size)


def _shares(x: Floats, n: Floats, group: Ints, quantile: float, rho: float | None) -> tuple[Floats, ...]:
    """Rate, rho, Beta posterior and usual size of streams with a denominator."""
    seen = ~np.isnan(x) & (n > 0)
    x, n = np.where(seen, x, 0.0), np.where(seen, n, 0.0)
    total, weeks = n.sum(axis=0), seen.sum(axis=0)
    p = np.divide(x.sum(axis=0), total, out=np.zeros(len(total)), where=total > 0)
    variance = p * (1 - p)
    if rho is None:
        # What a week differs more than its n alone explains; (1 - n / N): p was estimated from the same weeks.
        kept = 1 - n / np.maximum(total, 1)
        more = ((x - n * p) ** 2 - n * variance * kept).sum(axis=0)
        rhos = _pooled(more, (n * (n - 1) * variance).sum(axis=0), group, _MOST_RHO)
    else:
        rhos = np.full(len(total), rho)
    worth = (n / (1 + np.maximum(n - 1, 0) * rhos)).sum(axis=0)
    middle, spread = _prior(p, worth, group, lambda mean: mean * (1 - mean))
    strength = np.where(spread > 0, middle * (1 - middle) / np.where(spread > 0, spread, 1) - 1, 1.0)
    middle = np.where(spread > 0, middle, 0.5)
    strength = np.maximum(strength, 1.0)
    first, second = strength * middle + p * worth, strength * (1 - middle) + (1 - p) * worth
    size = np.divide(total, weeks, out=np.ones(len(total)), where=weeks > 0)
    return betaincinv(first, second, quantile), rhos, first, second, size


def _rates(x: Floats, _n: Floats, group: Ints, quantile: float, phi: float | None) -> tuple[Floats, ...]:
    """Rate, phi, Gamma posterior and 1 of streams without a denominator."""
    seen = ~np.isnan(x)
    weeks = seen.sum(axis=0).astype(np.float64)
    mean = np.where(seen, x, 0.0).sum(axis=0) / weeks
    if phi is None:
        kept = 1 - 1 / weeks
        more = np.where(seen, (x - mean) ** 2, 0.0).sum(axis=0) - weeks * mean * kept
        phis = _pooled(more, weeks * mean**2 * kept, group, _MOST_PHI)
    else:
        phis = np.full(len(mean), phi)
    worth = weeks / (1 + phis * mean)
    middle, spread = _prior(mean, worth, group, lambda level: level)
    known = spread > 0
    shape = np.where(known, middle**2 / np.where(known, spread, 1), 0.5)
    first, second = shape + mean * worth, np.where(known, middle / np.where(known, spread, 1), 0.0) + worth
    return gammaincinv(first, quantile) / second, phis, first, second, np.ones(len(mean))


def _pooled(more: Floats, full: Floats, group: Ints, most: float) -> Floats:
    """The dispersion of each group by moments, given back for each stream; between 0 and `most`."""
    top, bottom = np.bincount(group, more), np.bincount(group, full)
    found: Floats = np.clip(np.divide(top, bottom, out=np.zeros(len(top)), where=bottom > 0), 0, most)[group]
    return found


def _prior(rates: Floats, worth: Floats, group: Ints, variance: _Variance) -> tuple[Floats, Floats]:
    """The mean of each stream's peers and the variance between them; variance 0 where they are too few.

    Peers that do not differ are still known only as well as all of them together: the variance is at least that of
    their mean.
    """
    count, sums = np.bincount(group, worth > 0), np.bincount(group, worth)
    whole = np.where(sums > 0, sums, 1)
    mean = np.bincount(group, rates * worth) / whole
    one = variance(mean)
    excess = np.bincount(group, worth * (rates - mean[group]) ** 2) - (count - 1) * one
    scale = whole - np.bincount(group, worth**2) / whole
    between = np.divide(excess, scale, out=np.zeros(len(mean)), where=scale > 0)
    spread = np.maximum(between, one / whole)
    enough = (count >= LEAST_PEERS) & (mean > 0)
    return mean[group], np.where(enough, spread, 0.0)[group]
