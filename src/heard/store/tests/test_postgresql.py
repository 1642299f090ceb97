"""A connection is asked whether it is there, and not before every request."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.utils import Error

from heard.store import sql
from heard.store.postgresql import base

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone has connections that can break"),
]


def test_a_connection_is_asked_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now, asked = [100.0], []
    monkeypatch.setattr(base, "monotonic", lambda: now[0])
    monkeypatch.setattr(base.base.DatabaseWrapper, "is_usable", lambda one: asked.append(one) or True)
    connection.close()
    connection.ensure_connection()
    assert [connection.is_usable() for _ in range(3)] == [True] * 3
    assert len(asked) == 1
    now[0] += base.TRUSTED
    assert connection.is_usable()
    assert len(asked) == 2


def test_a_connection_that_broke_is_found_and_replaced() -> None:
    connection.close()
    connection.ensure_connection()
    assert connection.is_usable()
    with pytest.raises(Error), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert not connection.is_usable()
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_a_planned_statement_is_planned_once_and_answers_as_any_other() -> None:
    for number in (1, 2, 3):
        with sql.planned_cursor(connection) as cursor:
            cursor.execute("SELECT %s + 1, %s || 'b'", [number, "a"])
            assert cursor.fetchall() == [(number + 1, "ab")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1 + 1%%'", [])
        assert cursor.fetchone() == (1,)
