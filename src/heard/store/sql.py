"""SQL of the store room that differs between PostgreSQL and SQLite."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

# Attempts to draw an unbroken run of numbers beside ordinary inserts before the table is locked for a moment.
ATTEMPTS = 8


def lock_number(name: str) -> int:
    """The signed 64-bit number that stands for a lock's name in PostgreSQL.

    >>> lock_number("ledger.seal")
    -7241586673268943313
    """
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def advisory_lock(connection: BaseDatabaseWrapper, name: str) -> None:
    """Wait for the lock `name` and hold it until the transaction ends; does nothing on SQLite (see locks.py)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_number(name)])


def planned_cursor(connection: BaseDatabaseWrapper) -> Any:
    """A cursor for a statement that most requests ask, written letter by letter the same: it is planned once.

    PostgreSQL takes longer to plan most of them than to run them. SQLite's driver keeps statements anyway.
    """
    return connection.planned_cursor() if connection.vendor == "postgresql" else connection.cursor()  # type: ignore[attr-defined]


def commit_soon(connection: BaseDatabaseWrapper) -> None:
    """On PostgreSQL, let the current transaction end without waiting for the disk: a crash may lose what it wrote."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO OFF")


def reserve(model: type[Model], count: int, using: str) -> int:
    """The first of `count` consecutive ids of `model`, taken from its sequence."""
    connection = connections[using]
    if connection.vendor == "postgresql" and count == 1:
        # An unbroken run of one: no other can come between.
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s))", _sequence(connection, model))
            return int(cursor.fetchone()[0])
    with transaction.atomic(using=using, savepoint=False):
        if connection.vendor == "sqlite":
            return _reserve_sqlite(connection, model, count)
        return _reserve_postgresql(connection, model, count)


def _reserve_sqlite(connection: BaseDatabaseWrapper, model: type[Model], count: int) -> int:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq", [count, table])
        if row := cursor.fetchone():
            return int(row[0]) - count + 1
        # The row appears with the table's first insert.
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
        return 1


def _reserve_postgresql(connection: BaseDatabaseWrapper, model: type[Model], count: int) -> int:
    table, sequence = model._meta.db_table, _sequence(connection, model)
    advisory_lock(connection, f"reserve_ids {table}")
    with connection.cursor() as cursor:
        for _ in range(ATTEMPTS):
            # Each nextval is atomic, a run of them is not: an insert elsewhere may take a number from its middle.
            cursor.execute(
                "WITH named AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS sequence) "
                "SELECT min(n), max(n) FROM (SELECT nextval(sequence) AS n FROM named, generate_series(1, %s)) AS n",
                [*sequence, count],
            )
            first, last = cursor.fetchone()
            if last - first + 1 == count:
                return int(first)
        # Inserts take their number under a lock that this one excludes; other callers of reserve wait above.
        cursor.execute(f"LOCK TABLE {connection.ops.quote_name(table)} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s))", sequence)
        first = int(cursor.fetchone()[0])
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [*sequence, first + count - 1])
        return first


def _sequence(connection: BaseDatabaseWrapper, model: type[Model]) -> list[Any]:
    """What pg_get_serial_sequence asks for: a quoted table, and a column."""
    return [connection.ops.quote_name(model._meta.db_table), model._meta.pk.column]


@contextmanager
def snapshot(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Read one moment, outside any transaction of Django's; does nothing inside another snapshot."""
    if connection.vendor == "postgresql":
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    connection.ensure_connection()
    if connection.connection.in_transaction:
        yield
        return
    # Not Django's own, which begins IMMEDIATE: a page that reads must not wait for whoever writes.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def fold_log(connection: BaseDatabaseWrapper) -> None:
    """On SQLite, copy what is committed from the write-ahead log into the database; nobody waits for it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


def is_locked(connection: BaseDatabaseWrapper, name: str) -> bool:
    """Whether another PostgreSQL session holds the lock `name`."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock_number(name)])
        return not cursor.fetchone()[0]


class SessionLock:
    """An advisory lock of PostgreSQL that is held until it is closed or its process ends, on a connection of its own.

    The connections of requests and jobs will not do: Django closes them after CONN_MAX_AGE.
    """

    def __init__(self, name: str, using: str = "default") -> None:
        self._connection = connections[using].copy()
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [lock_number(name)])

    def check(self) -> None:
        """Raise django.db.Error where the connection, and with it the lock, was lost."""
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def close(self) -> None:
        """Give the lock back."""
        self._connection.close()
