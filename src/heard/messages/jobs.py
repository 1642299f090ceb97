"""What the worker does for this room by the clock. Several workers may do each at once."""

from __future__ import annotations

import logging

from django.conf import settings

from heard.messages import sending
from heard.messages.actions.digests import send_digests
from heard.messages.inbound import mailbox
from heard.store.background import periodic

logger = logging.getLogger(__name__)


@periodic(seconds=5)
def send_messages() -> None:
    """Send what is due."""
    sending.send_due()


@periodic(seconds=60)
def gather_notices() -> None:
    """Write the e-mails that gather people's notices, for those whose time has come."""
    send_digests()


@periodic(seconds=60)
def collect_mail() -> None:
    """Take in what came back by e-mail, where a mailbox is named (HEARD_IMAP_URL)."""
    if url := settings.MESSAGES["imap_url"]:
        try:
            mailbox.collect(url)
        except mailbox.Unreachable as away:
            logger.warning(away.sentence)
