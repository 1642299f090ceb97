"""Foreign keys of tables that many rows enter at once: PostgreSQL checks them statement by statement."""

# ruff: noqa: ARG002 - the signatures are Django's

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field
from django.db.models.options import Options


class CheckKeyBySet(Operation):
    """Replace a foreign key's check of each row by one of each statement's rows together, on PostgreSQL.

    Its own check looks every row up by itself when the transaction ends, 12 microseconds a row and key, which was a
    tenth of an import; a join of all new rows takes .5. Both ends are held: new rows need their parent, and a parent
    with rows cannot be deleted. Unlike its own, this check does not lock parents: an action that adds rows locks them
    first where somebody could delete them. On SQLite the constraint stays as it is.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, field: str) -> None:
        self.model = model
        self.field = field

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Django's models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the constraint and make the triggers."""
        if schema_editor.connection.vendor != "postgresql":
            return
        field = self._field(app_label, to_state.apps)
        for name in self._constraints(schema_editor, field):
            schema_editor.execute(f"ALTER TABLE {field.model._meta.db_table} DROP CONSTRAINT {name}")
        for statement in _triggers(field):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the triggers; the tables go with them."""
        if schema_editor.connection.vendor != "postgresql":
            return
        field = self._field(app_label, from_state.apps)
        name = _name(field)
        for function in (f"{name}_needs", f"{name}_moved", f"{name}_keeps"):
            schema_editor.execute(f"DROP FUNCTION {function}() CASCADE")

    def describe(self) -> str:
        """What it does, for people."""
        return f"Check {self.field} of {self.model} by statement"

    def _field(self, app_label: str, apps: Apps) -> Field[Any, Any]:
        found: Field[Any, Any] = apps.get_model(app_label, self.model)._meta.get_field(self.field)
        return found

    @staticmethod
    def _constraints(editor: BaseDatabaseSchemaEditor, field: Field[Any, Any]) -> list[str]:
        # Its statement still waits in the editor: constraints come last in a migration, so this runs in a later one.
        with editor.connection.cursor() as cursor:
            found = editor.connection.introspection.get_constraints(cursor, field.model._meta.db_table)
        return [name for name, what in found.items() if what["foreign_key"] and what["columns"] == [field.column]]


def _name(field: Field[Any, Any]) -> str:
    return f"{field.model._meta.db_table}_{field.column}"


def _triggers(field: Field[Any, Any]) -> list[str]:
    """A function and a trigger for each end."""
    table, column, name = field.model._meta.db_table, field.column, _name(field)
    parent: Options[Any] = field.related_model._meta  # type: ignore[union-attr]
    key = parent.pk.column
    raised = "USING ERRCODE = 'foreign_key_violation'"
    missing = f"THEN RAISE EXCEPTION '{name}: no such row in {parent.db_table}' {raised}; END IF;"
    needs = (
        f"IF EXISTS (SELECT FROM changed c LEFT JOIN {parent.db_table} p ON p.{key} = c.{column} "
        f"WHERE c.{column} IS NOT NULL AND p.{key} IS NULL) {missing}"
    )
    keeps = (
        f"IF EXISTS (SELECT FROM changed p JOIN {table} c ON c.{column} = p.{key}) "
        f"THEN RAISE EXCEPTION '{name}: rows of {table} still need it' {raised}; END IF;"
    )
    begin = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    return [
        f"CREATE FUNCTION {name}_needs() {begin} {needs} RETURN NULL; END $$",
        f"CREATE TRIGGER {name}_needs AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_needs()",
        f"CREATE FUNCTION {name}_moved() {begin} IF NOT EXISTS (SELECT FROM {parent.db_table} p "
        f"WHERE p.{key} = NEW.{column}) {missing} RETURN NULL; END $$",
        f"CREATE TRIGGER {name}_moved AFTER UPDATE OF {column} ON {table} FOR EACH ROW "
        f"WHEN (NEW.{column} IS DISTINCT FROM OLD.{column} AND NEW.{column} IS NOT NULL) "
        f"EXECUTE FUNCTION {name}_moved()",
        f"CREATE FUNCTION {name}_keeps() {begin} {keeps} RETURN NULL; END $$",
        f"CREATE TRIGGER {name}_keeps AFTER DELETE ON {parent.db_table} REFERENCING OLD TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_keeps()",
    ]
