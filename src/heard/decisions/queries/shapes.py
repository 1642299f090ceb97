"""A decision in a list, and its state, which follows from its moments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from heard.decisions.models import CameBack, Decision
from heard.organisations.queries import Scope


class State(StrEnum):
    """Where a decision stands, in the order in which pages show them."""

    CAME_BACK = "came_back"
    OPEN = "open"
    FIXED = "fixed"
    DECIDED = "decided"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """In words."""
        return _LABELS[self]


_LABELS = {
    State.CAME_BACK: "Came back as ‘no’",
    State.OPEN: "Open",
    State.FIXED: "Options fixed",
    State.DECIDED: "Decided",
    State.PUBLISHED: "Published",
    State.WITHDRAWN: "Withdrawn",
}
CONDITIONS = {
    State.CAME_BACK: Q(back=True, withdrawn_at=None),
    State.OPEN: Q(options_fixed_at=None, withdrawn_at=None),
    State.FIXED: Q(options_fixed_at__isnull=False, decided_at=None, withdrawn_at=None),
    State.DECIDED: Q(decided_at__isnull=False, published_at=None, withdrawn_at=None, back=False),
    State.PUBLISHED: Q(published_at__isnull=False, withdrawn_at=None, back=False),
    State.WITHDRAWN: Q(withdrawn_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision in a list. It has organisation_id and unit_id, so that the policy can judge it."""

    reference: str
    organisation_id: int
    unit_id: int | None
    unit_name: str
    question: str
    state: State
    theme: str
    outcome: str
    opened_on: date
    decided_on: date | None
    published_on: date | None
    next_review_on: date | None
    evidenced: int
    why_no_evidence: str


def within(scope: Scope) -> QuerySet[Any]:
    """The decisions of a scope, with whether something of each came back (`back`) and how many reviews it had."""
    open_return = CameBack.objects.filter(decision=OuterRef("pk"), settled_at=None)
    rows = Decision.objects.filter(organisation=scope.organisation_id).annotate(back=Exists(open_return))
    if scope.spans is None:
        return rows
    return rows.filter(unit__in={span.unit_id for span in scope.spans if span.covers(None)})


def rows_of(found: QuerySet[Any]) -> list[DecisionRow]:
    """The rows of decisions that `within` found, in one query."""
    return list(_rows(found.select_related("unit", "organisation").annotate(reviewed=Count("reviews", distinct=True))))


def _rows(found: Iterable[Any]) -> Iterable[DecisionRow]:
    for one in found:
        reviewed: int = one.reviewed
        reviews = (one.first_review_on, one.second_review_on)
        yield DecisionRow(
            reference=one.reference,
            organisation_id=one.organisation_id,
            unit_id=one.unit_id,
            unit_name=one.unit.name if one.unit else one.organisation.name,
            question=one.question,
            state=state_of(one, back=bool(one.back)),
            theme=one.theme,
            outcome=str(Decision.Outcome(one.outcome).label) if one.outcome else "",
            opened_on=_day(one.opened_at),
            decided_on=_day(one.decided_at) if one.decided_at else None,
            published_on=_day(one.published_at) if one.published_at else None,
            next_review_on=reviews[reviewed] if reviewed < len(reviews) else None,
            evidenced=one.evidenced,
            why_no_evidence=one.why_no_evidence,
        )


def state_of(one: Decision, *, back: bool) -> State:
    """The state of a decision; `back` says whether something that came back is open."""
    if one.withdrawn_at is not None:
        return State.WITHDRAWN
    if back:
        return State.CAME_BACK
    if one.published_at is not None:
        return State.PUBLISHED
    if one.decided_at is not None:
        return State.DECIDED
    return State.FIXED if one.options_fixed_at is not None else State.OPEN


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
