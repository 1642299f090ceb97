"""What a section of the board's page is made from, and what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from heard.coding.presenters.figures import Box
from heard.coding.queries import Figures, Filters, Interval, Point, Search
from heard.design.figures import Chart
from heard.organisations.packs import load
from heard.organisations.queries import Scope

# How far back charts go, and over how many months the page adds up.
CHART_MONTHS = 24
YEAR_MONTHS = 12


@dataclass(frozen=True)
class Board:
    """Whose page it is, and what its sections share, read once. Months that are not over are in none of it."""

    organisation_id: int
    code: str
    name: str
    today: date

    @property
    def until(self) -> date:
        """The first day of the month that is not over."""
        return self.today.replace(day=1)

    @property
    def since(self) -> date:
        """The first day of the twelve months before it."""
        return self.until.replace(year=self.until.year - YEAR_MONTHS // 12)

    @property
    def scope(self) -> Scope:
        """The whole organisation: whoever may see the page has a role over all of it."""
        return Scope(self.organisation_id, None)

    @cached_property
    def least(self) -> int:
        """Numbers from 1 up to, and without, this one are hidden."""
        return int(load("suppression").content["least"])

    @cached_property
    def months(self) -> tuple[Point, ...]:
        """The last two years by month, in order."""
        trend = Search(self.scope, Filters()).trend(Interval.MONTH)
        points = trend.points if trend else ()
        return tuple(point for point in points if point.start < self.until)[-CHART_MONTHS:]

    @cached_property
    def year(self) -> tuple[Figures, ...]:
        """The months of the last twelve in which anything was said."""
        return tuple(point.figures or Figures() for point in self.months if point.start >= self.since)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first cell of a row names it, the others are numbers or short words."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page, on screen and on paper alike. What is empty is not shown."""

    heading: str
    sentences: Sequence[str] = ()
    boxes: Sequence[Sequence[Box]] = ()
    charts: Sequence[Chart] = ()
    table: Table | None = None
    notes: Sequence[str] = field(default=())
    # Whether it explains the signs beside its charts.
    explained: bool = False
    # (text, address): where more of it stands, on screen alone.
    links: Sequence[tuple[str, str]] = field(default=())
