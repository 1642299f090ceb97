"""What the worker does for this room by the clock. Several workers may do each at once."""

from __future__ import annotations

from heard.messages import sending
from heard.messages.actions.digests import send_digests
from heard.store.background import periodic


@periodic(seconds=5)
def send_messages() -> None:
    """Send what is due."""
    sending.send_due()


@periodic(seconds=60)
def gather_notices() -> None:
    """Write the e-mails that gather people's notices, for those whose time has come."""
    send_digests()
