"""Sealing: what is recorded gets its place in the log, and the log a signed checkpoint.

Everything of a batch is one transaction: pending rows go, leaves, tiles and the checkpoint come. A sealer that is
killed leaves nothing half-written.
"""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone

from heard.ledger import published, signing, sql, tiles
from heard.ledger.models import Checkpoint, Event, Leaf, Log, Pending
from heard.methods.tlog import note, tree
from heard.store import locks
from heard.store.bulk import bulk_insert
from heard.store.references import new_reference

# 100 batches for a million events, each holding SQLite's write lock for some 100 ms.
BATCH = 10_000


class BrokenLogError(RuntimeError):
    """The database does not go on from the last published checkpoint. The message says what to do."""


def seal(*, using: str = "default", batch: int = BATCH) -> int:
    """Seal all pending events in batches and return how many. Several sealers take turns.

    Raises BrokenLogError where the database is shorter than the published checkpoint or differs from it, or where the
    key is not the log's: to seal on would show two histories. `start_log` begins a new log.
    """
    total = 0
    # Looked at without the lock: an idle sealer must not take SQLite's write lock every few seconds.
    while Pending.objects.using(using).exists():
        with sql.committed_to_disk(using):
            sealed = _seal_batch(using, batch)
        total += sealed
        if sealed < batch:
            break
    return total


def start_log(*, because: str, actor: str = "", using: str = "default") -> str:
    """Begin a new log, which the next events go into, and return its origin. The old one stays as it is.

    For after a restore that lost sealed events, and for a new key. The first event of the new log says `because` and
    names the old log's last checkpoint here and the last published one.
    """
    from heard.ledger.actions.record import record

    with sql.committed_to_disk(using), transaction.atomic(using=using):
        locks.advisory("ledger.seal", using)
        old = Checkpoint.objects.using(using).order_by("-id").first()
        log = _new_log(using)
        content = {
            "because": because,
            "last_here": old.note if old else None,
            "last_published": published.last(using),
        }
        event_id = record(
            kind="ledger.log-started", subject=f"log:{log.origin}", content=content, actor=actor, using=using
        )
        # Before all that waits, so that it is the log's first leaf.
        Pending.objects.using(using).filter(pk=event_id).delete()
        leaf = bytes(Event.objects.using(using).values_list("leaf_hash", flat=True).get(pk=event_id))
        _append(using, log, 0, [(event_id, leaf)])
    return log.origin


def _seal_batch(using: str, batch: int) -> int:
    with transaction.atomic(using=using):
        locks.advisory("ledger.seal", using)
        log = Log.objects.using(using).order_by("-id").first()
        last = published.last(using)
        if log is None:
            if last is not None:
                raise BrokenLogError(
                    "This database has no log, but a checkpoint was published from here. Restore the database that it"
                    " belongs to, or begin a new log with `heard ledger start-log`."
                )
            log = _new_log(using)
        size = tiles.size(using, log.pk)
        _must_go_on(using, log, size, last)
        taken = sql.take_pending(using, batch)
        if taken:
            _append(using, log, size, taken)
    return len(taken)


def _new_log(using: str) -> Log:
    origin = f"heard/{new_reference()}"
    log = Log(origin=origin, key=signing.verifier_key(origin), at=timezone.now())
    log.save(using=using, force_insert=True)
    return log


def _append(using: str, log: Log, size: int, taken: list[tuple[int, bytes]]) -> None:
    """Write leaves, tiles and the checkpoint after `size` leaves of the log; publish when the transaction commits."""
    tiles.append(using, log.pk, size, [leaf for _, leaf in taken])
    rows = ((event_id, log.pk, size + place) for place, (event_id, _) in enumerate(taken))
    bulk_insert(Leaf, ["event_id", "log_id", "seq"], rows, using)
    size += len(taken)
    stated = note.Checkpoint(log.origin, size, tree.root(tiles.node(using, log.pk), size))
    signed = signing.sign(stated)
    Checkpoint(log=log, size=size, root=stated.root, note=signed, at=timezone.now()).save(
        using=using, force_insert=True
    )
    transaction.on_commit(partial(published.publish, using, signed, log.key), using=using)


def _must_go_on(using: str, log: Log, size: int, last: str | None) -> None:
    """Raise BrokenLogError unless the log in the database is the published one, grown or as it was."""
    if signing.verifier_key(log.origin) != log.key:
        raise BrokenLogError(
            "LEDGER_KEY is not the key of this database's log. Set HEARD_LEDGER_KEY to the key it was begun with, or"
            " begin a new log with `heard ledger start-log`."
        )
    if last is None:
        return
    try:
        stated = published.read(last, log.key)
    except ValueError as error:
        raise BrokenLogError(
            f"The published checkpoint in {published.note_path(using)} is not of this database's log. Restore the"
            " database that it belongs to, or begin a new log with `heard ledger start-log`."
        ) from error
    if stated.size > size:
        raise BrokenLogError(
            f"The database has {size} sealed events, but a checkpoint of {stated.size} was published: it was restored"
            " from an older backup. Restore a newer one, or begin a new log with `heard ledger start-log`."
        )
    if tree.root(tiles.node(using, log.pk), stated.size) != stated.root:
        raise BrokenLogError(
            f"The first {stated.size} sealed events are not those of the published checkpoint. Restore the database"
            " that it belongs to, or begin a new log with `heard ledger start-log`."
        )
