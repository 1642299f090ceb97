"""One comment of the queue: agreed with, corrected, left to others, undone."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from heard.checking.models import Queued, Skip
from heard.checking.policy import Place, require
from heard.coding.actions import corrections
from heard.ledger.actions import record
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.organisations.queries import organisation_by_id
from heard.store.rows import sole

GONE = "Somebody has checked this comment meanwhile, or it was withdrawn. Here is the next one."


@transaction.atomic
def agree(*, actor: Actor, organisation_id: int, queued_id: int) -> None:
    """The machine understood it rightly. Raises Refused."""
    row = _waiting(actor, organisation_id, queued_id)
    _settle(row, actor, Queued.State.AGREED, corrections.agree(actor=actor, answer_id=row.answer_id))


@transaction.atomic
def correct(
    *,
    actor: Actor,
    organisation_id: int,
    queued_id: int,
    themes: Iterable[int],
    sentiment: int | None,
    seriousness: int,
    reason: str = "",
) -> None:
    """It is to be understood otherwise; counts follow at once. Raises Refused, as coding's `correct` does."""
    row = _waiting(actor, organisation_id, queued_id)
    number = corrections.correct(
        actor=actor,
        answer_id=row.answer_id,
        themes=themes,
        sentiment=sentiment,
        seriousness=seriousness,
        reason=reason,
    )
    _settle(row, actor, Queued.State.CORRECTED, number)


@transaction.atomic
def skip(*, actor: Actor, organisation_id: int, queued_id: int) -> None:
    """Leave it to others; one's own queue goes on without it. Raises Refused."""
    row = _waiting(actor, organisation_id, queued_id)
    if actor.account_id is None:
        raise Refused("Only a person leaves something to others.")
    _, new = Skip.objects.get_or_create(queued=row, account_id=actor.account_id, defaults={"at": timezone.now()})
    if new:
        _record(row, actor, "checking.skipped")


@transaction.atomic
def undo(*, actor: Actor, organisation_id: int) -> None:
    """Take one's own last word in the queue back: the comment waits again. Raises Refused where there is none."""
    mine = Queued.objects.select_for_update().filter(organisation=organisation_id, person=actor.account_id)
    row = mine.exclude(state=Queued.State.WAITING).order_by("-at").first() if actor.account_id else None
    if row is None or row.number is None:
        raise Refused("There is nothing of yours to undo.")
    corrections.take_back(actor=actor, answer_id=row.answer_id, number=row.number)
    row.state, row.person, row.at, row.number = Queued.State.WAITING, None, None, None
    row.save(update_fields=["state", "person", "at", "number"])


@transaction.atomic
def show_skipped(*, actor: Actor, organisation_id: int) -> int:
    """Let what one left to others come again; returns how many."""
    organisation = organisation_by_id(organisation_id)
    require(actor, "review_codes", organisation)
    mine = Skip.objects.filter(account=actor.account_id, queued__organisation=organisation_id)
    count, _ = mine.delete()
    record(
        kind="checking.skipped-shown",
        subject=f"organisation:{organisation.reference}",
        content={"count": count},
        actor=actor.reference,
    )
    return count


def _waiting(actor: Actor, organisation_id: int, queued_id: int) -> Queued:
    rows = Queued.objects.select_for_update().filter(organisation=organisation_id, id=queued_id)
    row = sole(rows)
    if row is None or row.state != Queued.State.WAITING:
        raise Refused(GONE)
    require(actor, "review_codes", Place.of(organisation_id, row.unit_id, row.said_day))
    return row


def _settle(row: Queued, actor: Actor, state: Queued.State, number: int) -> None:
    row.state, row.person_id, row.at, row.number = state, actor.account_id, timezone.now(), number
    row.save(update_fields=["state", "person", "at", "number"])


def _record(row: Queued, actor: Actor, kind: str) -> None:
    record(
        kind=kind,
        subject=f"organisation:{organisation_by_id(row.organisation_id).reference}",
        content={"answer": row.answer_id},
        actor=actor.reference,
    )
