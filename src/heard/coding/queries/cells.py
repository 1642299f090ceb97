"""Counts out of the cells and of what waits to be folded into them, of one moment: right at every moment.

One statement reads both, so nothing is missed or counted twice while counts are being folded; and the tree by which
what waits is counted is that of the same moment, so that nothing stands in two places while the tree changes.
"""

# ruff: noqa: S608 - tables and columns are the models' own, numbers are formatted as numbers, the rest is parameters

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from heard.coding import sql
from heard.coding.counting.cells import COLUMNS, WIDTH, Cells, count, merged
from heard.coding.counting.facts import Facts, joined, nothing
from heard.coding.models import UNDATED, Facet, Uncounted
from heard.coding.queries import facts as stored_facts
from heard.coding.queries.places import ranges
from heard.coding.queries.shapes import Figures
from heard.organisations import queries as organisations
from heard.store.moments import one_moment

# Voices in the days at the ends of a period that are no whole week: more are not read one by one for a page.
MOST_AT_THE_EDGES: Final = 2_000


class Group(StrEnum):
    """By what counts are added up."""

    PERIOD = "period"
    VALUE = "value"
    UNIT = "unit_id"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Cells to read: of units that count nothing twice, a facet with all its values or some, and days."""

    organisation_id: int
    units: tuple[int, ...]
    facet: Facet
    values: tuple[int, ...]
    first: int
    last: int


Vector = NDArray[np.int64]


def read(wanted: Wanted, group: Group, *, undated_too: bool = False) -> dict[int, Vector]:
    """The wide columns, added up for each period, value or unit. `first` and `last` have to enclose whole periods.

    With `undated_too`, undated voices are there beside those days (as the period UNDATED, or in the sum).
    """
    total: dict[int, Vector] = defaultdict(lambda: np.zeros(WIDTH, np.int64))
    waiting: list[tuple[bool, bytes]] = []
    statement, parameters = _statement(wanted, group, undated_too)
    with one_moment():
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            for kind, key, *counts, content in cursor.fetchall():
                if kind == 0:
                    total[key] += np.array(counts, np.int64)
                else:
                    waiting.append((kind == 1, bytes(content)))
        found = waiting_cells(wanted, waiting)
    for cells in found:
        add(total, cells, wanted, group, undated_too=undated_too)
    return dict(total)


def _statement(wanted: Wanted, group: Group, undated_too: bool) -> tuple[str, list[Any]]:
    units, ids = sql.among("unit_id", wanted.units)
    days = f"period BETWEEN {wanted.first:d} AND {wanted.last:d}"
    if undated_too:
        days = f"({days} OR period = {UNDATED:d})"
    values = f" AND value IN ({', '.join(f'{value:d}' for value in wanted.values)})" if wanted.values else ""
    sums = ", ".join(f"sum({name})" for name in COLUMNS)
    zeros = ", ".join("0" for _ in COLUMNS)
    return (
        f"SELECT 0, {group}, {sums}, CAST(NULL AS bytea) FROM {sql.CELLS} WHERE {units} "
        f"AND facet = {int(wanted.facet):d} AND {days}{values} GROUP BY {group} "
        f"UNION ALL SELECT CASE WHEN first_unit IS NULL THEN 1 ELSE 2 END, 0, {zeros}, content "
        f"FROM {Uncounted._meta.db_table} WHERE organisation_id = %s "
        "AND (first_unit IS NULL OR (first_unit <= %s AND last_unit >= %s))",
        [ids, wanted.organisation_id, max(wanted.units), min(wanted.units)],
    )


def waiting_cells(wanted: Wanted, waiting: Sequence[tuple[bool, bytes]]) -> list[Cells]:
    """What waits, as cells: parts as they are, facts counted by the tree as it is."""
    parts = [Cells.from_bytes(content) for is_facts, content in waiting if not is_facts]
    facts = joined(Facts.from_bytes(content) for is_facts, content in waiting if is_facts)
    if len(facts):
        closure = organisations.closure(wanted.organisation_id)
        parts.append(count(facts, closure, (wanted.facet,), wanted.units))
    return parts


def add(total: dict[int, Vector], cells: Cells, wanted: Wanted, group: Group, *, undated_too: bool = False) -> None:
    """Add those of some cells that are wanted to a total."""
    rows = cells.rows
    chosen = np.isin(rows["unit"], wanted.units) & (rows["facet"] == int(wanted.facet))
    within = (rows["period"] >= wanted.first) & (rows["period"] <= wanted.last)
    chosen &= within | (rows["period"] == UNDATED) if undated_too else within
    if wanted.values:
        chosen &= np.isin(rows["value"], wanted.values)
    rows = rows[chosen]
    keys, at = np.unique(rows["unit" if group is Group.UNIT else str(group)], return_inverse=True)
    sums = np.zeros((len(keys), WIDTH), np.int64)
    np.add.at(sums, at, rows["counts"])
    for key, counts in zip(keys.tolist(), sums, strict=True):
        total[key] = total[key] + counts if key in total else counts


class Edges:
    """The voices of units on stretches of days that are no whole period: read once, counted as often as is asked."""

    def __init__(self, organisation_id: int, units: Sequence[int], days: Sequence[tuple[int, int]]) -> None:
        self.facts: Facts | None = nothing()
        if not days:
            return
        with one_moment():
            under = [span for unit in units for span in organisations.spans_under(unit)]
            places = [place for first, last in days for place in ranges(under, first, last)]
            self.facts = stored_facts.in_ranges(places, at_most=MOST_AT_THE_EDGES)
            self.closure = organisations.closure(organisation_id)

    @property
    def too_many(self) -> bool:
        """Whether they are too many to be read one by one."""
        return self.facts is None

    def cells(self, wanted: Wanted) -> Cells:
        """Their cells of a facet and units."""
        return count(self.facts, self.closure, (wanted.facet,), wanted.units) if self.facts else merged([])


def figures(vector: Vector) -> Figures:
    """The wide columns by name.

    >>> figures(np.arange(19)).concerns_rated_good
    18
    """
    numbers = [int(number) for number in vector]
    rated, sentiments, seriousness = numbers[2:9], numbers[10:15], numbers[15:18]
    return Figures(
        voices=numbers[0],
        with_words=numbers[1],
        rated=tuple(rated),  # type: ignore[arg-type]  # seven, as sliced
        comments=numbers[9],
        sentiments=tuple(sentiments),  # type: ignore[arg-type]  # five
        seriousness=tuple(seriousness),  # type: ignore[arg-type]  # three
        concerns_rated_good=numbers[18],
    )


def of_cells(cells: Cells, group: str) -> Mapping[int, Vector]:
    """Cells of one unit and one facet, added up by period or value."""
    total: dict[int, Vector] = {}
    for row in cells.rows:
        key = int(row[group])
        total[key] = total.get(key, np.zeros(WIDTH, np.int64)) + row["counts"]
    return total
