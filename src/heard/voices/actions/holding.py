"""Erasure is held back, because an inquiry, a claim or a court needs what people said."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.store.rows import sole
from heard.voices.actions.erasing import said
from heard.voices.errors import Refused
from heard.voices.models import Hold, Voice
from heard.voices.policy import Whole, require


@transaction.atomic
def place_hold(*, actor: Actor, organisation_id: int, why: str, unit_id: int | None = None, voice: str = "") -> Hold:
    """Nothing of this voice, service or organisation is erased until the hold is lifted."""
    require(actor, "hold_erasures", Whole(organisation_id))
    if voice and not Voice.objects.filter(organisation=organisation_id, reference=voice).exists():
        raise Refused("Choose a voice that exists.", "voice")
    unit = organisations.units([unit_id]).get(unit_id) if unit_id is not None else None
    if unit_id is not None and (unit is None or unit.organisation_id != organisation_id):
        raise Refused("Choose a service of this organisation, or the whole organisation.", "unit")
    hold = Hold.objects.create(
        organisation_id=organisation_id,
        unit_id=unit_id,
        voice=voice,
        why=said(why, "Enter why nothing may be erased, as those who ask will read it.", "why", 400),
        placed_by_id=actor.account_id,
        placed_at=timezone.now(),
    )
    _record_hold(actor, "voices.hold-placed", hold)
    return hold


@transaction.atomic
def lift_hold(*, actor: Actor, organisation_id: int, reference: str) -> None:
    """The hold is over: what waited is erased when it is due."""
    require(actor, "hold_erasures", Whole(organisation_id))
    hold = sole(Hold.objects.filter(organisation=organisation_id, reference=reference, lifted_at=None))
    if hold is None:
        raise Refused("Choose a hold that stands.")
    hold.lifted_at, hold.lifted_by_id = timezone.now(), actor.account_id
    hold.save(update_fields=["lifted_at", "lifted_by"])
    _record_hold(actor, "voices.hold-lifted", hold)


def _record_hold(actor: Actor, kind: str, hold: Hold) -> None:
    content = {"unit": hold.unit_id, "voice": hold.voice, "why": hold.why}
    ledger.record(kind=kind, subject=f"hold:{hold.reference}", content=content, actor=actor.reference)
