"""Django application of the pages room."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The pages room."""

    name = "heard.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"
