"""Many rows at once: executemany on SQLite, COPY on PostgreSQL. Neither makes a model object for a row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from heard.store import sql

Adapt = Callable[[Any], Any]


def reserve_ids(model: type[models.Model], count: int, using: str = "default") -> int:
    """The first of `count` consecutive ids that nobody else will get, whatever runs at the same time.

    Call it outside a big transaction: on PostgreSQL other callers for the same table wait until the transaction ends.
    Ids of a transaction that is rolled back stay unused on PostgreSQL. Raises ValueError for a count below 1 and
    TypeError for a model whose key is not a number that the database gives.
    """
    if count < 1:
        raise ValueError(f"Reserve at least one id of {model._meta.label}, not {count}.")
    if not isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
        raise TypeError(f"{model._meta.label} has no automatic key to reserve.")
    return sql.reserve(model, count, using)


def bulk_insert(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]], using: str = "default"
) -> int:
    """Insert `rows`, each a sequence of plain Python values in the order of `fields`; returns how many.

    `fields` are names of the model's fields ("unit" or "unit_id"; a foreign key takes the key). Every column without a
    database default has to be named, for model defaults are not applied. JSON fields take Python objects; None is NULL.
    All rows or none are inserted. Raises TypeError for NumPy scalars, which SQLite would store as blobs.
    """
    connection = connections[using]
    columns = [model._meta.get_field(name) for name in fields]
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column.column) for column in columns)
    with transaction.atomic(using=using, savepoint=False):
        if connection.vendor == "postgresql":
            return _copy(connection, f"COPY {table} ({names}) FROM STDIN", columns, rows)
        places = ", ".join(["%s"] * len(columns))
        return _execute_many(connection, f"INSERT INTO {table} ({names}) VALUES ({places})", columns, rows)


def _execute_many(
    connection: BaseDatabaseWrapper, statement: str, columns: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> int:
    adapts = [_sqlite_adapt(column) for column in columns]
    with connection.cursor() as cursor:
        cursor.executemany(statement, _adapted(rows, adapts))
        return max(cursor.rowcount, 0)


def _copy(
    connection: BaseDatabaseWrapper, statement: str, columns: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> int:
    adapts = [_postgresql_adapt(column) for column in columns]
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        write = copy.write_row
        for row in _adapted(rows, adapts):
            write(row)
            count += 1
    return count


def _adapted(rows: Iterable[Sequence[Any]], adapts: Sequence[Adapt | None]) -> Iterator[Sequence[Any]]:
    """The rows with each value that needs it put into the database's form; the others go through untouched."""
    changes = [(place, adapt) for place, adapt in enumerate(adapts) if adapt]
    first = True
    for row in rows:
        if first:
            _refuse_numpy(row)
            first = False
        if not changes:
            yield row
            continue
        values = list(row)
        for place, adapt in changes:
            value = values[place]
            if value is not None:
                values[place] = adapt(value)
        yield values


def _refuse_numpy(row: Sequence[Any]) -> None:
    for value in row:
        if type(value).__module__ == "numpy":
            raise TypeError(f"bulk_insert takes plain Python values, not {type(value).__name__}: use .tolist().")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _utc_text(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))


def _sqlite_adapt(field: Any) -> Adapt | None:
    """How SQLite wants a value of this field, as Django's own inserts write it."""
    target = field.target_field if field.is_relation else field
    if isinstance(target, models.JSONField):
        return _json
    if isinstance(target, models.DateTimeField):
        return _utc_text
    if isinstance(target, models.DateField):
        return date.isoformat
    if isinstance(target, models.DecimalField):
        return target.format_number if hasattr(target, "format_number") else str
    if isinstance(target, models.UUIDField):
        return lambda value: value.hex
    return None


def _postgresql_adapt(field: Any) -> Adapt | None:
    target = field.target_field if field.is_relation else field
    return _json if isinstance(target, models.JSONField) else None
