"""Sources: made with their first import, and asked once how to read the dates that no file decides."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import F

from heard.ledger import actions as ledger
from heard.organisations.policy import Actor
from heard.store.rows import sole
from heard.voices import ports
from heard.voices.errors import Refused
from heard.voices.models import Import, Source, Voice
from heard.voices.policy import require

# Voices dated with one call of the port.
CHUNK: Final = 1_000


@transaction.atomic
def ensure_source(*, actor: Actor, organisation_id: int, name: str) -> Source:
    """The organisation's source of that name, made if it is missing."""
    cleaned = " ".join(name.replace("\x00", "").split())
    if not cleaned:
        raise Refused("Enter where the file comes from.", "source")
    if len(cleaned) > 100:
        raise Refused("Enter a name of at most 100 characters.", "source")
    source = Source.objects.filter(organisation=organisation_id, name=cleaned).first()
    if source is not None:
        return source
    require(actor, "import_voices", Import(organisation_id=organisation_id))
    source = Source.objects.create(organisation_id=organisation_id, name=cleaned)
    ledger.record(kind="voices.source-added", subject=f"source:{source.pk}", content={}, actor=actor.reference)
    return source


@transaction.atomic
def settle_dates(*, actor: Actor, source_id: int, order: str) -> int:
    """Say how the source's doubtful dates are read, those of later imports too; returns how many voices that dates.

    `order` is a Source.DateOrder: 'day_first' reads each date as the rows around it are written (see
    methods.exports.joining.decide), 'month_first' the other way round, 'undecided' takes an answer back.
    """
    source = sole(Source.objects.select_for_update().filter(pk=source_id))
    if source is None:
        raise Refused("Choose a source that exists.")
    require(actor, "settle_dates", source)
    if order not in Source.DateOrder.values:
        raise Refused("Choose how the dates are to be read.", "order")
    if Import.objects.filter(source=source, state__in=(Import.State.RUNNING, Import.State.UNDOING)).exists():
        raise Refused("An import of this source is running. Settle the dates when it is over.")
    source.doubtful_dates = order
    source.save(update_fields=["doubtful_dates"])
    reading = {
        Source.DateOrder.DAY_FIRST.value: "said_on_day_first",
        Source.DateOrder.MONTH_FIRST.value: "said_on_month_first",
    }.get(order)
    doubtful = Voice.objects.filter(source=source, said_on_day_first__isnull=False)
    # Changed before they are read: the update locks them, so that none is withdrawn or restored in between.
    doubtful.update(said_on=F(reading) if reading else None)
    rows = list(doubtful.order_by("id").values_list("id", reading or "said_on_day_first", "withdrawn_at"))
    counted = [(pk, day if reading else None) for pk, day, withdrawn in rows if withdrawn is None]
    for start in range(0, len(counted), CHUNK):
        ids, days = zip(*counted[start : start + CHUNK], strict=True)
        ports.changed(ports.VoicesChanged(ids, "dated", days))
    ledger.record(
        kind="voices.dates-settled",
        subject=f"source:{source.pk}",
        content={"order": order, "voices": len(rows)},
        actor=actor.reference,
    )
    return len(rows)
