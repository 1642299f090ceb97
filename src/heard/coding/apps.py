"""Django application of the coding room."""

from django.apps import AppConfig


class CodingConfig(AppConfig):
    """The coding room."""

    name = "heard.coding"
    label = "coding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker know the room's jobs, and the policy its verbs."""
        from heard.coding import jobs, policy  # noqa: F401 - they register themselves
