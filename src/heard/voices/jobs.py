"""What the worker does for this room. Each is safe to run again from wherever it was cut off."""

from __future__ import annotations

import contextlib

from heard.store import background
from heard.voices.errors import BadFile
from heard.voices.importing import running, undoing


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
