"""`heard bench cells`: where an early warning fails in real life, each with its figure, good or bad.

Each cell is the plain world of `heard bench streams` (20,000 streams, voices independent of each other, 104 weeks of
baseline, one agreed false alert a week) with one thing changed of which the detector knows nothing. An alert on a
stream whose concerns have not been doubled or tripled counts as false, also where its rate moved for another reason.
What was already there in the baseline cannot be seen by comparison with it: beside the detector stands the funnel plot
of the baseline, which compares with peers. No cell has a bar: the figures say where an alert, or none, is to be
doubted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from heard.cli.bench.streams_runs import Run, row, run, told
from heard.cli.bench.streams_world import World
from heard.methods.signals.funnel import funnel

CELLS: Final = {
    "plain": World(),
    "seasons, 25% up and down": World(season=0.25),
    "rates wander, sd 0.25, autocorrelation 0.8": World(wander=0.25),
    "case mix drifts, 10% a year": World(drift=0.1),
    "who comments changes, in a fifth of streams": World(silent=0.3),
    "a tenth of the peers has five times the rate": World(two_kinds=True),
    "streams of a site share shocks, sd 0.25": World(shared=0.25),
    "52 weeks of baseline": World(baseline=52),
    "26 weeks of baseline": World(baseline=26),
    "13 weeks of baseline": World(baseline=13),
    "problem in half of the baseline": World(already=0.5),
    "problem in the whole baseline": World(already=0.0),
}
_FULL: Final = (20_000, (11, 12, 13))
_QUICK: Final = (400, (11,))
_KEPT: Final = ("false alerts a week", "doubling, median weeks", "tripling, median weeks")


def bench_cells(full: bool) -> Mapping[str, Any]:
    """False alerts and delays in each cell, and what the funnel plot sees of problems in the baseline."""
    count, seeds = _FULL if full else _QUICK
    figures: dict[str, float] = {}
    intervals: dict[str, Any] = {"method": "95%: Poisson counts, order statistics"}
    baseline: dict[str, float] = {}
    table, among = [], []
    for cell, world in CELLS.items() if full else list(CELLS.items())[::4]:
        runs = [run(world if full else replace(world, watched=52), count, seed) for seed in seeds]
        found, wide = told([one.detector for one in runs])
        beside, _ = told([one.chart for one in runs])
        table += [row(cell, found), row(f"{cell}: Making Data Count", beside)]
        for name in _KEPT:
            if full or found[name] > 0:
                figures[f"{cell}: {name}"], intervals[f"{cell}: {name}"] = found[name], wide[name]
                baseline[f"{cell}: {name}"] = beside[name]
        if world.already is not None or cell == "plain":
            among.append({"cell": cell, **peers(runs)})
    return {
        "sizes": {"streams": count, "seeds": list(seeds), "cells": len(table) // 2},
        "figures": figures,
        "intervals": intervals,
        "baseline": baseline,
        "details": {"alerts": table, "funnel plots of the baseline, beyond 99.8%": among},
    }


def peers(runs: Sequence[Run]) -> dict[str, float]:
    """Which part of busy streams stands above the far limit of its peers' funnel plot over the baseline."""
    beyond = np.concatenate([_beyond(one) for one in runs])
    factor = np.concatenate([one.streams.factor for one in runs])
    busy = np.concatenate([one.streams.busy for one in runs])
    names = {1: "unchanged", 2: "doubled", 3: "tripled"}
    return {f"{name} above": round(float(beyond[busy & (factor == times)].mean()), 4) for times, name in names.items()}


def _beyond(one: Run) -> np.ndarray[Any, np.dtype[np.bool_]]:
    found = np.zeros(one.streams.count, bool)
    for group in np.unique(one.streams.peers):
        chosen = one.streams.peers == group
        found[chosen] = funnel(one.events[chosen], one.comments[chosen]).beyond == 2
    return found
