"""The statistic of every stream after each week, from a small state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heard.methods.signals.detect.baselines import Baseline, Floats
from heard.methods.signals.detect.likelihood import Bets, Ratios
from heard.methods.signals.detect.options import RISING, Options

# Far above every threshold; further up, the product of two weeks could pass what a number can hold.
_HIGHEST = 1e120


@dataclass(frozen=True, eq=False, slots=True)
class State:
    """What is kept of all weeks so far, [streams, multipliers]: 88 bytes a stream with three multipliers.

    `ratios` and `bets` are the Shiryaev-Roberts statistics. `peak` and `began` are the CUSUM of each multiplier and the
    week in which it last rose from 0: since when the rate seems changed. `weeks` [streams] were counted.
    """

    ratios: Floats
    bets: Floats
    peak: Floats
    began: NDArray[np.int32]
    weeks: NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class Channel:
    """The weeks of one channel of every stream, x and n [weeks, streams], and what they used to be."""

    x: Floats
    n: Floats
    baseline: Baseline


@dataclass(frozen=True, eq=False, slots=True)
class Watched:
    """After each week [weeks, streams]: M, M of the bets, and the number of the week since when it seems changed."""

    evidence: Floats
    betting: Floats
    since: NDArray[np.int32]
    state: State


def start(streams: int, options: Options = RISING) -> State:
    """The state before the first week."""
    shape = (streams, len(options.multipliers))
    return State(
        np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(shape, np.int32), np.zeros(streams, np.int32)
    )


def advance(state: State, ratios: Floats, gains: Floats, seen: NDArray[np.bool_], week: int) -> State:
    """The state after one more week, numbered `week`, in which the streams `seen` were counted.

    `ratios` and `gains` [streams, multipliers] are the week's log ratios (see `Ratios`) and log gains (`Bets`), added
    up over channels that are independent of each other. R becomes (1 + R) exp(ratio): over the multipliers' mean M,
    M - weeks is a martingale at the null rate. A week without a count changes nothing.
    """
    kept = state.peak > 0
    made = State(
        np.minimum((1 + state.ratios) * np.exp(ratios), _HIGHEST),
        np.minimum((1 + state.bets) * np.exp(gains), _HIGHEST),
        np.maximum(state.peak + ratios, 0.0),
        np.where(kept, state.began, np.int32(week)),
        state.weeks + seen,
    )
    if not seen.all():
        for name in ("ratios", "bets", "peak", "began"):
            getattr(made, name)[~seen] = getattr(state, name)[~seen]
    return made


def watch(
    channels: Sequence[Channel], options: Options = RISING, state: State | None = None, *, first_week: int = 0
) -> Watched:
    """Go on from `state` (or the start) over the channels' weeks; the first of them has the number `first_week`.

    Going on from a kept state gives exactly what all weeks at once give. The channels have to be independent of each
    other given their rates; see `averaged` for those that may not be. Raises ValueError where shapes differ.
    """
    shape = channels[0].x.shape if channels else ()
    if len(shape) != 2 or any(one.x.shape != shape or one.n.shape != shape for one in channels):
        raise ValueError("Give at least one channel, all with the same weeks and streams.")
    made = start(shape[1], options) if state is None else state
    both = [(Ratios(one.baseline, options), Bets(one.baseline, options)) for one in channels]
    seen = np.any([~np.isnan(one.x) & (one.baseline.counts | (one.n > 0)) for one in channels], axis=0)
    evidence, betting, since = np.zeros(shape), np.zeros(shape), np.zeros(shape, np.int32)
    for week in range(shape[0]):
        pairs = [(one.x[week], one.n[week], *two) for one, two in zip(channels, both, strict=True)]
        ratios = sum((ratio(x, n) for x, n, ratio, _ in pairs), np.zeros((1, 1)))
        gains = sum((bet(x, n) for x, n, _, bet in pairs), np.zeros((1, 1)))
        made = advance(made, ratios, gains, seen[week], first_week + week)
        evidence[week], betting[week], since[week] = read(made, options)
    return Watched(evidence, betting, since, made)


def read(state: State, options: Options = RISING) -> tuple[Floats, Floats, NDArray[np.int32]]:
    """M, M of the bets, and since when, of each stream."""
    shares = np.array(options.shares)
    likeliest = state.peak.argmax(axis=1)[:, None]
    return state.ratios @ shares, state.bets @ shares, np.take_along_axis(state.began, likeliest, axis=1)[:, 0]
