"""How tables are made in SQLite: rows lie in the order of their key, without an index beside them that repeats it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.ddl_references import Statement
from django.db.backends.sqlite3 import schema
from django.db.models import Field, Model


# The types of Django leave out what a backend overrides.
class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Makes tables and indexes without numbers of rows that nobody asks for, or that stand there already."""

    def table_sql(self, model: type[Model]) -> tuple[str, list[Any]]:
        """The statement that makes a model's table, with its parameters."""
        statement, parameters = super().table_sql(model)
        return (f"{statement} WITHOUT ROWID" if len(model._meta.pk_fields) > 1 else statement), parameters

    def _create_index_sql(
        self, model: type[Model], *, fields: Sequence[Field[Any, Any]] | None = None, **more: Any
    ) -> Statement:
        """The statement that makes an index. SQLite ends each with the row's number: a key at the end is left out."""
        if fields and len(fields) > 1 and fields[-1].primary_key and not any(more.get("col_suffixes", ())):
            fields = fields[:-1]
        return super()._create_index_sql(model, fields=fields, **more)  # type: ignore[misc,no-any-return]
