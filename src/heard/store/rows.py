"""The row of a key."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet

Kind = TypeVar("Kind", bound=Model)
Row = TypeVar("Row")


def sole(rows: QuerySet[Kind, Row]) -> Row | None:
    """The row, or None, where a key leaves at most one.

    `.first()` asks for an order as well, which Django works out from every column: half of what such a query takes.
    """
    return next(iter(rows[:1]), None)


def by_key(model: type[Kind], column: str, key: int | str) -> Kind | None:
    """The record with this key in a column that is unique, or None.

    By a statement that is written once, for what every request asks: to put it together takes Django longer than all
    of the rest. Nothing is locked.
    """
    statement, names, converters = _statement(model, column, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
        row = cursor.fetchone()
    if row is None:
        return None
    values = list(row)
    for place, convert, selected in converters:
        values[place] = convert(values[place], selected, connection)
    return model.from_db(DEFAULT_DB_ALIAS, names, values)


@lru_cache(maxsize=100)
def _statement(model: type[Model], column: str, vendor: str) -> tuple[str, list[str], list[tuple[int, Any, Any]]]:  # noqa: ARG001 - what it converts with depends on the vendor
    """The statement, the names of what it selects, and what makes Python values of the database's, in turn."""
    fields, quote, table = model._meta.concrete_fields, connection.ops.quote_name, model._meta.db_table
    converters = []
    for place, field in enumerate(fields):
        selected = field.get_col(table)
        found = (*connection.ops.get_db_converters(selected), *field.get_db_converters(connection))
        converters += [(place, convert, selected) for convert in found]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    statement = f"SELECT {columns} FROM {quote(table)} WHERE {quote(column)} = %s"  # noqa: S608 - the model's names
    return statement, [field.attname for field in fields], converters
