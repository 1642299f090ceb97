"""The list of months, one month's return, and what was submitted and published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from heard.assurance.models import Publication, Return, Submission
from heard.assurance.queries.counts import Line, line_of
from heard.assurance.queries.published import Shown, shown_of
from heard.coding.queries import Filters, Interval, Search
from heard.methods.fft import Month, Ratings
from heard.organisations.queries import Scope

# The months that the list begins with: two years.
MONTHS: Final = 24
STATES: Final = {
    "not_started": "Not started",
    "draft": "Draft",
    "submitted": "Submitted",
    "changed": "Changed since",
}


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of the list. `state` is a key of STATES; `responses` those counted now."""

    month: Month
    responses: int
    state: str
    submitted_at: datetime | None
    versions: int


@dataclass(frozen=True, slots=True)
class Submitted:
    """A submission as it was."""

    reference: str
    number: int
    sha256: str
    lines: tuple[Line, ...]
    beside: Mapping[str, int]
    submitted_at: datetime
    by: str
    event: int

    @property
    def total(self) -> Ratings:
        """All lines together."""
        return sum((line.ratings for line in self.lines), Ratings())


@dataclass(frozen=True, slots=True)
class Published:
    """A version of the percentages as it was published."""

    number: int
    submission: int
    sha256: str
    rows: tuple[Shown, ...]
    reason: str
    changes: tuple[str, ...]
    published_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ReturnDetail:
    """A month's return, submissions and publications newest first."""

    reference: str
    organisation_id: int
    started_at: datetime
    submissions: tuple[Submitted, ...]
    publications: tuple[Published, ...]


def months(organisation_id: int) -> list[MonthRow]:
    """Months with responses or a return, newest first, at most two years. Three statements, and those of the cells."""
    trend = Search(Scope(organisation_id, None), Filters()).trend(Interval.MONTH)
    now: dict[Month, tuple[int, ...]] = {}
    for point in trend.points if trend else ():
        rated = point.figures.rated[1:] if point.figures else ()
        if sum(rated):
            now[Month.of(point.start)] = tuple(rated)
    returns = dict(Return.objects.filter(organisation=organisation_id).values_list("id", "month"))
    begun = {Month.of(day) for day in returns.values()}
    last: dict[Month, tuple[datetime, tuple[int, ...]]] = {}
    sent = Submission.objects.filter(of__in=returns).order_by("number").values_list("of", "submitted_at", "lines")
    for pk, at, lines in sent:
        total = sum((Ratings(tuple(line["answers"])) for line in lines), Ratings())
        last[Month.of(returns[pk])] = at, total.answers
    versions: dict[Month, int] = {}
    for pk in Publication.objects.filter(of__in=returns).values_list("of", flat=True):
        month = Month.of(returns[pk])
        versions[month] = versions.get(month, 0) + 1
    rows = []
    for month in sorted({*now, *begun}, reverse=True)[:MONTHS]:
        given = now.get(month, (0,) * 6)
        sent_last = last.get(month)
        state = "draft" if month in begun else "not_started"
        if sent_last is not None:
            state = "submitted" if sent_last[1] == given else "changed"
        when = sent_last[0] if sent_last else None
        rows.append(MonthRow(month, sum(given), state, when, versions.get(month, 0)))
    return rows


def return_detail(organisation_id: int, month: Month) -> ReturnDetail | None:
    """The return of a month, or None where nobody has begun it."""
    found = Return.objects.filter(organisation=organisation_id, month=month.first).first()
    if found is None:
        return None
    sent = found.submissions.select_related("submitted_by").defer("file").order_by("-number")
    published = found.publications.select_related("published_by", "submission").order_by("-number")
    return ReturnDetail(
        found.reference,
        organisation_id,
        found.started_at,
        tuple(_submitted(one) for one in sent),
        tuple(_published(one) for one in published.defer("submission__file", "submission__lines")),
    )


def submitted_file(organisation_id: int, reference: str) -> tuple[bytes, Month] | None:
    """The very file that was submitted, and its month."""
    found = Submission.objects.filter(of__organisation=organisation_id, reference=reference).select_related("of")
    one = found.first()
    return (bytes(one.file), Month.of(one.of.month)) if one else None


def differs(before: tuple[Line, ...], now: tuple[Line, ...]) -> list[str]:
    """What has changed since a submission, in sentences, by service."""
    old, new = ({(line.unit_id, line.site_id): line for line in lines} for lines in (before, now))
    found = []
    for key in {**old, **new}:
        was, stands = old.get(key), new.get(key)
        name = (stands or was or before[0]).service
        then, here = (line.ratings if line else Ratings() for line in (was, stands))
        if then.answers != here.answers:
            found.append(f"{name}: {then.responses:,} responses then, {here.responses:,} now{_same(then, here)}.")
        elif was and stands and was.eligible != stands.eligible:
            found.append(f"{name}: another number of people who could have answered.")
    return found


def _same(then: Ratings, now: Ratings) -> str:
    return ", with other answers" if then.responses == now.responses else ""


def _submitted(one: Submission) -> Submitted:
    return Submitted(
        reference=one.reference,
        number=one.number,
        sha256=one.sha256,
        lines=tuple(line_of(line) for line in one.lines),
        beside=one.beside,
        submitted_at=one.submitted_at,
        by=one.submitted_by.name if one.submitted_by else "somebody who has left",
        event=one.event,
    )


def _published(one: Publication) -> Published:
    return Published(
        number=one.number,
        submission=one.submission.number,
        sha256=one.sha256,
        rows=tuple(shown_of(row) for row in one.rows),
        reason=one.reason,
        changes=tuple(one.changes),
        published_at=one.published_at,
        by=one.published_by.name if one.published_by else "somebody who has left",
    )
