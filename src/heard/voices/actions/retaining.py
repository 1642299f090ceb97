"""What has been kept for as long as its rule says: proposed by Heard, confirmed by a person, then erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.organisations import queries as organisations
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM, Actor
from heard.tasks import actions as tasks
from heard.voices import retention
from heard.voices.errors import Refused
from heard.voices.models import ErasureRequest, Import, RejectedRow, Voice
from heard.voices.policy import Whole, require
from heard.voices.queries.erasures import due

State, Basis = ErasureRequest.State, ErasureRequest.Basis


@transaction.atomic
def confirm_retention(*, actor: Actor, organisation_id: int, references: Sequence[str]) -> int:
    """A named person has looked at what a rule proposes: these voices are erased by the next job; returns how many."""
    require(actor, "erase_voices", Whole(organisation_id))
    now, today = timezone.now(), timezone.localdate()
    rows = Voice.objects.filter(organisation=organisation_id, reference__in=list(references), erased_at=None)
    asked = set(ErasureRequest.objects.filter(voice__in=references, state=State.ASKED).values_list("voice", flat=True))
    lot = [voice for voice in rows if voice.reference not in asked and retention.held_back(voice) is None]
    ErasureRequest.objects.bulk_create(
        [
            ErasureRequest(
                organisation_id=organisation_id,
                voice=voice.reference,
                basis=Basis.RETENTION,
                asked_at=now,
                due_on=today,
                decided_by_id=actor.account_id,
                decided_at=now,
            )
            for voice in lot
        ]
    )
    code = next(one.reference for one in organisations.organisations() if one.id == organisation_id)
    ledger.record(
        kind="voices.retention-confirmed",
        subject=f"organisation:{code}",
        content={"voices": len(lot)},
        actor=actor.reference,
    )
    return len(lot)


def propose_retention() -> int:
    """Ask whoever is responsible to look at what a rule says has been kept for long enough."""
    count = 0
    for one in organisations.organisations():
        if not due(one.id):
            continue
        tasks.open_task(
            actor=SYSTEM,
            organisation_id=one.id,
            kind="voices.retention",
            subject=f"voices.retention:{one.reference}",
            title="Look at what has been kept for as long as the rule says",
            role=Role.INFORMATION_GOVERNANCE,
            verb="erase_voices",
            clock="backlog",
        )
        count += 1
    return count


def forget_rejected(*, actor: Actor = SYSTEM) -> int:
    """Forget rows of files that could not be taken, when nobody has corrected them in time; returns of how many."""
    before = timezone.now() - timedelta(days=retention.settings()["rejected_rows_days"])
    ids = RejectedRow.objects.filter(batch__finished_at__lt=before).values_list("batch", flat=True).distinct()
    found = list(Import.objects.filter(pk__in=ids).order_by("id").values_list("reference", flat=True))
    for reference in found:
        ledger.forget(subject=f"import:{reference}", because="rows that were never taken", actor=actor.reference)
    return len(found)


@transaction.atomic
def forget_file(*, actor: Actor, organisation_id: int, reference: str) -> dict[str, int]:
    """Forget the rejected rows of one import now; its voices stay."""
    require(actor, "erase_voices", Whole(organisation_id))
    if not Import.objects.filter(organisation=organisation_id, reference=reference).exists():
        raise Refused("Choose an import that exists.")
    return ledger.forget(subject=f"import:{reference}", because="asked for", actor=actor.reference)
