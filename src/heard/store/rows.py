"""The row of a key."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

Kind = TypeVar("Kind", bound=Model)
Row = TypeVar("Row")


def sole(rows: QuerySet[Kind, Row]) -> Row | None:
    """The row, or None, where a key leaves at most one.

    `.first()` asks for an order as well, which Django works out from every column: half of what such a query takes.
    """
    return next(iter(rows[:1]), None)
