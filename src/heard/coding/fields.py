"""A column of the coding room that is of another type on each engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class TermsField(_Text):
    """Normalised words: text beside an FTS5 table on SQLite, a tsvector on PostgreSQL. Never read back."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """The column's type on this engine."""
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)
