"""A voice goes round the line of its service once it is understood that it has to."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from heard.ledger import actions as ledger
from heard.ledger.actions import NewEvent
from heard.voices import ports
from heard.voices.models import Voice
from heard.voices.queries.erasing import subject_of


@transaction.atomic
def narrow_routes(*, routes: Mapping[str, str]) -> int:
    """Send imported voices, given with the Voice.Route of each, outside the line; returns how many went.

    What was said on a page was asked who may read it, and has its reader. What a file brought was not: that it tells of
    abuse, names staff or comes from a bed shows when it is coded. From then on the service neither reads nor finds it.
    """
    rows = Voice.objects.select_for_update().filter(
        reference__in=list(routes), route=Voice.Route.LINE, batch__isnull=False
    )
    found = list(rows.order_by("id"))
    for voice in found:
        voice.route = Voice.Route(routes[voice.reference])
    if found:
        Voice.objects.bulk_update(found, ["route"])
        ports.changed(ports.VoicesChanged([voice.pk for voice in found], "routed"))
        ledger.record_many(
            events=[
                NewEvent("voices.routed", subject_of(voice.reference), {"route": str(voice.route)}) for voice in found
            ]
        )
    return len(found)
