"""Lists of people who are invited to tell us: taken, mapped, confirmed by a person, recalled, forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.messages import actions as messages
from heard.messages import queries as sent
from heard.organisations.policy import Actor
from heard.store.bulk import bulk_insert
from heard.store.references import new_reference
from heard.voices import jobs
from heard.voices.errors import Refused
from heard.voices.inviting import vault
from heard.voices.inviting.judging import TEMPLATE, Verdict, counted, judge
from heard.voices.inviting.rules import IGNORE, REACHED, Rules, rules, suggest
from heard.voices.models import CapturePoint, InvitationList, InvitationRow
from heard.voices.policy import Whole, require

State = InvitationList.State
SEND = "send_invitations"
GONE = "Choose a list that exists."


def take_list(
    *, actor: Actor, organisation_id: int, blocks: Iterable[bytes], file_name: str, unit_id: int | None = None
) -> InvitationList:
    """Take a list of people in; it is kept sealed until it is sent. `unit_id`: where they all have been, if it is one.

    Its columns are mapped as they are suggested, where that can be done. Raises Refused with a sentence.
    """
    require(actor, SEND, Whole(organisation_id))
    given = rules()
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "")[-255:] or "list"
    known = frozenset(header for _, names, _ in given.columns.values() for header in names)
    listed = vault.read(blocks, name, given.most_rows, known)
    if unit_id and not CapturePoint.objects.filter(organisation=organisation_id, unit=unit_id).exists():
        raise Refused("Choose a service that has a page ‘Tell us’", "unit")
    now = timezone.now()
    batch = InvitationList(
        reference=new_reference(),
        organisation_id=organisation_id,
        unit_id=unit_id,
        file_name=name,
        header=listed.header,
        columns=suggest(listed.header, given),
        notes=listed.notes,
        made_by_id=actor.account_id,
        made_at=now,
        forget_on=timezone.localdate(now) + timedelta(days=given.wait_days),
    )
    vault.keep(batch.reference, listed)
    try:
        _create(actor, batch, len(listed.rows) + len(listed.ragged))
    except BaseException:
        vault.remove(batch.reference)
        raise
    return batch


@transaction.atomic
def _create(actor: Actor, batch: InvitationList, rows: int) -> None:
    batch.save(force_insert=True)
    _record(actor, "taken", batch, {"rows": rows})


def map_list(
    *, actor: Actor, organisation_id: int, reference: str, columns: Mapping[str, str], now: datetime | None = None
) -> InvitationList:
    """Say what the columns hold; then each row has its outcome, which is looked at before anything is sent."""
    batch = _open(actor, organisation_id, reference)
    given = rules()
    checked = _checked(batch, columns, given)
    verdicts = judge(batch, vault.load(reference), checked, now or timezone.now())
    with transaction.atomic():
        batch = _open(actor, organisation_id, reference, lock=True)
        batch.columns = checked
        store_verdicts(batch, verdicts)
        batch.save(update_fields=["columns", "counts"])
        _record(actor, "mapped", batch, {"columns": sorted(set(checked.values()) - {IGNORE}), "counts": batch.counts})
    return batch


def store_verdicts(batch: InvitationList, verdicts: list[Verdict]) -> None:
    """Keep the outcome of every row in place of what was kept before. In the caller's transaction."""
    InvitationRow.objects.filter(batch=batch).delete()
    rows = (
        (
            batch.pk,
            one.line,
            str(one.outcome),
            one.rule,
            one.place.unit_id if one.place else None,
            one.person.way if one.person else "",
        )
        for one in verdicts
    )
    bulk_insert(InvitationRow, ("batch_id", "line", "outcome", "rule", "unit_id", "way"), rows)
    batch.counts = counted(verdicts)


def _checked(batch: InvitationList, columns: Mapping[str, str], given: Rules) -> dict[str, str]:
    """The mapping, reduced to the list's columns. Raises Refused with what to choose instead."""
    chosen = {name: columns.get(name, IGNORE) for name in batch.header}
    taken: dict[str, str] = {}
    for name, field in chosen.items():
        if field not in given.columns:
            raise Refused(f"Choose what the column “{name}” holds.", name)
        if field != IGNORE and field in taken:
            raise Refused(f"“{taken[field]}” and “{name}” cannot both be “{given.column_label(field)}”.", name)
        taken[field] = name
    if not taken.keys() & set(REACHED):
        raise Refused("Choose the column with the e-mail address, the mobile number or the postal address.")
    if batch.unit_id is None and "service" not in taken:
        raise Refused("Choose the column with the service, or upload the list again and choose one service for all.")
    return chosen


@transaction.atomic
def confirm_list(*, actor: Actor, organisation_id: int, reference: str, enqueue: bool = True) -> InvitationList:
    """Send the invitations of a list: a person says so. They go into the queue, from which they can be recalled.

    Every row is judged once more then. Raises Refused where nobody on it would be invited.
    """
    batch = _open(actor, organisation_id, reference, lock=True)
    if not batch.counts.get("send"):
        raise Refused("Nobody on this list would be invited.")
    now = timezone.now()
    given = rules()
    batch.state, batch.confirmed_by_id, batch.confirmed_at = State.CONFIRMED, actor.account_id, now
    # Longer than the cap, which knows by the address who was asked.
    kept = max(given.keep_days, sent.cap_days(TEMPLATE) + 1)
    batch.forget_on = timezone.localdate(now) + timedelta(days=kept)
    batch.save(update_fields=["state", "confirmed_by", "confirmed_at", "forget_on"])
    _record(actor, "confirmed", batch, {"counts": batch.counts, "forget_on": batch.forget_on.isoformat()})
    if enqueue:
        jobs.send_invitations.enqueue(batch.pk)
    return batch


@transaction.atomic
def recall_list(*, actor: Actor, organisation_id: int, reference: str) -> int:
    """Stop the invitations of a list that have not gone out; returns how many. Their addresses are deleted."""
    batch = _locked(actor, organisation_id, reference)
    if batch.state not in (State.CONFIRMED, State.SENT):
        raise Refused("These invitations cannot be recalled now. Try again in a moment.")
    count = 0
    if batch.state == State.SENT:
        count = messages.recall_batch(actor=actor, organisation_id=organisation_id, reference=reference)
    if batch.state == State.CONFIRMED or count == batch.counts.get("send"):
        batch.state = State.RECALLED
        batch.save(update_fields=["state"])
        transaction.on_commit(lambda: vault.remove(reference))
    _record(actor, "recalled", batch, {"messages": count})
    return count


@transaction.atomic
def discard_list(*, actor: Actor, organisation_id: int, reference: str) -> None:
    """Throw a list away that was not confirmed."""
    batch = _open(actor, organisation_id, reference, lock=True)
    batch.state = State.DISCARDED
    _forget(actor, batch, timezone.now())


def forget_lists(*, actor: Actor, on: date | None = None) -> int:
    """Delete the addresses and the account of the rows of lists whose time is over; their counts stay."""
    day = on or timezone.localdate()
    due = InvitationList.objects.filter(forgotten_at=None, forget_on__lte=day).exclude(state=State.WRITING)
    references = list(due.order_by("pk").values_list("reference", "organisation_id"))
    for reference, organisation_id in references:
        with transaction.atomic():
            batch = _locked(actor, organisation_id, reference)
            if batch.state == State.OPEN:
                batch.state = State.DISCARDED
            _forget(actor, batch, timezone.now())
    return len(references)


def _forget(actor: Actor, batch: InvitationList, now: datetime) -> None:
    gone: dict[str, Any] = {"rows": InvitationRow.objects.filter(batch=batch).delete()[0]}
    if sent.batch_states(batch.organisation_id, batch.reference):
        gone["addresses"] = messages.forget_batch(
            actor=actor, organisation_id=batch.organisation_id, reference=batch.reference
        ).addresses
    batch.forgotten_at = now
    batch.save(update_fields=["state", "forgotten_at"])
    _record(actor, "forgotten", batch, gone)
    transaction.on_commit(lambda: vault.remove(batch.reference))


def _locked(actor: Actor, organisation_id: int, reference: str) -> InvitationList:
    require(actor, SEND, Whole(organisation_id))
    rows = InvitationList.objects.select_for_update().filter(organisation=organisation_id, reference=reference)
    if (batch := rows.first()) is None:
        raise Refused(GONE)
    return batch


def _open(actor: Actor, organisation_id: int, reference: str, *, lock: bool = False) -> InvitationList:
    """A list that is not confirmed yet."""
    require(actor, SEND, Whole(organisation_id))
    rows = InvitationList.objects.filter(organisation=organisation_id, reference=reference)
    batch = (rows.select_for_update() if lock else rows).first()
    if batch is None:
        raise Refused(GONE)
    if batch.state != State.OPEN:
        raise Refused("This list was confirmed or thrown away already. Upload it again.")
    return batch


def _record(actor: Actor, what: str, batch: InvitationList, content: Mapping[str, Any]) -> None:
    ledger.record(
        kind=f"voices.invitations-{what}",
        subject=f"invitations:{batch.reference}",
        content=dict(content),
        actor=actor.reference,
    )
