"""One world of streams watched by the detector and by the charts beside it, and what comes of it in figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from heard.cli.bench.streams_charts import Charts
from heard.cli.bench.streams_world import FACTORS, MEANS, Streams, Tally, Week, World
from heard.methods.signals.detect import Bets, Ratios, advance, baselines, read, start, thresholds

Bools = NDArray[np.bool_]
# False alerts a week that are agreed to, over all streams.
BUDGET: Final = 1.0
# Two-sided 95% of the normal distribution.
_Z: Final = 1.96


class Detector:
    """The detector as it stands, nothing of it set for the bench: WATCH at A = K / b, from the start after each alert.

    `x` and `n` are the baseline's counts [weeks, streams]; `peers` is each stream's group.
    """

    def __init__(self, x: NDArray[np.int64], n: NDArray[np.int64], peers: NDArray[np.int64]) -> None:
        streams = x.shape[1]
        self.baseline = baselines(x, n, peers)
        self._ratios, self._bets = Ratios(self.baseline), Bets(self.baseline)
        self._state = start(streams)
        self._level = thresholds(streams, BUDGET)

    def week(self, week: Week) -> Bools:
        """Which streams alert in this week."""
        self._state = advance(
            self._state, self._ratios(week.x, week.n), self._bets(week.x, week.n), week.n > 0, week.number
        )
        evidence, _, _ = read(self._state)
        alerts: Bools = evidence >= self._level
        if alerts.any():
            # Somebody has been told: what is counted from here on is evidence of its own.
            for column in (self._state.ratios, self._state.bets, self._state.peak):
                column[alerts] = 0.0
        return alerts


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What one world with one seed gave: the detector's alerts, those of the chart, and those of its limits alone.

    `rho` is the correlation within a week as the detector estimated it; `events` and `comments` [streams] are the
    baseline's concerns and comments.
    """

    streams: Streams
    detector: Tally
    chart: Tally
    limits: Tally
    rho: float
    events: NDArray[np.int64]
    comments: NDArray[np.int64]


def run(world: World, count: int, seed: int) -> Run:
    """Draw the streams, learn from the baseline, and watch."""
    streams = Streams(world, count, seed)
    weeks = streams.weeks()
    before = [next(weeks) for _ in range(world.baseline)]
    x, n = np.stack([week.x for week in before]), np.stack([week.n for week in before])
    detector, charts = Detector(x, n, streams.peers), Charts(x, n)
    tallies = Tally(streams), Tally(streams), Tally(streams)
    for week in weeks:
        for tally, alerts in zip(tallies, (detector.week(week), *charts.week(week.x, week.n)), strict=True):
            tally.add(week, alerts)
    detected, charted, limited = tallies
    return Run(
        streams, detected, charted, limited, float(detector.baseline.dispersion.mean()), x.sum(axis=0), n.sum(axis=0)
    )


def told(tallies: Sequence[Tally]) -> tuple[dict[str, float], dict[str, list[float]]]:
    """The figures of several seeds together, and 95% intervals of those that have one."""
    weeks = sum(tally.streams.world.watched for tally in tallies)
    false = sum(tally.false for tally in tallies)
    found = sum(int(np.count_nonzero(tally.first >= 0)) for tally in tallies)
    figures = {
        "false alerts a week": false / weeks,
        "false alerts, most in a week": float(max(tally.worst for tally in tallies)),
        "of them on busy streams": sum(tally.busy for tally in tallies) / weeks,
        "false share of alerts": false / max(1, false + found),
    }
    reach = _Z * np.sqrt(max(false, 1))
    intervals = {"false alerts a week": [float(max(0.0, false - reach)) / weeks, float(false + reach) / weeks]}
    for factor, name in zip(FACTORS, ("doubling", "tripling"), strict=True):
        delays = np.sort(np.concatenate([tally.delays(factor) for tally in tallies]))
        middle, reach = len(delays) / 2, _Z * np.sqrt(len(delays)) / 2
        places = np.clip(np.round([middle - reach, middle - 0.5, middle + reach]), 0, len(delays) - 1).astype(int)
        low, median, high = (_capped(delays[place]) for place in places)
        figures[f"{name}, median weeks"], intervals[f"{name}, median weeks"] = median, [low, high]
        figures[f"{name}, found within a year"] = float(np.mean(delays <= 52))
    return figures, intervals


def by_peers(name: str, tallies: Sequence[Tally]) -> list[dict[str, Any]]:
    """Delays group by group of peers: a doubling of what is rare is harder to see than one of what is not."""
    lines = []
    for peers, mean in enumerate(MEANS):
        line: dict[str, Any] = {"world": name, "concerns of the peers": f"{mean:.0%}"}
        for factor, what in zip(FACTORS, ("doubling", "tripling"), strict=True):
            delays = np.concatenate([tally.delays(factor, peers) for tally in tallies])
            line[f"{what} streams"] = len(delays)
            line[f"{what}, median weeks"] = _capped(float(np.median(delays))) if len(delays) else None
        lines.append(line)
    return lines


def _capped(delay: float) -> float:
    """A delay in weeks; where nothing was found, more than was watched."""
    return float(min(delay, 999.0))


def row(name: str, figures: Mapping[str, float]) -> dict[str, Any]:
    """A line of a table of worlds."""
    return {"world": name, **{figure: round(value, 3) for figure, value in figures.items()}}
