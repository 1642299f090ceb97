"""Into the queue: whether somebody may be written to, and from when. What the actions about messages share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from heard.messages import addresses, ports, queries
from heard.messages.limits import UNOWED, Limits
from heard.messages.models import Message, Way
from heard.organisations.dates import long_date

State = Message.State
# Nobody has to find another way: that they are left alone is what they want.
WISHED = "They asked not to be written to, and that is kept: it is no failure."


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Why somebody cannot be written to, in a sentence; `stopped`: because they asked for it."""

    sentence: str
    stopped: bool = False


def queue(
    messages: Sequence[Message],
    limits: Limits,
    now: datetime,
    recipients: Mapping[str, ports.Recipient] | None = None,
) -> None:
    """Set the state of messages of one organisation that are about to be queued. Saves nothing.

    `recipients`, by reference, where they were looked up already.
    """
    if not messages:
        return
    organisation_id = messages[0].organisation_id
    found = recipients
    if found is None:
        found = queries.resolve_many(organisation_id, (message.recipient_ref for message in messages))
    marks = {
        message.reference: addresses.fingerprint(message.way, recipient.address)
        for message in messages
        if (recipient := found.get(message.recipient_ref))
    }
    stopped = queries.stopped(organisation_id, marks.values())
    for message in messages:
        mark = marks.get(message.reference, "")
        message.queued_at = now
        message.fingerprint = mark
        if problem := unreachable(message, found.get(message.recipient_ref), stopped.get(mark)):
            end(message, State.UNSENT, now, problem.sentence, stopped=problem.stopped)
            continue
        # An account's e-mails are lists of notices: there is nothing to recall.
        wait = timedelta(0) if message.recipient_ref.startswith(queries.ACCOUNT) else limits.recall
        message.state, message.problem = State.QUEUED, ""
        message.recallable_until = now + wait
        message.due_at = limits.allowed_from(message.way, now + wait)


def unreachable(message: Message, recipient: ports.Recipient | None, stopped_at: datetime | None) -> Unreachable | None:
    """Why somebody cannot be written to; None where they can."""
    if recipient is None:
        return Unreachable("There is no address for this person.")
    if stopped_at is not None:
        day = long_date(timezone.localtime(stopped_at).date())
        return Unreachable(f"This person asked on {day} not to be contacted this way.", stopped=True)
    if addresses.problem(message.way, recipient.address):
        return Unreachable(f"There is no address for this way: {Way(message.way).label}.")
    return None


def end(message: Message, state: str, at: datetime, problem: str = "", *, stopped: bool = False) -> None:
    """Bring a message to an end, or to a stop. `stopped`: its recipient asked for that. Saves nothing."""
    message.state, message.problem, message.ended_at = state, problem[:300], at
    message.due_at, message.claim = None, ""
    message.settled_at, message.settled_how = None, ""
    if message.template in UNOWED and state in (State.UNSENT, State.FAILED, State.BOUNCED):
        message.settled_at, message.settled_how = at, UNOWED[message.template]
    if stopped:
        message.settled_at, message.settled_how = at, WISHED


def tell_ended(messages: Iterable[Message]) -> None:
    """Tell the rooms that asked for these messages what became of those that are at an end."""
    for message in messages:
        if message.state in (State.SENT, State.DELIVERED, State.BOUNCED, State.FAILED, State.UNSENT):
            tell(message, str(message.state))


def tell(message: Message, state: str) -> None:
    """Tell the rooms what became of a message."""
    ports.ended(
        ports.Outcome(
            organisation_id=message.organisation_id,
            message=message.reference,
            recipient_ref=message.recipient_ref,
            about=message.about,
            template=message.template,
            state=state,
            at=message.ended_at or message.sent_at or timezone.now(),
            problem=message.problem,
            stopped=message.settled_how == WISHED,
        )
    )
