"""Figures of samples: how two coders agree, and how the machine did by what was settled."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from heard.checking.models import Drawn, Reading, Sample
from heard.coding.frame import frame
from heard.methods.agreement import Agreement, Share, compare, of_sample, of_weighted

CONCERN: Final = 2
SERIOUS: Final = 3
# How many settled samples the quality page lists.
LATEST: Final = 10
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class ThemeGold:
    """One theme: how the two coders agree about it, and how the machine did."""

    name: str
    settled: int
    agreement: Agreement
    precision: Share
    recall: Share


@dataclass(frozen=True, slots=True)
class Gold:
    """Figures of one sample. The coders' are of all that both read; the machine's of what is settled, weighted."""

    both_read: int
    settled: int
    level: Agreement
    concern: Agreement
    sentiment: Agreement
    themes: tuple[ThemeGold, ...]
    # Of comments settled at level 3, and at 2 or 3: how many were flagged (2 or 3).
    recall_serious: Share
    recall_concern: Share
    precision_concern: Share


@dataclass(frozen=True, slots=True)
class MonthMissed:
    """One month's reading: of what was not flagged and was read, how much is serious after all."""

    month: date
    name: str
    reference: str
    read: int
    not_flagged: int
    serious: Share
    concern: Share


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A settled sample in one line. `themes` is the mean AC1 over themes; `measures` where it was drawn by chance."""

    reference: str
    name: str
    measures: bool
    themes: float | None
    gold: Gold


def gold(sample_id: int) -> Gold:
    """The figures of one sample. Two queries."""
    return _gold(*_read([sample_id])[sample_id])


def gold_sets(organisation_id: int) -> list[GoldRow]:
    """The latest settled samples that two people coded. Three queries."""
    rows = Sample.objects.filter(
        organisation=organisation_id, state=Sample.State.DONE, kind__in=[Sample.Kind.GOLD, Sample.Kind.TWO_KEY]
    )
    found = list(rows.order_by("-id")[:LATEST])
    read = _read([one.pk for one in found])
    made = []
    for one in found:
        figures = _gold(*read[one.pk])
        themes = [theme.agreement.ac1.value for theme in figures.themes if theme.agreement.ac1.value is not None]
        mean = sum(themes) / len(themes) if themes else None
        made.append(GoldRow(one.reference, one.name, one.kind == Sample.Kind.GOLD, mean, figures))
    return made


def _read(sample_ids: list[int]) -> dict[int, tuple[list[Drawn], dict[int, list[Reading]]]]:
    """What was drawn and read in each of these samples."""
    found: dict[int, tuple[list[Drawn], dict[int, list[Reading]]]] = {
        one: ([], defaultdict(list)) for one in sample_ids
    }
    for row in Drawn.objects.filter(sample__in=sample_ids).order_by("sample_id", "place"):
        found[row.sample_id][0].append(row)
    readings = Reading.objects.filter(drawn__sample__in=sample_ids).select_related("drawn").order_by("id")
    for reading in readings:
        found[reading.drawn.sample_id][1][reading.drawn_id].append(reading)
    return found


def _gold(rows: list[Drawn], given: dict[int, list[Reading]]) -> Gold:
    people = sorted({one.person_id for said in given.values() for one in said})
    pairs = [
        sorted(given[row.pk], key=lambda one: people.index(one.person_id)) for row in rows if len(given[row.pk]) == 2
    ]
    settled = [row for row in rows if row.settled_at]
    first, second = ([pair[which] for pair in pairs] for which in (0, 1))
    chances = np.array([row.chance for row in settled])
    true, coded = np.array([row.seriousness for row in settled]), np.array([row.machine_seriousness for row in settled])
    flagged = coded >= CONCERN
    return Gold(
        both_read=len(pairs),
        settled=len(settled),
        level=compare([one.seriousness for one in first], [one.seriousness for one in second], SERIOUS + 1),
        concern=compare(
            [one.seriousness >= CONCERN for one in first], [one.seriousness >= CONCERN for one in second], 2
        ),
        sentiment=compare([one.sentiment or 0 for one in first], [one.sentiment or 0 for one in second], 6),
        themes=_themes(first, second, settled, chances),
        recall_serious=_among(flagged, true == SERIOUS, chances),
        recall_concern=_among(flagged, true >= CONCERN, chances),
        precision_concern=_among(true >= CONCERN, flagged, chances),
    )


def _among(hits: Array, of: Array, chances: Array) -> Share:
    """The weighted share of hits among some of the rows."""
    return of_weighted(hits[of], chances[of]) if len(hits) else of_weighted([], [])


def _themes(first: list[Reading], second: list[Reading], settled: list[Drawn], chances: Array) -> tuple[ThemeGold, ...]:
    bits = np.arange(len(frame().themes))
    said = [_bits([one.themes for one in reader], bits) for reader in (first, second)]
    true, coded = (
        _bits([row.themes or 0 for row in settled], bits),
        _bits([row.machine_themes for row in settled], bits),
    )
    made = []
    for bit, (name, _) in enumerate(frame().themes):
        if said[0][:, bit].any() or said[1][:, bit].any() or true[:, bit].any() or coded[:, bit].any():
            made.append(
                ThemeGold(
                    name,
                    int(true[:, bit].sum()),
                    compare(said[0][:, bit].astype(int), said[1][:, bit].astype(int), 2),
                    _among(true[:, bit], coded[:, bit], chances),
                    _among(coded[:, bit], true[:, bit], chances),
                )
            )
    return tuple(sorted(made, key=lambda one: -one.settled))


def _bits(masks: list[int], bits: Array) -> Array:
    found: Array = (np.array(masks, np.int64).reshape(-1, 1) >> bits & 1).astype(bool)
    return found


def missed(organisation_id: int) -> list[MonthMissed]:
    """Every month's reading, the latest first. A plain sample: Clopper-Pearson. One query."""
    rows = Drawn.objects.filter(
        sample__organisation=organisation_id, sample__kind=Sample.Kind.MONTHLY, settled_at__isnull=False
    ).select_related("sample")
    found: dict[int, list[Drawn]] = defaultdict(list)
    for row in rows:
        found[row.sample_id].append(row)
    made = [_month(drawn) for drawn in found.values()]
    return sorted(made, key=lambda one: one.month, reverse=True)


def all_missed(months: list[MonthMissed]) -> Share:
    """The miss rate of serious comments over the last twelve readings together."""
    last = months[:12]
    return of_sample(sum(one.serious.part for one in last), sum(one.read for one in last))


def _month(drawn: list[Drawn]) -> MonthMissed:
    sample = drawn[0].sample
    levels = [row.seriousness or 0 for row in drawn]
    return MonthMissed(
        sample.from_day,
        f"{sample.from_day:%B %Y}",
        sample.reference,
        len(drawn),
        sum(sample.strata.values()),
        of_sample(sum(level == SERIOUS for level in levels), len(levels)),
        of_sample(sum(level >= CONCERN for level in levels), len(levels)),
    )
