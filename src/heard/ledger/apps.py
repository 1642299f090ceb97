"""Django application of the ledger room."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger room."""

    name = "heard.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
