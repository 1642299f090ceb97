"""What the worker does for this room by the clock."""

from __future__ import annotations

from heard.organisations import actions
from heard.organisations.policy import SYSTEM
from heard.store.background import periodic


@periodic(seconds=60 * 60)
def close_left_accounts() -> None:
    """Close the accounts of people whose last role has ended. Several workers may do it at once."""
    actions.close_left_accounts(actor=SYSTEM)
