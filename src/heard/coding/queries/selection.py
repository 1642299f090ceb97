"""Which comments a search selects, as SQL that walks an index and never a table.

Newest first, by the key (day, answer), which every index ends with. One unit or a few: each unit's own index, merged.
Everything, or many units: the organisation's index. Words: the full-text index where they are rare, the dates where
they are common (PostgreSQL decides by its statistics, SQLite is told).
"""

# ruff: noqa: S608 - tables and columns are the models' own, numbers are formatted as numbers, the rest is parameters

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from heard.coding import sql
from heard.coding.models import NOT_ASSIGNED, NOT_CODED
from heard.coding.queries import places
from heard.coding.queries.places import Range
from heard.coding.queries.shapes import Filters
from heard.methods import search
from heard.organisations.queries import Scope

COLUMNS: Final = (
    "answer_id",
    "voice_id",
    "said_day",
    "unit_id",
    "rating",
    "relation",
    "channel",
    "question_id",
    "themes",
    "sentiment",
    "seriousness",
)
# Up to so many units are walked one by one; beyond, the organisation's dates are walked once.
_WALKS: Final = 40
# Concerns have an index of their own over the organisation; it beats the units' own from so many units on, in which
# serious comments are so rare that nearly every comment would be looked at.
_CONCERN: Final = 2
_CONCERN_WALKS: Final = 4
# Comments, concerns, serious ones.
_COUNTED: Final = ", ".join(
    ("count(*)", *(f"sum(CASE WHEN a.seriousness >= {level} THEN 1 ELSE 0 END)" for level in (2, 3)))
)
# From so many matches on, SQLite finds the newest 25 sooner along the dates.
_COMMON: Final = 5_000
# A key (day, answer) to begin after, and whether towards newer ones.
Start = tuple[int, int, bool]


@dataclass(frozen=True, slots=True)
class Selection:
    """The comments of a search. `ranges` is None for the whole organisation, within `first` and `last` day."""

    organisation_id: int
    ranges: tuple[Range, ...] | None
    first: int
    last: int
    conditions: tuple[str, ...]
    query: search.Query
    # Whether only concerns are asked for.
    concerns: bool = False
    # What else must be in the words: any one of these.
    any_of: tuple[search.Query, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing can match, whatever is stored."""
        return self.ranges == () or self.first > self.last

    def statement(self, limit: int, start: Start | None = None, ordered: bool = True) -> tuple[str, list[Any]]:
        """SQL for the newest `limit` comments (any, where not `ordered`) after `start`, with its parameters."""
        columns = ", ".join(f"a.{name}" for name in COLUMNS)
        most = _CONCERN_WALKS if self.concerns else _WALKS
        few = self.ranges is not None and len(self.ranges) <= most and self.query.is_empty and not self.any_of
        order, after, after_parameters = _after(start)
        tail = f" ORDER BY {order} LIMIT {limit:d}" if ordered else f" LIMIT {limit:d}"
        if few and self.ranges is not None:
            walks, parameters = _walked(columns, self.ranges, _and(*self.conditions, after), after_parameters, tail)
            return f"SELECT * FROM ({walks}) AS merged{tail}", parameters
        table, conditions, parameters = self._everywhere(ordered)
        where = _and(*conditions, *self.conditions, after)
        return f"SELECT {columns} FROM {table} WHERE {where}{tail}", [*parameters, *after_parameters]

    def by_day(self) -> tuple[str, list[Any]]:
        """SQL for how many comments each day has, with its parameters."""
        table, conditions, parameters = self._everywhere(ordered=False)
        where = _and(*conditions, *self.conditions)
        return f"SELECT a.said_day, count(*) FROM {table} WHERE {where} GROUP BY a.said_day", parameters

    def by_themes(self) -> tuple[str, list[Any]]:
        """SQL for how many comments, concerns and serious ones each set of themes has, with its parameters."""
        table, conditions, parameters = self._everywhere(ordered=False)
        where = _and(*conditions, *self.conditions)
        return f"SELECT a.themes, {_COUNTED} FROM {table} WHERE {where} GROUP BY a.themes", parameters

    def by_labels(self, frame_id: int) -> tuple[str, list[Any]]:
        """The same for each set of labels of an own frame, NULL where its model has not read the comment."""
        table, conditions, parameters = self._everywhere(ordered=False)
        where = _and(*conditions, *self.conditions)
        codes = f"LEFT JOIN {sql.LOCAL_CODES} c ON c.answer_id = a.answer_id AND c.frame_id = {frame_id:d}"
        return f"SELECT c.labels, {_COUNTED} FROM {table} {codes} WHERE {where} GROUP BY c.labels", parameters

    def _everywhere(self, ordered: bool) -> tuple[str, list[str], list[Any]]:
        """Table, conditions and parameters of a search over the whole organisation or many units at once."""
        table = f"{sql.ANSWERS} a"
        conditions: list[str] = []
        parameters: list[Any] = []
        if not self.query.is_empty:
            condition, words = sql.matches(self.query)
            if connection.vendor == "sqlite" and not (ordered and sql.is_common(self.query, _COMMON)):
                # CROSS JOIN keeps the order of the tables: the words first. Any 1,000 matches come soonest from them.
                table = f"{sql.WORDS} CROSS JOIN {sql.ANSWERS} a ON a.answer_id = {sql.WORDS}.rowid"
                condition = f"{sql.WORDS} MATCH %s"
            elif connection.vendor == "sqlite":
                table = f"{sql.ANSWERS} a INDEXED BY explore_by_organisation"
            conditions.append(condition)
            parameters.append(words)
        if self.any_of:
            condition, words = sql.matches_any(self.any_of)
            conditions.append(condition)
            parameters.append(words)
        conditions += ["a.organisation_id = %s", _days(self.first, self.last)]
        parameters.append(self.organisation_id)
        if self.ranges is not None:
            condition, units = _any_range(self.ranges)
            conditions.append(condition)
            parameters += units
        return table, conditions, parameters


def select(scope: Scope, filters: Filters) -> Selection:
    """The comments that a scope shows and the filters ask for."""
    first, last = places.days(filters)
    found = places.spans(scope, filters.unit_id)
    return Selection(
        organisation_id=scope.organisation_id,
        ranges=None if found is None else places.ranges(found, first, last),
        first=first,
        last=last,
        conditions=tuple(_conditions(filters)),
        query=search.parse(filters.words),
        concerns=filters.seriousness >= _CONCERN,
    )


def _conditions(filters: Filters) -> list[str]:
    """The filters as SQL. Whole numbers stand in it as they are: an index over concerns needs to see the level."""
    found = []
    if filters.themes:
        mask = sum(1 << theme for theme in set(filters.themes) if theme >= 0)
        parts = [f"(a.themes & {mask:d}) <> 0"] if mask else []
        parts += ["a.themes = 0"] if NOT_ASSIGNED in filters.themes else []
        parts += ["a.themes < 0"] if NOT_CODED in filters.themes else []
        found.append(f"({' OR '.join(parts)})")
    if filters.seriousness >= _CONCERN:
        # SQLite sees that the index of concerns serves only where its condition stands word for word.
        found.append(f"a.seriousness >= {_CONCERN:d}")
    if filters.seriousness:
        found.append(f"a.seriousness >= {int(filters.seriousness):d}")
    for column, values in (
        ("sentiment", filters.sentiments),
        ("relation", filters.relations),
        ("channel", filters.channels),
        ("question_id", filters.questions),
        ("source_id", filters.sources),
        ("rating", filters.ratings),
    ):
        if values:
            found.append(f"a.{column} IN ({', '.join(str(int(value)) for value in values)})")
    return found


def _walked(
    columns: str, ranges: Sequence[Range], conditions: str, condition_parameters: Sequence[Any], tail: str
) -> tuple[str, list[Any]]:
    """The newest comments of each range, along its unit's own index; PostgreSQL plans that once for all of them."""
    if connection.vendor == "postgresql":
        where = _and("a.unit_id = place.unit", "a.said_day BETWEEN place.first AND place.last", conditions)
        walk = f"SELECT {columns} FROM {sql.ANSWERS} a WHERE {where}{tail}"
        places = "unnest(%s::bigint[], %s::integer[], %s::integer[]) AS place(unit, first, last)"
        bounds: list[Any] = [list(column) for column in zip(*ranges, strict=True)]
        return f"SELECT walk.* FROM {places} CROSS JOIN LATERAL ({walk}) AS walk", [*bounds, *condition_parameters]
    parts, parameters = [], []
    for one in ranges:
        where = _and("a.unit_id = %s", _days(one.first, one.last), conditions)
        parts.append(f"SELECT * FROM (SELECT {columns} FROM {sql.ANSWERS} a WHERE {where}{tail}) AS walk")
        parameters += [one.unit_id, *condition_parameters]
    return " UNION ALL ".join(parts), parameters


def _days(first: int, last: int) -> str:
    return f"a.said_day BETWEEN {first:d} AND {last:d}"


def _after(start: Start | None) -> tuple[str, str, list[int]]:
    """The order, the condition to begin after a key, and its parameters."""
    if start is None:
        return "said_day DESC, answer_id DESC", "", []
    day, answer, newer = start
    way, sign = ("ASC", ">") if newer else ("DESC", "<")
    return f"said_day {way}, answer_id {way}", f"(a.said_day, a.answer_id) {sign} (%s, %s)", [day, answer]


def _and(*conditions: str) -> str:
    return " AND ".join(condition for condition in conditions if condition)


def _any_range(ranges: Sequence[Range]) -> tuple[str, list[Any]]:
    """The condition that a comment lies in one of many ranges; units with the same days share one."""
    units: dict[tuple[int, int], list[int]] = defaultdict(list)
    for one in ranges:
        units[one.first, one.last].append(one.unit_id)
    parts, parameters = [], []
    for (first, last), ids in units.items():
        condition, parameter = sql.among("a.unit_id", ids)
        parts.append(f"({condition} AND {_days(first, last)})")
        parameters.append(parameter)
    return f"({' OR '.join(parts)})", parameters
