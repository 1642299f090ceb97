"""The monthly reading: who does it, and its beginning by the clock."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from heard.checking.actions.sampling import make_monthly_reading
from heard.checking.models import MonthlyPlan
from heard.checking.policy import require
from heard.ledger.actions import record
from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.policy import SYSTEM, Actor


@transaction.atomic
def plan_monthly_reading(*, actor: Actor, organisation_id: int, reader: int, size: int) -> None:
    """Name who reads each month what was not flagged, and how many comments. Raises Refused."""
    organisation = organisations.organisation_by_id(organisation_id)
    require(actor, "manage_samples", organisation)
    if reader not in {pk for pk, _ in organisations.people_who(organisation_id, "code_samples", None)}:
        raise Refused("Choose somebody who may read the comments of the whole organisation.", "reader")
    MonthlyPlan.objects.update_or_create(
        organisation_id=organisation_id, defaults={"reader_id": reader, "size": size, "set_at": timezone.now()}
    )
    record(
        kind="checking.reading-planned",
        subject=f"organisation:{organisation.reference}",
        content={"size": size},
        actor=actor.reference,
    )


def begin_readings(*, actor: Actor) -> int:
    """Draw last month's comments wherever somebody is named and it is not done yet; returns for how many.

    Safe to run twice. A month without comments, or whose reader has left, is tried again until the next one.
    """
    if not actor.system:
        raise Refused("Beginning readings is the worker's.")
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    begun = 0
    for plan in MonthlyPlan.objects.order_by("organisation_id"):
        try:
            make_monthly_reading(
                actor=SYSTEM,
                organisation_id=plan.organisation_id,
                month=last,
                size=plan.size,
                reader=plan.reader_id,
            )
        except Refused:
            continue
        begun += 1
    return begun
