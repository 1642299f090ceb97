"""A search with its figures. What the cells answer is exact whatever its size; the rest is exact up to 1,000 comments.

The cells answer an organisation or a unit, a period, and one facet (several relations, channels or sources, one theme
or question); beside these, a sentiment or a level as well, since those are columns of a cell, for comments alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Final

import numpy as np

from heard.coding.counting import periods
from heard.coding.counting.cells import WIDTH, count
from heard.coding.counting.facts import Facts
from heard.coding.models import UNDATED, Facet
from heard.coding.queries import cells, explore, facts, places
from heard.coding.queries.cells import Group, Vector, Wanted, figures
from heard.coding.queries.places import FIRST_DAY, LAST_DAY
from heard.coding.queries.selection import Selection, select
from heard.coding.queries.shapes import CAP, Count, Filters, Page, Summary
from heard.organisations.queries import Scope

TOO_MANY: Final = (
    f"More than {CAP:,} comments match. To see figures, use fewer filters, or choose a service or a shorter period."
)
ONLY_WORDS: Final = "These figures count voices with comments that match; ratings without words are not among them."
_PARTS: Final = (Facet.RELATION, Facet.CHANNEL, Facet.SOURCE)


class FoundSearch:
    """What the parts of a search share, and those that need nothing else."""

    def __init__(self, scope: Scope, filters: Filters) -> None:
        self.scope = scope
        self.filters = filters

    def page(self, cursor: str = "") -> Page:
        """25 comments, newest first."""
        # What nobody said is found only at the end of all comments; the cells know beforehand.
        if self.by_column and self.counted == 0:
            return Page(())
        return explore.page(self.scope, self.filters, cursor)

    def count(self) -> Count:
        """How many comments match: exact from the cells, else up to 1,000."""
        if self.selection.is_empty:
            return Count(0)
        if self.counted is not None:
            return Count(self.counted)
        if self.found is None:
            return Count(None)
        return Count(CAP, capped=True) if len(self.found) > CAP else Count(len(self.found))

    def summary(self) -> Summary:
        """The figures of what matches, and how many voices with the same filters have no date."""
        if self.selection.is_empty:
            return Summary(figures(np.zeros(WIDTH, np.int64)), None)
        undated = self._undated()
        if self.wanted is not None and not self.by_column:
            total, note = self.over_time
            return Summary(figures(_sum(total)), undated, note)
        if self.few is None:
            return Summary(None, undated, TOO_MANY if self.found is not None else explore.TOO_SLOW)
        found = count(self.few_facts, None, (Facet.ALL,))
        return Summary(figures(_sum(cells.of_cells(found, "value"))), undated, ONLY_WORDS)

    @cached_property
    def selection(self) -> Selection:
        """The comments, as SQL."""
        return select(self.scope, self.filters)

    @cached_property
    def counted(self) -> int | None:
        """How many comments match by the cells; None where the cells do not know, or know without some days."""
        if self.selection.is_empty or self.wanted is None or self.filters.ratings or self.edges.too_many:
            return None
        return sum(comments_of(self.filters, vector) for vector in self.over_time[0].values())

    @cached_property
    def found(self) -> list[int] | None:
        """The ids of the comments, CAP + 1 where there are more; None where it took too long."""
        if self.by_column and self.counted == 0:
            return []
        return explore.ids(self.selection)

    @property
    def few(self) -> list[int] | None:
        """The ids of the comments where there are at most CAP."""
        return self.found if self.found is not None and len(self.found) <= CAP else None

    @cached_property
    def few_facts(self) -> Facts:
        """The facts of those comments and their voices."""
        return facts.of_answers(self.few or [])

    @property
    def by_column(self) -> bool:
        """Whether a filter asks for one column of the cells: then of the figures only that one is known from them."""
        return bool(self.filters.sentiments or self.filters.seriousness or self.filters.ratings)

    @cached_property
    def wanted(self) -> Wanted | None:
        """The cells that answer this search; None where none do."""
        filters = self.filters
        columns = (filters.sentiments, filters.seriousness, filters.ratings)
        facet = _facet(filters)
        if not self.selection.query.is_empty or sum(map(bool, columns)) > 1 or facet is None:
            return None
        units = places.cell_units(self.scope, filters.unit_id)
        if units is None:
            return None
        first, last = places.days(filters)
        return Wanted(self.scope.organisation_id, units, facet[0], facet[1], first, last)

    @cached_property
    def over_time(self) -> tuple[dict[int, Vector], str]:
        """The wide columns by period from the cells that are wanted, and a note. LookupError where there are none."""
        if self.wanted is None:
            raise LookupError("No cells answer this search.")
        return self.read_days(self.wanted, Group.PERIOD)

    @cached_property
    def edges(self) -> cells.Edges:
        """The voices on the days at the ends of the period that are no whole week, of the cells that are wanted."""
        if self.wanted is None:
            raise LookupError("No cells answer this search.")
        first, last = _whole_days(self.wanted)
        ends = ((self.wanted.first, first - 1), (last + 1, self.wanted.last))
        days = ((self.wanted.first, self.wanted.last),) if first > last else ends
        return cells.Edges(self.scope.organisation_id, self.wanted.units, [(a, b) for a, b in days if a <= b])

    def read_days(self, wanted: Wanted, group: Group) -> tuple[dict[int, Vector], str]:
        """The wide columns of cells, whole periods from the cells and the days at the ends from the voices.

        `wanted` may have another facet than the search, or units below its own. The note says which days are left out
        where those at the ends hold too many voices to be read one by one.
        """
        first, last = _whole_days(wanted)
        total = cells.read(replace(wanted, first=first, last=last), group) if first <= last else {}
        if self.edges.too_many:
            return total, _left_out(first, last)
        # The cells at the ends are named by their period, which begins before the first day asked for.
        cells.add(total, self.edges.cells(wanted), replace(wanted, first=FIRST_DAY, last=LAST_DAY), group)
        return total, ""

    def _undated(self) -> int | None:
        """Voices that match but for the period, and have no date; None where that is not known."""
        filters = replace(self.filters, from_date=None, to_date=None, undated=True)
        wanted = FoundSearch(self.scope, filters).wanted
        if wanted is None or self.by_column:
            return None
        return int(_sum(cells.read(wanted, Group.PERIOD))[0])


def _whole_days(wanted: Wanted) -> tuple[int, int]:
    """The days of a search that whole periods make up (empty where the last comes before the first)."""
    open_first, open_last = wanted.first in (FIRST_DAY, UNDATED), wanted.last in (LAST_DAY, UNDATED)
    first = wanted.first if open_first else periods.whole_periods(wanted.first, wanted.first)[0]
    return first, wanted.last if open_last else periods.whole_periods(wanted.last, wanted.last)[1]


def _left_out(first: int, last: int) -> str:
    begin, end = (f"{day.day} {day:%B %Y}" for day in (periods.date_of(first), periods.date_of(last)))
    return f"These figures cover whole weeks, from {begin} to {end}: choose those days to see all of what they count."


def comments_of(filters: Filters, vector: Vector) -> int:
    """Of the wide columns, how many comments the filters ask for."""
    found = figures(vector)
    if filters.sentiments:
        return sum(found.sentiments[sentiment - 1] for sentiment in set(filters.sentiments))
    if filters.seriousness:
        return sum(found.seriousness[filters.seriousness - 1 :])
    return found.comments


def value_of(filters: Filters, vector: Vector) -> int:
    """Of the wide columns, the one that a trend shows."""
    if filters.sentiments or filters.seriousness:
        return comments_of(filters, vector)
    if filters.ratings:
        return sum(figures(vector).rated[rating] for rating in set(filters.ratings))
    return int(vector[0])


def _facet(filters: Filters) -> tuple[Facet, tuple[int, ...]] | None:
    """The one facet that is filtered by, with its values; None where cells do not answer it."""
    asked = [
        (facet, values)
        for facet, values in (
            (Facet.THEME, filters.themes),
            (Facet.RELATION, filters.relations),
            (Facet.CHANNEL, filters.channels),
            (Facet.QUESTION, filters.questions),
            (Facet.SOURCE, filters.sources),
        )
        if values
    ]
    if not asked:
        return Facet.ALL, ()
    facet, values = asked[0]
    if len(asked) > 1 or (len(set(values)) > 1 and facet not in _PARTS):
        # A voice with two of the themes asked for would count twice.
        return None
    return facet, tuple(sorted(set(values)))


def _sum(total: Mapping[int, Vector]) -> Vector:
    return sum(total.values(), np.zeros(WIDTH, np.int64))
