"""Voices that nobody gave: seeded, varied and quick, for the demonstration and for benchmarks.

The texts stand in texts.yaml. Sentences are made once from their slots; a comment puts one to three of them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

from heard.demonstration.places import EYE_CLINIC, KESTREL, PLACES, Calendar, Place

DAYS = 730
WHY, BETTER = "Please tell us why you gave your answer", "What could we have done better?"
# How often each slot-bearing sentence is written out with other fillings.
VARIANTS = 14
# Ratings by hundredths where no story says otherwise: Very good … Very poor, Don't know.
RATINGS = (1,) * 66 + (2,) * 18 + (3,) * 6 + (4,) * 4 + (5,) * 4 + (6,) * 2
RELATIONS = ("Patient",) * 82 + ("Relative",) * 9 + ("Carer",) * 6 + ("",) * 3
AGES = ("16-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-84", "85 and over", "", "")
SEXES = ("Female", "Female", "Female", "Male", "Male", "")
ETHNICITIES = (
    ("White British",) * 74
    + ("White other",) * 8
    + ("Black African or Caribbean",) * 5
    + (("Asian: Indian or Pakistani",) * 6 + ("Mixed",) * 3 + ("",) * 4)
)
# The silent group: in the town one in twenty-five, here one voice in eight hundred.
SILENT, SILENT_SHARE = "Asian: Bangladeshi", 1 / 800


class Spoken(NamedTuple):
    """One person's feedback as a supplier would hold it; empty texts were left blank."""

    number: int
    day: date
    place: Place
    rating: int
    why: str
    better: str
    relation: str
    age: str
    sex: str
    ethnicity: str


@lru_cache
def texts() -> dict[str, Any]:
    """The written sentences, by tone and kind of care."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("texts.yaml").read_text(encoding="utf-8"))
    return loaded


class Sentences:
    """Every sentence written out with several fillings, by (tone, kind of care)."""

    def __init__(self, random: Random) -> None:
        self._random = random
        written = texts()
        self.pools: dict[tuple[str, str], Sequence[str]] = {}
        for tone in ("praise", "minor", "concern", "serious", "idea"):
            common = self._expand(written[tone].get("any", ()))
            for family in sorted({place.family for place in PLACES} | {"relative"}):
                own = self._expand(written[tone].get(family, ()))
                # What belongs to the place is said twice as often as what is said everywhere.
                self.pools[tone, family] = [*common, *own, *own] if own else common
        for story in ("kestrel", "eye_clinic"):
            for part, templates in written[story].items():
                self.pools[story, part] = self._expand(templates)
        self.nothing, self.non_answer = written["nothing"], written["non_answer"]

    def pick(self, tone: str, family: str) -> str:
        """One sentence of a tone."""
        pool = self.pools[tone, family]
        return pool[int(self._random.random() * len(pool))]

    def _expand(self, templates: Sequence[str]) -> list[str]:
        slots = texts()["slots"]
        found = []
        for template in templates:
            for _ in range(VARIANTS if "{" in template else 3):
                said = template.format_map({name: self._random.choice(words) for name, words in slots.items()})
                found.append(said[0].upper() + said[1:])
        return found


def voices(
    count: int, *, seed: int = 1, until: date = date(2026, 11, 21), days: int = DAYS, first: int = 1
) -> Iterator[Spoken]:
    """`count` voices over the `days` up to `until`, in no order of dates; equal for equal arguments.

    The stories run in proportion: a ward that goes wrong while its score stays good, a clinic that improves after a
    decision, a group that is hardly heard. About 100,000 a second.
    """
    random = Random(seed)  # noqa: S311 -- invented feedback, no secret
    sentences, calendar = Sentences(random), Calendar(until)
    draw = random.random
    by_weight = [place for place in PLACES for _ in range(place.weight)]
    calendar_days = [until - timedelta(days=back) for back in range(days)]
    for number in range(first, first + count):
        place = by_weight[int(draw() * len(by_weight))]
        day = calendar_days[int(draw() * days)]
        relation = RELATIONS[int(draw() * 100)]
        if place.name == KESTREL:
            rating, why, better = _kestrel(sentences, draw(), draw(), (day - calendar.kestrel_turns).days)
        elif place.name == EYE_CLINIC:
            rating, why, better = _eye_clinic(sentences, draw(), draw(), after=day >= calendar.decided)
        else:
            rating = RATINGS[int(draw() * 100)]
            family = "relative" if relation in {"Relative", "Carer"} and draw() < 0.7 else place.family
            why, better = _plain(sentences, (family, place.family), rating, draw(), draw())
        if draw() < 0.1:
            why, better = why.lower().rstrip("."), better.lower().rstrip(".")
        silent = draw() < SILENT_SHARE
        yield Spoken(
            number,
            day,
            place,
            rating,
            why,
            better,
            relation,
            AGES[int(draw() * len(AGES))],
            SEXES[int(draw() * len(SEXES))],
            SILENT if silent else ETHNICITIES[int(draw() * len(ETHNICITIES))],
        )


def _plain(sentences: Sentences, families: tuple[str, str], rating: int, how: float, what: float) -> tuple[str, str]:
    """What is said with an ordinary rating: (why, what could be better). `families`: the speaker's, the place's."""
    pick = sentences.pick
    family, own = families
    if rating <= 2:
        why = pick("praise", family) if how < 0.55 else f"{pick('praise', family)} {pick('praise', own)}"
        if rating == 2 and how > 0.7:
            why = f"{why} {pick('minor', family)}"
        if how < 0.04:
            why = ""
        return why, _improve(sentences, family, what, content=rating == 1)
    if rating == 3:
        return f"{pick('minor', family)} {pick('praise', own)}" if how < 0.6 else pick("minor", own), pick("idea", own)
    if rating == 4:
        return f"{pick('minor', family)} {pick('minor', own)}", pick("concern" if what < 0.3 else "minor", family)
    if rating == 5:
        tone = "serious" if how < 0.07 and sentences.pools["serious", own] else "concern"
        return pick(tone, own), pick("concern" if what < 0.4 else "minor", own)
    return _nothing(sentences, how), _nothing(sentences, what)


def _improve(sentences: Sentences, family: str, what: float, *, content: bool) -> str:
    """The answer to what could be better, of somebody who was content, or fairly so."""
    if what < (0.62 if content else 0.35):
        return _nothing(sentences, what * 7 % 1)
    if what < (0.84 if content else 0.65):
        return sentences.pick("idea", family)
    return sentences.pick("minor", family) if what < 0.985 else sentences.pick("concern", family)


def _nothing(sentences: Sentences, draw: float) -> str:
    pool = sentences.nothing if draw < 0.5 else sentences.non_answer
    return str(pool[int(draw * 97) % len(pool)])


def _kestrel(sentences: Sentences, rated: float, said: float, days: int) -> tuple[int, str, str]:
    """Good ratings all along, and in the words call bells, drinks out of reach, falls, families who warned.

    `days` since it turned: seldom before, then more each month.
    """
    rating = 1 if rated < 0.62 else 2 if rated < 0.94 else 3
    share = min(0.6, 0.04 if days < 0 else 0.1 + days * 0.002)
    if said > share:
        why = sentences.pick("praise", "inpatient")
        return rating, why, _improve(sentences, "inpatient", said, content=True)
    part = "early" if days < 110 else "worst" if days > 180 and said < 0.05 else "late"
    return rating, sentences.pick("kestrel", part), sentences.pick("kestrel", "answer")


def _eye_clinic(sentences: Sentences, rated: float, said: float, *, after: bool) -> tuple[int, str, str]:
    """Waits and cancelled appointments until the decision; then punctual, by text message and on Saturdays."""
    if not after:
        rating = (1, 2, 2, 3, 3, 4, 4, 5)[int(rated * 8)]
        why = sentences.pick("eye_clinic", "before") if said < 0.75 else sentences.pick("praise", "outpatient")
        return rating, why, sentences.pick("minor" if said < 0.5 else "idea", "outpatient")
    rating = 1 if rated < 0.72 else 2 if rated < 0.94 else 3
    why = sentences.pick("eye_clinic", "after") if said < 0.5 else sentences.pick("praise", "outpatient")
    return rating, why, _improve(sentences, "outpatient", said, content=True)
