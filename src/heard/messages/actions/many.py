"""The address book for a whole list: kept at once, and forgotten at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.messages import addresses
from heard.messages.actions.recipients import Forgotten
from heard.messages.models import Batch, Body, Message, Outbox, Recipient, Reply
from heard.messages.policy import require
from heard.messages.ports import Recipient as Person
from heard.messages.subjects import Whole
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.store.bulk import bulk_insert
from heard.store.rows import sole

State = Message.State
WAITING = (State.DRAFT, State.QUEUED, State.TO_PRINT)
FIELDS = ("organisation_id", "ref", "way", "sealed", "language", "format", "format_note", "kept_at")


@transaction.atomic
def keep_many(*, actor: Actor, organisation_id: int, subject: str, people: Sequence[Person]) -> int:
    """Keep how many people are reached, sealed; what was kept for their references is replaced. One event for all.

    Their addresses are whole and for their way (`addresses.problem` says nothing). `subject` is what the ledger calls
    the list. Raises ValueError for somebody of another organisation. Two queries, and one for each 500.
    """
    require(actor, "keep_recipients", Whole(organisation_id))
    if any(person.organisation_id != organisation_id for person in people):
        raise ValueError("Everybody on the list belongs to the organisation that keeps it.")
    refs = [person.ref for person in people]
    for start in range(0, len(refs), 500):
        Recipient.objects.filter(organisation=organisation_id, ref__in=refs[start : start + 500]).delete()
    now = timezone.now()
    rows = ((organisation_id, one.ref, str(one.way), *_sealed(one), now) for one in people)
    count = bulk_insert(Recipient, FIELDS, rows)
    ledger.record(kind="messages.list-kept", subject=subject, content={"people": count}, actor=actor.reference)
    return count


def _sealed(one: Person) -> tuple[bytes, str, str, str]:
    return addresses.seal(one.address), one.language, str(one.format), one.format_note


@transaction.atomic
def forget_batch(*, actor: Actor, organisation_id: int, reference: str) -> Forgotten:
    """Remove the addresses of a batch and the words to and from them; states, events and fingerprints stay.

    By its fingerprint an address is still known to have been asked lately, and can still ask for no more. What was not
    sent yet is not sent. A fixed number of statements, and one for each 500 people.
    """
    require(actor, "send_batches", Whole(organisation_id))
    batch = sole(Batch.objects.filter(organisation=organisation_id, reference=reference))
    if batch is None:
        raise Refused("Choose a batch that exists.")
    mine = Message.objects.filter(batch=batch)
    refs = mine.values("recipient_ref")
    now = timezone.now()
    kept = Recipient.objects.filter(organisation=organisation_id, ref__in=refs, sealed__isnull=False)
    # A stand-in calls a message by its reference and how often it was sent.
    names = [f"{one}.{n}" for one, most in mine.values_list("reference", "round") for n in range(1, most + 1)]
    replies = Reply.objects.filter(organisation=organisation_id, recipient_ref__in=refs)
    gone = Forgotten(
        addresses=kept.update(sealed=None, format_note="", forgotten_at=now),
        bodies=Body.objects.filter(message__in=mine).delete()[0],
        replies=replies.update(words="", sealed=None),
    )
    for start in range(0, len(names), 500):
        Outbox.objects.filter(message_reference__in=names[start : start + 500]).update(sealed=None)
    mine.filter(state__in=WAITING).update(state=State.RECALLED, problem="Its words were erased.", ended_at=now)
    content = {"addresses": gone.addresses, "bodies": gone.bodies, "replies": gone.replies}
    ledger.record(kind="messages.batch-forgotten", subject=f"batch:{reference}", content=content, actor=actor.reference)
    return gone
