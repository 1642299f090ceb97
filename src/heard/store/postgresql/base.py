"""Django's backend for PostgreSQL, with the compiler of heard.store.selecting."""

from __future__ import annotations

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    """Django's, but for the compiler."""

    compiler_module = "heard.store.postgresql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection with these operations."""

    ops_class = DatabaseOperations
