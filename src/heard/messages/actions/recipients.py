"""The address book: kept, stopped, forgotten."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.messages import addresses, queries
from heard.messages.models import Body, Format, Message, OptOut, Outbox, Recipient, Reply, Way
from heard.messages.policy import require
from heard.messages.ports import Address
from heard.messages.subjects import Whole, subject_of
from heard.organisations.errors import Refused
from heard.organisations.policy import SYSTEM, Actor

_REF = re.compile(r"[a-z_]+\.[a-z_]+:[A-Za-z0-9_-]{1,50}")
# With its prefix it is a subject of the ledger, which has at most 80 characters.
LONGEST_REF = 70


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much of somebody was removed."""

    addresses: int
    bodies: int
    replies: int


@transaction.atomic
def keep_recipient(
    *,
    actor: Actor,
    organisation_id: int,
    ref: str,
    way: str,
    address: Address,
    language: str = "en",
    format: str = Format.STANDARD,
    format_note: str = "",
) -> str:
    """Keep how somebody is reached, in which language and format; returns the reference.

    `ref` is '<room>.<kind>:<reference>'. What was kept before for it is replaced.
    """
    require(actor, "keep_recipients", Whole(organisation_id))
    _refuse_wrong(ref, way, address, format, format_note)
    Recipient.objects.update_or_create(
        organisation_id=organisation_id,
        ref=ref,
        defaults={
            "way": way,
            "sealed": addresses.seal(address),
            "language": language or "en",
            "format": format,
            "format_note": " ".join(format_note.split())[:200],
            "kept_at": timezone.now(),
            "forgotten_at": None,
        },
    )
    content = {"recipient": ref, "way": str(way), "format": str(format), "language": language}
    ledger.record(kind="messages.recipient-kept", subject=subject_of(ref), content=content, actor=actor.reference)
    return ref


def _refuse_wrong(ref: str, way: str, address: Address, format: str, format_note: str) -> None:
    if not _REF.fullmatch(ref) or len(ref) > LONGEST_REF:
        raise ValueError(f"A recipient is called <room>.<kind>:<reference>, not {ref!r}.")
    if way not in Way.values:
        raise Refused("Choose how they are reached.", "way")
    if format not in Format.values:
        raise Refused("Choose the format that they asked for.", "format")
    if format == Format.OTHER and not format_note.strip():
        raise Refused("Enter which format they asked for.", "format_note")
    if problem := addresses.problem(way, address):
        raise Refused(problem, "address")


@transaction.atomic
def stop(
    *, actor: Actor, organisation_id: int, ref: str, asked_by: str, way: str = "", at: datetime | None = None
) -> bool:
    """Somebody asks not to be written to (by `way`, or the way that the book has); false where that stands already."""
    require(actor, "keep_recipients", Whole(organisation_id))
    found = queries.resolve(organisation_id, ref)
    if found is None:
        raise Refused("There is no address for this person that could be stopped.")
    mark = addresses.fingerprint(way or found.way, found.address)
    if not mark:
        raise Refused("They are met in person: there is no address that could be stopped.")
    return stop_address(actor=actor, organisation_id=organisation_id, fingerprint=mark, asked_by=asked_by, at=at)


@transaction.atomic
def stop_address(
    *, actor: Actor, organisation_id: int, fingerprint: str, asked_by: str, at: datetime | None = None
) -> bool:
    """Nothing more goes to this address from the organisation; false where that stands already."""
    require(actor, "keep_recipients", Whole(organisation_id))
    moment = at or timezone.now()
    _, made = OptOut.objects.get_or_create(
        organisation_id=organisation_id,
        fingerprint=fingerprint,
        lifted_at=None,
        defaults={"asked_by": asked_by, "at": moment},
    )
    if made:
        content = {"asked_by": str(asked_by), "at": moment.isoformat()}
        _record_address(actor, "messages.stopped", fingerprint, content)
    return made


@transaction.atomic
def start_again(*, actor: Actor, organisation_id: int, fingerprint: str, asked_by: str) -> bool:
    """They may be written to again, because they asked for it; false where nothing was stopped."""
    require(actor, "keep_recipients", Whole(organisation_id))
    standing = OptOut.objects.filter(organisation=organisation_id, fingerprint=fingerprint, lifted_at=None)
    if not standing.update(lifted_at=timezone.now()):
        return False
    _record_address(actor, "messages.started-again", fingerprint, {"asked_by": str(asked_by)})
    return True


@transaction.atomic
def forget_recipient(*, actor: Actor, organisation_id: int, ref: str) -> Forgotten:
    """Remove somebody's address and the words of every message to and from them; states and events stay.

    That an address asked to stop stays, as its fingerprint, so that nobody writes to it again.
    """
    require(actor, "forget_recipients", Whole(organisation_id))
    mine = Message.objects.filter(organisation=organisation_id, recipient_ref=ref)
    references = [
        f"{reference}.{n}" for reference, most in mine.values_list("reference", "round") for n in range(1, most + 1)
    ]
    kept = Recipient.objects.filter(organisation=organisation_id, ref=ref, sealed__isnull=False)
    gone = Forgotten(
        addresses=kept.update(sealed=None, format_note="", forgotten_at=timezone.now()),
        bodies=Body.objects.filter(message__in=mine).delete()[0],
        replies=Reply.objects.filter(organisation=organisation_id, recipient_ref=ref).update(words="", sealed=None),
    )
    for start in range(0, len(references), 500):
        Outbox.objects.filter(message_reference__in=references[start : start + 500]).update(sealed=None)
    waiting = mine.filter(state__in=(Message.State.DRAFT, Message.State.QUEUED, Message.State.TO_PRINT))
    waiting.update(state=Message.State.RECALLED, problem="Its words were erased.", ended_at=timezone.now())
    mine.update(fingerprint="", provider_id="")
    content = {"recipient": ref, "bodies": gone.bodies, "replies": gone.replies}
    ledger.record(kind="messages.recipient-forgotten", subject=subject_of(ref), content=content, actor=actor.reference)
    return gone


def _record_address(actor: Actor, kind: str, fingerprint: str, content: dict[str, str]) -> None:
    ledger.record(kind=kind, subject=f"address:{fingerprint}", content=content, actor=actor.reference)


@transaction.atomic
def stop_by_link(*, token: str) -> bool:
    """The address that a message went to is left alone from now on; false where that stands already."""
    found = Message.objects.filter(token=token).exclude(fingerprint="").first()
    if found is None:
        return False
    return stop_address(
        actor=SYSTEM, organisation_id=found.organisation_id, fingerprint=found.fingerprint, asked_by=found.way
    )


@transaction.atomic
def record_export(*, actor: Actor, organisation_id: int, rows: int) -> None:
    """Who took a list of messages out of Heard, and how long it was."""
    subject = f"messages-of:{organisation_id}"
    ledger.record(kind="messages.exported", subject=subject, content={"rows": rows}, actor=actor.reference)
