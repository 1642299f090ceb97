"""A clock stands still, with a reason and an end, and goes on with as many working days as it had left."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.organisations.working_days import Calendar, add_working_days, calendar_for, working_days_between
from heard.tasks import policy
from heard.tasks.actions import changing
from heard.tasks.models import Task
from heard.tasks.queries.shapes import TaskSummary
from heard.tasks.words import counted


@transaction.atomic
def pause_task(*, actor: Actor, reference: str, reason: str, until: date) -> TaskSummary:
    """Stop the clock today, until it goes on by itself on the day `until`.

    Over all its pauses a task stands still for at most what its clock allows. One that is overdue cannot: pausing
    would hide it.
    """
    task = changing.locked_live(reference)
    was = changing.summary(task)
    today = timezone.localdate()
    changing.refuse_conflict(actor, task.subject)
    policy.require(policy.may_manage(actor, was))
    reason = changing.reason_given(reason)
    if task.state == Task.State.PAUSED:
        raise Refused("This task is paused already.")
    if task.due_on < today:
        raise Refused("This task is overdue: it cannot be paused. Finish it, or pass it on.")
    if until <= today:
        raise Refused("Enter a day after today.", "until")
    calendar = calendar_for(task.organisation_id)
    if not calendar.knows(until):
        raise Refused("Enter a nearer day.", "until")
    _refuse_beyond(was, working_days_between(today, until, calendar))
    task.state, task.paused_on, task.paused_until, task.pause_reason = Task.State.PAUSED, today, until, reason
    task.raise_on = None
    task.save(update_fields=["state", "paused_on", "paused_until", "pause_reason", "raise_on"])
    paused = changing.summary(task)
    changing.record(actor, "paused", paused, reason=reason, until=until.isoformat())
    return paused


@transaction.atomic
def resume_task(*, actor: Actor, reference: str) -> TaskSummary:
    """Let the clock go on: today, or on the day until which it was to stand still where that has passed."""
    task = changing.locked_live(reference)
    was = changing.summary(task)
    policy.require(policy.may_manage(actor, was))
    if task.state != Task.State.PAUSED:
        raise Refused("This task is not paused.")
    go_on(task, was, calendar_for(task.organisation_id))
    now = changing.summary(task)
    changing.record(actor, "resumed", now, due=now.due_on.isoformat())
    changing.tell(actor, "resumed", now, changing.answerable(now))
    return now


def go_on(task: Task, was: TaskSummary, calendar: Calendar) -> None:
    """Set the dates of a paused task so that it has as many working days left as when it stopped, and save it."""
    assert task.paused_on is not None, "a paused task has its day"
    assert task.paused_until is not None, "and its end"
    on = min(timezone.localdate(), task.paused_until)
    to_warning = working_days_between(task.paused_on, task.warn_on, calendar)
    task.due_on = add_working_days(on, working_days_between(task.paused_on, task.due_on, calendar), calendar)
    task.warn_on = add_working_days(on, to_warning, calendar) if to_warning > 0 else min(task.warn_on, task.due_on)
    task.paused_days += working_days_between(task.paused_on, on, calendar)
    task.state, task.paused_on, task.paused_until, task.pause_reason = Task.State.OPEN, None, None, ""
    task.raise_on = was.ladder.raise_on(task.level, task.due_on, calendar)
    task.save()


def _refuse_beyond(task: TaskSummary, days: int) -> None:
    left = task.longest_pause - task.paused_days
    if not task.longest_pause:
        raise Refused("The clock of this task cannot stand still. Finish it, or pass it on.")
    if days > left:
        most = f"for at most {counted(task.longest_pause)}"
        had = f", of which {counted(task.paused_days)} are over" if task.paused_days else ""
        raise Refused(f"Enter a nearer day: this task can be paused {most}{had}.", "until")
