"""SQL of the ledger that differs between PostgreSQL and SQLite: the guards, and taking what waits to be sealed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
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


def scrub(using: str, *, full: bool) -> None:
    """Take the traces of deleted rows out of the database's files; outside any transaction.

    SQLite zeroes what is deleted (secure_delete), so that its write-ahead log alone still holds it: it is folded in and
    emptied. PostgreSQL leaves deleted rows in their pages, and samples of them in its statistics: both go.
    `full` rewrites every table, for which each is locked; only then are the bytes gone from PostgreSQL's files.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            if full:
                cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        cursor.execute(f"VACUUM ({'FULL, ' if full else ''}ANALYZE)")
        cursor.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'member')")
        if cursor.fetchone()[0]:
            # Without the right, the server's own checkpoint writes the pages within minutes.
            cursor.execute("CHECKPOINT")
