"""How tables are made in SQLite: rows lie in the order of their key, without an index beside them that repeats it."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import schema
from django.db.models import Model


# The types of Django leave out what a backend overrides.
class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Makes a table whose key has several columns without numbers of rows that nobody asks for."""

    def table_sql(self, model: type[Model]) -> tuple[str, list[Any]]:
        """The statement that makes a model's table, with its parameters."""
        statement, parameters = super().table_sql(model)  # type: ignore[misc]
        return (f"{statement} WITHOUT ROWID" if len(model._meta.pk_fields) > 1 else statement), parameters
