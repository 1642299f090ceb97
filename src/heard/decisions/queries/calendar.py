"""What falls on which day of a month: decisions opened, made and reviewed, actions due and checked."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from heard.decisions.models import Action, Decision
from heard.decisions.queries.lists import in_month
from heard.decisions.queries.shapes import within
from heard.organisations.queries import Scope


@dataclass(frozen=True, slots=True)
class Day:
    """Something on a day: what, about which decision."""

    on: date
    what: str
    reference: str
    question: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its days, and the first days of the months before and after it."""

    first: date
    days: tuple[Day, ...]
    before: date
    after: date


def calendar(scope: Scope, day: date) -> Month:
    """The month of a day. Three queries."""
    first = day.replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    days = [*_of_decisions(scope, first, last), *_of_actions(scope, first, last)]
    before = first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1)
    after = first.replace(year=first.year + 1, month=1) if first.month == 12 else first.replace(month=first.month + 1)
    return Month(first, tuple(sorted(days, key=lambda one: (one.on, one.what, one.reference))), before, after)


def _of_decisions(scope: Scope, first: date, last: date) -> list[Day]:
    found = []
    for one in in_month(scope, first, last).filter(withdrawn_at=None).select_related("unit", "organisation"):
        moments = (
            ("Opened", timezone.localdate(one.opened_at)),
            ("Decided", timezone.localdate(one.decided_at) if one.decided_at else None),
            ("Review after 6 months", one.first_review_on),
            ("Review after 12 months", one.second_review_on),
        )
        found += [_day(on, what, one) for what, on in moments if on is not None and first <= on <= last]
    return found


def _of_actions(scope: Scope, first: date, last: date) -> list[Day]:
    rows = Action.objects.filter(decision__in=within(scope).filter(withdrawn_at=None).values("pk"))
    due = rows.filter(due_on__range=(first, last), state=Action.State.PLANNED)
    checked = rows.filter(check_on__range=(first, last), state=Action.State.DONE)
    reading = ("decision", "decision__unit", "decision__organisation")
    return [
        *(_day(row.due_on, f"Action due: {row.what}", row.decision) for row in due.select_related(*reading)),
        *(
            _day(row.check_on, f"Check whether it moved: {row.measure}", row.decision)
            for row in checked.select_related(*reading)
        ),
    ]


def _day(on: date, what: str, one: Decision) -> Day:
    return Day(on, what, one.reference, one.question, one.unit.name if one.unit else one.organisation.name)
