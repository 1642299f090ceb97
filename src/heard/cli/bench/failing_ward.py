"""`heard bench failing-ward`: when early warning raises the demonstration's slowly failing ward, over many seeds.

Each seed is another demonstration organisation: 5,000 voices over two years from the same generator, read by the
shipped coder, watched as the room watches them (a year of baseline, twelve agreed false alerts a year). The ward turns
270 days before the last; its percentage that is Good or Very good does not move. The percentage is watched beside it by
the same detector at the same false alerts, as the rising share of those who are not content: what a board would see.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import yaml
from numpy.typing import NDArray

from heard.cli import django

UNTIL: Final = date(2026, 11, 21)
VOICES: Final = 5_000
_SEEDS: Final = 200
_FEW: Final = 4
_NEVER: Final = 999.0
_PAPER: Final = range(80, 93)
_EPOCH: Final = date(1970, 1, 1)


def bench_failing_ward(full: bool) -> Mapping[str, Any]:
    """Weeks from the turn to the alert: 10, 50 and 90% of the seeds; with the alerts of all other places beside it."""
    django.setup()
    seeds = range(1, (_SEEDS if full else _FEW) + 1)
    levels: dict[tuple[str, str], int] = {}
    found = [_one(seed, levels) for seed in seeds]
    delays, percentages = (np.array([one[name] for one in found]) for name in ("weeks", "percentage weeks"))
    low, middle, high = (float(value) for value in np.percentile(delays, (10, 50, 90), method="inverted_cdf"))
    before, after = (float(np.mean([one[name] for one in found])) for name in ("before", "after"))
    return {
        "sizes": {"seeds": len(found), "voices": VOICES},
        "figures": {
            "weeks to the alert, median": middle,
            "weeks to the alert, of nine in ten": high,
            "weeks to the alert, of one in ten": low,
            "found within the nine months, percent": round(100 * float((delays < _NEVER).mean()), 1),
            "other places raised, of a hundred organisations": round(
                100 * float(np.mean([one["others"] for one in found])), 1
            ),
            "good or very good before, percent": round(100 * before, 2),
            "good or very good after, percent": round(100 * after, 2),
        },
        "baseline": {
            "weeks to the alert, median": float(np.percentile(percentages, 50, method="inverted_cdf")),
            "found within the nine months, percent": round(100 * float((percentages < _NEVER).mean()), 1),
        },
        "details": {
            "weeks to the alert": sorted(delays.tolist()),
            "of the baseline": "the same detector on the share that is not Good or Very good",
        },
    }


def _one(seed: int, levels: dict[tuple[str, str], int]) -> dict[str, float]:
    from heard.demonstration.generator import voices
    from heard.demonstration.places import KESTREL, PLACES, Calendar

    calendar = Calendar(UNTIL)
    names = sorted({place.name for place in PLACES} - {"Kingfisher Ward"})
    spoken = list(voices(VOICES, seed=seed, until=UNTIL))
    place = np.array([names.index(_carries_on(one.place.name, one.day >= calendar.merged)) for one in spoken])
    day = np.array([(one.day - _EPOCH).days for one in spoken])
    comments = [_answers(one) for one in spoken]
    _learn(levels, comments)
    concerns = np.array([sum(levels[said] >= 2 for said in one) for one in comments])
    rated = np.array([one.rating for one in spoken])
    size = np.array([len(one) for one in comments])
    ward = names.index(KESTREL)
    turned = (calendar.kestrel_turns - _EPOCH).days
    raised = _raised(names, place, day, concerns, size)
    below = _raised(names, place, day, (rated > 2).astype(int), np.ones(len(rated), int))
    mine, good = place == ward, rated <= 2
    return {
        "weeks": _delay(raised.get(ward), turned),
        "percentage weeks": _delay(below.get(ward), turned),
        "others": float(len(raised.keys() - {ward})),
        "before": float(good[mine & (day < turned)].mean()),
        "after": float(good[mine & (day >= turned)].mean()),
    }


def _carries_on(name: str, merged: bool) -> str:  # noqa: ARG001 -- who carries it on counts its past as well
    return "Lapwing Ward" if name == "Kingfisher Ward" else name


def _answers(one: Any) -> list[tuple[str, str]]:
    """What somebody wrote, as the suppliers' files hold it: paper cards have one box."""
    if one.number % 100 in _PAPER:
        said = one.why if one.number % 3 else f"{one.why} {one.better}".strip()
        return [("nonspecific", said)] if said else []
    return [(kind, words) for kind, words in (("good", one.why), ("could_improve", one.better)) if words]


def _learn(levels: dict[tuple[str, str], int], comments: list[list[tuple[str, str]]]) -> None:
    """The level of each text that was not read before."""
    from heard.coding.machine import coder

    new = sorted({said for one in comments for said in one} - levels.keys())
    if new:
        found, _ = coder().read(pa.array([words for _, words in new], pa.string()), [kind for kind, _ in new])
        levels.update(zip(new, found.seriousness.tolist(), strict=True))


def _raised(
    names: list[str], place: NDArray[Any], day: NDArray[Any], counts: NDArray[Any], sizes: NDArray[Any]
) -> dict[int, date]:
    """By place, the Monday of the week that raised it."""
    from heard.coding.models import Facet
    from heard.coding.queries.weekly import Weekly
    from heard.demonstration.places import PLACES
    from heard.signals.streams import FAMILIES, calendar, counted, judge
    from heard.signals.streams.families import PACK, WatchRules
    from heard.signals.streams.weeks import Read

    pack = Path(__file__).parents[2] / "signals" / "packs" / f"{PACK}.yaml"
    rules = WatchRules(yaml.safe_load(pack.read_text(encoding="utf-8"))["content"])
    root = len(names)
    week = day - (day + 3) % 7
    unit = np.concatenate([place, np.full(len(place), root)])
    keys, at = np.unique(np.stack([unit, np.tile(week, 2)], axis=1), axis=0, return_inverse=True)
    columns = (np.ones(len(day)), sizes, counts)
    sums = [np.bincount(at.reshape(-1), np.tile(column, 2)).astype(np.int64) for column in columns]
    weeks = Weekly(keys[:, 0], np.zeros(len(keys), np.int64), keys[:, 1], *sums)
    kinds = {place.name: place.kind for place in PLACES}
    found = Read(
        {Facet.ALL: weeks},
        {**dict.fromkeys(range(root), True), root: False},
        {**{number: kinds[name] for number, name in enumerate(names)}, root: "organisation"},
        {**dict.fromkeys(range(root), 1), root: 0},
        root,
    )
    when = calendar(found, UNTIL + timedelta(days=2), rules)
    assert when is not None, "two years hold whole weeks"
    judged = judge(counted(found, FAMILIES[0], when), when, rules, int(rules.number("false_alerts_a_year")), {})
    return {finding.unit: finding.raised_week for finding in judged.findings}


def _delay(raised: date | None, turned: int) -> float:
    """Whole weeks from the turn to the end of the week that raised it; one that came before counts as 0."""
    if raised is None:
        return _NEVER
    return max(0.0, ((raised - _EPOCH).days + 7 - turned) / 7)
