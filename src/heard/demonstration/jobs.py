"""What the worker does for this room."""

from __future__ import annotations

from heard.demonstration import actions
from heard.store import background


@background.job(retries=3)
def remove_demonstration() -> None:
    """Remove the demonstration organisation; asked for from its settings."""
    actions.remove()
