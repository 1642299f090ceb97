"""Several signals about one matter become one, and can be taken apart again."""

from __future__ import annotations

from django.db import transaction

from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.signals import policy
from heard.signals.actions import changing, stalling
from heard.signals.models import Signal
from heard.signals.rules import rules
from heard.signals.subjects import subject_of

State = Signal.State


@transaction.atomic
def merge_signals(*, actor: Actor, organisation_id: int, reference: str, into: str, reason: str) -> str:
    """Put a signal into another one that is live: its voices stay in it, and the other is as severe as the worse.

    It is due when the first of the two was, and stands as far up as the one that had gone further.

    Those in conflict over one are in conflict over both. Both go the same way: nothing leaves its confinement so.
    """
    if reference == into:
        raise Refused("Choose another signal: this one cannot be merged into itself.", "into")
    # Always in the same order, so that two merges at once do not wait for each other.
    held = {one: changing.locked(organisation_id, one) for one in sorted({reference, into})}
    signal, target = held[reference], held[into]
    for one in (signal, target):
        changing.refuse_conflict(actor, one)
        policy.require(policy.may_work(actor, one))
    changing.refuse_ended(signal)
    given = changing.said(reason, "Enter why they are one matter.", "reason")
    _refuse_target(signal, target)
    due_on, reached = signal.due_on, signal.reached
    signal.state, signal.merged_into, signal.due_on, signal.taken_up_at = State.MERGED, target, None, None
    signal.asked_by, signal.asked_at = None, None
    signal.save()
    changing.finish(actor, signal, subject_of(into))
    _worse(actor, target, signal)
    changing.restate(actor, target, rules(), due_on=due_on, level=reached)
    target.save()
    stalling.merged(signal, target)
    changing.record(actor, "merged", signal, into=into, reason=given)
    return into


@transaction.atomic
def unmerge_signal(*, actor: Actor, organisation_id: int, reference: str, reason: str) -> str:
    """Take a merged signal out again: its clock begins anew."""
    signal = changing.locked(organisation_id, reference)
    changing.refuse_conflict(actor, signal)
    policy.require(policy.may_work(actor, signal))
    if signal.merged_into is None:
        raise Refused("This signal is not merged into another.")
    given = changing.said(reason, "Enter why they are two matters after all.", "reason")
    was = signal.merged_into.reference
    signal.state, signal.merged_into, signal.backlog = State.OPEN, None, False
    signal.save()
    changing.ask_to_take_up(actor, signal, rules())
    signal.save()
    changing.record(actor, "unmerged", signal, out_of=was, reason=given)
    return reference


def _refuse_target(signal: Signal, target: Signal) -> None:
    if target.state not in changing.LIVE:
        raise Refused(f"Choose another signal: that one is {target.get_state_display().lower()}.", "into")
    if target.route != signal.route:
        raise Refused("Choose another signal: the two go by different ways, and have to stay apart.", "into")
    if Signal.Kind.STALLED in {signal.kind, target.kind}:
        raise Refused("What has stalled is a matter of its own: finish the work that it is about.", "into")
    if signal.merged.exists():
        raise Refused("Others are merged into this one. Merge the other one into it instead.", "into")


def _worse(actor: Actor, target: Signal, signal: Signal) -> None:
    """The target is as severe as the worse of the two, and has a clock where one of them had."""
    target.kinds |= signal.kinds
    target.seen_since = min(target.seen_since, signal.seen_since)
    target.seen_until = max(target.seen_until, signal.seen_until)
    target.level = max(target.level, signal.level)
    if target.backlog and not signal.backlog:
        target.backlog = False
        if target.state != State.TAKEN_UP:
            changing.ask_to_take_up(actor, target, rules())
    target.save()
