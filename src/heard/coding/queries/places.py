"""Where to look: the units and days that a scope and the filters leave, and the cells that hold just those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from heard.coding.counting import periods
from heard.coding.models import UNDATED
from heard.coding.queries.shapes import Filters
from heard.organisations import queries as organisations
from heard.organisations.queries import Scope, Span

FIRST_DAY: Final = UNDATED + 1
LAST_DAY: Final = 2**31 - 1
_OPEN: Final = (-(2**31), 2**31 - 1)


class Range(NamedTuple):
    """A unit from a day to a day, both included."""

    unit_id: int
    first: int
    last: int


def days(filters: Filters) -> tuple[int, int]:
    """The first and last day that the filters allow; undated voices only where no period is asked for.

    >>> days(Filters(undated=True)) == (UNDATED, UNDATED), days(Filters())[0] == UNDATED
    (True, True)
    """
    if filters.undated:
        return UNDATED, UNDATED
    if filters.from_date is None and filters.to_date is None:
        return UNDATED, LAST_DAY
    first = FIRST_DAY if filters.from_date is None else periods.day_of(filters.from_date)
    return first, LAST_DAY if filters.to_date is None else periods.day_of(filters.to_date)


def spans(scope: Scope, unit_id: int | None) -> tuple[Span, ...] | None:
    """The spans of the scope under a unit; None where that is the whole organisation."""
    if unit_id is None:
        return scope.spans
    unit = organisations.units([unit_id]).get(unit_id)
    if unit is None or unit.organisation_id != scope.organisation_id:
        return ()
    if scope.spans is None:
        return None if unit.is_root else organisations.spans_under(unit_id)
    return _within(organisations.spans_under(unit_id), scope.spans)


def ranges(found: Iterable[Span], first: int, last: int) -> tuple[Range, ...]:
    """Spans cut to the days allowed. An undated voice counts where its unit stands last: in a span that is open.

    >>> from datetime import date
    >>> ranges([Span(7, None, date(1970, 1, 11))], 5, 20)
    (Range(unit_id=7, first=5, last=9),)
    """
    result: list[Range] = []
    for span in found:
        begin = FIRST_DAY if span.from_date is None else periods.day_of(span.from_date)
        end = LAST_DAY if span.until_date is None else periods.day_of(span.until_date) - 1
        if first == UNDATED and span.until_date is None:
            if begin == FIRST_DAY:
                begin = UNDATED
            else:
                result.append(Range(span.unit_id, UNDATED, UNDATED))
        if max(begin, first) <= min(end, last):
            result.append(Range(span.unit_id, max(begin, first), min(end, last)))
    return tuple(result)


def cell_units(scope: Scope, unit_id: int | None) -> tuple[int, ...] | None:
    """The units whose cells, added up, count just what the scope shows under a unit; None where none do.

    A unit's cells count all that counts under it, so a scope that reaches only a part of that cannot use them.
    """
    if scope.spans is None:
        return (unit_id if unit_id is not None else organisations.root_unit(scope.organisation_id).id,)
    if unit_id is not None:
        under = organisations.spans_under(unit_id)
        return (unit_id,) if under and set(_within(under, scope.spans)) == set(under) else None
    return _covering(scope)


def _covering(scope: Scope) -> tuple[int, ...] | None:
    """Units, none counting what another counts, that count the scope's spans and nothing else."""
    allowed = _by_unit(scope.spans or ())
    closure = organisations.closure(scope.organisation_id)
    under: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for unit, ancestor, first, until in zip(
        closure.unit.tolist(),
        closure.ancestor.tolist(),
        closure.from_day.tolist(),
        closure.until_day.tolist(),
        strict=True,
    ):
        under[ancestor].append((unit, first, until))
    candidates = [
        unit
        for unit, rows in under.items()
        if all(any(f <= first and until <= u for f, u in allowed.get(below, ())) for below, first, until in rows)
    ]
    taken: list[int] = []
    covered: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for unit in sorted(candidates, key=lambda unit: (-len(under[unit]), unit)):
        rows = under[unit]
        if not any(first < u and f < until for below, first, until in rows for f, u in covered[below]):
            taken.append(unit)
            for below, first, until in rows:
                covered[below].append((first, until))
    whole = {unit: _length(spans) for unit, spans in allowed.items()}
    return tuple(sorted(taken)) if whole == {u: _length(s) for u, s in covered.items() if s} else None


def _length(spans: Iterable[tuple[int, int]]) -> int:
    return sum(until - first for first, until in spans)


def _by_unit(found: Iterable[Span]) -> dict[int, list[tuple[int, int]]]:
    result: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for span in found:
        first = _OPEN[0] if span.from_date is None else periods.day_of(span.from_date)
        until = _OPEN[1] if span.until_date is None else periods.day_of(span.until_date)
        result[span.unit_id].append((first, until))
    return result


def _within(found: Iterable[Span], allowed: Iterable[Span]) -> tuple[Span, ...]:
    """What two sets of spans have in common."""
    limits: dict[int, list[Span]] = defaultdict(list)
    for span in allowed:
        limits[span.unit_id].append(span)
    result: list[Span] = []
    for span in found:
        for limit in limits[span.unit_id]:
            first = max((day for day in (span.from_date, limit.from_date) if day), default=None)
            until = min((day for day in (span.until_date, limit.until_date) if day), default=None)
            if first is None or until is None or first < until:
                result.append(Span(span.unit_id, first, until))
    return tuple(result)
