"""What this room gives to the ports of lower rooms. `config.ports` calls it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.urls import reverse

from heard.messages import addresses
from heard.messages import ports as messages
from heard.messages.models import Way
from heard.organisations.models import Organisation
from heard.organisations.policy import Actor
from heard.store import sealing
from heard.tasks import ports as tasks
from heard.voices.actions.answering import KIND as REPLY
from heard.voices.actions.answering import MISREAD, MODERATION, follow_message
from heard.voices.actions.following import add_words
from heard.voices.actions.reading import KIND as READING
from heard.voices.errors import Refused
from heard.voices.models import Contact, Voice
from heard.voices.policy import may_read

SUBJECT = "voices.voice:"


def connect() -> None:
    """Register; safe to call twice."""
    messages.resolve.register(resolve)
    messages.inbound.register(take_reply)
    messages.ended.register(follow_message)
    tasks.describe.register(describe)
    tasks.may_finish.register(may_finish)


def resolve(ref: str) -> messages.Recipient | None:
    """Whoever spoke, by the contact that they gave; None where they gave none, or it is not a voice."""
    if not ref.startswith(SUBJECT):
        return None
    rows = Contact.objects.filter(voice__reference=ref.removeprefix(SUBJECT), voice__withdrawn_at=None)
    found = rows.select_related("voice").first()
    if found is None:
        return None
    address = address_of(json.loads(sealing.unseal(bytes(found.sealed))))
    way = _way(address)
    if not way:
        return None
    return messages.Recipient(found.voice.organisation_id, ref, way, address, found.voice.language or "en")


def address_of(contact: Mapping[str, str]) -> messages.Address:
    """A voice's contact as messages know addresses.

    >>> address_of({"email": "ann@example.org", "address": "1 High Street, Riverside\\nRV1 1AA"}).lines
    ('1 High Street', 'Riverside', 'RV1 1AA')
    """
    lines = (part.strip() for line in contact.get("address", "").splitlines() for part in line.split(","))
    return messages.Address(
        name=contact.get("name", ""),
        email=contact.get("email", ""),
        phone=contact.get("phone", ""),
        lines=tuple(filter(None, lines)),
    )


def take_reply(inbound: messages.Inbound) -> None:
    """What somebody writes back to us is a further answer of their voice."""
    if not inbound.ref.startswith(SUBJECT) or not inbound.text.strip():
        return
    try:
        add_words(reference=inbound.ref.removeprefix(SUBJECT), words=inbound.text[:10_000])
    except Refused:
        # The voice is withdrawn or gone: messages keeps the reply, and somebody reads it there.
        return


def describe(actor: Actor, subject: str) -> tasks.Described | None:
    """What a task about a voice is about; where to read it, for those who may."""
    if not subject.startswith(SUBJECT):
        return None
    voice = Voice.objects.filter(reference=subject.removeprefix(SUBJECT)).select_related("unit").first()
    if voice is None or not may_read(actor, voice):
        return tasks.Described("What somebody said")
    code = Organisation.objects.values_list("code", flat=True).get(pk=voice.organisation_id)
    return tasks.Described(
        f"What somebody said about {voice.unit.name}", reverse("voices:voice", args=[code, voice.reference])
    )


_NOT_YET = {
    READING: "Open what they said: this ends when somebody of its way has read it.",
    REPLY: "Answer them on the page of what they said: this ends when the answer is sent.",
    MODERATION: "Publish it, hold it or refuse it in the inbox: this ends with that.",
    MISREAD: "Settle it in the inbox: this ends with that.",
}


def may_finish(ending: tasks.Ending) -> str | None:
    """Reading and answering end where they happen, or when the words are taken back, never by saying so."""
    sentence, subject = _NOT_YET.get(ending.task.kind), ending.task.subject
    if sentence is None or ending.outcome == subject:
        return None
    live = Voice.objects.filter(reference=subject.removeprefix(SUBJECT), withdrawn_at=None)
    return sentence if live.exists() else None


def _way(address: messages.Address) -> str:
    """The way that costs the person least: e-mail, text message, call, letter."""
    ways = (Way.EMAIL, Way.SMS, Way.LETTER) if _mobile(address.phone) else (Way.EMAIL, Way.PHONE, Way.LETTER)
    return next((str(way) for way in ways if not addresses.problem(way, address)), "")


def _mobile(phone: str) -> bool:
    return addresses.phone_number(phone).startswith("+447")
