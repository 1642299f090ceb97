"""Every week of every unit at once: what early warning watches. Out of the cells, so right after any change."""

# ruff: noqa: S608 - tables and columns are the models' own, numbers are formatted as numbers, the rest is parameters

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from heard.coding import sql
from heard.coding.counting import periods
from heard.coding.counting.cells import COLUMNS, Cells
from heard.coding.models import Facet, Uncounted
from heard.coding.queries.cells import Wanted, waiting_cells
from heard.coding.queries.places import FIRST_DAY, LAST_DAY
from heard.store.moments import one_moment

_PLACES: Final = {name: COLUMNS.index(name) for name in ("voices", "comments", "seriousness_2", "seriousness_3")}
_READ: Final = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Weekly:
    """One row a unit, value and week in which anything was said, sorted by these; `week` is a Monday, in days since
    1970-01-01. `voices` were counted, with so many `comments`, of which `concerns` are at level 2 or 3. All int64.
    """

    unit: NDArray[np.int64]
    value: NDArray[np.int64]
    week: NDArray[np.int64]
    voices: NDArray[np.int64]
    comments: NDArray[np.int64]
    concerns: NDArray[np.int64]


def weekly(organisation_id: int, units: Sequence[int], facet: Facet) -> Weekly:
    """The weeks of units by the values of a facet (one value, 0, for Facet.ALL). Undated voices are in none.

    One statement reads cells and what waits to be folded into them.
    """
    if not units:
        return _summed(np.zeros((0, 6), np.int64))
    wanted = Wanted(organisation_id, tuple(units), facet, (), FIRST_DAY, LAST_DAY)
    found: list[NDArray[np.int64]] = []
    waiting: list[tuple[bool, bytes]] = []
    with one_moment():
        with connection.cursor() as cursor:
            cursor.execute(*_statement(wanted))
            while rows := cursor.fetchmany(_READ):
                found.append(np.array([row[1:7] for row in rows if not row[0]], np.int64).reshape(-1, 6))
                waiting += [(row[0] == 1, bytes(row[7])) for row in rows if row[0]]
        parts = waiting_cells(wanted, waiting)
    found += [_chosen(part, wanted) for part in parts]
    return _summed(np.concatenate(found) if found else np.zeros((0, 6), np.int64))


def _statement(wanted: Wanted) -> tuple[str, list[Any]]:
    units, ids = sql.among("unit_id", wanted.units)
    return (
        "SELECT 0, unit_id, value, period, voices, comments, seriousness_2 + seriousness_3, CAST(NULL AS bytea) "
        f"FROM {sql.CELLS} WHERE {units} AND facet = {int(wanted.facet):d} "
        f"AND period BETWEEN {wanted.first:d} AND {wanted.last:d} "
        "UNION ALL SELECT CASE WHEN first_unit IS NULL THEN 1 ELSE 2 END, 0, 0, 0, 0, 0, 0, content "
        f"FROM {Uncounted._meta.db_table} WHERE organisation_id = %s "
        "AND (first_unit IS NULL OR (first_unit <= %s AND last_unit >= %s))",
        [ids, wanted.organisation_id, max(wanted.units), min(wanted.units)],
    )


def _chosen(part: Cells, wanted: Wanted) -> NDArray[np.int64]:
    rows = part.rows
    chosen = np.isin(rows["unit"], wanted.units) & (rows["facet"] == int(wanted.facet))
    rows = rows[chosen & (rows["period"] >= wanted.first) & (rows["period"] <= wanted.last)]
    counts = {name: rows["counts"][:, place].astype(np.int64) for name, place in _PLACES.items()}
    concerns = counts["seriousness_2"] + counts["seriousness_3"]
    columns = (rows["unit"], rows["value"], rows["period"], counts["voices"], counts["comments"], concerns)
    return np.stack([np.asarray(column, np.int64) for column in columns], axis=1)


def _summed(rows: NDArray[np.int64]) -> Weekly:
    rows = rows.copy()
    rows[:, 2] = periods.monday(rows[:, 2].astype(np.int32))
    keys, at = np.unique(rows[:, :3], axis=0, return_inverse=True)
    sums = np.zeros((len(keys), 3), np.int64)
    np.add.at(sums, at.reshape(-1), rows[:, 3:])
    kept = sums.any(axis=1)
    return Weekly(*keys[kept].T, *sums[kept].T)
