"""What the sender does to messages: claim one, and write down what became of it. Only Heard itself calls these.

A message is claimed in a transaction of its own before it is handed over, so that two workers never hand over one, and
so that a worker killed in between leaves a trace: whoever finds the old claim asks the channel before it tries again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from heard.ledger import actions as ledger
from heard.messages import ports
from heard.messages.actions import drafts, queueing
from heard.messages.limits import Limits
from heard.messages.models import MADE_BY_HAND, Body, Message, Way
from heard.organisations import queries as organisations
from heard.organisations.policy import SYSTEM
from heard.store.references import new_reference
from heard.store.rows import sole

State = Message.State


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process sends now. `stale`: another had claimed it and never said what became of it."""

    id: int
    organisation_id: int
    demonstration: bool
    reference: str
    round: int
    claim: str
    token: str
    recipient_ref: str
    about: str
    template: str
    language: str
    way: str
    format: str
    subject: str
    words: str
    attempts: int
    stale: bool

    @property
    def sending_reference(self) -> str:
        """What the channel knows this sending by: another for each time that a person sends it again."""
        return f"{self.reference}.{self.round}"


@transaction.atomic
def claim_next(now: datetime, lease: timedelta) -> Claimed | None:
    """The next message that is due, marked as being sent by the caller; None where nothing is due."""
    due = Q(state=State.QUEUED, due_at__lte=now) | Q(state=State.SENDING, claimed_at__lte=now - lease)
    skip = connection.features.has_select_for_update_skip_locked
    rows = Message.objects.select_for_update(skip_locked=skip, of=("self",) if skip else ())
    message = rows.filter(due).order_by("due_at", "pk").first()
    if message is None:
        return None
    stale = message.state == State.SENDING
    message.state, message.claim, message.claimed_at = State.SENDING, new_reference(), now
    message.attempts += not stale
    message.save(update_fields=["state", "claim", "claimed_at", "attempts"])
    body = sole(Body.objects.filter(message=message))
    return Claimed(
        id=message.pk,
        organisation_id=message.organisation_id,
        demonstration=organisations.organisation_by_id(message.organisation_id).demonstration,
        reference=message.reference,
        round=message.round,
        claim=message.claim,
        token=message.token,
        recipient_ref=message.recipient_ref,
        about=message.about,
        template=message.template,
        language=message.language,
        way=message.way,
        format=message.format,
        subject=body.subject if body else "",
        words=body.words if body else "",
        attempts=message.attempts,
        stale=stale,
    )


@transaction.atomic
def mark_sent(claimed: Claimed, *, at: datetime, provider_id: str, really: bool, fingerprint: str) -> bool:
    """The channel has it; false where another process has claimed the message since."""
    mine = Message.objects.filter(pk=claimed.id, state=State.SENDING, claim=claimed.claim)
    # One statement: what is told of it stands in what was claimed.
    if not mine.update(
        state=State.SENT,
        sent_at=at,
        provider_id=provider_id[:120],
        really=really,
        fingerprint=fingerprint,
        due_at=None,
        problem="",
        claim="",
    ):
        return False
    ledger.record(
        kind="messages.sent",
        subject=f"message:{claimed.reference}",
        content={"way": claimed.way, "really": really, "round": claimed.round},
        actor=SYSTEM.reference,
    )
    ports.ended(
        ports.Outcome(
            organisation_id=claimed.organisation_id,
            message=claimed.reference,
            recipient_ref=claimed.recipient_ref,
            about=claimed.about,
            template=claimed.template,
            state=str(State.SENT),
            at=at,
            problem="",
            stopped=False,
        )
    )
    return True


@transaction.atomic
def mark_later(claimed: Claimed, *, due_at: datetime, problem: str = "", tried: bool = True) -> bool:
    """It goes back into the queue until `due_at`: the channel could not take it now, or it is the wrong time of day."""
    message = _mine(claimed)
    if message is None:
        return False
    message.state, message.due_at, message.problem, message.claim = State.QUEUED, due_at, problem[:300], ""
    message.attempts -= not tried
    message.save()
    if tried:
        drafts.record(SYSTEM, "messages.tried", message, {"attempt": message.attempts})
    return True


def mark_unsent(claimed: Claimed, *, at: datetime, problem: queueing.Unreachable) -> bool:
    """They cannot be written to, or asked not to be."""
    return mark_ended(claimed, state=State.UNSENT, at=at, problem=problem.sentence, stopped=problem.stopped)


@transaction.atomic
def mark_ended(claimed: Claimed, *, state: str, at: datetime, problem: str, stopped: bool = False) -> bool:
    """It was not sent, and will not be without a person."""
    message = _mine(claimed)
    if message is None:
        return False
    queueing.end(message, state, at, problem, stopped=stopped)
    message.save()
    drafts.record(SYSTEM, f"messages.{state}", message, {"attempts": message.attempts})
    queueing.tell_ended([message])
    return True


@transaction.atomic
def hand_over(claimed: Claimed, *, note: str) -> bool:
    """Give it to a person: a letter to those who print, a format or way that the machine does not have to a task."""
    message = _mine(claimed)
    if message is None:
        return False
    letter = needs_printing(message.way, message.format)
    message.state = State.TO_PRINT if letter else State.BY_HAND
    message.due_at, message.claim, message.problem = None, "", ""
    message.save()
    drafts.record(SYSTEM, "messages.to-print" if letter else "messages.to-a-person", message, {"way": str(message.way)})
    if not letter:
        what = message.way if message.way in (Way.PHONE, Way.IN_PERSON) else message.format
        ports.by_hand(ports.ByHand(message.organisation_id, message.reference, message.unit_id, str(what), note))
    return True


def needs_printing(way: str, format: str) -> bool:
    """Whether a message is a letter that the machine can make."""
    return way == Way.LETTER and not needs_hands(way, format)


def needs_hands(way: str, format: str) -> bool:
    """Whether a person has to make or bring a message."""
    return way in (Way.PHONE, Way.IN_PERSON) or format in MADE_BY_HAND


def _mine(claimed: Claimed) -> Message | None:
    return sole(Message.objects.select_for_update().filter(pk=claimed.id, state=State.SENDING, claim=claimed.claim))


@transaction.atomic
def mark_delivery(*, sending_reference: str, state: str, at: datetime, problem: str = "") -> bool:
    """What a channel says later of something that it took; false where that is known already, or nothing is meant.

    `state` is delivered, bounced or failed. Nothing is taken back once a message has come back.
    """
    reference, _, round_ = sending_reference.partition(".")
    message = sole(Message.objects.select_for_update().filter(reference=reference))
    if message is None or str(message.round) != (round_ or "1"):
        return False
    # A receipt can overtake the note that it was sent.
    before = (State.SENDING, State.SENT) if state == State.DELIVERED else (State.SENDING, State.SENT, State.DELIVERED)
    if message.state not in before:
        return False
    message.sent_at = message.sent_at or at
    queueing.end(message, state, at, problem)
    message.save()
    drafts.record(SYSTEM, f"messages.{state}", message, {})
    queueing.tell_ended([message])
    return True


def waits(limits: Limits, attempts: int) -> timedelta | None:
    """How long to wait after the failed attempt (from 1); None where it was the last."""
    return limits.retries[attempts - 1] if attempts <= len(limits.retries) else None
