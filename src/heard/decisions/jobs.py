"""What the worker does for this room by the clock. Several workers may do it at once."""

from __future__ import annotations

from heard.decisions import actions
from heard.organisations.policy import SYSTEM
from heard.store.background import periodic


@periodic(seconds=300)
def ask_whether_it_changed() -> None:
    """Ask those who were answered, where something is done or its day of checking has come."""
    actions.ask_due()


@periodic(seconds=15 * 60)
def raise_what_is_back() -> None:
    """Raise what was acted on and has risen again."""
    actions.raise_what_is_back(actor=SYSTEM)
