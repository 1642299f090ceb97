"""From a confirmed list to messages in the queue. Safe to run again from wherever it was cut off."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.messages import actions as messages
from heard.messages import queries as sent
from heard.messages.ports import Recipient
from heard.organisations.policy import SYSTEM, Actor
from heard.organisations.queries import actor_of
from heard.store.rows import sole
from heard.voices.errors import Refused
from heard.voices.inviting import vault
from heard.voices.inviting.judging import TEMPLATE, Place, invited, judge
from heard.voices.inviting.people import Person
from heard.voices.models import InvitationList, InvitationRow

State = InvitationList.State
STOPPED = "Heard met a fault, and sent nothing of what is not in the queue. Upload the list again."


def subject(batch: InvitationList) -> str:
    """What the ledger calls a list."""
    return f"invitations:{batch.reference}"


def ref_of(batch: InvitationList, line: int) -> str:
    """What the address book calls somebody on a list."""
    return f"voices.invitation:{batch.reference}-{line}"


def values_of(batch: InvitationList, person: Person, place: Place) -> dict[str, str]:
    """What is filled in for one person. The link is the same for everybody of the list at that service."""
    path = reverse("tell-us-short", args=[place.code])
    return {
        "name": person.address.name,
        "service": place.unit,
        "link": f"{settings.MESSAGES['site']}{path}?i={batch.code}",
        "phone": place.phone,
    }


def send(list_id: int) -> None:
    """Put the invitations of a confirmed list into the queue."""
    batch = _taken(list_id)
    if batch is None:
        return
    try:
        actor = SYSTEM if batch.confirmed_by_id is None else actor_of(batch.confirmed_by_id)
        if actor is None:
            raise Refused("Whoever confirmed this list has left. Upload it again.")
        _write(batch, actor)
    except Refused as refusal:
        stop(list_id, refusal.sentence)


@transaction.atomic
def _taken(list_id: int) -> InvitationList | None:
    """The list, marked as being written; None where it was recalled meanwhile or is done."""
    batch = sole(InvitationList.objects.select_for_update().filter(pk=list_id))
    if batch is None or batch.state not in (State.CONFIRMED, State.WRITING):
        return None
    batch.state = State.WRITING
    batch.save(update_fields=["state"])
    return batch


def _write(batch: InvitationList, actor: Actor) -> None:
    from heard.voices.actions.inviting import store_verdicts

    organisation_id, reference = batch.organisation_id, batch.reference
    if not sent.batch_states(organisation_id, reference):
        listed, now = vault.load(reference), timezone.now()
        verdicts = judge(batch, listed, batch.columns, now)
        with transaction.atomic():
            store_verdicts(batch, verdicts)
            batch.save(update_fields=["counts"])
        chosen = invited(verdicts)
        if chosen:
            _queue(batch, actor, chosen)
    _finish(batch, actor)


def _queue(batch: InvitationList, actor: Actor, chosen: list[tuple[int, Person, Place]]) -> None:
    organisation_id = batch.organisation_id
    people = [
        Recipient(
            organisation_id,
            ref_of(batch, line),
            one.way,
            one.address,
            one.language,
            one.format,
            one.format_note if one.format == "other" else "",
        )
        for line, one, _ in chosen
    ]
    messages.keep_many(actor=actor, organisation_id=organisation_id, subject=subject(batch), people=people)
    to = [
        messages.To(ref_of(batch, line), values_of(batch, one, place), about=subject(batch), unit_id=place.unit_id)
        for line, one, place in chosen
    ]
    messages.write_to_many(
        actor=actor, organisation_id=organisation_id, template=TEMPLATE, to=to, reference=batch.reference
    )


@transaction.atomic
def _finish(batch: InvitationList, actor: Actor) -> None:
    """Account for whoever was left out at the last moment, and delete the list."""
    written = sent.batch_refs(batch.organisation_id, batch.reference)
    rows = InvitationRow.objects.filter(batch=batch, outcome=InvitationRow.Outcome.SEND)
    late = [pk for pk, line in rows.values_list("pk", "line") if ref_of(batch, line) not in written]
    for start in range(0, len(late), 500):
        InvitationRow.objects.filter(pk__in=late[start : start + 500]).update(
            outcome=InvitationRow.Outcome.HELD, rule="not_now"
        )
    batch.counts = _moved(batch.counts, len(late))
    batch.state = State.SENT
    batch.save(update_fields=["state", "counts"])
    content = {"messages": len(written), "counts": batch.counts}
    ledger.record(kind="voices.invitations-queued", subject=subject(batch), content=content, actor=actor.reference)
    transaction.on_commit(lambda: vault.remove(batch.reference))


def _moved(counts: dict[str, object], late: int) -> dict[str, object]:
    if not late:
        return counts
    held = dict(counts["held"])  # type: ignore[call-overload]  # as `judging.counted` writes it
    held["not_now"] = held.get("not_now", 0) + late
    return {**counts, "send": counts["send"] - late, "held": held}  # type: ignore[operator]


@transaction.atomic
def stop(list_id: int, sentence: str) -> None:
    """A list that could not be sent: why, for whoever confirmed it. The list itself is deleted."""
    batch = sole(InvitationList.objects.select_for_update().filter(pk=list_id, state=State.WRITING))
    if batch is None:
        return
    batch.state, batch.problem = State.STOPPED, sentence[:300]
    batch.save(update_fields=["state", "problem"])
    ledger.record(kind="voices.invitations-stopped", subject=subject(batch), content={"why": sentence})
    transaction.on_commit(lambda: vault.remove(batch.reference))
