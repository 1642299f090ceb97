"""The stand-in: it keeps what it was given and sends nothing, for demonstrations, tests, and what is not connected."""

from __future__ import annotations

import json

from django.utils import timezone

from heard.messages.channels import Handed, Parcel
from heard.messages.models import Outbox
from heard.store import sealing


class StandIn:
    """Keeps each message that it is given, in a row of its own for each time."""

    really = False
    tells = True

    def __init__(self, way: str) -> None:
        self.way = way

    def deliver(self, parcel: Parcel) -> Handed:
        """Keep it."""
        kept = {"to": parcel.to.email or parcel.to.phone, "subject": parcel.subject, "words": parcel.words}
        row = Outbox.objects.create(
            message_reference=parcel.reference,
            organisation_id=parcel.organisation_id,
            way=self.way,
            sealed=sealing.seal(json.dumps(kept)),
            at=timezone.now(),
        )
        return Handed(f"outbox-{row.pk}")

    def find(self, reference: str) -> Handed | None:
        """The row that it keeps under this reference."""
        pk = Outbox.objects.filter(message_reference=reference).values_list("pk", flat=True).first()
        return Handed(f"outbox-{pk}") if pk else None
