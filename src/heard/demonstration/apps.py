"""Django application of the demonstration room."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """The demonstration room."""

    name = "heard.demonstration"
    label = "demonstration"
    default_auto_field = "django.db.models.BigAutoField"
