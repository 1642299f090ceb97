"""What the worker does for this room by the clock. Several workers may do it at once."""

from __future__ import annotations

from heard.decisions import actions
from heard.store.background import periodic


@periodic(seconds=300)
def ask_whether_it_changed() -> None:
    """Ask those who were answered, where something is done or its day of checking has come."""
    actions.ask_due()
