"""A task ends: done, or cancelled. Other rooms may refuse."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from django.db import transaction
from django.utils import timezone

from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.tasks import policy
from heard.tasks.actions import changing
from heard.tasks.models import Task
from heard.tasks.ports import Ending, refusal
from heard.tasks.queries.shapes import TaskSummary

# What an end changes.
_ENDED = ("state", "paused_on", "paused_until", "pause_reason", "raise_on", "outcome", "closed_at", "closed_by")


@transaction.atomic
def finish_task(*, actor: Actor, reference: str, outcome: str = "", reason: str = "") -> TaskSummary:
    """The task is done. `outcome` is what it came to ('<room>.<kind>:<reference>'); rooms above may ask for one."""
    return _end(actor, reference, "done", outcome, " ".join(reason.split())[:400])


@transaction.atomic
def cancel_task(*, actor: Actor, reference: str, reason: str) -> TaskSummary:
    """The task need not be done: what it was about is gone, or it was opened by mistake."""
    return _end(actor, reference, "cancelled", "", changing.reason_given(reason))


def _end(actor: Actor, reference: str, state: Literal["done", "cancelled"], outcome: str, reason: str) -> TaskSummary:
    task = changing.locked_live(reference)
    was = changing.summary(task)
    changing.refuse_conflict(actor, task.subject)
    policy.require(policy.may_close(actor, was))
    if len(outcome) > 80:
        raise Refused("Give an outcome of at most 80 characters.", "outcome")
    if sentence := refusal(Ending(was, state, actor, outcome, reason)):
        raise Refused(sentence)
    task.paused_on, task.paused_until, task.pause_reason = None, None, ""
    task.state, task.raise_on, task.outcome = Task.State(state), None, outcome
    task.closed_at, task.closed_by_id = timezone.now(), actor.account_id
    task.save(update_fields=_ENDED)
    ended = replace(
        was,
        **{name: getattr(task, name) for name in _ENDED if name not in {"state", "closed_by"}},
        state=state,
        closed_by=actor.name if actor.account_id is not None else "",
    )
    kind = "finished" if state == "done" else "cancelled"
    changing.record(actor, kind, ended, outcome=outcome, reason=reason)
    return ended
