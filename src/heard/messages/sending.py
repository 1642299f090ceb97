"""Sending what is due: claim, look once more whether it may go, hand it over, write down what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from heard.messages import addresses, limits, ports, queries
from heard.messages.actions import queueing, sending
from heard.messages.actions.queueing import Unreachable
from heard.messages.actions.sending import Claimed
from heard.messages.channels import UNSURE, Channel, Handed, Never, NotNow, Parcel, channel
from heard.messages.models import Message, Way
from heard.organisations import queries as organisations
from heard.organisations.queries.once import read_once

State = Message.State
Choose = Callable[..., Channel]


def send_due(
    *, now: datetime | None = None, most: int = 500, lease: timedelta | None = None, choose: Choose = channel
) -> int:
    """Send what is due, at most `most` messages; returns how many were taken from the queue. For any number of workers.

    `now` is for tests that turn the clock. `lease` is how long another process's claim is left alone.
    """
    rules = limits.limits()
    wait = rules.lease if lease is None else lease
    for count in range(most):
        with read_once():
            claimed = sending.claim_next(now or timezone.now(), wait)
            if claimed is None:
                return count
            _send(claimed, rules, now or timezone.now(), choose)
    return most


def _send(claimed: Claimed, rules: limits.Limits, now: datetime, choose: Choose) -> None:
    person = queries.resolve(claimed.organisation_id, claimed.recipient_ref)
    mark = addresses.fingerprint(claimed.way, person.address) if person else ""
    if sending.needs_hands(claimed.way, claimed.format) or sending.needs_printing(claimed.way, claimed.format):
        if problem := _refused(claimed, person, mark):
            sending.mark_unsent(claimed, at=now, problem=problem)
        else:
            sending.hand_over(claimed, note=person.format_note if person else "")
        return
    out = choose(claimed.way, demonstration=claimed.demonstration)
    try:
        handed = _taken_before(claimed, out)
        if handed is None:
            if claimed.stale and not out.tells:
                sending.mark_ended(claimed, state=State.FAILED, at=now, problem=UNSURE)
                return
            if problem := _refused(claimed, person, mark):
                sending.mark_unsent(claimed, at=now, problem=problem)
                return
            if (later := _later(claimed, rules, mark, now)) > now:
                sending.mark_later(claimed, due_at=later, tried=False)
                return
            assert person is not None  # `_refused` has a sentence for nobody
            handed = out.deliver(_parcel(claimed, person))
    except Never as never:
        sending.mark_ended(claimed, state=State.FAILED, at=now, problem=never.sentence)
    except NotNow as not_now:
        _try_later(claimed, rules, now, not_now)
    else:
        sending.mark_sent(claimed, at=now, provider_id=handed.provider_id, really=out.really, fingerprint=mark)


def _taken_before(claimed: Claimed, out: Channel) -> Handed | None:
    """What the channel has of a message that somebody was handing over when their process ended."""
    return out.find(claimed.sending_reference) if claimed.stale or claimed.attempts > 1 else None


def _refused(claimed: Claimed, person: ports.Recipient | None, mark: str) -> Unreachable | None:
    """Why somebody may not be written to after all: between the queue and now they can have asked to stop."""
    message = Message(organisation_id=claimed.organisation_id, way=claimed.way)
    if not claimed.words:
        return Unreachable("Its words were erased.")
    return queueing.unreachable(message, person, queries.stopped(claimed.organisation_id, [mark]).get(mark))


def _later(claimed: Claimed, rules: limits.Limits, mark: str, now: datetime) -> datetime:
    """When it may go: not in the quiet hours, and not as the fifth text to one number in a day."""
    allowed = rules.allowed_from(claimed.way, now)
    if allowed > now or claimed.way != Way.SMS:
        return allowed
    recent = Message.objects.filter(
        fingerprint=mark, way=Way.SMS, sent_at__gt=now - timedelta(days=1), organisation=claimed.organisation_id
    )
    times = sorted(at for at in recent.values_list("sent_at", flat=True) if at)
    if len(times) < rules.sms_a_day:
        return now
    return rules.allowed_from(Way.SMS, times[-rules.sms_a_day] + timedelta(days=1, seconds=1))


def _parcel(claimed: Claimed, person: ports.Recipient) -> Parcel:
    return Parcel(
        organisation_id=claimed.organisation_id,
        reference=claimed.sending_reference,
        token=claimed.token,
        sender=organisations.organisation_by_id(claimed.organisation_id).name,
        to=person.address,
        subject=claimed.subject,
        words=claimed.words,
        language=claimed.language,
        format=claimed.format,
        staff=claimed.recipient_ref.startswith(queries.ACCOUNT),
    )


def _try_later(claimed: Claimed, rules: limits.Limits, now: datetime, not_now: NotNow) -> None:
    wait = sending.waits(rules, claimed.attempts)
    if wait is None:
        problem = f"It was tried {claimed.attempts} times. {not_now.sentence.replace(' It is tried again.', '')}"
        sending.mark_ended(claimed, state=State.FAILED, at=now, problem=problem)
        return
    sending.mark_later(claimed, due_at=now + max(wait, not_now.after or wait), problem=not_now.sentence)
