"""What becomes of an incoming e-mail, text message or delivery receipt."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from heard.messages import addresses
from heard.messages.actions.replies import Received, kind_of, receive_reply
from heard.messages.actions.sending import mark_delivery
from heard.messages.channels.notify import RECEIPTS
from heard.messages.inbound import mail
from heard.messages.models import Message, Reply, Way
from heard.messages.ports import Address
from heard.organisations import queries as organisations

logger = logging.getLogger(__name__)


class Nobody(Exception):  # noqa: N818
    """Nobody can say whose this is: the installation has several organisations, and names none for such a case."""


def receive(raw_email: bytes, received_at: datetime | None = None) -> str:
    """Take an e-mail in; returns what it was: answer, stop, start, bounce, machine, or 'known' for one kept before.

    It is threaded by the token in the address that it came to, else by what it says it answers. Raises Nobody.
    """
    found = mail.read(raw_email)
    moment = received_at or timezone.now()
    message = Message.objects.filter(token__in=found.tokens).order_by("pk").last() if found.tokens else None
    kind, stops = found.kind, False
    if kind == Reply.Kind.ANSWER:
        kind = kind_of(found.words)
        # What mail programs send for our List-Unsubscribe has it in the subject. Words beside it are an answer, too.
        stops = kind_of(found.subject) == Reply.Kind.STOP
        kind = Reply.Kind.STOP if stops and not found.words else kind
    if kind == Reply.Kind.BOUNCE and message is not None and found.permanent:
        current = f"{message.reference}.{message.round}"
        mark_delivery(sending_reference=current, state=Message.State.BOUNCED, at=moment, problem=found.problem)
    kept = receive_reply(
        Received(
            organisation_id=message.organisation_id if message else _whose(),
            message_id=message.pk if message else None,
            way=Way.EMAIL,
            kind=kind,
            external=found.message_id or hashlib.sha256(raw_email).hexdigest(),
            words=found.words,
            received_at=moment,
            # The address that we wrote to: somebody can write from another.
            fingerprint=_mark(message, Address(email=found.sender)),
            stops=stops,
            sender=Address(name=found.name, email=found.sender),
        )
    )
    return str(kind) if kept else "known"


def receive_text(*, number: str, words: str, external: str, received_at: datetime | None = None) -> str:
    """Take a text message in; returns as `receive`. It belongs to the last text that went to this number.

    STOP holds for every organisation that has written to the number: the person cannot tell them apart by it.
    """
    moment = received_at or timezone.now()
    sender = Address(phone=number)
    mark = addresses.fingerprint(Way.SMS, sender)
    kind = kind_of(words)
    sent = Message.objects.filter(fingerprint=mark, way=Way.SMS, sent_at__isnull=False).order_by("sent_at")
    last = sent.last()
    writers = {last.organisation_id} if last else {_whose()}
    if kind in (Reply.Kind.STOP, Reply.Kind.START):
        writers |= set(sent.values_list("organisation", flat=True))
    kept = [
        receive_reply(
            Received(
                organisation_id=organisation_id,
                message_id=last.pk if last and last.organisation_id == organisation_id else None,
                way=Way.SMS,
                kind=kind,
                external=external,
                words=words,
                received_at=moment,
                fingerprint=mark,
                sender=sender,
            )
        )
        for organisation_id in sorted(writers)
    ]
    return str(kind) if any(kept) else "known"


def receive_receipt(*, reference: str, status: str, at: datetime | None = None) -> bool:
    """Take a delivery receipt of GOV.UK Notify in; false where it changes nothing."""
    if status not in RECEIPTS:
        logger.warning("GOV.UK Notify sent a receipt with a status that Heard does not know.")
        return False
    state, problem = RECEIPTS[status]
    return mark_delivery(sending_reference=reference, state=state, at=at or timezone.now(), problem=problem)


def _mark(message: Message | None, sender: Address) -> str:
    if message is not None and message.fingerprint:
        return message.fingerprint
    return addresses.fingerprint(Way.EMAIL, sender) if sender.email else ""


def _whose() -> int:
    real = [found for found in organisations.organisations() if not found.demonstration]
    code = settings.MESSAGES["inbound_organisation"]
    chosen = [found for found in real if found.code == code] if code else real
    if len(chosen) != 1:
        raise Nobody("Set HEARD_INBOUND_ORGANISATION to the code of the organisation that reads such replies.")
    return chosen[0].id
