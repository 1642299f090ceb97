"""Locks by name."""

from __future__ import annotations

from django.db import connections

from heard.store import sql


def advisory(name: str, using: str = "default") -> None:
    """Hold the lock `name` from here to the end of the transaction, so that one process at a time passes.

    On SQLite nothing is taken: every transaction begins IMMEDIATE there, so that writers already wait for each other.
    Raises RuntimeError outside a transaction, where the lock would be given back at once.
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise RuntimeError(f"The lock {name} needs a transaction around it: use transaction.atomic().")
    sql.advisory_lock(connection, name)
