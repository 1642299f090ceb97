"""Django application of the assurance room."""

from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    """The assurance room."""

    name = "heard.assurance"
    label = "assurance"
    default_auto_field = "django.db.models.BigAutoField"
