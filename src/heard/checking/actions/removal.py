"""What this room keeps of an organisation, removed when the organisation itself is."""

from __future__ import annotations

from django.db import transaction

from heard.checking.models import MonthlyPlan, Queued, Sample
from heard.ledger import actions as ledger
from heard.organisations.policy import Actor


@transaction.atomic
def remove_checking(*, actor: Actor, organisation_id: int) -> None:
    """Delete the queue and every sample of an organisation that is itself removed. Events stay. Safe to call again."""
    if not actor.system:
        raise RuntimeError("Only the installation removes an organisation.")
    for model in (Queued, Sample, MonthlyPlan):
        model.objects.filter(organisation=organisation_id).delete()
    ledger.record(kind="checking.organisation-removed", subject=f"checking-of:{organisation_id}", content={})
