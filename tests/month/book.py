"""The ledger against the rows: one event for each change, every leaf in its place, nothing unsealed."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from heard.ledger.models import Checkpoint, Event, Leaf, Opening, Pending
from tests.month import hand
from tests.month.reckoning import Reckoning


def wrong_events(reckoning: Reckoning) -> list[str]:
    """Changes that have no event, or more than one."""
    rows = Opening.objects.values_list("event_id", "subject")
    kinds = dict(Event.objects.values_list("id", "kind"))
    counted = Counter((kinds[event], subject) for event, subject in rows)
    expected: Counter[tuple[str, str]] = Counter()
    for task in reckoning.tasks:
        subject = f"task:{task.reference}"
        until = task.closed_at.date() if task.closed_at else reckoning.today
        steps = hand.climb(task.ladder, reckoning.units.get(task.unit_id or 0, ""), task.due_on, until)
        ended = {"done": "tasks.finished", "cancelled": "tasks.cancelled"}.get(task.state)
        expected |= Counter({("tasks.opened", subject): 1, ("tasks.raised", subject): len(steps)})
        expected |= Counter({(ended, subject): 1} if ended else {})
    for signal in reckoning.signals.values():
        subject = f"signals.signal:{signal.reference}"
        closed = (signal.state == "closed") + signal.reopened
        expected |= Counter({("signals.raised", subject): 1, ("signals.closed", subject): closed})
    for voice in reckoning.voices.values():
        subject = f"voice:{voice.reference}"
        if voice.batch_id is None:
            came = "voices.received" if voice.channel == "online" else "voices.entered"
            expected |= Counter({(came, subject): 1})
        expected |= Counter({("voices.first-read", subject): int(voice.first_read_at is not None)})
        taken_back = voice.withdrawn_at is not None
        expected |= Counter({("voices.withdrawn-by-speaker", subject): int(taken_back)})
    watched = {kind for kind, _ in expected} | {"tasks.finished", "tasks.cancelled", "tasks.raised"}
    found = Counter({key: number for key, number in counted.items() if key[0] in watched})
    wanted = Counter({key: number for key, number in expected.items() if number})
    return [
        f"{key}: {found[key]} events, {wanted[key]} changes"
        for key in sorted(found.keys() | wanted.keys())
        if found[key] != wanted[key]
    ]


def broken_leaves() -> list[str]:
    """What does not verify: an opening against its event, an event against its leaf, the leaves against the root."""
    wrong = [f"{Pending.objects.count()} events wait to be sealed"] if Pending.objects.exists() else []
    events = {event.pk: event for event in Event.objects.all()}
    for opening in Opening.objects.all():
        commitment = sha256(bytes(opening.nonce) + opening.content.encode()).digest()
        if commitment != bytes(events[opening.event_id].commitment):
            wrong.append(f"event {opening.event_id} is not what it commits to")
    leaves = [bytes(events[pk].leaf_hash) for pk in Leaf.objects.order_by("seq").values_list("event_id", flat=True)]
    checkpoint = Checkpoint.objects.latest("size")
    if (len(leaves), root(leaves)) != (checkpoint.size, bytes(checkpoint.root)):
        wrong.append("the leaves do not come to the root that was signed")
    if {sha256(b"\0" + bytes(event.commitment)).digest() for event in events.values()} != set(leaves):
        wrong.append("an event is no leaf, or a leaf no event")
    return wrong


def root(leaves: list[bytes]) -> bytes:
    """The Merkle root (RFC 6962 section 2.1), by the definition."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha256(b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + root(leaves[:split]) + root(leaves[split:])).digest()
