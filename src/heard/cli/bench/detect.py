"""`heard bench detect`: how much later than an oracle the detector finds a change, on one stream, at equal run length.

Sixteen streams (n of 10, 30, 100, 300 with rates of .02, .05, .10; counts of .1, .3, 1, 3 a week) and four changes: to
1.5, 2 and 3 times at once, and a ramp to twice within 26 weeks. The rate before is known. The oracle is the
Shiryaev-Roberts detector of the one multiplier to which the rate goes. Both have a run length in control of 260 weeks,
shown from other seeds than the thresholds were found by. The delay is the mean number of weeks from the change to the
alarm, the week of the change being the first, where there was no alarm in the 52 weeks before it. Where counts are so
coarse that no threshold gives 260 weeks, some paths have the next lower one and the others the next higher one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from heard.methods.signals.detect import Options, Ratios, passages, taken

ARL: Final = 260
BEFORE: Final = 52
RAMP: Final = 26
PATHS: Final = 20_000
# Run lengths vary more than delays do: thresholds are found and shown on so many times more paths.
CALM: Final = 4
LEVELS: Final = np.concatenate([np.geomspace(1e-12, 0.05, 60), np.geomspace(0.06, 1.05, 60)])
SEED: Final = 20261124
CASES: Final = (*((n, p) for n in (10, 30, 100, 300) for p in (0.02, 0.05, 0.10)), *((0, m) for m in (0.1, 0.3, 1, 3)))
QUICK: Final = (CASES[3], CASES[14])
# What the rate goes to, and in how many weeks.
CHANGES: Final = {"1.5 times": (1.5, 1), "2 times": (2.0, 1), "3 times": (3.0, 1), "ramp to 2": (2.0, RAMP)}
Steps = NDArray[np.intp]
# Two thresholds next to each other, and the share of paths that have the lower one.
Level = tuple[float, float, float]


class Stream:
    """Many paths of one stream, n voices a week (0: a count), watched for the options' multipliers."""

    def __init__(self, n: int, rate: float, options: Options) -> None:
        self.n, self.rate, self.options = n, rate, options
        most = n or int(40 + 15 * rate)
        size = np.full(most + 1, n or np.nan)
        ratios = Ratios(taken(np.full(most + 1, rate), n or np.nan), options)
        self.table = ratios(np.arange(most + 1.0), size)

    def level(self, arl: float, paths: int, seed: int) -> Level:
        """Where to alarm for a run length in control."""
        rng, levels = np.random.default_rng(seed), arl * LEVELS
        found = passages(
            lambda running: self._week(rng, len(running), self.rate), paths, levels, int(20 * arl), self.options
        ).mean(axis=0)
        place = min(max(int(np.searchsorted(found, arl)), 1), len(levels) - 1)
        low, high = found[place - 1], found[place]
        return levels[place - 1], levels[place], float(np.clip((high - arl) / max(high - low, 1e-9), 0, 1))

    def alarms(self, level: Level, paths: int, seed: int, change: tuple[float, int] | None) -> Steps:
        """The week of each path's alarm: in control for good, or changed after BEFORE weeks."""
        rng, week = np.random.default_rng(seed), 0

        def weekly(running: Steps) -> NDArray[np.float64]:
            nonlocal week
            week += 1
            rate = self.rate
            if change and week > BEFORE:
                rate *= 1 + (change[0] - 1) * min(1.0, (week - BEFORE) / change[1])
            return self._week(rng, len(running), rate)

        found = passages(weekly, paths, np.array(level[:2]), 20 * ARL, self.options).astype(np.intp)
        return np.where(np.arange(paths) < level[2] * paths, found[:, 0], found[:, 1])

    def _week(self, rng: np.random.Generator, paths: int, rate: float) -> NDArray[np.float64]:
        x = rng.binomial(self.n, rate, paths) if self.n else rng.poisson(rate, paths)
        return self.table[np.minimum(x, len(self.table) - 1)]


def bench_detect(full: bool, options: Options | None = None) -> Mapping[str, Any]:
    """Delays over the oracle's in every case and change, and run lengths in control."""
    paths, arl = (PATHS, ARL) if full else (200, 40)
    rows = [
        row
        for number, (n, rate) in enumerate(CASES if full else QUICK)
        for row in _case(n, rate, options or Options(), paths=paths, arl=arl, seed=SEED + 1000 * number)
    ]
    lengths = {row["case"]: row["run length"] for row in rows}
    ratios = np.array([row["over oracle"] for row in rows])
    errors = np.array([row["standard error"] for row in rows])
    worst = int(ratios.argmax())
    # Of one case, changes share thresholds but no week.
    mean_error = float(np.sqrt((errors**2).sum()) / len(errors))
    figures = {
        "delay over the oracle's, mean": float(ratios.mean()),
        "delay over the oracle's, worst": float(ratios[worst]),
        "run length in control, weeks, the shortest": min(lengths.values()),
        "run length in control, weeks, the longest": max(lengths.values()),
        "run length in control of the oracle, the shortest": min(row["oracle's run length"] for row in rows),
        "run length in control of the oracle, the longest": max(row["oracle's run length"] for row in rows),
    }
    return {
        "sizes": {"paths": paths, "cases": len(lengths), "changes": len(CHANGES), "seed": SEED},
        "figures": figures,
        "intervals": {
            "method": "the ratio and 1.96 standard errors of simulation",
            "delay over the oracle's, mean": _around(float(ratios.mean()), mean_error),
            "delay over the oracle's, worst": _around(float(ratios[worst]), float(errors[worst])),
        },
        "bars": {
            "delay over the oracle's, mean": {"at_most": round(1.04 + 2 * mean_error, 4)},
            "delay over the oracle's, worst": {"at_most": round(1.10 + 2 * float(errors[worst]), 4)},
            "run length in control, weeks, the shortest": {"at_least": 0.98 * ARL},
            "run length in control, weeks, the longest": {"at_most": 1.02 * ARL},
            "run length in control of the oracle, the shortest": {"at_least": 0.98 * ARL},
            "run length in control of the oracle, the longest": {"at_most": 1.02 * ARL},
        },
        "details": {"weeks to the alarm": rows},
    }


def _case(n: int, rate: float, options: Options, *, paths: int, arl: float, seed: int) -> list[dict[str, Any]]:
    ours = Stream(n, rate, options)
    level = ours.level(arl, CALM * paths, seed)
    length = float(ours.alarms(level, CALM * paths, seed + 1, None).mean())
    oracles = {}
    for number, multiplier in enumerate(sorted({change[0] for change in CHANGES.values()})):
        one = Stream(n, rate, Options((multiplier,)))
        known = one.level(arl, CALM * paths, seed + 10 + number)
        oracles[multiplier] = one, known, float(one.alarms(known, CALM * paths, seed + 20 + number, None).mean())
    rows = []
    for number, (name, change) in enumerate(CHANGES.items()):
        one, known, known_length = oracles[change[0]]
        delay, error = _delay(ours.alarms(level, paths, seed + 30 + number, change))
        best, best_error = _delay(one.alarms(known, paths, seed + 40 + number, change))
        ratio = delay / best
        rows.append(
            {
                "case": f"n {n}, rate {rate}" if n else f"{rate} a week",
                "change": name,
                "delay": delay,
                "oracle's": best,
                "over oracle": ratio,
                "standard error": ratio * float(np.hypot(error / delay, best_error / best)),
                "threshold": level[0],
                "run length": length,
                "oracle's run length": known_length,
            }
        )
    return rows


def _delay(alarms: Steps) -> tuple[float, float]:
    """The mean delay and its standard error, of paths without an alarm before the change."""
    weeks = alarms[alarms > BEFORE] - BEFORE
    return float(weeks.mean()), float(weeks.std() / np.sqrt(len(weeks)))


def _around(figure: float, error: float) -> list[float]:
    return [figure - 1.96 * error, figure + 1.96 * error]
