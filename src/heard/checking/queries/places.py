"""What of an organisation somebody may check, decided in Python: a queue is short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from heard.coding.counting import periods
from heard.coding.models import UNDATED
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.organisations.queries import Span

Within = Callable[[int, int], bool]


def within(actor: Actor, verb: str, organisation_id: int, unit_id: int | None = None) -> Within | None:
    """Whether something of (unit, day) lies in what the actor may do the verb to, and under a unit; None for nothing.

    Two queries at most, whatever the tree.
    """
    scope = organisations.scope(actor, verb, organisation_id)
    if scope is None:
        return None
    mine = _covers(scope.spans)
    asked = _covers(organisations.spans_under(unit_id) if unit_id is not None else None)
    return lambda unit, day: mine(unit, day) and asked(unit, day)


def _covers(spans: Iterable[Span] | None) -> Within:
    if spans is None:
        return lambda _unit, _day: True
    by_unit: dict[int, list[Span]] = defaultdict(list)
    for span in spans:
        by_unit[span.unit_id].append(span)

    def covers(unit: int, day: int) -> bool:
        on = None if day == UNDATED else periods.date_of(day)
        return any(span.covers(on) for span in by_unit.get(unit, ()))

    return covers
