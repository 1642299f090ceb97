"""What became of single messages, for the rooms that asked for them and tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from heard.messages.models import Message

State = Message.State
_UNDER_WAY = (State.QUEUED, State.SENDING, State.TO_PRINT, State.PRINTED, State.BY_HAND)
_NOT_ARRIVED = (State.UNSENT, State.FAILED, State.BOUNCED)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Where a message stands. None of the three: a draft, stopped, kept by a stand-in, or settled by a person."""

    at: datetime
    on_its_way: bool
    # A channel that leads out of the house took it, and it did not come back.
    reached: bool
    # It did not arrive, and nobody has seen to it.
    failed: bool
    # Taken by a channel, or by a stand-in that keeps what would have been sent.
    handed_over: bool


def outgoing(organisation_id: int, references: Iterable[str]) -> Mapping[str, Outgoing]:
    """These messages of an organisation by reference; unknown ones are left out. One query for each 500."""
    wanted = list(dict.fromkeys(references))
    found: dict[str, Outgoing] = {}
    for start in range(0, len(wanted), 500):
        rows = Message.objects.filter(organisation=organisation_id, reference__in=wanted[start : start + 500])
        found |= {row.reference: _outgoing(row) for row in rows}
    return found


def _outgoing(row: Message) -> Outgoing:
    handed_over = row.state in (State.SENT, State.DELIVERED)
    return Outgoing(
        at=row.sent_at or row.queued_at or row.made_at,
        on_its_way=row.state in _UNDER_WAY,
        reached=handed_over and row.really,
        failed=row.state in _NOT_ARRIVED and row.settled_at is None,
        handed_over=handed_over,
    )
