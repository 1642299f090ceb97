"""Django application of the voices room."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    """The voices room."""

    name = "heard.voices"
    label = "voices"
    default_auto_field = "django.db.models.BigAutoField"
