"""How often each rating was given, by the unit itself and by channel: what a return is made of."""

# ruff: noqa: S608 - tables and columns are the models' own, numbers are formatted as numbers, the rest is parameters

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from heard.coding import sql
from heard.coding.counting.periods import day_of
from heard.coding.models import UNDATED


@dataclass(frozen=True, slots=True)
class RatingCount:
    """Voices of a unit, those of units below it not among them, that gave one rating by one channel.

    `rating`: 1 very good … 5 very poor, 6 don't know, 0 a code that no pack knows. `channel`: as in labels.channels.
    """

    unit_id: int
    rating: int
    channel: int
    number: int


def rating_counts(unit_ids: Sequence[int], first: date, last: date) -> list[RatingCount]:
    """Of voices said from the first day to the last, both included; wordless ones count, withdrawn ones do not.

    One statement over the index of unit and day: it reads the rows of those days and no others.
    """
    return _counted(unit_ids, day_of(first), day_of(last))


def undated_rating_counts(unit_ids: Sequence[int]) -> list[RatingCount]:
    """Of voices whose date nobody has decided."""
    return _counted(unit_ids, UNDATED, UNDATED)


def _counted(unit_ids: Sequence[int], first: int, last: int) -> list[RatingCount]:
    if not unit_ids:
        return []
    among, ids = sql.among("unit_id", unit_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT unit_id, rating, channel, count(*) FROM {sql.VOICES} WHERE {among} "
            f"AND said_day BETWEEN {first:d} AND {last:d} AND rating IS NOT NULL GROUP BY unit_id, rating, channel "
            "ORDER BY unit_id, rating, channel",
            [ids],
        )
        return [RatingCount(*row) for row in cursor.fetchall()]
