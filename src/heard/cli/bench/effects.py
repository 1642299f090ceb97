"""`heard bench effects`: how often a ward that nothing was done to is shown as improved, and one that was halved.

24 wards with n = 30 voices a week over 104 weeks; the one with the most concerns over the last 12 or 26 of them is
acted on, and looked at each of the 26 weeks after. It counts as shown if it is at any look. Worlds: p = .05 in every
ward, or Beta with a standard deviation of .015 between them; voices of a week independent, or with a correlation of
.01. 'Short' has nothing before the weeks by which it was chosen, so that peers have to say what was usual.

Halved: the same, the true rate of the chosen ward halved, so that in worlds that differ it is not p = .05 that is
halved but what the worst ward has; the bar is held where every ward has p. Beside it the plain way, in the same run:
the weeks by which it was chosen against those after, two proportions, one-sided 5%, looked at every week or at the
check date alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from heard.methods.agreement import clopper_pearson
from heard.methods.effects import looks

SEED: Final = 20261123
WARDS, SIZE, BEFORE, AFTER = 24, 30, 104, 26
REPLICATES: Final = 10_000
_BATCH: Final = 250
# One-sided 5%: the plain test.
_PLAIN: Final = 1.6448536269514722
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """What is true of the wards, and how long the chosen one was watched before."""

    window: int = 12
    rate: float = 0.05
    rho: float = 0.0
    differ: float = 0.0
    weeks: int = BEFORE

    def drawn(self, rng: np.random.Generator, count: int, times: float) -> tuple[Floats, Floats]:
        """Concerns before and after [weeks, wards, count], the worst ward first, its rate now `times` as high."""
        rates = np.full((WARDS, count), self.rate)
        if self.differ:
            strength = self.rate * (1 - self.rate) / self.differ**2 - 1
            rates = rng.beta(self.rate * strength, (1 - self.rate) * strength, rates.shape)
        was = self._weeks(rng, rates, self.weeks)
        order = np.argsort(-was[-self.window :].sum(axis=0), axis=0, kind="stable")
        rates = np.take_along_axis(rates, order, axis=0)
        rates[0] *= times
        return np.take_along_axis(was, order[np.newaxis], axis=1), self._weeks(rng, rates, AFTER)

    def _weeks(self, rng: np.random.Generator, rates: Floats, weeks: int) -> Floats:
        shape = (weeks, *rates.shape)
        if self.rho:
            strength = 1 / self.rho - 1
            rates = rng.beta(rates * strength, (1 - rates) * strength, shape)
        return rng.binomial(SIZE, rates, shape).astype(np.float64)


WORLDS: Final = {
    f"{kind}, rho {rho:g}, worst of {window} weeks": World(window, rho=rho, differ=differ, weeks=weeks)
    for kind, differ, weeks in (
        ("wards alike", 0.0, BEFORE),
        ("wards differ", 0.015, BEFORE),
        ("wards alike, short", 0.0, 0),
        ("wards differ, short", 0.015, 0),
    )
    for rho in (0.0, 0.01)
    for window in (12, 26)
    for weeks in (weeks or window,)
}
HALVED: Final = {
    f"p {rate:g}, rho {rho:g}, {weeks} weeks before, worst of {window}": World(window, rate, rho, weeks=weeks)
    for rate in (0.05, 0.02)
    for rho in (0.0, 0.01)
    for weeks, window in ((104, 12), (104, 26), (52, 12))
}
_BARRED: Final = tuple(f"p 0.05, rho 0, 104 weeks before, worst of {window}" for window in (12, 26))


def bench_effects(full: bool) -> Mapping[str, Any]:
    """Shares shown as improved where nothing changed, and where the rate was halved."""
    count = REPLICATES if full else 20
    figures: dict[str, float] = {}
    intervals: dict[str, Any] = {"method": "95%, Clopper and Pearson"}
    baseline: dict[str, float] = {}
    table: list[dict[str, Any]] = []
    for part, worlds, times in (("nothing changed", WORLDS, 1.0), ("halved", HALVED, 0.5)):
        for number, (name, world) in enumerate(worlds.items() if full else list(worlds.items())[::5]):
            found = shown(world, count, times, SEED + number + (1000 if times < 1 else 0))
            key = f"{part}: {name}: shown as improved"
            figures[key], baseline[key] = found["improved"], found["plain, every week"]
            intervals[key] = list(clopper_pearson(round(found["improved"] * count), count))
            table.append({"world": f"{part}: {name}", **found})
    calm = [row for row in table if row["world"].startswith("nothing")]
    worst = "nothing changed: shown as improved, the worst world"
    figures[worst] = max(row["improved"] for row in calm)
    baseline[worst] = max(row["plain, every week"] for row in calm)
    intervals[worst] = list(clopper_pearson(round(figures[worst] * count), count))
    return {
        "sizes": {"replicates": count, "wards": WARDS, "voices a week": SIZE, "looks": AFTER, "seed": SEED},
        "figures": figures,
        "intervals": intervals,
        "baseline": baseline,
        "bars": {
            worst: {"at_most": 0.05},
            **{f"halved: {name}: shown as improved": {"at_least": 0.8} for name in _BARRED if full},
        },
        "details": {"shares of replicates": table},
    }


def shown(world: World, replicates: int, times: float, seed: int) -> dict[str, float]:
    """Shares of replicates shown as improved, as worse, and by the plain way, at any look or at the last."""
    rng = np.random.default_rng(seed)
    names = ("improved", "at the check date", "worse", "plain, every week", "plain, at the check date")
    sums = dict.fromkeys(names, 0)
    for start in range(0, replicates, _BATCH):
        was, now = world.drawn(rng, min(_BATCH, replicates - start), times)
        found = looks(
            was, np.full(was.shape, SIZE), now, np.full(now.shape, SIZE), chosen_by=world.window, planned=AFTER
        )
        plain = _plain(was[-world.window :, 0], now[:, 0])
        each = (found.improved.any(0), found.improved[-1], found.worse.any(0), plain.any(0), plain[-1])
        for name, hits in zip(names, each, strict=True):
            sums[name] += int(hits.sum())
    return {name: hits / replicates for name, hits in sums.items()}


def _plain(was: Floats, now: Floats) -> NDArray[np.bool_]:
    """Two proportions: the weeks by which the ward was chosen against all since."""
    first, one = was.sum(axis=0), SIZE * len(was)
    second, two = np.cumsum(now, axis=0), SIZE * np.arange(1, len(now) + 1)[:, np.newaxis]
    share = (first + second) / (one + two)
    error = np.sqrt(share * (1 - share) * (1 / one + 1 / two))
    gap = first / one - second / two
    beyond: NDArray[np.bool_] = np.logical_and(error > 0, gap >= _PLAIN * error)
    return beyond
