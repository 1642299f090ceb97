"""Django's backend for SQLite: transactions take turns (turns.py), tables lie in the order of their key (schema.py)."""

from __future__ import annotations

from django.db.backends.sqlite3 import base, operations
from django.db.utils import OperationalError

from heard.store.sqlite3.schema import DatabaseSchemaEditor
from heard.store.sqlite3.turns import Turn, turn_at


class DatabaseOperations(operations.DatabaseOperations):
    """Django's, but for the compiler."""

    compiler_module = "heard.store.sqlite3.compiler"


# The types of Django leave out what a backend overrides.
class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds the turn from the beginning of a transaction to its end."""

    ops_class = DatabaseOperations
    # Only a key that is called so is the row's own number; called "bigint" it is a column with an index beside it.
    data_types = {**base.DatabaseWrapper.data_types, "BigIntegerField": "integer"}
    SchemaEditorClass = DatabaseSchemaEditor
    _turn: Turn | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if self.is_in_memory_db():
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            return
        turn = turn_at(str(self.settings_dict["NAME"]))
        if not turn.take(self.settings_dict["OPTIONS"].get("timeout", 5.0)):
            raise OperationalError("database is locked")
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            turn.give()
            raise
        self._turn = turn

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        # Where a commit fails, a rollback follows.
        self._give()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give()

    def _give(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.give()
