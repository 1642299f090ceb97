"""Searches over time, and by their parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from heard.coding.counting import periods
from heard.coding.counting.cells import WIDTH, count
from heard.coding.frame import frame
from heard.coding.models import UNDATED, Facet
from heard.coding.queries import cells
from heard.coding.queries.cells import Group, Vector, figures
from heard.coding.queries.search import ONLY_WORDS, FoundSearch, value_of
from heard.coding.queries.shapes import Breakdown, By, Interval, Point, Share, Trend
from heard.organisations import queries as organisations
from heard.voices.queries import labels

_STARTS: Final[Mapping[Interval, Callable[[NDArray[np.int32]], NDArray[np.int32]]]] = {
    Interval.WEEK: periods.monday,
    Interval.MONTH: periods.month_start,
    Interval.QUARTER: periods.quarter_start,
}
_FACETS: Final = {
    By.THEME: Facet.THEME,
    By.RELATION: Facet.RELATION,
    By.CHANNEL: Facet.CHANNEL,
    By.QUESTION: Facet.QUESTION,
    By.SOURCE: Facet.SOURCE,
}
# More steps than this are no chart: a typing slip in a date is not to make a list of millions.
_MOST_STEPS: Final = 2_000


def trend(search: FoundSearch, interval: Interval) -> Trend | None:
    """The search over time, from its first to its last step with anything; None where too many match to be exact."""
    filters, note = search.filters, ""
    comments = bool(filters.sentiments or filters.seriousness or not search.selection.query.is_empty)
    unit_of_count = "comments" if comments else "voices"
    if search.selection.is_empty:
        return Trend(interval, unit_of_count, ())
    if search.wanted is not None:
        total, note = search.over_time
        values = {period: value_of(filters, vector) for period, vector in total.items()}
        known = not search.by_column
    else:
        if search.few is None:
            return None
        total = dict(cells.of_cells(count(search.few_facts, None, (Facet.ALL,)), "period"))
        values = {period: int(vector[9] if comments else vector[0]) for period, vector in total.items()}
        known, note = True, ONLY_WORDS
    return Trend(interval, unit_of_count, _points(interval, total, values, known), note)


def _points(
    interval: Interval, total: Mapping[int, Vector], values: Mapping[int, int], known: bool
) -> tuple[Point, ...]:
    """One point a step, in order and without gaps; undated voices are in none."""
    dated = np.array(sorted(period for period in total if period != UNDATED), np.int32)
    if not len(dated):
        return ()
    start_of = _STARTS[interval]
    every = np.unique(start_of(np.arange(dated[0], dated[-1] + 1, dtype=np.int32)))[-_MOST_STEPS:]
    sums = {start: np.zeros(WIDTH, np.int64) for start in every.tolist()}
    shown = dict.fromkeys(sums, 0)
    for period, start in zip(dated.tolist(), start_of(dated).tolist(), strict=True):
        if start in sums:
            sums[start] = sums[start] + total[period]
            shown[start] += values[period]
    return tuple(Point(periods.date_of(start), shown[start], figures(sums[start]) if known else None) for start in sums)


def breakdown(search: FoundSearch, by: By) -> Breakdown | None:
    """The parts of a search, most comments first; None where too many match for the cells or for reading them.

    Services are those directly below the unit chosen, each with what its own page would count.
    """
    if search.selection.is_empty:
        return Breakdown(by, ())
    from_cells = _from_cells(search, by)
    if from_cells is not None:
        found, note = from_cells
    elif search.few is not None:
        found, note = _from_answers(search, by), ONLY_WORDS
    else:
        return None
    kept = {value: figures(vector) for value, vector in found.items() if vector.any()}
    names = _labels(by, kept, search.scope.organisation_id)
    shares = [Share(value, names.get(value, ""), part) for value, part in kept.items()]
    shares.sort(key=lambda share: (-share.figures.comments, -share.figures.voices, share.label))
    return Breakdown(by, tuple(shares), note)


def _from_cells(search: FoundSearch, by: By) -> tuple[dict[int, Vector], str] | None:
    wanted = search.wanted
    if wanted is None or search.by_column:
        return None
    if by is By.SERVICE:
        children = _children(search)
        return search.read_days(replace(wanted, units=tuple(children)), Group.UNIT) if children else ({}, "")
    facet = _FACETS[by]
    if wanted.facet not in (Facet.ALL, facet):
        return None
    return search.read_days(replace(wanted, facet=facet), Group.VALUE)


def _from_answers(search: FoundSearch, by: By) -> dict[int, Vector]:
    found = search.few_facts
    if by is not By.SERVICE:
        return dict(cells.of_cells(count(found, None, (_FACETS[by],)), "value"))
    children = _children(search)
    closure = organisations.closure(search.scope.organisation_id)
    counted = count(found, closure, (Facet.ALL,), children) if children else None
    return dict(cells.of_cells(counted, "unit")) if counted else {}


def _children(search: FoundSearch) -> list[int]:
    """The services directly below the unit of the search, or the topmost that the scope shows."""
    rows = organisations.tree(search.scope.organisation_id, closed=True)
    if search.filters.unit_id is not None:
        return [row.unit.id for row in rows if row.parent_id == search.filters.unit_id]
    if search.scope.spans is None:
        root = {row.unit.id for row in rows if row.unit.is_root}
        return [row.unit.id for row in rows if row.parent_id in root]
    shown = {span.unit_id for span in search.scope.spans}
    return [row.unit.id for row in rows if row.unit.id in shown and row.parent_id not in shown]


def _labels(by: By, values: Iterable[int], organisation_id: int) -> dict[int, str]:
    found = list(values)
    if by is By.THEME:
        return {value: frame().theme(value) for value in found}
    if by is By.RELATION:
        return dict(enumerate(labels.relations()))
    if by is By.CHANNEL:
        return dict(enumerate(labels.channels()))
    if by is By.QUESTION:
        return {0: "No question", **labels.wordings(found)}
    if by is By.SOURCE:
        return {0: "No source", **dict(labels.sources(organisation_id))}
    return {unit.id: unit.name for unit in organisations.units(found).values()}
