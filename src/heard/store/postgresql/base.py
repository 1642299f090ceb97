"""Django's backend for PostgreSQL: the compiler of heard.store.selecting, and fewer questions whether it is there."""

from __future__ import annotations

from time import monotonic
from typing import Any, Final

from django.db.backends.postgresql import base, operations

# Seconds for which a connection that answered is taken to be there still.
TRUSTED: Final = 1.0


class DatabaseOperations(operations.DatabaseOperations):
    """Django's, but for the compiler."""

    compiler_module = "heard.store.postgresql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection with these operations, which is asked at most once a second whether it is there.

    Django asks before every request, fourteen times a second of each connection while ten people speak each second.
    """

    ops_class = DatabaseOperations
    _answered = -TRUSTED

    def planned_cursor(self) -> Any:
        """A cursor whose statements PostgreSQL parses and plans once in each connection; its own form of parameters."""
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(base.ServerBindingCursor(self.connection))  # type: ignore[attr-defined,call-arg]

    def is_usable(self) -> bool:
        """Whether the connection answers, or did within the last second and brought no error since."""
        if not self.errors_occurred and monotonic() - self._answered < TRUSTED:
            return True
        usable: bool = super().is_usable()
        if usable:
            self._answered = monotonic()
        return usable

    def close(self) -> None:
        """Close it; the next one has not answered yet."""
        self._answered = -TRUSTED
        super().close()
