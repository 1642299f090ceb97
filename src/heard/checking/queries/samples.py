"""Samples: the list, one with its progress, and the next comment for whoever codes or settles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from heard.checking.models import Drawn, MonthlyPlan, Reading, Sample
from heard.organisations.policy import Actor
from heard.store.rows import sole
from heard.voices import queries as voices

_PEOPLE = ("first", "second", "adjudicator", "made_by")


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One sample."""

    id: int
    organisation_id: int
    reference: str
    kind: str
    kind_label: str
    name: str
    purpose: str
    state: str
    state_label: str
    seed: int
    strata: tuple[tuple[str, int], ...]
    from_day: date
    until_day: date
    made_by: str
    made_at: datetime
    done_at: datetime | None
    # (account id, name) of first, second, third; None where nobody is.
    coders: tuple[tuple[int, str], ...]
    adjudicator: tuple[int, str] | None
    drawn: int
    settled: int
    # How many each coder has read.
    read: tuple[int, ...]

    @property
    def live(self) -> bool:
        """Whether somebody still codes or settles it."""
        return self.state in {Sample.State.CODING, Sample.State.SETTLING}


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's code of one comment."""

    by: str
    themes: int
    sentiment: int | None
    seriousness: int


@dataclass(frozen=True, slots=True)
class Next:
    """The next comment of a sample for one person, without anything that another or the machine said of it.

    `said` is empty while somebody codes; for whoever settles, it is what the two coders said.
    """

    place: int
    question: str
    words: str
    masked: bool
    left: int
    of: int
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Who reads each month what was not flagged."""

    reader: int
    reader_name: str
    size: int


def samples(organisation_id: int) -> list[SampleRow]:
    """Every sample, the latest first. Three queries."""
    rows = Sample.objects.filter(organisation=organisation_id).select_related(*_PEOPLE)
    return _rows(rows.order_by("-id"))


def sample(organisation_id: int, reference: str) -> SampleRow | None:
    """One sample, or None. Three queries."""
    rows = Sample.objects.filter(organisation=organisation_id, reference=reference).select_related(*_PEOPLE)
    return next(iter(_rows(rows)), None)


def monthly_plan(organisation_id: int) -> Plan | None:
    """Who reads each month, or None."""
    row = sole(MonthlyPlan.objects.filter(organisation=organisation_id).select_related("reader"))
    return Plan(row.reader_id, row.reader.name, row.size) if row else None


def next_to_code(actor: Actor, row: SampleRow) -> Next | None:
    """The next comment that this coder has not read; None where there is none."""
    drawn = list(Drawn.objects.filter(sample=row.id).order_by("place"))
    mine = set(Reading.objects.filter(drawn__sample=row.id, person=actor.account_id).values_list("drawn", flat=True))
    return _next(drawn, [one for one in drawn if one.pk not in mine and not one.settled_at])


def next_to_settle(row: SampleRow) -> Next | None:
    """The next comment in which the coders differ, with what they said."""
    drawn = list(Drawn.objects.filter(sample=row.id).order_by("place"))
    left = [one for one in drawn if not one.settled_at]
    found = _next(drawn, left)
    if found is None:
        return None
    readings = Reading.objects.filter(drawn__sample=row.id, drawn__place=found.place).select_related("person")
    said = tuple(Said(one.person.name, one.themes, one.sentiment, one.seriousness) for one in readings.order_by("id"))
    return Next(found.place, found.question, found.words, found.masked, found.left, found.of, said)


def _next(drawn: list[Drawn], left: list[Drawn]) -> Next | None:
    shown = voices.words([one.answer_id for one in left])
    there = [one for one in left if one.answer_id in shown]
    if not there:
        return None
    said = shown[there[0].answer_id]
    return Next(there[0].place, said.question, said.words, said.masked, len(there), len(drawn), ())


def _rows(rows: Iterable[Sample]) -> list[SampleRow]:
    found = list(rows)
    drawn: Counter[int] = Counter()
    settled: Counter[int] = Counter()
    read: Counter[tuple[int, int]] = Counter()
    for sample_id, at in Drawn.objects.filter(sample__in=found).values_list("sample_id", "settled_at"):
        drawn[sample_id] += 1
        settled[sample_id] += at is not None
    for sample_id, person in Reading.objects.filter(drawn__sample__in=found).values_list("drawn__sample_id", "person"):
        read[sample_id, person] += 1
    return [_row(one, drawn[one.pk], settled[one.pk], read) for one in found]


def _row(one: Sample, drawn: int, settled: int, read: Counter[tuple[int, int]]) -> SampleRow:
    coders = tuple((person.pk, person.name) for person in (one.first, one.second) if person is not None)
    return SampleRow(
        one.pk,
        one.organisation_id,
        one.reference,
        one.kind,
        one.get_kind_display(),
        one.name,
        one.purpose,
        one.state,
        one.get_state_display(),
        one.seed,
        tuple(one.strata.items()),
        one.from_day,
        one.until_day,
        one.made_by.name if one.made_by else "Heard",
        one.made_at,
        one.done_at,
        coders,
        (one.adjudicator.pk, one.adjudicator.name) if one.adjudicator else None,
        drawn,
        settled,
        tuple(read[one.pk, person] for person, _ in coders),
    )
