"""Forgetting: a subject goes from every room, or an event's opening is erased; the event stays as a hash in the log."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from heard.ledger import erased, ports, sql
from heard.ledger.actions.record import record
from heard.ledger.models import Erasure, Opening
from heard.methods.redaction.quoting import Quoted, within
from heard.store.background.forgetting import forget_results

# Subjects whose openings are looked through at once.
MANY = 500


@transaction.atomic
def forget(
    *, subject: str, because: str, actor: str = "", at: datetime | None = None, using: str = "default"
) -> dict[str, int]:
    """Have every room forget a subject, in one transaction; returns how much went, by what it is.

    Rooms forget from the top of the house down. Then the ledger erases the openings of the subject's own events (but
    for the kinds that only say who did what), and of whatever is linked to it where they quote it. The event that
    says so has no word of it. The subject is listed beside the database, for backups that are restored later.
    """
    texts = [text for part in ports.said(subject) for text in part]
    forgetting = ports.Forgetting(subject, Quoted(texts))
    ports.forget(forgetting)
    forgetting.gone["job results"] += forget_results(forgetting.quoted.found)
    forgetting.gone["openings"] += _erase_openings(forgetting, using)
    moment = at or timezone.now()
    gone = {what: count for what, count in sorted(forgetting.gone.items()) if count}
    record(kind="ledger.erased", subject=subject, content={"because": because, "gone": gone}, actor=actor, using=using)
    Erasure.objects.using(using).update_or_create(subject=subject, defaults={"at": moment})
    transaction.on_commit(partial(erased.keep, using, subject, moment), using=using)
    return gone


def replay(*, rows: Mapping[str, datetime] | None = None, using: str = "default") -> int:
    """Erase again what the list (or `rows`) says was erased and the database does not know of; returns how many.

    After a restore. Each is a transaction of its own, so that a killed replay goes on where it was.
    """
    waiting = erased.lost(using, rows)
    for subject, at in waiting.items():
        forget(subject=subject, because="replayed after a restore", at=at, using=using)
    return len(waiting)


def scrub(*, full: bool, using: str = "default") -> None:
    """Take the traces of what was deleted out of indexes and files; outside any transaction.

    `full` rewrites the whole database, for which nobody else may use it: after a replay, or by night. It waits for
    transactions that began earlier, and raises StillInUseError where they do not end within minutes.
    """
    ports.settle()
    sql.scrub(using, full=full)


def forget_opening(*, event_ids: Sequence[int], because: str, actor: str = "", using: str = "default") -> int:
    """Erase what these events' commitments commit to, and return how many openings were erased.

    The events and their leaves stay: the log still proves that something was recorded then, and with the nonce gone,
    nobody can find out what by guessing. One event records the erasure, by number and without content. Rooms that
    registered with `ports.forgotten` erase what they hold, in the same transaction.
    """
    with transaction.atomic(using=using):
        gone = _erase(event_ids, using)
        if gone:
            content = {"because": because, "events": gone}
            record(kind="ledger.openings-erased", subject="ledger", content=content, actor=actor, using=using)
    return len(gone)


def _erase_openings(forgetting: ports.Forgetting, using: str) -> int:
    own = Opening.objects.using(using).filter(subject=forgetting.subject)
    ids = []
    for event_id, content in own.values_list("event_id", "content"):
        opened = json.loads(content)
        if opened["kind"] not in forgetting.kept or within(opened["body"], forgetting.quoted):
            ids.append(event_id)
    linked = sorted(forgetting.linked - {forgetting.subject})
    for start in range(0, len(linked), MANY):
        rows = Opening.objects.using(using).filter(subject__in=linked[start : start + MANY])
        ids += [
            event_id
            for event_id, content in rows.values_list("event_id", "content")
            if within(json.loads(content)["body"], forgetting.quoted)
        ]
    return len(_erase(ids, using))


def _erase(event_ids: Sequence[int], using: str) -> list[int]:
    found = Opening.objects.using(using).filter(event_id__in=event_ids)
    gone = sorted(found.values_list("event_id", flat=True))
    if gone:
        found.filter(event_id__in=gone).delete()
        ports.forgotten(gone)
    return gone
