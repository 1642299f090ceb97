"""What the worker does for the database itself."""

from __future__ import annotations

from django.db import connection

from heard.store import sql
from heard.store.background import periodic


@periodic(seconds=3)
def fold_log() -> None:
    """Fold SQLite's write-ahead log into the database, which else happens while somebody commits."""
    sql.fold_log(connection)
