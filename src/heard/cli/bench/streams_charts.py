"""The national chart and Shewhart's limits over many streams, week by week, as somebody who looks at each sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from heard.methods.signals.xmr import Better, Options, chart

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]
POINTS: Final = 7


def shares(x: Counts, n: Counts) -> Floats:
    """Concerns in comments; NaN where there is none."""
    found: Floats = np.divide(x, n, out=np.full(x.shape, np.nan), where=n > 0)
    return found


@dataclass(slots=True, eq=False)
class Charts:
    """Making Data Count's XmR charts of the share of concerns, limits from the baseline.

    `x` and `n` are the baseline's counts, int64 [weeks, streams]. A week's alert is a special cause for concern at its
    own point where the point before had none.
    """

    x: Counts
    n: Counts
    mean: Floats = field(init=False)
    upper: Floats = field(init=False)
    near: Floats = field(init=False)
    run: Counts = field(init=False)
    climb: Counts = field(init=False)
    close: Bools = field(init=False)
    last: Floats = field(init=False)
    before: Bools = field(init=False)
    outside: Bools = field(init=False)

    def __post_init__(self) -> None:
        """Limits by the product's own chart, and the rules over the last weeks of the baseline."""
        weeks, streams = self.x.shape
        rates = shares(self.x, self.n)
        series, day = np.repeat(np.arange(streams), weeks), np.tile(np.arange(weeks), streams)
        found = chart(series, day, rates.T.ravel(), options=Options(better=Better.LOWER))
        self.mean, self.upper = found.mean[::weeks].copy(), found.upper[::weeks].copy()
        self.near = self.mean + (self.upper - self.mean) * 2 / 3
        self.run, self.climb = np.zeros(streams, np.int64), np.zeros(streams, np.int64)
        self.close, self.before = np.zeros((2, streams), bool), np.zeros(streams, bool)
        self.last, self.outside = np.full(streams, np.nan), np.zeros(streams, bool)
        for week in range(max(0, weeks - 2 * POINTS), weeks):
            self.week(self.x[week], self.n[week])

    def week(self, x: Counts, n: Counts) -> tuple[Bools, Bools]:
        """New alerts of the chart with all its rules, and points above the upper limit alone."""
        rate = shares(x, n)
        self.run = np.where(rate > self.mean, self.run + 1, 0)
        self.climb = np.where(rate > self.last, self.climb + 1, 0)
        outside = rate > self.upper
        close = (rate > self.near) & ~outside
        two = close & (self.run >= 3) & (self.close.any(axis=0))
        concern = outside | (self.run >= POINTS) | (self.climb >= POINTS - 1) | two
        new, beyond = concern & ~self.before, outside & ~self.outside
        self.close = np.stack([close, self.close[0]])
        self.last, self.before, self.outside = rate, concern, outside
        return new, beyond
