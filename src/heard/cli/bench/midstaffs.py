"""`heard bench midstaffs`: a ward fails while its percentage that is positive stays flat; who notices, and when.

A week: Poisson(n p0 m) voices with a concern, half of whom tick 'not positive', Poisson(n (1 - p0) v) others, of whom b
do, and Poisson(.15 m) complaints; n = 30, p0 = .02, b = .05. Every watch takes its rates from 104 weeks, then sees 52
in control and 156 after the onset. A: m = 3 at once. B: as A, while a drive for good news brings over 26 weeks 30% more
others, and b to .035. C: as B, m reaching 3 in 26 weeks. D: B, concerns read with sensitivity .85 and specificity .99.
F, G: B with n = 10, 100. All have the same run length in control: 260 weeks, shown from other seeds than it was set by.

Null rates are the posterior's median, thresholds calibrated. Weeks to the alert are counted where none came before the
onset, and as 156 where none came. Beside Heard's watch of concerns and complaints: of concerns alone, and of the share
that is not positive, by the same detector, the best watch of it there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from heard.methods.signals.detect import Baseline, Bets, Options, Ratios, baselines, passages, threshold_for

ARL: Final = 260
BASELINE, BEFORE, AFTER, DRIVE = 104, 52, 156, 26
PATHS: Final = 20_000
# Run lengths vary more than delays do: those of the watch that is judged are found and shown on so many times more.
CALM: Final = 3
SEED: Final = 20261123
# Mean weeks with complaints, to be reached within two standard errors.
WANTED: Final = {"A": 4.6, "B": 4.7, "C": 16.0, "D": 6.3, "F": 7.6}
WEEKS: Final = (4, 13, 26, 52, 104, 156, 260)
# Bets are held to the plain threshold, with rates that are hardly ever below the true one.
BET_AT, BET_RHO, BET_QUANTILE = 100.0, 0.05, 0.9
WATCHES: Final = {
    "concerns and complaints": (("concerns", "complaints"), Options()),
    "concerns": (("concerns",), Options()),
    "not positive": (("not positive",), Options((1.25, 1.5, 2.0, 3.0))),
}
Numbers = NDArray[np.int64]
Week = dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]


@dataclass(frozen=True)
class Ward:
    """What happens on a ward, and how well its concerns are read."""

    size: int = 30
    sensitivity: float = 1.0
    specificity: float = 1.0
    rho: float = 0.0
    drive: bool = False
    ramp: bool = False

    def week(self, rng: np.random.Generator, paths: int, since: int = 0) -> Week:
        """One week of every path, `since` weeks after the onset (0: before it): channel to x, n [paths]."""
        part = min(since / DRIVE, 1.0)
        worse = 1.0 if not since else 1 + 2 * part if self.ramp else 3.0
        more, ticked = (1 + 0.3 * part, 0.05 - 0.015 * part) if self.drive else (1.0, 0.05)
        if self.rho:
            strength = 1 / self.rho - 1
            voices = rng.poisson(self.size, paths)
            concerned = rng.binomial(voices, rng.beta(0.02 * strength, 0.98 * strength, paths))
            others = voices - concerned
        else:
            concerned = rng.poisson(self.size * 0.02 * worse, paths)
            others = rng.poisson(self.size * 0.98 * more, paths)
        n = (concerned + others).astype(np.float64)
        read = concerned
        if self.sensitivity < 1:
            read = rng.binomial(concerned, self.sensitivity) + rng.binomial(others, 1 - self.specificity)
        sour = rng.binomial(concerned, 0.5) + rng.binomial(others, ticked)
        complaints = rng.poisson(0.15 * worse, paths)
        return {
            "concerns": (read.astype(np.float64), n),
            "not positive": (sour.astype(np.float64), n),
            "complaints": (complaints.astype(np.float64), np.full(paths, np.nan)),
        }


CELLS: Final = {
    "A": Ward(),
    "B": Ward(drive=True),
    "C": Ward(drive=True, ramp=True),
    "D": Ward(drive=True, sensitivity=0.85, specificity=0.99),
    "F": Ward(drive=True, size=10),
    "G": Ward(drive=True, size=100),
}


class Watch:
    """A detector on some channels of many paths of one ward, each with rates of its own 104 weeks."""

    def __init__(
        self, ward: Ward, channels: Sequence[str], options: Options, *, paths: int, seed: int, bets: bool = False
    ) -> None:
        self.ward, self.channels, self.options, self.paths = ward, channels, options, paths
        # Few paths are there to see that it works, and need not run for long.
        self.arl = ARL if paths >= PATHS else 20
        self.kind = Bets if bets else Ratios
        self.rng = np.random.default_rng(seed)
        weeks = [ward.week(self.rng, paths) for _ in range(BASELINE)]
        self.was: list[Baseline] = []
        for channel in channels:
            x, n = (np.array([week[channel][part] for week in weeks]) for part in (0, 1))
            # In the worlds without it, nothing is to be had from guessing at overdispersion ward by ward.
            known = None if bets else 0.0
            self.was.append(baselines(x, n, quantile=BET_QUANTILE if bets else 0.5, dispersion=known))

    def run(
        self, threshold: float | None = None, onset: int | None = None, horizon: int = 0
    ) -> tuple[float, NDArray[np.int32]]:
        """The threshold (found for ARL where it is not given), and the week of each path's alarm."""
        week = 0

        def weekly(running: Numbers) -> NDArray[np.float64]:
            nonlocal week
            week += 1
            drawn = self.ward.week(self.rng, len(running), max(0, week - onset) if onset is not None else 0)
            total = np.zeros((len(running), len(self.options.multipliers)))
            for channel, was in zip(self.channels, self.was, strict=True):
                total += self.kind(was.of(running), self.options)(*drawn[channel])
            return total

        if threshold is None:
            return threshold_for(self.arl, weekly, self.paths, self.options), np.zeros(0, np.int32)
        horizon = horizon or 20 * self.arl
        return threshold, passages(weekly, self.paths, np.array([threshold]), horizon, self.options)[:, 0]


def bench_midstaffs(full: bool) -> Mapping[str, Any]:
    """Weeks from the onset to the alert in every cell, run lengths in control, and false alarms against t / A."""
    paths = PATHS if full else 100
    calm: dict[tuple[Ward, str], dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    for number, (cell, ward) in enumerate(CELLS.items()):
        for name in WATCHES:
            quiet = replace(ward, drive=False, ramp=False)
            if (quiet, name) not in calm:
                calm[quiet, name] = _in_control(quiet, name, paths, SEED + 100 * len(calm))
            rows.append(
                {"cell": cell, "watch": name, **_delays(ward, name, paths, number, calm[quiet, name]["threshold"])}
                | calm[quiet, name]
            )
    bets = _bets(paths)
    ours = {row["cell"]: row for row in rows if row["watch"] == "concerns and complaints"}
    theirs = next(row for row in rows if row["cell"] == "B" and row["watch"] == "not positive")
    figures = {f"{cell}: mean weeks, concerns and complaints": row["mean"] for cell, row in ours.items()} | {
        "B: median weeks ahead of the best watch of % positive": theirs["median"] - ours["B"]["median"],
        "run length in control, weeks, the shortest": min(row["run length"] for row in ours.values()),
        "false alarms by week t over t / A, the worst": max(row["alarms over t / A"] for row in rows),
        "the same of the bets, rho .05": bets,
    }
    errors = {f"{cell}: mean weeks, concerns and complaints": row["standard error"] for cell, row in ours.items()}
    return {
        "sizes": {"paths": paths, "cells": len(CELLS), "seed": SEED},
        "figures": figures,
        "intervals": {
            "method": "the mean and 1.96 standard errors",
            **{name: [figures[name] - 1.96 * error, figures[name] + 1.96 * error] for name, error in errors.items()},
        },
        "baseline": {
            f"{row['cell']}: mean weeks, concerns and complaints": row["mean"]
            for row in rows
            if row["watch"] == "not positive"
        },
        "bars": {
            **{
                (name := f"{cell}: mean weeks, concerns and complaints"): {"at_most": round(most + 2 * errors[name], 3)}
                for cell, most in WANTED.items()
            },
            "B: median weeks ahead of the best watch of % positive": {"at_least": 100},
            "run length in control, weeks, the shortest": {"at_least": 250},
            "false alarms by week t over t / A, the worst": {"at_most": 1},
            "the same of the bets, rho .05": {"at_most": 1},
        },
        "details": {"weeks from the onset to the alert": rows},
    }


def _in_control(ward: Ward, name: str, paths: int, seed: int) -> dict[str, Any]:
    """The threshold, and from other seeds the run length and how many false alarms there are by week t."""
    channels, options = WATCHES[name]
    if name == "concerns and complaints":
        paths *= CALM
    threshold, _ = Watch(ward, channels, options, paths=paths, seed=seed).run()
    _, alarms = Watch(ward, channels, options, paths=paths, seed=seed + 1).run(threshold)
    return {
        "threshold": threshold,
        "run length": float(alarms.mean()),
        "alarms over t / A": max(float((alarms <= week).mean()) * threshold / week for week in WEEKS),
    }


def _delays(ward: Ward, name: str, paths: int, number: int, threshold: float) -> dict[str, float]:
    channels, options = WATCHES[name]
    _, alarms = Watch(ward, channels, options, paths=paths, seed=SEED + 5000 + number).run(
        threshold, BEFORE, BEFORE + AFTER
    )
    weeks = np.minimum(alarms[alarms > BEFORE] - BEFORE, AFTER)
    error = float(weeks.std() / np.sqrt(max(len(weeks), 1)))
    return {"median": float(np.median(weeks)), "mean": float(weeks.mean()), "standard error": error}


def _bets(paths: int) -> float:
    """False alarms of the bets by week t, over t / A, at the worst week, where voices of a week go together."""
    watch = Watch(Ward(rho=BET_RHO), ("concerns", "complaints"), Options(), paths=paths, seed=SEED + 9000, bets=True)
    _, alarms = watch.run(BET_AT, horizon=max(WEEKS))
    return max(float((alarms <= week).mean()) * BET_AT / week for week in WEEKS)
