"""What comes back from outside: kept once, threaded to its message, and told to the room that asked for that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.messages import addresses, limits, ports, work
from heard.messages.actions.notices import tell_of_reply
from heard.messages.actions.recipients import start_again, stop_address
from heard.messages.models import Message, Reply
from heard.messages.policy import require
from heard.messages.subjects import Whole
from heard.organisations.errors import Refused
from heard.organisations.policy import SYSTEM, Actor
from heard.store import sealing


@dataclass(frozen=True, slots=True)
class Received:
    """Something that came back. `message_id` is None where nobody can say what it answers.

    `external` is the sender's own id of it; `kind` is a Reply.Kind.
    """

    organisation_id: int
    message_id: int | None
    way: str
    kind: str
    external: str
    words: str
    received_at: datetime
    fingerprint: str = ""
    sender: ports.Address | None = None
    # They ask to stop, whatever else they say.
    stops: bool = False


@transaction.atomic
def receive_reply(given: Received) -> str | None:
    """Keep what came back; returns its reference, or None where it was kept before.

    STOP and START are done here. An answer is told to the room whose message it answers, in this transaction.
    """
    external = sealing.fingerprint(f"{given.way}:{given.external}")
    message = None
    if given.message_id is not None:
        message = Message.objects.select_related("organisation").get(pk=given.message_id)
    reply, made = Reply.objects.get_or_create(
        organisation_id=given.organisation_id,
        external=external,
        defaults={
            "message": message,
            "recipient_ref": message.recipient_ref if message else "",
            "way": given.way,
            "kind": given.kind,
            "words": given.words.replace("\x00", ""),
            "sealed": addresses.seal(given.sender) if given.sender and not message else None,
            "received_at": given.received_at,
        },
    )
    if not made:
        return None
    subject = f"message:{message.reference}" if message else f"reply:{reply.reference}"
    content = {"reply": reply.reference, "kind": str(given.kind), "way": str(given.way)}
    ledger.record(kind="messages.received", subject=subject, content=content)
    if (given.stops or given.kind == Reply.Kind.STOP) and given.fingerprint:
        stop_address(
            actor=SYSTEM, organisation_id=given.organisation_id, fingerprint=given.fingerprint,
            asked_by=given.way, at=given.received_at,
        )  # fmt: skip
    if given.kind == Reply.Kind.START and given.fingerprint:
        start_again(
            actor=SYSTEM, organisation_id=given.organisation_id, fingerprint=given.fingerprint, asked_by=given.way
        )
    elif given.kind == Reply.Kind.ANSWER:
        _tell(given, reply, message)
        if message is None:
            work.read_stray(given.organisation_id, reply.reference)
    return reply.reference


def _tell(given: Received, reply: Reply, message: Message | None) -> None:
    ports.inbound(
        ports.Inbound(
            ref=reply.recipient_ref,
            about=message.about if message else "",
            text=reply.words,
            received_at=given.received_at,
            way=str(given.way),
            organisation_id=given.organisation_id,
            message=message.reference if message else "",
            reply=reply.reference,
        )
    )
    if message:
        tell_of_reply(message, given.received_at)


def kind_of(words: str) -> str:
    """Whether somebody asks to stop or to start again and says nothing else; else it is an answer.

    'STOP, my mother is in danger' is an answer: a person has to read it.
    """
    rules = limits.limits()
    said = " ".join(re.sub(r"[^\w\s]", " ", words.casefold()).split())
    if said in rules.stop_words:
        return Reply.Kind.STOP
    return Reply.Kind.START if said in rules.start_words else Reply.Kind.ANSWER


@transaction.atomic
def settle_reply(*, actor: Actor, organisation_id: int, reference: str) -> None:
    """Say that a reply which belongs to no message has been seen to."""
    require(actor, "send_messages", Whole(organisation_id))
    reply = Reply.objects.filter(organisation=organisation_id, reference=reference, message=None, settled_at=None)
    if not reply.update(settled_at=timezone.now()):
        raise Refused("Choose a reply that nobody has seen to.")
    work.finish_stray(actor, reference)
    ledger.record(kind="messages.reply-settled", subject=f"reply:{reference}", content={}, actor=actor.reference)
