"""What the ledger does by the clock."""

from __future__ import annotations

from heard.ledger import actions
from heard.store.background import periodic


@periodic(seconds=5)
def seal() -> None:
    """Seal what was recorded since. A log that must not go on is logged as an error each time, until it is settled."""
    actions.seal()
