"""What the worker does for this room. Each is safe to run again from wherever it was cut off."""

from __future__ import annotations

import contextlib
from datetime import timedelta

from django.utils import timezone

from heard.organisations.policy import SYSTEM
from heard.store import background
from heard.voices.errors import BadFile
from heard.voices.importing import running, undoing
from heard.voices.models import Import

# Days that an upload waits to be mapped and started: its file holds what redaction masks.
WAITS = 7


@background.job(retries=10)
def run_import(import_id: int) -> None:
    """Store an import that was started."""
    # The sentence stands with the import: trying again would not help.
    with contextlib.suppress(BadFile):
        running.run(import_id)


@background.job(retries=10)
def undo_import(import_id: int) -> None:
    """Delete what an import brought."""
    undoing.undo(import_id)


@background.job(retries=10)
def withdraw_import(import_id: int) -> None:
    """Mark an import's voices as withdrawn."""
    undoing.withdraw(import_id)


@background.periodic(seconds=3600)
def discard_forgotten() -> None:
    """Throw away uploads that nobody started, with their files."""
    # Actions ask for jobs, so that this module is loaded before them.
    from heard.voices.actions.imports import OPEN, discard_import

    old = Import.objects.filter(state__in=OPEN, created_at__lt=timezone.now() - timedelta(days=WAITS))
    for import_id in old.values_list("id", flat=True):
        discard_import(actor=SYSTEM, import_id=import_id)
