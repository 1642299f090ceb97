"""The ways out. Each stands behind one protocol, and has a stand-in that keeps messages and sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.conf import settings

from heard.messages.models import Way
from heard.messages.ports import Address


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message as a channel takes it. `words` is plain text with its three shapes (wording.plain), or a text message.

    `reference` is this sending's own: a channel that was given it before must be able to say so.
    """

    organisation_id: int
    reference: str
    token: str
    sender: str
    to: Address
    subject: str
    words: str
    language: str
    format: str
    # To the organisation's own staff: nothing to stop by a link.
    staff: bool = False


@dataclass(frozen=True, slots=True)
class Handed:
    """The channel has taken a message; `provider_id` is what it calls it."""

    provider_id: str = ""


UNSURE = (
    "Heard was cut off while it handed this message over, and the mail server cannot be asked. It may have arrived. "
    "Ask the person, or send it again."
)


class NotNow(Exception):  # noqa: N818 - it says what happened
    """The channel cannot take it now. `sentence` is for people; `after`: it asked not to be tried before."""

    def __init__(self, sentence: str, after: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.after = sentence, after


class Never(Exception):  # noqa: N818
    """The channel will not take it, however often it is tried."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Channel(Protocol):
    """A way out."""

    # Whether what it takes leaves the machine.
    really: bool
    # Whether `find` can tell that a message was taken. Where not, one that may have been taken is never tried again.
    tells: bool

    def deliver(self, parcel: Parcel) -> Handed:
        """Hand a message over. Raises NotNow or Never with a sentence."""

    def find(self, reference: str) -> Handed | None:
        """What it took under this reference, or None."""


def channel(way: str, *, demonstration: bool) -> Channel:
    """The channel of an installation for e-mails or text messages. A demonstration's messages never leave it."""
    from heard.messages.channels.notify import Notify
    from heard.messages.channels.smtp import Smtp
    from heard.messages.channels.standin import StandIn

    given = settings.MESSAGES
    if not demonstration:
        if way == Way.EMAIL and given["smtp_url"]:
            return Smtp(given["smtp_url"])
        template = given["notify_sms_template"] if way == Way.SMS else given["notify_email_template"]
        if given["notify_key"] and template:
            return Notify(way, given["notify_key"], given["notify_url"], template)
    return StandIn(way)


def leaves(way: str, *, demonstration: bool) -> bool:
    """Whether messages of this way leave the machine at all."""
    return channel(way, demonstration=demonstration).really
