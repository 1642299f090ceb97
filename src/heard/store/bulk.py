"""Many rows at once: executemany on SQLite, COPY on PostgreSQL. Neither makes a model object for a row."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache, lru_cache, partial
from itertools import chain, islice
from typing import Any, cast

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from heard.store import sql
from heard.store.inserting import insert_few, insert_numbering, refuse_numpy, target

Adapt = Callable[[Any], Any]

# sqlite3 looks a NULL, a boolean and bytes up among adapters each time they are bound, and finds none: .8 microseconds
# a value, which with these, that change nothing, becomes .2.
sqlite3.register_adapter(type(None), {None: None}.get)
sqlite3.register_adapter(bool, int)
sqlite3.register_adapter(bytes, bytes)

# Rows up to which PostgreSQL takes an INSERT: COPY asks it three times, and takes half as long again for one row.
FEW = 10
# Rows in a statement on SQLite: 500 are as fast, and with many columns pass its 32,766 variables.
ROWS = 50
# Rows on SQLite whose values are put into its form together, column by column.
LOT = 5_000

COPY_TYPES = {
    "bigint": "int8",
    "integer": "int4",
    "smallint": "int2",
    "boolean": "bool",
    "double precision": "float8",
    "varchar": "varchar",
    "text": "text",
    "bytea": "bytea",
    "date": "date",
    "timestamp with time zone": "timestamptz",
    "numeric": "numeric",
    "uuid": "uuid",
    "jsonb": "jsonb",
    "tsvector": "tsvector",
}


# The number of the type in every PostgreSQL (pg_type.dat).
_TSVECTOR = 3614


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


def reserve_for(*wanted: tuple[type[models.Model], int], using: str = "default") -> tuple[int, ...]:
    """As reserve_ids, for several models: on SQLite they wait once for their turn to write."""
    if connections[using].vendor == "postgresql":
        return tuple(reserve_ids(model, count, using) for model, count in wanted)
    with transaction.atomic(using=using, savepoint=False):
        return tuple(reserve_ids(model, count, using) for model, count in wanted)


def bulk_insert(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]], using: str = "default"
) -> int:
    """Insert `rows`, each a sequence of plain Python values in the order of `fields`; returns how many.

    `fields` are names of the model's fields ("unit" or "unit_id"; a foreign key takes the key). Every column that
    cannot be NULL and has no database default has to be named, for model defaults are not applied. JSON fields take
    Python objects; None is NULL. All rows or none are inserted. Raises TypeError for NumPy scalars, which SQLite would
    store as blobs.
    """
    connection = connections[using]
    columns = [cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in fields]
    with transaction.atomic(using=using, savepoint=False), connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            rows = iter(rows)
            few = list(islice(rows, FEW + 1))
            # A tsvector comes in its binary form, which only COPY takes.
            if len(few) <= FEW and not _has_vectors(model, tuple(fields), using):
                return insert_few(connection, model, columns, few)
            return _copy(connection, model, columns, chain(few, rows))
        return _insert_many(connection, model, columns, rows)


@lru_cache(maxsize=500)
def _has_vectors(model: type[models.Model], fields: tuple[str, ...], using: str) -> bool:
    named = (cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in fields)
    return any(_copy_type(column, connections[using]) == "tsvector" for column in named)


def insert_made(*made: models.Model, using: str = "default") -> None:
    """Insert objects of one model as they were made, at a third of what it costs to save each.

    Nothing is read back: an object whose key the database gives does not learn it. No signal is sent.
    """
    model = type(made[0])
    columns = [field for field in model._meta.concrete_fields if not field.primary_key or made[0].pk is not None]
    rows = [[_plain(getattr(one, field.attname)) for field in columns] for one in made]
    bulk_insert(model, [field.attname for field in columns], rows, using)


def insert_numbered(*made: models.Model, using: str = "default") -> None:
    """As insert_made, for objects that learn the keys that the database gives them."""
    if not made:
        return
    connection, model = connections[using], type(made[0])
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    with transaction.atomic(using=using, savepoint=False):
        for first in range(0, len(made), ROWS):
            lot = made[first : first + ROWS]
            rows = [[_plain(getattr(one, field.attname)) for field in columns] for one in lot]
            # The rows come back in the order in which they were given, as Django's own bulk_create relies on, too.
            for one, (key,) in zip(lot, insert_numbering(connection, model, columns, rows), strict=True):
                one.pk = key
                one._state.adding, one._state.db = False, using


def insert_new(*made: models.Model, using: str = "default") -> int:
    """As insert_made, without those of which a unique constraint says that they are there; returns how many are new."""
    if not made:
        return 0
    connection, model = connections[using], type(made[0])
    columns = [field for field in model._meta.concrete_fields if not field.primary_key or made[0].pk is not None]
    rows = [[_plain(getattr(one, field.attname)) for field in columns] for one in made]
    with transaction.atomic(using=using, savepoint=False):
        return sum(
            insert_few(connection, model, columns, rows[first : first + ROWS], " ON CONFLICT DO NOTHING")
            for first in range(0, len(rows), ROWS)
        )


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _insert_many(
    connection: BaseDatabaseWrapper,
    model: type[models.Model],
    columns: Sequence[models.Field[Any, Any]],
    rows: Iterable[Sequence[Any]],
) -> int:
    """INSERT with 50 rows a statement: 197,000 rows/s of 8 columns, where executemany made 130,000."""
    adapts = [_sqlite_adapt(column) for column in columns]
    rows = iter(rows)
    count = 0
    cursor = connection.connection.cursor()
    while lot := list(islice(rows, LOT)):
        refuse_numpy(lot[0])
        named, values = _by_column(columns, adapts, lot) if any(adapts) else (columns, iter(lot))
        insert = f"INSERT INTO {target(connection, model, named)} VALUES "  # noqa: S608 (names of the model, quoted)
        place = f"({', '.join('?' * len(named))})"
        full = insert + ", ".join([place] * ROWS)
        while batch := list(islice(values, ROWS)):
            statement = full if len(batch) == ROWS else insert + ", ".join([place] * len(batch))
            cursor.execute(statement, list(chain.from_iterable(batch)))
        count += len(lot)
    return count


def _by_column(
    columns: Sequence[models.Field[Any, Any]], adapts: Sequence[Adapt | None], rows: Sequence[Sequence[Any]]
) -> tuple[list[models.Field[Any, Any]], Iterator[Sequence[Any]]]:
    """The rows in the database's form, without columns that hold nothing: a third of what a row at a time takes."""
    named: list[models.Field[Any, Any]] = []
    values: list[Sequence[Any]] = []
    for column, adapt, held in zip(columns, adapts, zip(*rows, strict=True), strict=True):
        if adapt and named and not column.has_db_default() and all(value is None for value in held):
            continue
        named.append(column)
        values.append([None if value is None else adapt(value) for value in held] if adapt else held)
    return named, zip(*values, strict=True)


def _copy(
    connection: BaseDatabaseWrapper,
    model: type[models.Model],
    columns: Sequence[models.Field[Any, Any]],
    rows: Iterable[Sequence[Any]],
) -> int:
    """COPY as binary, 224,000 rows/s of 8 columns; as text, 104,000, where a type has no short name above."""
    types = [_copy_type(column, connection) for column in columns]
    binary = all(types)
    adapts = [None if binary else _text_adapt(column) for column in columns]
    statement = f"COPY {target(connection, model, columns)} FROM STDIN"
    count = 0
    with connection.cursor() as cursor, cursor.copy(f"{statement} (FORMAT BINARY)" if binary else statement) as copy:
        if binary:
            if "tsvector" in types:
                cursor.adapters.register_dumper(None, _vectors())
            copy.set_types(types)
        write = copy.write_row
        for row in _adapted(rows, adapts):
            write(row)
            count += 1
    return count


@cache
def _vectors() -> type[Any]:
    """Writes a tsvector, which comes in PostgreSQL's binary form, as it is."""
    from psycopg.adapt import Dumper
    from psycopg.pq import Format

    class Vectors(Dumper):
        format = Format.BINARY
        oid = _TSVECTOR

        def dump(self, obj: bytes) -> bytes:
            return obj

    return Vectors


def _adapted(rows: Iterable[Sequence[Any]], adapts: Sequence[Adapt | None]) -> Iterator[Sequence[Any]]:
    """The rows, with each value that needs it put into the database's form."""
    changes = [(place, adapt) for place, adapt in enumerate(adapts) if adapt]
    rows = iter(rows)
    for row in islice(rows, 1):
        refuse_numpy(row)
        rows = chain([row], rows)
    if not changes:
        yield from rows
        return
    for row in rows:
        values = list(row)
        for place, adapt in changes:
            value = values[place]
            if value is not None:
                values[place] = adapt(value)
        yield values


@lru_cache(maxsize=1_000)
def _utc_text(value: datetime) -> str:
    """Rows of one import share their moment."""
    return str(value.astimezone(UTC).replace(tzinfo=None))


@lru_cache(maxsize=20_000)
def _iso_text(value: date) -> str:
    return value.isoformat()


def _concrete(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """The field itself, or the key that a foreign key holds."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _sqlite_adapt(column: models.Field[Any, Any]) -> Adapt | None:
    """How Django's own inserts write this column's values on SQLite; None where they go as they are."""
    field = _concrete(column)
    if isinstance(field, models.JSONField):
        return partial(json.dumps, cls=field.encoder)
    if isinstance(field, models.DateTimeField):
        return _utc_text
    if isinstance(field, models.DateField):
        return _iso_text
    if isinstance(field, models.UUIDField):
        return lambda value: value.hex
    if isinstance(field, models.DecimalField):
        return str
    return None


def _text_adapt(column: models.Field[Any, Any]) -> Adapt | None:
    field = _concrete(column)
    return partial(json.dumps, cls=field.encoder) if isinstance(field, models.JSONField) else None


def _copy_type(column: models.Field[Any, Any], connection: BaseDatabaseWrapper) -> str | None:
    """PostgreSQL's short name of the column's type, 'int8' for a bigint."""
    field = _concrete(column)
    if isinstance(field, models.JSONField) and field.encoder:
        return None  # the binary format would pass it by
    full = field.rel_db_type(connection) or ""
    return COPY_TYPES.get(full.partition("(")[0])
