"""What the page of a link in an e-mail shows. It names nobody: the link can have been passed on."""

from __future__ import annotations

from dataclasses import dataclass

from heard.messages.models import Message, Way

_WHAT = {Way.EMAIL: "e-mails", Way.SMS: "text messages", Way.LETTER: "letters"}


@dataclass(frozen=True, slots=True)
class Stopper:
    """Whose messages are stopped, and what they are called."""

    organisation: str
    message_id: int
    what: str


def stopper(token: str) -> Stopper | None:
    """The message of a link's token, or None."""
    found = Message.objects.filter(token=token).exclude(fingerprint="").select_related("organisation").first()
    return Stopper(found.organisation.name, found.pk, _WHAT.get(Way(found.way), "messages")) if found else None
