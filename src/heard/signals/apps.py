"""Django application of the signals room."""

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    """The signals room."""

    name = "heard.signals"
    label = "signals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker know the room's jobs, and the policy its verbs."""
        from heard.signals import jobs, policy  # noqa: F401 - they register themselves
