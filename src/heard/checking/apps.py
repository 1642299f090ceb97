"""Django application of the checking room."""

from django.apps import AppConfig


class CheckingConfig(AppConfig):
    """The checking room."""

    name = "heard.checking"
    label = "checking"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker know the room's jobs, and the policy its verbs."""
        from heard.checking import jobs, policy  # noqa: F401 - they register themselves
