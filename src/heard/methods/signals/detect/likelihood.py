"""How much likelier a week's counts are after a change than before it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from heard.methods.signals.detect import kernel
from heard.methods.signals.detect.baselines import Baseline, Floats
from heard.methods.signals.detect.options import RISING, Options

# Below this, gammaln loses more digits than the dispersion changes: the plain binomial or Poisson it is.
_LEAST_DISPERSION = 1e-6
# A bet never stakes all: one bad week would end it.
_MOST_STAKED = 0.9


class Ratios:
    """Log likelihood ratios of weeks: beta-binomial with a denominator, gamma-mixed Poisson without.

    Source: the ratio of two beta-binomials of equal a + b; of two negative binomials of equal size.

    >>> from heard.methods.signals.detect import taken
    >>> ratio = Ratios(taken([0.02, 2.0], [30, np.nan]), Options((2.0,)))
    >>> np.round(np.exp(ratio([3, 4], [30, np.nan])), 3).ravel().tolist()
    [4.585, 2.165]
    """

    def __init__(self, baseline: Baseline, options: Options = RISING) -> None:
        self.baseline = baseline
        multipliers = np.array(options.multipliers)
        rate = baseline.rate[:, None]
        # A share that is multiplied stays below 1: at most half of the way to it.
        highest = np.where(baseline.counts[:, None], np.inf, (1 + rate) / 2)
        self.changed: Floats = np.minimum(rate * multipliers, highest)
        self._mixed = baseline.dispersion > _LEAST_DISPERSION

    def __call__(self, x: ArrayLike, n: ArrayLike) -> Floats:
        """One week's log ratios [streams, multipliers] of x, n [streams]; 0 where nothing was counted."""
        found, voices = np.asarray(x, np.float64), np.asarray(n, np.float64)
        if (weigh := kernel.compiled()) is not None:
            made = np.empty(self.changed.shape)
            weigh(kernel.frozen(found), kernel.frozen(voices), *self._columns, made)
            return made
        return self.plain(found, voices)

    def plain(self, found: Floats, voices: Floats) -> Floats:
        """The same in NumPy and SciPy, which the compiled pass is held against."""
        was = self.baseline
        seen = ~np.isnan(found) & (was.counts | (voices > 0))
        if seen.all():
            made = self._of(found, np.where(was.counts, 0.0, voices))
        else:
            found = np.where(seen, found, 0.0)
            made = self._of(found, np.where(seen & ~was.counts, voices, 0.0))
            made[~seen] = 0.0
        return made

    def _of(self, x: Floats, n: Floats) -> Floats:
        up, other = self._plain
        made: Floats = x[:, None] * up + np.where(self.baseline.counts, 1.0, n - x)[:, None] * other
        for chosen, compute in ((self._wide_shares, self._beta), (self._wide_counts, self._gamma)):
            if len(chosen):
                made[chosen] = compute(x[chosen, None], n[chosen, None])
        return made

    @cached_property
    def _columns(self) -> tuple[NDArray[Any], ...]:
        """What the compiled pass asks of streams; see `kernel.weigh`."""
        shares, counts = self._wide_shares, self._wide_counts
        row = np.full(len(self.changed), -1)
        row[shares] = np.arange(len(shares))
        size, wider = np.zeros(len(self.changed)), np.zeros(self.changed.shape)
        size[counts] = 1 / self.baseline.dispersion[counts]
        wide = size[counts, None]
        wider[counts] = np.log((wide + self.changed[counts]) / (wide + self.baseline.rate[counts, None]))
        first, second, fixed = self._shapes
        others = gammaln(second)
        both = np.stack([fixed, others[:, :1] - others[:, 1:]], axis=2)
        columns = (self.baseline.counts, *self._plain, row, first, second, both, size, wider)
        return tuple(kernel.frozen(column) for column in columns)

    @cached_property
    def _plain(self) -> tuple[Floats, Floats]:
        """What a concern and what any other voice (or the week itself) adds, without overdispersion."""
        rate, changed = self.baseline.rate[:, None], self.changed
        bare = self.baseline.counts[:, None]
        below = np.where(bare, 0.5, rate), np.where(bare, 0.5, changed)
        return np.log(changed / rate), np.where(bare, rate - changed, np.log1p(-below[1]) - np.log1p(-below[0]))

    @cached_property
    def _wide_shares(self) -> NDArray[np.intp]:
        return np.flatnonzero(self._mixed & ~self.baseline.counts)

    @cached_property
    def _wide_counts(self) -> NDArray[np.intp]:
        return np.flatnonzero(self._mixed & self.baseline.counts)

    @cached_property
    def _shapes(self) -> tuple[Floats, Floats, Floats]:
        """Both Beta parameters [streams, 1 + multipliers], and what of the ratio does not depend on the week."""
        chosen = self._wide_shares
        strength = (1 / self.baseline.dispersion[chosen] - 1)[:, None]
        rates = np.hstack([self.baseline.rate[chosen, None], self.changed[chosen]])
        first, second = rates * strength, (1 - rates) * strength
        fixed = gammaln(first) + gammaln(second)
        return first, second, fixed[:, :1] - fixed[:, 1:]

    def _beta(self, x: Floats, n: Floats) -> Floats:
        first, second, fixed = self._shapes
        weekly = gammaln(first + x) + gammaln(second + (n - x))
        found: Floats = weekly[:, 1:] - weekly[:, :1] + fixed
        return found

    def _gamma(self, x: Floats, _n: Floats) -> Floats:
        chosen = self._wide_counts
        size = 1 / self.baseline.dispersion[chosen, None]
        rate, changed = self.baseline.rate[chosen, None], self.changed[chosen]
        found: Floats = x * np.log(changed / rate) - (x + size) * np.log((size + changed) / (size + rate))
        return found


class Bets:
    """Log gains of bets against 'the rate is at most the null rate', which hold whatever the distribution of a week.

    A week gains 1 + stake (share - rate), of expectation at most 1 wherever the mean share is at most the rate; stakes
    are those that grow fastest, to second order, if the rate is multiplied (Waudby-Smith and Ramdas, JRSS B 2024).

    >>> from heard.methods.signals.detect import taken
    >>> bets = Bets(taken(0.02, 30), Options((2.0,)))
    >>> [round(float(np.exp(bets([x], [30.0]))[0, 0]), 3) for x in (0, 1, 3)]
    [0.762, 1.159, 1.952]
    """

    def __init__(self, baseline: Baseline, options: Options = RISING) -> None:
        self.baseline = baseline
        rate, size = baseline.rate[:, None], baseline.size[:, None]
        wide, bare = baseline.dispersion[:, None], baseline.counts[:, None]
        changed = Ratios(baseline, options).changed
        share = changed * (1 - changed) * (1 + np.maximum(size - 1, 0) * wide) / np.maximum(size, 1)
        variance = np.where(bare, changed + wide * changed**2, share)
        gap = changed - rate
        # The worst week must leave something: a share of 0 when betting on more, of 1 when on less. A count has no
        # highest value, so that no bet on less of it is safe: nothing is staked.
        limit = _MOST_STAKED / np.where(gap > 0, rate, np.where(bare, np.inf, 1 - rate))
        self.stakes: Floats = np.clip(gap / (variance + gap**2), -limit, limit)

    def __call__(self, x: ArrayLike, n: ArrayLike) -> Floats:
        """One week's log gains [streams, multipliers] of x, n [streams]; 0 where nothing was counted."""
        found, voices = np.asarray(x, np.float64), np.asarray(n, np.float64)
        was = self.baseline
        seen = ~np.isnan(found) & (was.counts | (voices > 0))
        share = np.where(seen, found, 0.0) / np.where(was.counts | ~seen, 1.0, voices)
        made: Floats = np.log1p(self.stakes * (share - was.rate)[:, None])
        made[~seen] = 0.0
        return made
