"""What is left of a coder at another trust, and what local labels add: F1 over some themes, with intervals.

Labels are drawn several times, whole groups each time (one respondent or one text), and every figure is of comments
whose groups were not drawn. Intervals resample groups and draws at once (cluster bootstrap: Field and Welsh 2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from heard.methods.coding import calibrate
from heard.methods.coding.calibrate import Calibration
from heard.methods.coding.features import Array
from heard.methods.coding.training.card import Estimate


@dataclass(frozen=True, slots=True)
class Drawn:
    """F1 over themes: as measured, and in every resample, float64 [2, R]: micro, then macro."""

    value: Array
    samples: Array

    @property
    def micro(self) -> Estimate:
        """Micro F1."""
        return self._estimate(0)

    @property
    def macro(self) -> Estimate:
        """The mean of the themes' F1."""
        return self._estimate(1)

    def less(self, other: Drawn) -> Drawn:
        """By how much it is more than another on the same comments and resamples."""
        return Drawn(self.value - other.value, self.samples - other.samples)

    def _estimate(self, place: int) -> Estimate:
        low, high = np.quantile(self.samples[place], [0.025, 0.975])
        return Estimate(float(self.value[place]), float(low), float(high))


@dataclass(frozen=True, slots=True)
class Measuring:
    """Comments to measure on: true bool [N, themes], groups int64 [N], and how often groups and draws are resampled.

    times float64 [R, groups] and chosen float64 [R, D]: how often each group, and each draw, is in a resample.
    """

    true: Array
    member: Array
    times: Array
    chosen: Array

    @classmethod
    def of(cls, true: Array, groups: Array, draws: int, resamples: int, seed: int) -> Measuring:
        """Resample so many times, by the seed."""
        random = np.random.default_rng(seed)
        _, member = np.unique(groups, return_inverse=True)
        size = int(member.max()) + 1
        times = random.multinomial(size, np.full(size, 1 / size), resamples).astype(np.float64)
        chosen = random.multinomial(draws, np.full(draws, 1 / draws), resamples) / draws
        return cls(true, member, times, chosen)

    def f1(self, given: Sequence[Array], tested: Sequence[Array]) -> Drawn:
        """Mean F1 of draws: what each gave, bool [N, themes], on the comments that it tested, bool [N].

        >>> true = np.array([[True], [True], [False], [False]])
        >>> measuring = Measuring.of(true, np.arange(4), 1, 10, seed=1)
        >>> measuring.f1([np.array([[True], [False], [True], [False]])], [np.ones(4, bool)]).value.tolist()
        [0.5, 0.5]
        """
        values, samples = [], []
        for one, rows in zip(given, tested, strict=True):
            cells = np.hstack([one & self.true, one, self.true]).astype(np.float64) * rows[:, None]
            by_group = np.zeros((self.times.shape[1], cells.shape[1]))
            np.add.at(by_group, self.member, cells)
            values.append(_f1(by_group.sum(axis=0)[None])[:, 0])
            samples.append(_f1(self.times @ by_group))
        return Drawn(np.mean(values, axis=0), np.einsum("dkr,rd->kr", np.array(samples), self.chosen))

    def share(self, right: Array, of: Array) -> Estimate:
        """How many of some comments (bool [N]) are right, bool [N]."""
        size = self.times.shape[1]
        counted = np.stack([np.bincount(self.member, one, size) for one in (right, of)])
        value, samples = (one[0] / np.maximum(one[1], 1) for one in (counted.sum(axis=1), counted @ self.times.T))
        low, high = np.quantile(samples, [0.025, 0.975])
        return Estimate(float(value), float(low), float(high))


def _f1(counted: Array) -> Array:
    """Micro and macro F1, float64 [2, R], of counts [R, 3 * themes]: right, given, true."""
    right, given, true = np.split(counted, 3, axis=1)
    each = 2 * right / np.maximum(given + true, 1)
    micro = 2 * right.sum(axis=1) / np.maximum(given.sum(axis=1) + true.sum(axis=1), 1)
    return np.stack([micro, each.mean(axis=1)])


def drawn_labels(groups: Array, count: int, draws: int, seed: int) -> list[Array]:
    """For each draw the comments to label, int64 [count], in the order of labelling: whole groups, by chance.

    A group that does not fit is left among those that are tested. Raises ValueError where too few comments are there.

    >>> [sorted(rows.tolist()) for rows in drawn_labels(np.array([0, 0, 1, 2, 2, 2]), 3, 1, seed=5)]
    [[0, 1, 2]]
    """
    random = np.random.default_rng(seed)
    order = np.argsort(groups, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)
    found = []
    for _ in range(draws):
        rows: list[int] = []
        for place in random.permutation(len(members)):
            if len(rows) + len(members[place]) <= count:
                rows += members[place].tolist()
        if len(rows) < count:
            raise ValueError(f"{len(groups)} comments are too few to label {count} of them.")
        found.append(np.array(rows, dtype=np.int64))
    return found


def calibrated(scores: Array, labels: Array, start: Calibration, rows: Array) -> Array:
    """Themes bool [N, themes] by thresholds that labels of some rows moved, as an organisation's corrections do."""
    after = calibrate.fit(scores[rows], labels[rows], start) if len(rows) else start
    given: Array = scores > np.array(after.thresholds)
    return given
