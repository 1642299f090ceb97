"""What pages, the command and other rooms read from the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from heard.ledger import sql, tiles
from heard.ledger.models import Checkpoint, Event, Leaf, Log, Opening, Pending
from heard.methods.tlog import tree
from heard.methods.tlog.receipt import FORMAT
from heard.store.rows import sole

# Keys in one IN list: well below SQLite's 32,766 variables.
CHUNK = 10_000

PROVES = (
    "A record with this fingerprint stood in this log when the checkpoint was signed, and neither it nor anything"
    " sealed before it has been changed since without breaking that signature."
)
OPENED = "The content here, with its kind, subject, time and actor, is what the fingerprint was made from."
ERASED = "What was recorded has been erased. The fingerprint stays; it does not tell what it was made from."
UNSEALED = "The record is not yet sealed into the log, so that nothing is proven yet. This takes a few seconds."
PROVES_NOT = (
    "It does not show that what was said is true, that the record is complete, or that it influenced anything. The"
    " time in it is the recording computer's; the log shows only that it was sealed before its checkpoint was signed."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as pages show it. Subject, actor and content are empty where the opening was erased."""

    event_id: int
    kind: str
    at: datetime
    actor: str
    subject: str
    content: dict[str, Any] | None
    sealed: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """The last checkpoint of a log, its signed note, and the key that verifies it."""

    origin: str
    size: int
    root: str
    note: str
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof that an event stands in the log; `as_json` is the file that `heard verify` reads."""

    event: dict[str, Any]
    opening: dict[str, str] | None
    inclusion: dict[str, Any] | None
    checkpoint: str | None
    key: str | None
    proves: tuple[str, ...]
    proves_not: str

    def as_json(self) -> dict[str, Any]:
        """The receipt as a JSON object."""
        return {"format": FORMAT, **asdict(self)}


def size(using: str = "default") -> int:
    """How many events were recorded, sealed or not."""
    return Event.objects.using(using).count()


def pending(using: str = "default") -> int:
    """How many events wait to be sealed."""
    return Pending.objects.using(using).count()


def history(*subjects: str, using: str = "default") -> list[Entry]:
    """What was recorded about these subjects, oldest first. Events whose opening was erased are not among them."""
    found = Opening.objects.using(using).filter(subject__in=subjects)
    rows = list(found.values_list("event_id", "event__kind", "event__at", "actor", "subject", "content"))
    sealed = _sealed([row[0] for row in rows], using)
    entries = [
        Entry(pk, kind, at, actor, subject, json.loads(content)["body"], pk in sealed)
        for pk, kind, at, actor, subject, content in rows
    ]
    return sorted(entries, key=lambda entry: (entry.at, entry.event_id))


def events(ids: Iterable[int], using: str = "default") -> list[Entry]:
    """The events with these ids, in the order asked for; ids that do not exist are left out."""
    wanted = list(dict.fromkeys(ids))
    found: dict[int, Entry] = {}
    for start in range(0, len(wanted), CHUNK):
        found |= _entries(wanted[start : start + CHUNK], using)
    return [found[event_id] for event_id in wanted if event_id in found]


def checkpoint(using: str = "default") -> Signed | None:
    """The last signed checkpoint of the current log; None before anything was sealed."""
    return _last_checkpoint(Checkpoint.objects.using(using).filter(log=Log.objects.using(using).order_by("-id")[:1]))


def inclusion_proof(event_id: int, using: str = "default") -> tuple[int, list[bytes], Signed] | None:
    """A sealed event's place, its proof and the checkpoint of its log to which it leads; None for one not sealed."""
    leaf = sole(Leaf.objects.using(using).filter(pk=event_id).values_list("log_id", "seq"))
    if leaf is None:
        return None
    log_id, seq = leaf
    signed = _last_checkpoint(Checkpoint.objects.using(using).filter(log_id=log_id))
    if signed is None:
        return None
    return seq, tree.inclusion_proof(tiles.node(using, log_id), seq, signed.size), signed


def receipt(event_id: int, using: str = "default") -> Receipt | None:
    """The receipt of an event, with as much as there is: its opening unless erased, its proof once it is sealed."""
    event = sole(Event.objects.using(using).filter(pk=event_id))
    if event is None:
        return None
    opening = sole(Opening.objects.using(using).filter(pk=event_id))
    proof = inclusion_proof(event_id, using)
    index, steps, signed = proof or (None, [], None)
    return Receipt(
        event={
            "id": event.pk,
            "kind": event.kind,
            "at": event.at.isoformat(),
            "commitment": bytes(event.commitment).hex(),
            "leaf_hash": bytes(event.leaf_hash).hex(),
        },
        opening={"content": opening.content, "nonce": bytes(opening.nonce).hex()} if opening else None,
        inclusion={"index": index, "proof": [step.hex() for step in steps]} if signed else None,
        checkpoint=signed.note if signed else None,
        key=signed.key if signed else None,
        proves=(PROVES if signed else UNSEALED, OPENED if opening else ERASED),
        proves_not=PROVES_NOT,
    )


def missing_guards(using: str = "default") -> list[str]:
    """The names of triggers by which the database refuses changes and that do not stand; empty where all do."""
    return sql.missing_guards(using)


def _entries(ids: list[int], using: str) -> dict[int, Entry]:
    openings = Opening.objects.using(using).in_bulk(ids)
    sealed = _sealed(ids, using)
    entries = {}
    for event in Event.objects.using(using).filter(pk__in=ids).only("id", "kind", "at"):
        opening = openings.get(event.pk)
        entries[event.pk] = Entry(
            event_id=event.pk,
            kind=event.kind,
            at=event.at,
            actor=opening.actor if opening else "",
            subject=opening.subject if opening else "",
            content=json.loads(opening.content)["body"] if opening else None,
            sealed=event.pk in sealed,
        )
    return entries


def _sealed(ids: list[int], using: str) -> set[int]:
    """Those of the events that are leaves of the tree."""
    found: set[int] = set()
    for start in range(0, len(ids), CHUNK):
        leaves = Leaf.objects.using(using).filter(pk__in=ids[start : start + CHUNK])
        found |= set(leaves.values_list("pk", flat=True))
    return found


def _last_checkpoint(rows: Any) -> Signed | None:
    last = rows.order_by("-size").select_related("log").first()
    if last is None:
        return None
    return Signed(last.log.origin, last.size, bytes(last.root).hex(), last.note, last.log.key, last.at)
