"""Decisions in lists: filtered, counted, paged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from heard.decisions.models import Decision
from heard.decisions.queries.shapes import CONDITIONS, DecisionRow, State, rows_of, within
from heard.organisations import queries as organisations
from heard.organisations.queries import Scope

SIZE = 25


@dataclass(frozen=True, slots=True)
class DecisionFilter:
    """Which decisions a list shows; '' and None ask for nothing. `unit_id` asks for a service and all below it."""

    state: str = ""
    unit_id: int | None = None
    theme: str = ""
    # 'none': those without evidence, 'some': those with it.
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """One page of a list, the newest first, and how many there are."""

    rows: tuple[DecisionRow, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are; one at least."""
        return max(1, -(-self.total // SIZE))


def decisions(scope: Scope, wanted: DecisionFilter, number: int = 1) -> DecisionPage:
    """One page of decisions. A number too high is the last page. Two queries, and one for a service's subtree."""
    found = _found(scope, wanted)
    total = found.count()
    number = min(max(1, number), max(1, -(-total // SIZE)))
    start = (number - 1) * SIZE
    return DecisionPage(tuple(rows_of(_ordered(found)[start : start + SIZE])), total, number)


def all_decisions(scope: Scope, wanted: DecisionFilter) -> Iterator[DecisionRow]:
    """As `decisions`, all pages: for a file."""
    found, start = _ordered(_found(scope, wanted)), 0
    while rows := rows_of(found[start : start + 500]):
        yield from rows
        start += 500


def states(scope: Scope) -> dict[State, int]:
    """How many decisions are in each state."""
    counted = within(scope).aggregate(**{state.value: Count("pk", filter=asked) for state, asked in CONDITIONS.items()})
    return {state: counted[state.value] for state in State}


def themes(scope: Scope) -> list[str]:
    """The themes that decisions of the scope have, by name."""
    return sorted(set(within(scope).exclude(theme="").values_list("theme", flat=True)))


def in_month(scope: Scope, first: date, last: date) -> QuerySet[Decision]:
    """Those that opened, were decided, or are to be reviewed between two days."""
    days = ("opened_at__date", "decided_at__date", "first_review_on", "second_review_on")
    asked = Q()
    for name in days:
        asked |= Q(**{f"{name}__range": (first, last)})
    return within(scope).filter(asked)


def _found(scope: Scope, wanted: DecisionFilter) -> QuerySet[Decision]:
    rows = within(scope)
    if wanted.state in CONDITIONS:
        rows = rows.filter(CONDITIONS[State(wanted.state)])
    if wanted.unit_id is not None:
        rows = rows.filter(unit__in={span.unit_id for span in organisations.spans_under(wanted.unit_id)})
    if wanted.theme:
        rows = rows.filter(theme=wanted.theme)
    if wanted.evidence == "none":
        rows = rows.filter(evidenced=0)
    elif wanted.evidence == "some":
        rows = rows.filter(evidenced__gt=0)
    return rows


def _ordered(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    return rows.order_by("-opened_at", "-pk")
