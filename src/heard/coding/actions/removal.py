"""What this room keeps of an organisation, removed when the organisation itself is."""

from __future__ import annotations

import numpy as np
from django.db import transaction

from heard.coding import sql
from heard.coding.models import (
    Cell,
    ExploreAnswer,
    ExploreVoice,
    LocalCode,
    LocalFrame,
    SavedView,
    Topic,
    TopicSearch,
    Uncounted,
)
from heard.ledger import actions as ledger
from heard.organisations.policy import Actor
from heard.organisations.queries import closure


@transaction.atomic
def remove_organisation(*, actor: Actor, organisation_id: int) -> None:
    """Delete counts, topics, frames and saved views of an organisation whose voices are gone.

    Raises RuntimeError while any voice is left.
    """
    if not actor.system:
        raise RuntimeError("Only the installation removes an organisation.")
    if (
        ExploreVoice.objects.filter(organisation_id=organisation_id).exists()
        or ExploreAnswer.objects.filter(organisation_id=organisation_id).exists()
    ):
        raise RuntimeError("The organisation still has voices: remove those first.")
    sql.hold_counts(organisation_id, alone=True)
    Uncounted.objects.filter(organisation_id=organisation_id).delete()
    Cell.objects.filter(unit_id__in=np.unique(closure(organisation_id).ancestor).tolist()).delete()
    SavedView.objects.filter(organisation=organisation_id).delete()
    frames = LocalFrame.objects.filter(organisation=organisation_id)
    LocalCode.objects.filter(frame_id__in=list(frames.values_list("id", flat=True))).delete()
    frames.delete()
    Topic.objects.filter(organisation=organisation_id).delete()
    TopicSearch.objects.filter(organisation=organisation_id).delete()
    ledger.record(kind="coding.organisation-removed", subject=f"counts-of:{organisation_id}", content={})
