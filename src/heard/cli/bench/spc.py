"""`heard bench spc`: 2,000 charts of 60 points, and a week of 20,000 streams, on one thread.

A chart is everything that is shown of a series: limits, rules, a label and a type for each point, and the icons. Beside
it, in the same run, the same rules in plain NumPy, one series after the other; its labels have to be the same but where
a mean is rounded otherwise. A week is what the detector does with the counts that have come: the ratios, the statistic,
the bets, and which streams are above the threshold. Times are of the thread's processor.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from heard.cli.bench.spc_plain import plain
from heard.cli.bench.streams_runs import Detector
from heard.cli.bench.streams_world import Streams, World
from heard.methods.signals.xmr import Better, Options, chart, summary

POINTS: Final = 60
TARGET: Final = 0.05
_SEED: Final = 5
# Runs before those that are timed.
_WARM: Final = 2
_FULL: Final = {"series": 2_000, "streams": 20_000, "repeats": 51}
_QUICK: Final = {"series": 400, "streams": 400, "repeats": 3}
_OPTIONS: Final = Options(better=Better.LOWER)


def bench_spc(full: bool) -> Mapping[str, Any]:
    """Milliseconds of the charts, in order and shuffled, and of the detector's week in two worlds."""
    sizes = _FULL if full else _QUICK
    rng = np.random.default_rng(_SEED)
    series, day = np.repeat(np.arange(sizes["series"]), POINTS), np.tile(np.arange(POINTS), sizes["series"])
    y = rng.binomial(300, TARGET, len(day)) / 300
    mixed = rng.permutation(len(y))
    names = np.array([f"s{number:05d}" for number in range(sizes["series"])])[series]
    figures = {
        "charts ms": _milliseconds(lambda: summary(chart(series, day, y, None, _OPTIONS), TARGET), sizes["repeats"]),
        "charts ms, rows mixed and series by name": _milliseconds(
            lambda: summary(chart(names[mixed], day[mixed], y[mixed], None, _OPTIONS), TARGET), sizes["repeats"]
        ),
    }
    many = y.reshape(sizes["series"], POINTS)
    slow = _milliseconds(lambda: [plain(one, TARGET) for one in many], 1)
    theirs = np.concatenate([plain(one, TARGET)[0] for one in many])
    same = float(np.mean(theirs == chart(series, day, y, None, _OPTIONS).label))
    if same < 0.999:
        raise RuntimeError(f"The plain rules and the charts agree on {same:.4%} of the labels alone.")
    for world, rho in (("", 0.0), (", voices correlated", 0.01)):
        figures[f"week of streams ms{world}"] = _week(
            World(rho=rho, watched=sizes["repeats"] + _WARM), sizes["streams"], sizes["repeats"]
        )
    return {
        "sizes": {**sizes, "points": POINTS, "labels that plain NumPy has too": same},
        "figures": figures,
        "baseline": {"charts ms": slow},
        "bars": {"charts ms": {"at_most": 10}, "week of streams ms": {"at_most": 5},
                 "week of streams ms, voices correlated": {"at_most": 5}},
    }  # fmt: skip


def _week(world: World, count: int, repeats: int) -> float:
    streams = Streams(world, count, _SEED)
    weeks = list(streams.weeks())
    before, coming = weeks[: world.baseline], iter(weeks[world.baseline :])
    detector = Detector(np.stack([week.x for week in before]), np.stack([week.n for week in before]), streams.peers)
    return _milliseconds(lambda: detector.week(next(coming)), repeats)


def _milliseconds(work: Callable[[], Any], repeats: int) -> float:
    """Processor time of this thread, the median after two runs that warm up."""
    seconds = []
    for _ in range(repeats + _WARM):
        started = time.thread_time()
        work()
        seconds.append(time.thread_time() - started)
    return round(1000 * float(np.median(seconds[_WARM:])), 3)
