"""Which streams of a family have changed, with everything that a page says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from heard.methods.signals.detect import RISING, SILENT, Baseline, Standing, standing, thresholds, tipping
from heard.signals.models import Signal
from heard.signals.streams.families import WEEKS_OF_A_YEAR, WatchRules
from heard.signals.streams.weeks import Calendar, Counted, Floats

# Unit, facet and value: what a stream of a kind is called.
Key = tuple[str, int, int, int]
_CONFIRMED: Final = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """A stream that has changed. Fields as in models.Alert; `count`, `of` and `weeks` end with the surest week."""

    kind: str
    family: str
    unit: int
    facet: int
    value: int
    confirmed: bool
    since: date
    raised_week: date
    through: date
    evidence: float
    threshold: float
    betting: float
    null_rate: float
    usual: float
    count: int
    of: int | None
    weeks: int
    tipping: float | None
    # Whether it still stands at the last week, or was raised not long ago: what is long over is raised no more.
    lasting: bool

    @property
    def key(self) -> Key:
        """What stream it is."""
        return (self.kind, self.unit, self.facet, self.value)

    @property
    def expected(self) -> float:
        """What would have been counted if nothing had changed."""
        return self.usual * (self.of if self.of is not None else self.weeks)

    @property
    def excess(self) -> float:
        """By how much more (or, of silence, less) was counted than that."""
        more = self.count - self.expected
        return -more if self.kind == Signal.Kind.SILENT else more


@dataclass(frozen=True, slots=True)
class Judged:
    """A family: how many streams were watched, the threshold that they share, and those that have changed."""

    streams: int
    threshold: float
    findings: tuple[Finding, ...]


def judge(
    counted: Counted, when: Calendar, rules: WatchRules, false_alerts_a_year: int, restart: Mapping[Key, date]
) -> Judged:
    """Judge a family's streams in the weeks after the baseline; of a stream in `restart`, in those from that day on.

    The threshold is A = K / (b w): so the whole organisation keeps its agreed number of false alerts.
    """
    family = counted.family
    early, watched = _weeks(counted, when, rules.baseline_weeks, restart)
    streams = int(watched.any(axis=0).sum())
    level = thresholds(streams, false_alerts_a_year / WEEKS_OF_A_YEAR, rules.share(family)) if streams else 1.0
    if not streams:
        return Judged(0, level, ())
    silent = family.kind == Signal.Kind.SILENT
    quantile = rules.number("quantile")

    def levels(_: Sequence[Baseline]) -> Floats:
        return np.full(counted.x.shape[1], level)

    found = standing(
        counted.x[None],
        counted.n[None],
        counted.peers,
        early,
        watched,
        levels,
        quantile=1 - quantile if silent else quantile,
        options=SILENT if silent else RISING,
        patience=rules.number("patience_weeks"),
        alpha=rules.number("false_share"),
    )
    changed = np.flatnonzero((found.evidence >= level).any(axis=0))
    return Judged(
        streams, level, tuple(_finding(counted, when, found, watched, one, rules) for one in changed.tolist())
    )


def _weeks(
    counted: Counted, when: Calendar, baseline: int, restart: Mapping[Key, date]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The weeks in which each stream's usual is learned, its first, and those in which it is watched."""
    seen = ~np.isnan(counted.x)
    early = seen & (seen.cumsum(axis=0) <= baseline)
    watched = seen & ~early
    family = counted.family
    for place, (unit, value) in enumerate(zip(counted.unit.tolist(), counted.value.tolist(), strict=True)):
        day = restart.get((family.kind, unit, int(family.facet), value))
        if day is not None:
            watched[: max(0, -((when.monday(0) - day).days // 7)), place] = False
    return early, watched


def _finding(  # noqa: PLR0917 -- what judge holds
    counted: Counted, when: Calendar, found: Standing, watched: NDArray[np.bool_], one: int, rules: WatchRules
) -> Finding:
    family, was = counted.family, found.was[0].of([one])
    reached = found.evidence[:, one] >= found.level[one]
    raised = int(reached.argmax())
    peak = int(found.evidence[:, one].argmax())
    since = int(found.since[peak, one])
    # Up to the week in which it is surest: the last, or near it, while it goes on.
    spell = slice(since, peak + 1)
    seen = watched[spell, one]
    count = int(counted.x[spell, one][seen].sum())
    of = int(counted.n[spell, one][seen].sum()) if family.of else None
    silent = family.kind == Signal.Kind.SILENT
    x, n = (np.where(watched[:, one], part[:, one], np.nan) for part in (counted.x, counted.n))
    weeks = int(seen.sum())
    observed = count / (of if of is not None else weeks)
    furthest = max(observed / 3, 1e-6) if silent else min(0.999, observed * 3) if family.of else observed * 3
    tips = tipping(x, n, was, float(found.level[one]), furthest, options=SILENT if silent else RISING)
    return Finding(
        kind=family.kind,
        family=family.name,
        unit=int(counted.unit[one]),
        facet=int(family.facet),
        value=int(counted.value[one]),
        confirmed=bool((found.status[:, one] == _CONFIRMED).any()),
        since=when.monday(since),
        raised_week=when.monday(raised),
        through=when.monday(peak),
        evidence=float(found.evidence[peak, one]),
        threshold=float(found.level[one]),
        betting=float(found.betting[:, one].max()),
        null_rate=float(was.rate[0]),
        usual=float(was.mean[0]),
        count=count,
        of=of,
        weeks=weeks,
        tipping=None if isnan(tips) else tips,
        lasting=bool(reached[-1] or when.weeks - raised <= rules.number("patience_weeks")),
    )
