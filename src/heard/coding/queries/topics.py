"""Topics beyond the frame: lists, one topic with its comments, and how often it is said, week by week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection

from heard.coding import sql
from heard.coding.counting import periods
from heard.coding.models import Topic, TopicQuotation, TopicSearch, TopicVersion
from heard.coding.queries.explore import places_of, rows_from
from heard.coding.queries.parts import Search
from heard.coding.queries.selection import Selection, select
from heard.coding.queries.shapes import Filters, Interval, Row
from heard.methods import search
from heard.organisations import policy
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.organisations.queries import Scope
from heard.store.rows import sole
from heard.voices import queries as voices

WEEKS: Final = 26
SHOWN: Final = 10
_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Version:
    """A topic's rule as somebody set it."""

    number: int
    name: str
    phrases: tuple[str, ...]
    why: str
    by: str
    by_id: int | None
    at: datetime
    signed_by: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic as lists show it. It has organisation_id and unit_id, so that the policy can judge it."""

    id: int
    reference: str
    organisation_id: int
    unit_id: int | None
    service: str
    state: str
    name: str
    phrases: tuple[str, ...]
    beside: tuple[str, ...]
    now: int
    of_now: int
    expected: float
    first: date | None
    last: date | None
    among: str
    dismissed_because: str
    versions: tuple[Version, ...]
    merged_into: str

    @property
    def latest(self) -> Version:
        """The rule as it was last set."""
        return self.versions[0]

    @property
    def signed(self) -> Version | None:
        """The rule that counts; None before a second person has signed one."""
        return next((version for version in self.versions if version.signed_at), None)

    @property
    def waits(self) -> bool:
        """Whether the rule as it was last set waits for a second person."""
        return bool(self.name) and self.state in ("named", "tracked") and self.latest.signed_at is None


@dataclass(frozen=True, slots=True)
class SearchRow:
    """A search for topics."""

    reference: str
    organisation_id: int
    unit_id: int | None
    service: str
    first: date
    last: date
    before: date
    among: str
    theme: int | None
    by: str
    asked_at: datetime
    done_at: datetime | None
    looked: int
    compared: int
    found: int
    problem: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """A comment that shows a topic."""

    answer_id: int
    voice_reference: str
    words: str


@dataclass(frozen=True, slots=True)
class Week:
    """From `start` (a Monday): how many comments have the topic, and how many there are."""

    start: date
    count: int
    of: int


def topics(actor: Actor, organisation_id: int) -> tuple[TopicRow, ...]:
    """Every topic that the actor may see, newest first. Three queries."""
    rows = Topic.objects.filter(organisation=organisation_id).exclude(state=Topic.State.MERGED)
    return tuple(row for row in _rows(rows) if policy.can(actor, "see_topics", row))


def topic(organisation_id: int, reference: str) -> TopicRow | None:
    """A topic by its reference, or None."""
    return next(iter(_rows(Topic.objects.filter(organisation=organisation_id, reference=reference))), None)


def searches(actor: Actor, organisation_id: int, most: int = 5) -> tuple[SearchRow, ...]:
    """The latest searches that the actor may see, newest first."""
    found = TopicSearch.objects.filter(organisation=organisation_id).select_related("asked_by").order_by("-id")[:50]
    services = organisations.units({row.unit_id for row in found if row.unit_id})
    shown = [
        SearchRow(
            row.reference, organisation_id, row.unit_id,
            services[row.unit_id].name if row.unit_id in services else "",
            row.first, row.last, row.before, row.among, row.theme,
            row.asked_by.name if row.asked_by else "", row.asked_at, row.done_at,
            row.looked, row.compared, row.found, row.problem,
        )
        for row in found
    ]  # fmt: skip
    return tuple(row for row in shown if policy.can(actor, "see_topics", row))[:most]


def _rows(rows: Iterable[Topic]) -> list[TopicRow]:
    found = list(rows.select_related("search", "merged_into").order_by("-id"))  # type: ignore[attr-defined]
    services = organisations.units({row.unit_id for row in found if row.unit_id})
    versions: dict[int, list[Version]] = {row.pk: [] for row in found}
    made = TopicVersion.objects.filter(topic__in=versions).select_related("made_by", "signed_by")
    for one in made.order_by("-number"):
        versions[one.topic_id].append(
            Version(
                one.number, one.name, tuple(one.phrases), one.why,
                one.made_by.name if one.made_by else "Heard", one.made_by_id, one.made_at,
                one.signed_by.name if one.signed_by else "", one.signed_at,
            )
        )  # fmt: skip
    return [
        TopicRow(
            id=row.pk,
            reference=row.reference,
            organisation_id=row.organisation_id,
            unit_id=row.unit_id,
            service=services[row.unit_id].name if row.unit_id in services else "",
            state=row.state,
            name=row.name,
            phrases=versions[row.pk][0].phrases,
            beside=tuple(row.beside),
            now=row.now,
            of_now=row.of_now,
            expected=row.expected,
            first=row.search.first if row.search else None,
            last=row.search.last if row.search else None,
            among=row.search.among if row.search else "",
            dismissed_because=row.dismissed_because,
            versions=tuple(versions[row.pk]),
            merged_into=row.merged_into.reference if row.merged_into else "",
        )
        for row in found
    ]


def quotations(actor: Actor, rows: Sequence[TopicRow]) -> dict[int, tuple[Quotation, ...]]:
    """By topic, the comments that show it and that the actor may read. Four queries, however many topics."""
    found = list(TopicQuotation.objects.filter(topic__in=[row.id for row in rows]).order_by("topic_id", "place"))
    places = places_of([one.answer_id for one in found])
    words = voices.words(places)
    shown: dict[int, list[Quotation]] = {row.id: [] for row in rows}
    for one in found:
        said = words.get(one.answer_id)
        if said is not None and policy.can(actor, "explore", places[one.answer_id]):
            shown[one.topic_id].append(Quotation(one.answer_id, said.voice_reference, said.words))
    return {key: tuple(quotes) for key, quotes in shown.items()}


def matching(
    scope: Scope, unit_id: int | None, phrases: Sequence[str], first: date | None, last: date | None
) -> Selection:
    """The comments with any of the phrases, of a unit and all below it, from day to day (None for any day)."""
    selection = select(scope, Filters(unit_id=unit_id, from_date=first, to_date=last))
    return replace(selection, any_of=tuple(search.parse(f'"{phrase}"') for phrase in phrases))


def weeks(scope: Scope, row: TopicRow, phrases: Sequence[str], today: date) -> tuple[Week, ...] | None:
    """How often a topic was said in each of the last weeks, and of how many comments; None where it takes too long."""
    start = monday(today) - timedelta(weeks=WEEKS - 1)
    selection = matching(scope, row.unit_id, phrases, start, today)
    counted: Counter[date] = Counter()
    if not selection.is_empty:
        statement, parameters = selection.by_day()
        try:
            with sql.bounded(_SECONDS), connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                for day, count in cursor.fetchall():
                    counted[monday(periods.date_of(day))] += count
        except sql.TooSlow:
            return None
    whole = Search(scope, Filters(unit_id=row.unit_id, from_date=start, to_date=today)).trend(Interval.WEEK)
    of = {point.start: point.figures.comments for point in whole.points if point.figures} if whole else {}
    every = [start + timedelta(weeks=place) for place in range(WEEKS)]
    return tuple(Week(week, counted[week], max(of.get(week, 0), counted[week])) for week in every)


def newest(scope: Scope, row: TopicRow, phrases: Sequence[str], today: date) -> tuple[Row, ...]:
    """The newest comments with a topic, of the weeks that are shown."""
    start = monday(today) - timedelta(weeks=WEEKS - 1)
    selection = matching(scope, row.unit_id, phrases, start, today)
    try:
        return tuple(rows_from(selection, SHOWN, SHOWN))
    except sql.TooSlow:
        return ()


def monday(day: date) -> date:
    """The Monday of a day's week.

    >>> monday(date(2026, 11, 22)).isoformat()
    '2026-11-16'
    """
    return day - timedelta(days=day.weekday())


def search_waits(organisation_id: int) -> bool:
    """Whether a search is still looked through."""
    return sole(TopicSearch.objects.filter(organisation=organisation_id, done_at=None)) is not None
