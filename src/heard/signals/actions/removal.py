"""What this room keeps of an organisation, removed when the organisation itself is."""

from __future__ import annotations

from django.db import transaction

from heard.ledger import actions as ledger
from heard.organisations.policy import Actor
from heard.signals.models import Candidate, Signal, Watch


@transaction.atomic
def remove_signals(*, actor: Actor, organisation_id: int) -> None:
    """Delete every signal of an organisation that is itself removed. Events stay. Safe to call again."""
    if not actor.system:
        raise RuntimeError("Only the installation removes an organisation.")
    signals = Signal.objects.filter(organisation=organisation_id)
    signals.filter(merged_into__isnull=False).delete()
    count, _ = signals.delete()
    Watch.objects.filter(organisation=organisation_id).delete()
    Candidate.objects.filter(organisation_id=organisation_id).delete()
    ledger.record(
        kind="signals.organisation-removed", subject=f"signals-of:{organisation_id}", content={"signals": count}
    )
