"""`heard bench streams`: 20,000 streams watched by the week, in two worlds, with no tuning.

In one world voices of a week are independent of each other, in the other they are correlated by 0.01 (streams_world.py
says how streams are drawn). The detector learns its baselines and the correlation from 104 weeks before, and watches at
the threshold that follows from the number of streams and one agreed false alert a week. Beside it, in the same run, the
national chart ('Making Data Count') with all its rules on the share of concerns, and its limits alone. Weeks of
different seeds are put together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from heard.cli.bench.streams_runs import by_peers, row, run, told
from heard.cli.bench.streams_world import World

WORLDS: Final = {"independent": World(), "correlated": World(rho=0.01)}
_FULL: Final = (20_000, (1, 2, 3, 4, 5))
_QUICK: Final = (400, (1,))
# At one or more expected concerns a week.
_MOST: Final = {
    "independent": {"doubling, median weeks": 9, "tripling, median weeks": 3},
    "correlated": {"doubling, median weeks": 17, "tripling, median weeks": 5},
}


def bench_streams(full: bool) -> Mapping[str, Any]:
    """False alerts and delays of the detector in both worlds, and those of the charts beside it."""
    count, seeds = _FULL if full else _QUICK
    figures: dict[str, float] = {}
    intervals: dict[str, Any] = {"method": "95%: Poisson counts, order statistics"}
    baseline: dict[str, float] = {}
    bars: dict[str, dict[str, float]] = {}
    estimated, table, among = {}, [], []
    for world, what in WORLDS.items():
        runs = [run(what if full else World(rho=what.rho, watched=52), count, seed) for seed in seeds]
        found, wide = told([one.detector for one in runs])
        for name, value in found.items():
            if full or value > 0:  # a quick run may see no false alert
                figures[f"{world}: {name}"] = value
        among += by_peers(world, [one.detector for one in runs])
        intervals |= {f"{world}: {name}": ends for name, ends in wide.items()}
        estimated[world] = round(sum(one.rho for one in runs) / len(runs), 5)
        beside = {
            "detector": found,
            "Making Data Count": told([one.chart for one in runs])[0],
            "its upper limit alone": told([one.limits for one in runs])[0],
        }
        baseline |= {f"{world}: {name}": value for name, value in beside["Making Data Count"].items()}
        table += [row(f"{world}: {name}", some) for name, some in beside.items()]
        bars |= {f"{world}: false alerts a week": {"at_most": 1}, f"{world}: false share of alerts": {"at_most": 0.2}}
        bars |= {f"{world}: {name}": {"at_most": value} for name, value in _MOST[world].items()}
    return {
        "sizes": {
            "streams": count,
            "seeds": list(seeds),
            "weeks watched": 156 if full else 52,
            "weeks before": 104,
            "correlation as estimated": estimated,
        },
        "figures": figures,
        "intervals": intervals,
        "baseline": {name: value for name, value in baseline.items() if name in figures},
        "bars": bars,
        "details": {"alerts": table, "the detector's delays by peers": among},
    }
