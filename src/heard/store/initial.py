"""The first migration of a room: all its models become known together.

Django makes every model that is related to a new one anew, one new model after the other: for the hundred models here
that took two thirds of the time in which an empty database is set up.
"""

from __future__ import annotations

from copy import copy
from itertools import takewhile

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel, Migration
from django.db.migrations.state import ProjectState


class InitialMigration(Migration):
    """A migration that begins with new models; what follows them runs as ever, and so does its way back."""

    initial = True

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Make the tables, then run the other operations. A model is the same whether those after it are known."""
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        made = list(takewhile(lambda operation: isinstance(operation, CreateModel), self.operations))
        # What was made ready for the models so far would be made ready again for each.
        project_state.__dict__.pop("apps", None)
        for operation in made:
            operation.state_forwards(self.app_label, project_state)
        for operation in made:
            operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        others = copy(self)
        vars(others)["operations"] = self.operations[len(made) :]
        return super(InitialMigration, others).apply(project_state, schema_editor)
