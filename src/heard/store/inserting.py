"""INSERT of a few rows as one statement, as Django would write it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


def insert_few(
    connection: BaseDatabaseWrapper,
    model: type[models.Model],
    columns: Sequence[models.Field[Any, Any]],
    rows: Sequence[Sequence[Any]],
    ending: str = "",
) -> int:
    """INSERT as Django would write it, all rows in one statement; how many were inserted."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(*_insert(connection, model, columns, rows, ending))
        return int(cursor.rowcount)


def insert_numbering(
    connection: BaseDatabaseWrapper,
    model: type[models.Model],
    columns: Sequence[models.Field[Any, Any]],
    rows: Sequence[Sequence[Any]],
) -> list[tuple[Any, ...]]:
    """As insert_few; the keys of the new rows, in their order."""
    key = connection.ops.quote_name(str(model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(*_insert(connection, model, columns, rows, f" RETURNING {key}"))
        return list(cursor.fetchall())


def _insert(
    connection: BaseDatabaseWrapper,
    model: type[models.Model],
    columns: Sequence[models.Field[Any, Any]],
    rows: Sequence[Sequence[Any]],
    ending: str,
) -> tuple[str, list[Any]]:
    for row in rows:
        refuse_numpy(row)
    place = f"({', '.join(['%s'] * len(columns))})"
    places = ", ".join([place] * len(rows))
    values = [
        column.get_db_prep_save(value, connection) for row in rows for column, value in zip(columns, row, strict=True)
    ]
    return f"INSERT INTO {target(connection, model, columns)} VALUES {places}{ending}", values  # noqa: S608


def target(
    connection: BaseDatabaseWrapper, model: type[models.Model], columns: Sequence[models.Field[Any, Any]]
) -> str:
    """The table with its columns, quoted."""
    quote = connection.ops.quote_name
    return f"{quote(model._meta.db_table)} ({', '.join(quote(str(column.column)) for column in columns)})"


def refuse_numpy(row: Sequence[Any]) -> None:
    """Raise TypeError where a value is NumPy's."""
    for value in row:
        if type(value).__module__ == "numpy":
            raise TypeError(f"bulk_insert takes plain Python values, not {type(value).__name__}: use .tolist().")
