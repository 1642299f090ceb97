"""Django application of the coding room."""

from django.apps import AppConfig


class CodingConfig(AppConfig):
    """The coding room."""

    name = "heard.coding"
    label = "coding"
    default_auto_field = "django.db.models.BigAutoField"
