"""Recording: an event is written in the transaction of the change that it records."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import connections
from django.utils import timezone

from heard.ledger.models import Event, Opening, Pending
from heard.methods.tlog.canonical import canonical, commit
from heard.store.bulk import bulk_insert, insert_made, insert_numbered, reserve_ids

LONGEST = 80


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to record: its kind ('voice_said'), what it is about ('voice:0199…'), and its content."""

    kind: str
    subject: str
    content: Mapping[str, Any] = field(default_factory=dict)
    actor: str = ""
    at: datetime | None = None


def record(
    *,
    kind: str,
    subject: str,
    content: Mapping[str, Any],
    actor: str = "",
    at: datetime | None = None,
    using: str = "default",
) -> int:
    """Record one event in the current transaction and return its id.

    `content` is a JSON object; `subject` and `actor` are opaque references of at most 80 characters, never names.
    Raises RuntimeError outside a transaction, where the change could stand without its event or the event without it.
    """
    return record_few(events=[NewEvent(kind, subject, content, actor, at)], using=using)[0]


def record_few(*, events: Sequence[NewEvent], using: str = "default") -> list[int]:
    """As record, for some events; their ids grow, and others' may lie between.

    What record_many waits for on PostgreSQL, a run of ids that nobody interrupts, this does not need: who records at
    the same time does not wait until this transaction ends.
    """
    require_transaction(using)
    if not events:
        return []
    now = timezone.now()
    openings, made = [], []
    for event in events:
        moment, nonce = event.at or now, os.urandom(32)
        opened = opening_bytes(event.kind, event.subject, moment, event.actor, event.content)
        hashed = commit(nonce, opened)
        made.append(Event(kind=event.kind, commitment=hashed, leaf_hash=sha256(b"\0" + hashed).digest(), at=moment))
        openings.append(Opening(subject=event.subject, actor=event.actor, content=opened.decode(), nonce=nonce))
    insert_numbered(*made, using=using)
    for opening, one in zip(openings, made, strict=True):
        opening.event_id = one.pk
    insert_made(*openings, using=using)
    insert_made(*(Pending(event_id=one.pk) for one in made), using=using)
    return [one.pk for one in made]


def record_many(*, events: Sequence[NewEvent], first_id: int | None = None, using: str = "default") -> range:
    """Record many events in the current transaction, in their order, and return their consecutive ids.

    `first_id` is what `reserve_event_ids(count)` gave before the transaction; without it the ids are reserved here.
    """
    require_transaction(using)
    if not events:
        return range(0)
    first = reserve_ids(Event, len(events), using) if first_id is None else first_id
    now = timezone.now()
    nonces = os.urandom(32 * len(events))
    written: list[tuple[Any, ...]] = []
    openings: list[tuple[Any, ...]] = []
    for place, event in enumerate(events):
        moment = event.at or now
        nonce = nonces[32 * place : 32 * place + 32]
        opened = opening_bytes(event.kind, event.subject, moment, event.actor, event.content)
        commitment = commit(nonce, opened)
        written.append((first + place, event.kind, commitment, sha256(b"\0" + commitment).digest(), moment))
        openings.append((first + place, event.subject, event.actor, opened.decode(), nonce))
    bulk_insert(Event, ["id", "kind", "commitment", "leaf_hash", "at"], written, using)
    bulk_insert(Opening, ["event_id", "subject", "actor", "content", "nonce"], openings, using)
    bulk_insert(Pending, ["event_id"], ((row[0],) for row in written), using)
    return range(first, first + len(events))


def reserve_event_ids(count: int, using: str = "default") -> int:
    """The first of `count` consecutive event ids, for `record_many`; call it before the transaction."""
    return reserve_ids(Event, count, using)


def opening_bytes(kind: str, subject: str, at: datetime, actor: str, content: Mapping[str, Any]) -> bytes:
    """The canonical JSON that is committed to: kind, subject, time and actor too, so that the opening proves them."""
    for name, value in (("kind", kind), ("subject", subject), ("actor", actor)):
        # SQLite does not refuse it, and PostgreSQL does so after the work.
        if len(value) > LONGEST:
            raise ValueError(f"An event's {name} has at most {LONGEST} characters: {value!r}.")
    return canonical(
        {
            "actor": actor,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "body": content,
            "kind": kind,
            "subject": subject,
        }
    )


def require_transaction(using: str) -> None:
    """Raise RuntimeError where no transaction is open."""
    if not connections[using].in_atomic_block:
        raise RuntimeError("An event is recorded in the transaction of its change: use transaction.atomic().")
