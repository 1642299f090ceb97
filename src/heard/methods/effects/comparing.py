"""What was to be expected of the place acted on, what came, and how far chance alone carries the two apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit, polygamma, psi

from heard.methods.signals.detect import Baseline, baselines

Floats = NDArray[np.float64]
# Of fewer weeks before those that it was chosen by, a place's own rate is too little known: its peers help.
LEAST_BEFORE: Final = 26
# A Brownian motion reaches c by time 1 with probability 2 (1 - Phi(c)) (reflection principle): 5% at 1.96. The score z
# at the share t of the information planned is one such, as z sqrt(t). So z below -1.96 / sqrt(t) at any look, however
# often one looks, has a chance of 5%; at the check date the line is the usual 1.96.
LINE: Final = 1.959963984540054
_FAR: Final = 12.0
_HALVINGS: Final = 50


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """After every week since the action [weeks] or [weeks, actions], from its first week on.

    `seen` of `voices` came, `expected` were to be expected without the action. `score` is the distance in standard
    deviations, `line` how far it has to be from 0. `odds` is log odds now less those expected. `before` is the place's
    log odds before, `shift` the peers' change, `variance` that of their sum; `inflation` how many times the binomial
    variance that of a week is.
    """

    seen: Floats
    voices: Floats
    expected: Floats
    score: Floats
    line: Floats
    odds: Floats
    before: Floats
    shift: Floats
    variance: Floats
    inflation: Floats

    @property
    def improved(self) -> NDArray[np.bool_]:
        """Where fewer came than chance alone explains."""
        return self.score <= -self.line

    @property
    def worse(self) -> NDArray[np.bool_]:
        """Where more came than chance alone explains."""
        return self.score >= self.line

    def interval(self) -> tuple[Floats, Floats]:
        """All changes of log odds that the score at this look does not rule out: beyond 0 just where a verdict is."""
        return self._end(-1.0), self._end(1.0)

    def _end(self, side: float) -> Floats:
        """By halving the way between the estimate and far out."""
        with np.errstate(divide="ignore", invalid="ignore"):
            raw = logit(self.seen / self.voices) - self.before - self.shift
        near = np.clip(np.nan_to_num(raw, nan=0.0, posinf=_FAR, neginf=-_FAR), -_FAR, _FAR)
        far = np.full(near.shape, side * _FAR)
        open_ended = self._inside(far, side)
        for _ in range(_HALVINGS):
            middle = (near + far) / 2
            inside = self._inside(middle, side)
            near, far = np.where(inside, middle, near), np.where(inside, far, middle)
        return np.where(open_ended, side * np.inf, near)

    def _inside(self, change: Floats, side: float) -> NDArray[np.bool_]:
        rate = expit(self.before + self.shift + change)
        spread = np.sqrt(_variance(self.voices, rate, self.inflation, self.variance))
        inside: NDArray[np.bool_] = side * (self.voices * rate - self.seen) <= self.line * spread
        return inside


def looks(
    x: ArrayLike, n: ArrayLike, x_after: ArrayLike, n_after: ArrayLike, *, chosen_by: int = 0, planned: int = 26
) -> Looks:
    """All looks at actions: counts x of n [weeks, places, actions], before and after; the first place was acted on.

    The last `chosen_by` weeks before are those by which the place was chosen; `planned` weeks after the action lies the
    check date, and weeks after it are not counted. NaN is a week without a count. Voices of a week go together as much
    as the weeks of all places before the action say (rho by moments).
    Raises ValueError where shapes differ, x is negative or above n, or weeks are none such.

    >>> was, now = np.full((104, 4, 1), 3.0), np.full((26, 4, 1), 3.0)
    >>> now[:, 0] = 1
    >>> found = looks(was, was * 10, now, now * 0 + 30)
    >>> int(np.argmax(found.improved[:, 0])) + 1, [round(float(end[-1, 0]), 2) for end in found.interval()]
    (10, [-1.59, -0.72])
    """
    counts, sizes = _counted(x, n)
    counts_after, sizes_after = (part[:planned] for part in _counted(x_after, n_after))
    if counts.shape[1:] != counts_after.shape[1:] or not counts.shape[1]:
        raise ValueError("Give the same places and actions before and after, and at least the place acted on.")
    if chosen_by < 0 or planned < 1:
        raise ValueError("A place is chosen by weeks from none on, and checked after one week or more.")
    kept = len(counts) - chosen_by
    own = kept >= LEAST_BEFORE
    if own:
        counts, sizes = counts[:kept], sizes[:kept]
    _, places, actions = counts.shape
    was = baselines(
        counts.reshape(len(counts), places * actions),
        sizes.reshape(len(sizes), places * actions),
        np.tile(np.arange(actions), places),
        quantile=0.5,
    )
    rho = was.dispersion[:actions]
    first, second = _own(counts[:, 0], sizes[:, 0], rho) if own else (was.first[:actions], was.second[:actions])
    before = psi(first) - psi(second)
    variance = polygamma(1, first) + polygamma(1, second)
    shift, new, old = _peers(was, sizes, counts_after, sizes_after, rho)
    so_far = np.arange(1, len(new) + 1)[:, np.newaxis] / planned
    usual = _Usual(before, shift, variance + old + new, variance + old + new * so_far, rho)
    return _compared(counts_after[:, 0], sizes_after[:, 0], usual, sizes[:, 0], planned)


@dataclass(frozen=True, slots=True, eq=False)
class _Usual:
    """What is known of the rate without the action: log odds before, the peers' change, the variance of their sum.

    `later` is what that variance will be at the check date, if the peers' voices go on as they do.
    """

    before: Floats
    shift: Floats
    variance: Floats
    later: Floats
    rho: Floats


def _counted(x: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    counts, sizes = np.asarray(x, np.float64), np.asarray(n, np.float64)
    if counts.ndim != 3 or counts.shape != sizes.shape:
        raise ValueError("Give counts and sizes as two arrays of weeks by places by actions, as large as each other.")
    known = ~np.isnan(counts) & ~np.isnan(sizes)
    counts, sizes = np.where(known, counts, 0.0), np.where(known, sizes, 0.0)
    if np.any(counts < 0) or np.any(counts > sizes) or not np.isfinite(sizes).all():
        raise ValueError("A count has to be between 0 and the number of voices.")
    return counts, sizes


def _own(x: Floats, n: Floats, rho: Floats) -> tuple[Floats, Floats]:
    """The Beta posterior of the place alone, with Jeffreys' prior; weeks whose voices go together tell less."""
    total = n.sum(axis=0)
    rate = np.divide(x.sum(axis=0), total, out=np.zeros(len(total)), where=total > 0)
    worth = (n / (1 + np.maximum(n - 1, 0) * rho)).sum(axis=0)
    return 0.5 + rate * worth, 0.5 + (1 - rate) * worth


def _inflated(n: Floats, rho: Floats) -> Floats:
    """How many times its binomial variance that of a week is, times its voices."""
    return n * (1 + np.maximum(n - 1, 0) * rho)


def _variance(voices: Floats, rate: Floats, inflation: Floats, known: Floats) -> Floats:
    """Of what came less what was expected: by chance, and because the rate expected is an estimate."""
    binomial = voices * rate * (1 - rate)
    return binomial * inflation + np.square(binomial) * known


def _peers(was: Baseline, before: Floats, x: Floats, n: Floats, rho: Floats) -> tuple[Floats, Floats, Floats]:
    """The peers' change in log odds after each week, and its variance: of the weeks since, and of those before.

    Standardised: what came is held against what their own rates before make of their voices now, so that a large peer
    that grows larger is no change.
    """
    weeks, places, actions = n.shape
    if places == 1:
        return np.zeros((weeks, actions)), np.zeros((weeks, actions)), np.zeros(actions)
    rates = was.mean.reshape(places, actions)[1:]
    total = np.cumsum(n[:, 1:].sum(axis=1), axis=0)
    came = (np.cumsum(x[:, 1:].sum(axis=1), axis=0) + 0.5) / (total + 1)
    usual = (np.cumsum((n[:, 1:] * rates).sum(axis=1), axis=0) + 0.5) / (total + 1)
    wide = (np.cumsum(_inflated(n[:, 1:], rho).sum(axis=1), axis=0) + 1) / (total + 1)
    old = before[:, 1:].sum(axis=(0, 1))
    old_wide = (_inflated(before[:, 1:], rho).sum(axis=(0, 1)) + 1) / (old + 1)
    level = rates.mean(axis=0)
    variance = wide / ((total + 1) * came * (1 - came))
    return logit(came) - logit(usual), variance, old_wide / ((old + 1) * level * (1 - level))


def _compared(x: Floats, n: Floats, usual: _Usual, sizes: Floats, planned: int) -> Looks:
    before, shift, variance, rho = usual.before, usual.shift, usual.variance, usual.rho
    seen, voices, wide = np.cumsum(x, axis=0), np.cumsum(n, axis=0), np.cumsum(_inflated(n, rho), axis=0)
    inflation = np.divide(wide, voices, out=np.ones(voices.shape), where=voices > 0)
    rate = expit(before + shift)
    spread = np.sqrt(_variance(voices, rate, inflation, variance))
    expected = voices * rate
    score = np.divide(seen - expected, spread, out=np.zeros(voices.shape), where=spread > 0)
    plan = planned * sizes.sum(axis=0) / max(len(sizes), 1)
    wanted = plan / (1 + np.maximum(plan / planned - 1, 0) * rho)
    now, full = _information(voices / inflation, rate, variance), _information(wanted, rate, usual.later)
    share = np.divide(now, full, out=np.ones(voices.shape), where=full > 0)
    line = LINE / np.sqrt(np.clip(share, 1e-6, 1.0))
    odds = logit((seen + 0.5) / (voices + 1)) - before - shift
    whole = np.broadcast_to(before, voices.shape)
    return Looks(seen, voices, expected, score, line, odds, whole, shift, variance, inflation)


def _information(voices: Floats, rate: Floats, variance: Floats) -> Floats:
    """One over the variance of the change in log odds; 0 without voices."""
    told = voices * rate * (1 - rate)
    return np.asarray(told / (1 + told * variance), np.float64)
