"""The code that counts of each answer, and what people checked: for runs, learning and the quality page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef

from heard.coding.models import Code, ExploreAnswer, Run, Spoken


@dataclass(frozen=True, slots=True)
class Current:
    """The current code of an answer; `by_person` where a person gave it."""

    answer_id: int
    number: int
    run_id: int | None
    themes: int
    sentiment: int | None
    seriousness: int
    kinds: int
    hcat: int | None
    confidence: int | None

    @property
    def by_person(self) -> bool:
        """Whether a person gave it."""
        return self.run_id is None

    @property
    def meaning(self) -> tuple[int, int | None, int, int, int | None]:
        """What it says, without how sure it is."""
        return self.themes, self.sentiment, self.seriousness, self.kinds, self.hcat


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer that a person coded after the machine: both codes."""

    answer_id: int
    voice_id: int
    unit_id: int
    person_id: int
    at: datetime
    themes: int
    sentiment: int | None
    seriousness: int
    # What the machine had said, and its version.
    model: str
    machine_themes: int
    machine_sentiment: int | None
    machine_seriousness: int


_FIELDS = ("answer_id", "number", "run_id", "themes", "sentiment", "seriousness", "kinds", "hcat", "confidence")


def current(answer_ids: Sequence[int]) -> dict[int, Current]:
    """The current code of each of these answers. One query."""
    rows = Code.objects.filter(answer_id__in=answer_ids).order_by("answer_id", "number").values_list(*_FIELDS)
    return {row[0]: Current(*row) for row in rows}


def checked(organisation_id: int) -> list[Checked]:
    """Every answer whose current code a person gave after a machine's, the latest first. Three queries.

    Not those in another language: the machine did not code their words, or it read a translation of them.
    """
    places = {
        answer: (voice, unit)
        for answer, voice, unit in ExploreAnswer.objects.filter(
            organisation_id=organisation_id,
            answer_id__in=Code.objects.filter(person__isnull=False).values("answer_id"),
        ).values_list("answer_id", "voice_id", "unit_id")
    }
    given = Code.objects.filter(answer_id=OuterRef("answer_id"), person__isnull=False)
    here = ExploreAnswer.objects.filter(answer_id=OuterRef("answer_id"), organisation_id=organisation_id)
    rows = Code.objects.filter(
        Exists(here), Exists(given), answer_id__in=Code.objects.filter(person__isnull=False).values("answer_id")
    ).order_by("answer_id", "number")
    machine: dict[int, tuple[str, int, int | None, int]] = {}
    person: dict[int, tuple[int, datetime, int, int | None, int] | None] = {}
    for answer, run, model, who, at, themes, sentiment, level in rows.values_list(
        "answer_id", "run_id", "run__model", "person_id", "at", "themes", "sentiment", "seriousness"
    ):
        if run is not None:
            machine[answer], person[answer] = (model, themes, sentiment, level), None
        elif who is not None:
            person[answer] = (who, at, themes, sentiment, level)
    foreign = set(Spoken.objects.filter(answer_id__in=list(person)).values_list("answer_id", flat=True))
    found = []
    for answer, said in person.items():
        if said is not None and answer in machine and answer in places and answer not in foreign:
            voice, unit = places[answer]
            who, at, themes, sentiment, level = said
            found.append(Checked(answer, voice, unit, who, at, themes, sentiment, level, *machine[answer]))
    return sorted(found, key=lambda one: (one.at, one.answer_id), reverse=True)


def checked_counts() -> dict[int, int]:
    """By organisation, how many answers a person coded whose words are still there. One query."""
    given = Code.objects.filter(answer_id=OuterRef("answer_id"), person__isnull=False)
    rows = ExploreAnswer.objects.filter(
        Exists(given), answer_id__in=Code.objects.filter(person__isnull=False).values("answer_id")
    ).order_by()
    return dict(rows.values_list("organisation_id").annotate(count=Count("answer_id")))


def machine_names(run_ids: Iterable[int | None]) -> dict[int | None, str]:
    """The versions of the coder behind runs. One query."""
    return dict(Run.objects.filter(id__in=[run for run in run_ids if run is not None]).values_list("id", "model"))
