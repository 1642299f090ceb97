"""What everyone may read: percentages as they were published, month by month, with what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone

from heard.assurance.models import Publication
from heard.assurance.queries.published import Shown, shown_of
from heard.methods.fft import Month
from heard.organisations.packs import load

# The months that the list begins with: three years.
MONTHS: Final = 36


@dataclass(frozen=True, slots=True)
class PublicMonth:
    """One month of the list: the whole organisation's row of its latest version."""

    key: str
    first: date
    total: Shown


@dataclass(frozen=True, slots=True)
class Correction:
    """Why a later version was published, and what it changed."""

    number: int
    published_on: date
    reason: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Percentages:
    """A month's latest version. A number of `beside` and `hides` is None where it is small, and not shown."""

    key: str
    first: date
    number: int
    published_on: date
    sha256: str
    rows: tuple[Shown, ...]
    # Not counted, by reason: unknown_codes, undecided, undated.
    beside: Mapping[str, int | None]
    hides: Mapping[str, int | None]
    # Services with responses of which nobody has entered how many could have answered, and services with responses.
    without_eligible: int
    services: int
    corrections: tuple[Correction, ...]
    # What a hidden number is in the file.
    mark: str


def published_months(organisation_id: int) -> list[PublicMonth]:
    """The months of which percentages are published, newest first, at most three years. One query."""
    rows = Publication.objects.filter(of__organisation=organisation_id).select_related("of").order_by("number")
    latest = {Month.of(one.of.month): one for one in rows}
    newest = sorted(latest, reverse=True)[:MONTHS]
    return [PublicMonth(str(month), month.first, shown_of(latest[month].rows[0])) for month in newest]


def percentages(organisation_id: int, month: Month) -> Percentages | None:
    """What is published of a month, or None where nothing is. One query."""
    rows = Publication.objects.filter(of__organisation=organisation_id, of__month=month.first)
    versions = list(rows.select_related("submission").defer("submission__file").order_by("number"))
    if not versions:
        return None
    last, pack = versions[-1], load("suppression", month.first).content
    lines = last.submission.lines
    return Percentages(
        key=str(month),
        first=month.first,
        number=last.number,
        published_on=timezone.localdate(last.published_at),
        sha256=last.sha256,
        rows=tuple(shown_of(row) for row in last.rows),
        beside={
            reason: None if 0 < number < pack["least"] else number for reason, number in last.submission.beside.items()
        },
        hides=last.hides,
        without_eligible=sum(line["eligible"] is None for line in lines),
        services=len(lines),
        corrections=tuple(
            Correction(one.number, timezone.localdate(one.published_at), one.reason, tuple(one.changes))
            for one in reversed(versions[1:])
        ),
        mark=pack["mark"],
    )
