"""A month's page in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from heard.assurance.months import said
from heard.assurance.queries import STATES, Beside, Doubt, Line, MonthCount, ReturnDetail, differs
from heard.methods.fft import Ratings

# Changes since a submission that the page itself lists; the files hold them all.
_CHANGES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One service as the table shows it: text in every cell."""

    site: str
    service: str
    answers: tuple[str, ...]
    responses: str
    positive: str
    negative: str
    eligible: str
    rate: str


@dataclass(frozen=True, slots=True)
class MonthPage:
    """Everything that the page shows."""

    key: str
    title: str
    state: str
    over: bool
    rows: tuple[Row, ...]
    total: Row
    modes: tuple[tuple[str, str], ...]
    missing: str
    reasons: tuple[str, ...]
    beside: tuple[Beside, ...]
    doubts: tuple[Doubt, ...]
    changes: tuple[str, ...]
    more_changes: int
    detail: ReturnDetail | None
    may_publish: bool


def month_page(counted: MonthCount, detail: ReturnDetail | None, today: date) -> MonthPage:
    """What a month's page says, from its count and what was done with it."""
    last = detail.submissions[0] if detail and detail.submissions else None
    published = detail.publications[0] if detail and detail.publications else None
    changed = differs(last.lines, counted.lines) if last else []
    state = "not_started" if detail is None else "draft"
    if last is not None:
        state = "changed" if changed else "submitted"
    return MonthPage(
        key=str(counted.month),
        title=said(counted.month),
        state=STATES[state],
        over=counted.month.last < today,
        rows=tuple(_row(line) for line in counted.lines),
        total=_cells("", "All services", counted.total, counted.eligible),
        modes=tuple((mode, f"{number:,}") for mode, number in sorted(counted.total.modes.items())),
        missing=_missing(counted.lines),
        reasons=tuple(_reasons(counted.beside_totals())),
        beside=counted.beside,
        doubts=counted.doubts,
        changes=tuple(changed[:_CHANGES_SHOWN]),
        more_changes=max(0, len(changed) - _CHANGES_SHOWN),
        detail=detail,
        may_publish=last is not None and (published is None or published.submission != last.number),
    )


def _row(line: Line) -> Row:
    return _cells(line.site or "No site", line.service, line.ratings, line.eligible)


def _cells(site: str, service: str, ratings: Ratings, eligible: int | None) -> Row:
    return Row(
        site,
        service,
        tuple(f"{number:,}" for number in ratings.answers),
        f"{ratings.responses:,}",
        _percent(ratings.percent_positive),
        _percent(ratings.percent_negative),
        "Missing" if eligible is None else f"{eligible:,}",
        _percent(ratings.response_rate(eligible), "Not known"),
    )


def _percent(share: Decimal | None, otherwise: str = "–") -> str:
    return otherwise if share is None else f"{share}%"


def _missing(lines: tuple[Line, ...]) -> str:
    """The sentence about services without a number of those who could have answered."""
    without = sum(line.eligible is None for line in lines)
    if not without:
        return ""
    if without == len(lines):
        return "Nobody has entered how many people could have answered, so that there is no response rate."
    return f"The number who could have answered is missing for {without:,} of {len(lines):,} services."


def _reasons(totals: dict[str, int]) -> Iterator[str]:
    """Why something is not counted, a sentence for each reason that there is."""
    unknown, undecided, undated = totals["unknown_codes"], totals["undecided"], totals["undated"]
    if unknown:
        yield f"{_ratings(unknown)} of this month with a code that is none of the six answers."
    if undecided:
        yield f"{_ratings(undecided)} with a date that can be read in two ways, one of them in this month."
    if undated:
        yield f"{_ratings(undated)} without any date, which may belong to any month."


def _ratings(number: int) -> str:
    return f"{number:,} rating{'' if number == 1 else 's'}"
