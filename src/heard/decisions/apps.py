"""Django application of the decisions room."""

from __future__ import annotations

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """The decisions room."""

    name = "heard.decisions"
    label = "decisions"
    default_auto_field = "django.db.models.BigAutoField"
