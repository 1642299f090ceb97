"""What this room gives to the ports of lower rooms. `config.ports` calls it."""

from __future__ import annotations

import json
import re

from django.urls import reverse
from django.utils.translation import gettext_noop

from heard.messages import addresses
from heard.messages import ports as messages
from heard.messages import queries as sent
from heard.messages.models import Format, Way
from heard.organisations import packs
from heard.organisations.models import Organisation
from heard.organisations.policy import Actor
from heard.store import sealing
from heard.store.rows import sole
from heard.tasks import ports as tasks
from heard.voices import ports
from heard.voices.actions.answering import KIND as REPLY
from heard.voices.actions.answering import MISREAD, MODERATION, follow_message
from heard.voices.actions.appealing import KIND as JUDGED
from heard.voices.actions.appealing import SUBJECT as APPEAL
from heard.voices.actions.attaching import KIND as RECORDING
from heard.voices.actions.following import add_words, confirm_change
from heard.voices.actions.reading import HELD
from heard.voices.actions.reading import KIND as READING
from heard.voices.actions.receiving import receive_invited
from heard.voices.capture.contacts import address_of
from heard.voices.errors import Refused
from heard.voices.models import Appeal, Attachment, Contact, Voice
from heard.voices.policy import Whole, can, may_read
from heard.voices.views.attachments import panel

SUBJECT = "voices.voice:"
INVITATION = "voices.invitation:"
# The template that asks whoever spoke whether it changed.
ASKING = "did-it-change"


def connect() -> None:
    """Register; safe to call twice."""
    messages.resolve.register(resolve)
    messages.inbound.register(take_reply)
    messages.ended.register(follow_message)
    tasks.describe.register(describe)
    tasks.may_finish.register(may_finish)
    ports.panels.register(panel)
    ports.timeline.register(sent_along)


def sent_along(reference: str) -> list[ports.Moment]:
    """On the page of whoever spoke: that they sent a recording or a picture, and what became of it."""
    rows = Attachment.objects.filter(voice__reference=reference).order_by("pk")
    titles = {"sound": gettext_noop("You sent a recording"), "picture": gettext_noop("You sent a photograph")}
    states = {
        "sound": gettext_noop("A person has to listen to it and write down what you said."),
        "picture": "",
    }
    done = gettext_noop("A person has written down what you said.")
    return [
        ports.Moment(row.added_at, "voices.attached", titles[row.kind], done if row.written_id else states[row.kind])
        for row in rows
    ]


def resolve(ref: str) -> messages.Recipient | None:
    """Whoever spoke, by the contact that they gave; None where they gave none, or it is not a voice."""
    if not ref.startswith(SUBJECT):
        return None
    rows = Contact.objects.filter(voice__reference=ref.removeprefix(SUBJECT), voice__withdrawn_at=None)
    found = sole(rows.select_related("voice"))
    if found is None:
        return None
    address = address_of(json.loads(sealing.unseal(bytes(found.sealed))))
    way = _way(address)
    if not way:
        return None
    wishes = found.voice.wishes or {}
    return messages.Recipient(
        found.voice.organisation_id,
        ref,
        way,
        address,
        found.voice.language or "en",
        wishes.get("format") or Format.STANDARD,
        wishes.get("format_note", ""),
    )


def take_reply(inbound: messages.Inbound) -> None:
    """What somebody writes back to us is a further answer of their voice; to an invitation, a voice of its own."""
    if inbound.ref.startswith(INVITATION) and inbound.text.strip():
        _take_invited(inbound)
        return
    if not inbound.ref.startswith(SUBJECT) or not inbound.text.strip():
        return
    reference = inbound.ref.removeprefix(SUBJECT)
    try:
        if answer := _answer_to(inbound):
            confirm_change(reference=reference, answer=answer, treated_worse=False, about=inbound.about)
        else:
            add_words(reference=reference, words=inbound.text[:10_000])
    except Refused:
        # The voice is withdrawn or gone: messages keeps the reply, and somebody reads it there.
        return


def _answer_to(inbound: messages.Inbound) -> str:
    """What a reply to 'Did it change?' answers, where it says that and nothing else; else it is read as words."""
    asked = sent.message(inbound.organisation_id, inbound.message) if inbound.message and inbound.about else None
    if asked is None or asked.row.template != ASKING:
        return ""
    said = " ".join(re.sub(r"[^\w\s]", " ", inbound.text.casefold()).split())
    answers = packs.load(f"message-{ASKING}").content["answers"]
    return next((answer for answer, ways in answers.items() if said in ways), "")


def _take_invited(inbound: messages.Inbound) -> None:
    message = sent.message(inbound.organisation_id, inbound.message)
    person = sent.resolve(inbound.organisation_id, inbound.ref)
    if message is None or message.row.unit_id is None:
        return
    given = {"email": person.address.email} if person and inbound.way == Way.EMAIL else {}
    given |= {"phone": person.address.phone} if person and inbound.way == Way.SMS else {}
    receive_invited(
        unit_id=message.row.unit_id,
        channel=Voice.Channel.SMS if inbound.way == Way.SMS else Voice.Channel.EMAIL,
        # Nobody can make the key out of a reference that others may see.
        token=sealing.fingerprint(f"invited:{inbound.reply}"),
        words=inbound.text[:10_000],
        contact={way: text for way, text in given.items() if text},
    )


def describe(actor: Actor, subject: str) -> tasks.Described | None:
    """What a task about a voice is about; where to read it, for those who may."""
    if subject.startswith(APPEAL):
        return _describe_appeal(actor, subject.removeprefix(APPEAL))
    if not subject.startswith(SUBJECT):
        return None
    voice = sole(Voice.objects.filter(reference=subject.removeprefix(SUBJECT)).select_related("unit"))
    if voice is None or not may_read(actor, voice):
        return tasks.Described("What somebody said")
    code = Organisation.objects.values_list("code", flat=True).get(pk=voice.organisation_id)
    return tasks.Described(
        f"What somebody said about {voice.unit.name}", reverse("voices:voice", args=[code, voice.reference])
    )


def _describe_appeal(actor: Actor, reference: str) -> tasks.Described:
    title = "Words that were not published"
    found = sole(Appeal.objects.filter(reference=reference).select_related("voice__organisation"))
    if found is None or not can(actor, "judge_appeals", Whole(found.voice.organisation_id)):
        return tasks.Described(title)
    return tasks.Described(title, reverse("voices:appeal", args=[found.voice.organisation.code, reference]))


_NOT_YET = {
    READING: "Open what they said: this ends when somebody of its way has read it.",
    REPLY: "Answer them on the page of what they said: this ends when the answer is sent.",
    MODERATION: "Publish it, hold it or refuse it in the inbox: this ends with that.",
    HELD: "Publish it or refuse it in the inbox: this ends with that.",
    RECORDING: "Write down what was said, on the page of what they sent: this ends with that.",
    MISREAD: "Settle it in the inbox: this ends with that.",
}


def may_finish(ending: tasks.Ending) -> str | None:
    """Reading and answering end where they happen, or when the words are taken back, never by saying so."""
    if ending.task.kind == JUDGED and Appeal.objects.filter(
        reference=ending.task.subject.removeprefix(APPEAL), state=Appeal.State.ASKED, voice__withdrawn_at=None
    ):
        return "The independent body answers it, and nobody else: this ends with its answer."
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
