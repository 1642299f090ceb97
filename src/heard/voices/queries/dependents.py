"""Later imports that leaned on an earlier one: what they lose when it is undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from heard.voices.models import Answer, Import
from heard.voices.queries.runs import ImportDetail

_STORED = (Import.State.RUNNING, Import.State.DONE, Import.State.FAILED, Import.State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Dependent:
    """A later import of the same source.

    `repeated`: the most rows of it that were not stored because the earlier import had brought them; its other
    duplicates repeat a third file or its own rows. `added`: the answers that it gave to voices of the earlier one.
    """

    reference: str
    file_name: str
    at: datetime
    repeated: int
    added: int


def dependents(batch: ImportDetail) -> tuple[Dependent, ...]:
    """The later imports that lose something when this one is undone, in their order. Two queries."""
    if batch.started_at is None or batch.source_id is None:
        return ()
    added = dict(
        Answer.objects.filter(added__isnull=False, voice__batch=batch.id)
        .order_by()
        .values_list("added")
        .annotate(count=Count("id"))
    )
    later = Import.objects.filter(source=batch.source_id, started_at__gt=batch.started_at, state__in=_STORED)
    stored = batch.account.answers + batch.account.empty if batch.account else 0
    found = [
        Dependent(
            reference=row.reference,
            file_name=row.file_name,
            at=row.created_at,
            repeated=min(int(row.counts.get("duplicates", 0)), stored),
            added=added.get(row.pk, 0),
        )
        for row in later.order_by("started_at", "id")
    ]
    return tuple(one for one in found if one.repeated or one.added)
