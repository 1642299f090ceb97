"""Django application of the organisations room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class OrganisationsConfig(AppConfig):
    """The organisations room."""

    name = "heard.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Read every room's policy, and keep the packs in the database as their files are."""
        autodiscover_modules("policy")
        post_migrate.connect(_sync_packs, sender=self)


def _sync_packs(using: str = "default", **_: Any) -> None:
    from heard.organisations import packs

    if using == "default":
        packs.sync()
