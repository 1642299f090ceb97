"""Django application of the tasks room."""

from __future__ import annotations

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """The tasks room."""

    name = "heard.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"
