"""Django application of the organisations room."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """The organisations room."""

    name = "heard.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
