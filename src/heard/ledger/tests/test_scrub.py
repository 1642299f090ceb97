"""Rewriting the database's files waits for whoever could still see what was deleted, and says so where they stay."""

from __future__ import annotations

import sqlite3
import threading
import time
from typing import Any

import psycopg
import pytest
from django.db import connection

from heard.ledger import actions, sql
from heard.ledger.models import Erasure
from heard.ledger.tests.factories import record

pytestmark = pytest.mark.django_db(transaction=True)
MARK = b"zqxtrace"


@pytest.fixture
def reader() -> Any:
    """Somebody else, who has begun to read."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            before = cursor.fetchone()[0]
            cursor.execute("PRAGMA busy_timeout = 20")
        other: Any = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False)
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM ledger_event").fetchall()
        yield other
        other.close()
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {before}")
        return
    other = psycopg.connect(**login())
    other.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    other.execute("SELECT count(*) FROM ledger_event")
    yield other
    other.close()


def login(**instead: str) -> dict[str, Any]:
    given = {**connection.get_connection_params(), **instead}
    return {name: given[name] for name in ("dbname", "host", "port", "user", "password") if name in given}


def deleted() -> None:
    """A row came and went while somebody read."""
    record()
    row = Erasure.objects.create(subject=f"voice:{MARK.decode()}", at="2026-11-01T00:00Z")
    row.delete()


def in_file() -> bool:
    if connection.vendor == "sqlite":
        paths = (connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}-wal")
        return any(MARK in open(path, "rb").read() for path in paths)
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('ledger_erasure'))")
        return MARK in bytes(cursor.fetchone()[0])


def test_whoever_reads_on_makes_it_say_that_traces_may_be_left(reader):
    deleted()
    with pytest.raises(sql.StillInUseError, match="run heard forget scrub"):
        sql.scrub("default", full=True, patience=0.2)
    assert in_file()


def test_it_is_done_once_they_have_ended(reader):
    deleted()
    reader.rollback()
    actions.scrub(full=True)
    assert not in_file()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite waits by its own timeout")
def test_it_waits_until_they_end(reader):
    deleted()
    ending = threading.Thread(target=lambda: (time.sleep(0.4), reader.rollback()))
    ending.start()
    actions.scrub(full=True)
    ending.join()
    assert not in_file()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's transactions are of one file")
def test_a_transaction_of_another_database_of_the_server_counts_too():
    with psycopg.connect(**login(dbname="postgres")) as other:
        other.execute("SELECT pg_current_xact_id()")
        deleted()
        with pytest.raises(sql.StillInUseError):
            sql.scrub("default", full=True, patience=0.2)
    actions.scrub(full=True)
    assert not in_file()
