"""Django application of the store room."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The store room."""

    name = "heard.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
