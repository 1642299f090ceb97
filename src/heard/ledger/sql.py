"""SQL of the ledger that differs between PostgreSQL and SQLite: the guards, and taking what waits to be sealed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

# Tables whose rows are never changed and never deleted, with the keys by which SQLite's REPLACE would find a row.
GUARDED = {
    "ledger_event": ["id = NEW.id"],
    "ledger_log": ["id = NEW.id", "origin = NEW.origin"],
    "ledger_leaf": ["event_id = NEW.event_id", "log_id = NEW.log_id AND seq = NEW.seq"],
    "ledger_checkpoint": ["id = NEW.id", "log_id = NEW.log_id AND size = NEW.size"],
    "ledger_cosignature": ["id = NEW.id", "checkpoint_id = NEW.checkpoint_id AND witness = NEW.witness"],
}
FUNCTION = "guard_ledger"

# For how long a full rewriting waits for transactions that began before it, in seconds.
PATIENCE = 300.0
# Transactions of the whole server that began before this one, and whoever reads this database as it was then.
# PostgreSQL keeps what was deleted since, even when it rewrites a table.
EARLIER = """
    SELECT pg_snapshot_xmin(pg_current_snapshot()) < %(now)s::xid8 OR EXISTS (
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND age(backend_xmin) > age((%(now)s::xid8)::xid)
    )
"""

TAKE = """
    WITH taken AS (
        DELETE FROM ledger_pending WHERE event_id IN (SELECT event_id FROM ledger_pending ORDER BY event_id LIMIT %s)
        RETURNING event_id
    )
    SELECT e.id, e.leaf_hash FROM taken JOIN ledger_event e ON e.id = taken.event_id ORDER BY e.id
"""
CHOOSE = """
    SELECT e.id, e.leaf_hash FROM ledger_pending p JOIN ledger_event e ON e.id = p.event_id
    ORDER BY p.event_id LIMIT %s
"""
DROP = "DELETE FROM ledger_pending WHERE event_id IN (SELECT event_id FROM ledger_pending ORDER BY event_id LIMIT %s)"


def install_guards(using: str = "default") -> None:
    """Make every guard that is missing or altered; safe to run at any time after the tables exist."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " RAISE EXCEPTION '% is never changed: % refused', TG_TABLE_NAME, TG_OP"
                " USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
        for name in missing_guards(using):
            table, statement = _guards(connection)[name]
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
            cursor.execute(statement)


def remove_guards(using: str = "default") -> None:
    """Drop the guards: only for taking back the migration that made them."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, (table, _) in _guards(connection).items():
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}()")


def missing_guards(using: str = "default") -> list[str]:
    """The names of guards that are missing, altered or switched off; empty where all stand."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Enabled (O) or always (A); D and R do not fire in a normal session.
            cursor.execute(
                "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
                " AND tgfoid = to_regproc(%s)",
                [FUNCTION],
            )
            standing = set(cursor.fetchall())
            return [name for name, (table, _) in _guards(connection).items() if (name, table) not in standing]
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = dict(cursor.fetchall())
        return [name for name, (_, statement) in _guards(connection).items() if found.get(name) != statement]


def _guards(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """Each guard by name: its table and the statement that makes it."""
    write = _postgresql_guards if connection.vendor == "postgresql" else _sqlite_guards
    return {name: (table, statement) for table in GUARDED for name, statement in write(table).items()}


def _postgresql_guards(table: str) -> dict[str, str]:
    return {
        f"guard_{table}_change": f"CREATE TRIGGER guard_{table}_change BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()",
        f"guard_{table}_truncate": f"CREATE TRIGGER guard_{table}_truncate BEFORE TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()",
    }


def _sqlite_guards(table: str) -> dict[str, str]:
    # REPLACE passes a DELETE trigger unless recursive_triggers is on, which holds for Heard's own connections only: so
    # an INSERT over a row that stands is refused as well.
    guards = {}
    for verb in ("UPDATE", "DELETE"):
        name = f"guard_{table}_{verb.lower()}"
        guards[name] = (
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN"
            f" SELECT RAISE(ABORT, '{table} is never changed: {verb} refused'); END"
        )
    name = f"guard_{table}_replace"
    taken = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {key})" for key in GUARDED[table])  # noqa: S608
    guards[name] = (
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {taken} BEGIN"
        f" SELECT RAISE(ABORT, '{table} is never changed: INSERT over a row refused'); END"
    )
    return guards


def take_pending(using: str, limit: int) -> list[tuple[int, bytes]]:
    """Delete up to `limit` pending rows and return their events' ids and leaf hashes, by id.

    What was read is what is deleted: on PostgreSQL an event with a lower id may commit between two statements.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(TAKE, [limit])
            rows = cursor.fetchall()
        else:
            cursor.execute(CHOOSE, [limit])
            rows = cursor.fetchall()
            # Nobody writes in between: the transaction began IMMEDIATE.
            cursor.execute(DROP, [limit])
    return [(event_id, bytes(leaf)) for event_id, leaf in rows]


@contextmanager
def committed_to_disk(using: str) -> Iterator[None]:
    """On SQLite, have commits of this connection reach the disk before they return.

    What was published must not be lost to a power cut, which `synchronous=NORMAL` allows. PostgreSQL waits anyway; and
    inside a transaction, whose commit is the caller's, SQLite cannot change it.
    """
    connection = connections[using]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        before = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA synchronous=FULL")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA synchronous={before}")


class StillInUseError(RuntimeError):
    """Somebody had the database open for so long that files still hold what was deleted."""


def scrub(using: str, *, full: bool, patience: float = PATIENCE) -> None:
    """Take the traces of deleted rows out of the database's files; outside any transaction.

    SQLite zeroes what is deleted (secure_delete), so that its write-ahead log alone still holds it: it is folded in and
    emptied. PostgreSQL leaves deleted rows in their pages, and samples of them in its statistics: both go.
    `full` rewrites every table, for which each is locked; only then are the bytes gone from PostgreSQL's files. It
    first waits, up to `patience` seconds, for transactions that began earlier. Raises StillInUseError where they do not
    end, and then the traces may still be there.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _scrub_sqlite(cursor, full=full)
        else:
            _scrub_postgresql(cursor, full=full, patience=patience)


def _scrub_sqlite(cursor: Any, *, full: bool) -> None:
    if full:
        try:
            cursor.execute("VACUUM")
        except OperationalError as problem:
            raise StillInUseError(_STILL) from problem
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    busy = cursor.fetchone()[0]
    if full and busy:
        raise StillInUseError(_STILL)


def _scrub_postgresql(cursor: Any, *, full: bool, patience: float) -> None:
    if full:
        cursor.execute("SELECT pg_current_xact_id()::text")
        _wait_for_earlier(cursor, cursor.fetchone()[0], patience)
    cursor.execute(f"VACUUM ({'FULL, ' if full else ''}ANALYZE)")
    cursor.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'member')")
    if cursor.fetchone()[0]:
        # Without the right, the server's own checkpoint writes the pages within minutes.
        cursor.execute("CHECKPOINT")


def _wait_for_earlier(cursor: Any, now: str, patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        cursor.execute(EARLIER, {"now": now})
        if not cursor.fetchone()[0]:
            return
        if time.monotonic() > until:
            raise StillInUseError(_STILL)
        time.sleep(0.05)


_STILL = (
    "Somebody has a transaction open for minutes, so that the files still hold what was deleted."
    " Stop what uses the database and run heard forget scrub."
)
