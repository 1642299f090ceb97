"""Django application of the ledger room."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """The ledger room."""

    name = "heard.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the guards renewed after every migrate: on SQLite, Django copies a table to alter it, without them."""
        post_migrate.connect(renew_guards, sender=self)


def renew_guards(using: str, **_: Any) -> None:
    """Make the guards that are missing, unless their migration was not run or was taken back."""
    from heard.ledger import sql

    if ("ledger", "0002_guards") in MigrationRecorder(connections[using]).applied_migrations():
        sql.install_guards(using)
