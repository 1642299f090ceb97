"""What the ledger does by the clock."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from heard.ledger import actions, erased
from heard.ledger.models import Erasure
from heard.store.background import periodic


@periodic(seconds=5)
def seal() -> None:
    """Seal what was recorded since. A log that must not go on is logged as an error each time, until it is settled."""
    actions.seal()


@periodic(seconds=3600)
def list_erasures() -> None:
    """List beside the database what was erased by another machine, or while the disk was full."""
    erased.catch_up("default")


@periodic(seconds=24 * 3600)
def scrub() -> None:
    """Take the traces of the last days' erasures out of indexes and the write-ahead log, without locking tables."""
    if Erasure.objects.filter(at__gte=timezone.now() - timedelta(days=2)).exists():
        actions.scrub(full=False)
