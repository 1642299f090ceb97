"""Invented streams for `heard bench streams` and `heard bench cells`: counts a week, some of which change to worse.

Each stream is a service with so many comments a week (10, 30, 100 or 300, as often each) in one of three peer groups,
in which 2, 5 or 10% of comments are concerns on average; the services of a group differ by a beta distribution of
concentration 100. These are the cases of the single-stream bench. Concerned and other people come by themselves
(Poisson), so that a change in one does not take from the other; `rho` is the correlation of comments within a week.
Two streams in a hundred change, in a week drawn from the first two thirds of those watched, half of them to twice and
half to three times the concerns. Everything follows from the seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]
SIZES: Final = (10, 30, 100, 300)
MEANS: Final = (0.02, 0.05, 0.10)
CONCENTRATION: Final = 100
FACTORS: Final = (2, 3)
# Streams of one site, which have the same shocks where a world has such.
SITE: Final = 50
# How much of what moved a rate one week is there in the next, where rates are autocorrelated.
STAYS: Final = 0.8
YEAR: Final = 52


@dataclass(frozen=True, slots=True)
class World:
    """What is different from the plain world, of which every assumption of the detector is true.

    `season`: rates go up and down by this part within a year. `wander`: standard deviation of the logarithm of a
    stream's own rate, autocorrelated by 0.8 a week. `drift`: rates of all grow by this part a year. `shared`: standard
    deviation of the logarithm of a shock that all streams of a site have in one week. `silent`: in a fifth of the
    streams this part of those without a concern stops commenting, when others would change. `two_kinds`: a tenth of
    each peer group has five times the rate of the others. `already`: changed streams are so from the first week of the
    baseline (0), or from the middle of it (0.5); None later.
    """

    rho: float = 0.0
    baseline: int = 104
    watched: int = 156
    season: float = 0.0
    wander: float = 0.0
    drift: float = 0.0
    shared: float = 0.0
    silent: float = 0.0
    two_kinds: bool = False
    already: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Week:
    """Concerns and comments of each stream in one week, int64 [streams], and which streams have changed by then."""

    number: int
    x: Counts
    n: Counts
    changed: Bools


@dataclass(slots=True, eq=False)
class Streams:
    """The streams of a world: `size`, `rate`, `peers` (0 to 2), `factor` (1 where nothing changes) and `onset`."""

    world: World
    count: int
    seed: int
    size: Counts = field(init=False)
    rate: Floats = field(init=False)
    peers: Counts = field(init=False)
    factor: Counts = field(init=False)
    onset: Counts = field(init=False)
    silent: Bools = field(init=False)

    def __post_init__(self) -> None:
        """Draw what does not change from week to week."""
        random, world = np.random.default_rng([self.seed, 1]), self.world
        self.size = random.choice(SIZES, self.count)
        self.peers = random.integers(0, len(MEANS), self.count)
        mean = np.array(MEANS)[self.peers]
        if world.two_kinds:
            # The mean of the group stays as it is.
            mean = np.where(random.random(self.count) < 0.1, 5.0, 1.0) * mean / 1.4
        self.rate = random.beta(mean * CONCENTRATION, (1 - mean) * CONCENTRATION)
        self.factor = np.ones(self.count, np.int64)
        changed = max(2, self.count // 50)
        self.factor[:changed] = np.resize(FACTORS, changed)
        self.onset = random.integers(0, world.watched * 2 // 3, self.count)
        if world.already is not None:
            self.onset[:changed] = -round(world.baseline * (1 - world.already))
        self.silent = (random.random(self.count) < 0.2) & (self.factor == 1) if world.silent else self.factor < 1

    @property
    def busy(self) -> Bools:
        """Streams with one or more expected concerns a week before anything changes."""
        busy: Bools = self.size * self.rate >= 1
        return busy

    def weeks(self) -> Iterator[Week]:
        """Every week in order; those of the baseline have numbers below 0."""
        world, random = self.world, np.random.default_rng([self.seed, 2])
        own = random.normal(size=self.count)
        for number in range(-world.baseline, world.watched):
            changed = (self.factor > 1) & (number >= self.onset)
            concerned = self.rate * np.where(changed, self.factor, 1)
            concerned *= 1 + world.season * np.cos(2 * np.pi * number / YEAR)
            concerned *= (1 + world.drift) ** ((number + world.baseline) / YEAR)
            if world.wander:
                own = STAYS * own + np.sqrt(1 - STAYS**2) * random.normal(size=self.count)
                concerned *= np.exp(world.wander * own - world.wander**2 / 2)
            if world.shared:
                shock = np.repeat(random.normal(size=-(-self.count // SITE)), SITE)[: self.count]
                concerned *= np.exp(world.shared * shock - world.shared**2 / 2)
            others = (1 - self.rate) * np.where(self.silent & (number >= self.onset), 1 - world.silent, 1)
            n = random.poisson(self.size * (concerned + others))
            share = concerned / (concerned + others)
            if world.rho:
                share = random.beta(share * (1 / world.rho - 1), (1 - share) * (1 / world.rho - 1))
            yield Week(number, random.binomial(n, share), n, changed)


@dataclass(slots=True, eq=False)
class Tally:
    """Alerts as they come, false and true; a repeat on a stream that has changed is one with the first.

    `false` counts alerts on what has not changed, `busy` those of them on streams with an expected concern a week,
    `worst` the most in a week; `first` is the week of the first alert on what has changed, or -1.
    """

    streams: Streams
    false: int = 0
    busy: int = 0
    worst: int = 0
    first: Counts = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is found yet."""
        self.first = np.full(self.streams.count, -1)

    def add(self, week: Week, alerts: Bools) -> None:
        """Count the new alerts of a week."""
        wrong = int(np.count_nonzero(alerts & ~week.changed))
        self.busy += int(np.count_nonzero(alerts & ~week.changed & self.streams.busy))
        self.false += wrong
        self.worst = max(self.worst, wrong)
        self.first[alerts & week.changed & (self.first < 0)] = week.number

    def delays(self, factor: int, peers: int | None = None) -> Floats:
        """Weeks from change to alert of busy streams with this factor, that of the change included; inf where none.

        With `peers`, of this group alone.
        """
        streams = self.streams
        chosen = (streams.factor == factor) & streams.busy
        if peers is not None:
            chosen &= streams.peers == peers
        since = np.maximum(streams.onset[chosen], 0)
        return np.where(self.first[chosen] >= 0, self.first[chosen] - since + 1.0, np.inf)
