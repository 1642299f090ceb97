"""Forgetting: an event's opening is erased, and the event stays as a hash in the log."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from heard.ledger import ports
from heard.ledger.actions.record import record
from heard.ledger.models import Opening


def forget_opening(*, event_ids: Sequence[int], because: str, actor: str = "", using: str = "default") -> int:
    """Erase what these events' commitments commit to, and return how many openings were erased.

    The events and their leaves stay: the log still proves that something was recorded then, and with the nonce gone,
    nobody can find out what by guessing. One event records the erasure, by number and without content. Rooms that
    registered with `ports.forgotten` erase what they hold, in the same transaction.
    """
    with transaction.atomic(using=using):
        found = Opening.objects.using(using).filter(event_id__in=event_ids)
        erased = sorted(found.values_list("event_id", flat=True))
        if not erased:
            return 0
        found.filter(event_id__in=erased).delete()
        ports.forgotten(erased)
        content = {"because": because, "events": erased}
        record(kind="ledger.openings-erased", subject="ledger", content=content, actor=actor, using=using)
    return len(erased)
