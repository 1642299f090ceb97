"""A task that was done begins again."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.organisations.working_days import calendar_for
from heard.tasks import policy, rules
from heard.tasks.actions import changing
from heard.tasks.actions.dates import dates_of
from heard.tasks.models import Level, Task
from heard.tasks.queries.shapes import LIVE, TaskSummary


@transaction.atomic
def reopen_task(*, actor: Actor, reference: str, reason: str, due_on: date | None = None) -> TaskSummary:
    """A task that was done or cancelled has to be done after all: its clock begins again, today, at the owner's level.

    Its owner keeps it, if they still may. A task without a clock needs a new day.
    """
    task = changing.locked(reference)
    was = changing.summary(task)
    changing.refuse_conflict(actor, task.subject)
    policy.require(policy.may_close(actor, was))
    reason = changing.reason_given(reason)
    if task.state in LIVE:
        raise Refused("This task is open already.")
    if not task.clock and due_on is None:
        raise Refused("Enter the day by which it has to be done.", "due_on")
    alive = Task.objects.filter(organisation=task.organisation_id, kind=task.kind, subject=task.subject)
    if alive.filter(state__in=LIVE).exists():
        raise Refused("Another task about the same has been opened since: use that one.")
    calendar, clock = calendar_for(task.organisation_id), rules.clock(task.clock) if task.clock else None
    task.warn_on, task.due_on, task.longest_pause = dates_of(clock, due_on, timezone.localdate(), calendar)
    task.raise_on = was.ladder.raise_on(Level.OWNER, task.due_on, calendar)
    task.state, task.level, task.warned, task.paused_days = Task.State.OPEN, Level.OWNER, False, 0
    task.closed_at, task.closed_by, task.outcome = None, None, ""
    task.reopened += 1
    task.save()
    if task.owner_id is not None and not changing.may_have(was, task.owner_id):
        task.owner, task.owned_at, task.deputy, task.passed_by = None, None, None, None
        task.save(update_fields=["owner", "owned_at", "deputy", "passed_by"])
    opened = changing.summary(task)
    changing.record(actor, "reopened", opened, reason=reason, due=task.due_on.isoformat(), outcome=was.outcome)
    changing.tell(actor, "reopened", opened, changing.answerable(opened), reason)
    return opened
