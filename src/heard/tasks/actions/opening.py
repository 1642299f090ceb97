"""A task begins, and begins again."""

from __future__ import annotations

import re
from datetime import date
from math import floor

from django.db import IntegrityError, transaction
from django.utils import timezone

from heard.organisations.errors import Refused
from heard.organisations.models import Unit
from heard.organisations.policy import Actor, declared
from heard.organisations.working_days import Calendar, add_working_days, calendar_for, working_days_between
from heard.tasks import policy, rules
from heard.tasks.actions import changing
from heard.tasks.models import Level, Task
from heard.tasks.queries.shapes import LIVE, TaskSummary

KIND = re.compile(r"[a-z_]+\.[a-z_]+\Z")
SUBJECT = re.compile(r"[a-z_]+\.[a-z_]+:[A-Za-z0-9_-]+\Z")
# The share of its working days after which a task with a day of its own, without a clock, is due soon.
WARN = 0.75


@transaction.atomic
def open_task(
    *,
    actor: Actor,
    organisation_id: int,
    kind: str,
    subject: str,
    title: str,
    role: str,
    clock: str = "",
    due_on: date | None = None,
    began_on: date | None = None,
    unit_id: int | None = None,
    verb: str = "do_tasks",
    ladder: str = "line",
    owner_id: int | None = None,
    deputy_id: int | None = None,
) -> TaskSummary:
    """Open a task about another room's record, with a clock of the pack or a day of its own (which wins).

    The clock counts from `began_on` (today). A subject has one live task of a kind: asked again, that one is returned
    and nothing is recorded. Raises Refused where the owner or deputy may not have it, ValueError for what no page can
    ask (an undeclared verb, a role without it, neither clock nor day), NoClockError, NoHolidaysError.
    """
    if not KIND.match(kind) or not SUBJECT.match(subject):
        raise ValueError(f"A kind is '<room>.<kind>', a subject '<room>.<kind>:<reference>': {kind!r}, {subject!r}.")
    if role not in declared().get(verb, frozenset()):
        raise ValueError(f"The role {role} does not have the verb {verb}: nobody responsible could take the task.")
    if unit_id is not None and not Unit.objects.filter(pk=unit_id, organisation=organisation_id).exists():
        raise Refused("Choose a service of this organisation, or the whole organisation.", "unit")
    title = " ".join(title.split())
    if not title or len(title) > 200:
        raise Refused("Enter a title of at most 200 characters.", "title")
    alive = Task.objects.filter(organisation=organisation_id, kind=kind, subject=subject, state__in=LIVE)
    if found := alive.first():
        return changing.summary(found)
    rule = rules.ladder(ladder)
    began = began_on or timezone.localdate()
    warn, due, longest = _dates(clock, due_on, began, calendar := calendar_for(organisation_id))
    task = Task(
        organisation_id=organisation_id,
        unit_id=unit_id,
        kind=kind,
        subject=subject,
        title=title,
        verb=verb,
        role=role,
        clock=clock,
        opened_at=timezone.now(),
        warn_on=warn,
        due_on=due,
        longest_pause=longest,
        ladder=ladder,
        confined=rule.confined,
        raise_on=rule.raise_on(Level.OWNER, due, calendar),
    )
    try:
        with transaction.atomic():
            task.save(force_insert=True)
    except IntegrityError:
        # Somebody else opened it between the look and the insert.
        return changing.summary(alive.get())
    _give(task, owner_id, deputy_id)
    opened = changing.summary(task)
    owner, deputy = changing.account_reference(owner_id), changing.account_reference(deputy_id)
    facts = {"kind": kind, "clock": clock, "due": due.isoformat(), "role": role, "ladder": ladder}
    changing.record(actor, "opened", opened, **facts, owner=owner, deputy=deputy)
    changing.tell(actor, "opened", opened, changing.answerable(opened))
    return opened


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
    calendar = calendar_for(task.organisation_id)
    task.warn_on, task.due_on, task.longest_pause = _dates(task.clock, due_on, timezone.localdate(), calendar)
    task.raise_on = was.ladder.raise_on(Level.OWNER, task.due_on, calendar)
    task.state, task.level, task.warned, task.paused_days = Task.State.OPEN, Level.OWNER, False, 0
    task.closed_at, task.closed_by, task.outcome = None, None, ""
    task.reopened += 1
    task.save()
    if task.owner_id is not None and not _still_may(was, task.owner_id):
        task.owner, task.owned_at, task.deputy, task.passed_by = None, None, None, None
        task.save(update_fields=["owner", "owned_at", "deputy", "passed_by"])
    opened = changing.summary(task)
    changing.record(actor, "reopened", opened, reason=reason, due=task.due_on.isoformat(), outcome=was.outcome)
    changing.tell(actor, "reopened", opened, changing.answerable(opened), reason)
    return opened


def _still_may(task: TaskSummary, account_id: int) -> bool:
    try:
        changing.receiver(task, account_id, "")
    except Refused:
        return False
    return True


def _give(task: Task, owner_id: int | None, deputy_id: int | None) -> None:
    """Owner and deputy of a new task. Raises Refused where they may not have it."""
    if owner_id is None and deputy_id is None:
        return
    opened = changing.summary(task)
    if owner_id is not None:
        changing.receiver(opened, owner_id, "owner")
        task.owner_id, task.owned_at = owner_id, task.opened_at
    if deputy_id is not None and deputy_id != owner_id:
        changing.receiver(opened, deputy_id, "deputy")
        task.deputy_id = deputy_id
    task.save(update_fields=["owner", "owned_at", "deputy"])


def _dates(clock: str, due_on: date | None, began: date, calendar: Calendar) -> tuple[date, date, int]:
    """(due soon from, due on, longest pause in working days)."""
    rule = rules.clock(clock) if clock else None
    if rule is None and due_on is None:
        raise ValueError("A task has a clock or a day of its own.")
    if rule is not None and due_on is None:
        due = add_working_days(began, rule.working_days, calendar)
        return add_working_days(began, rule.warn_after, calendar), due, rule.longest_pause
    assert due_on is not None, "one of the two is there"
    days = working_days_between(began, due_on, calendar)
    warn = add_working_days(began, floor(days * WARN), calendar) if days > 0 else due_on
    # Without a clock of its own it may stand still for as long as it had: no pause doubles more than its time.
    return min(warn, due_on), due_on, rule.longest_pause if rule else max(days, 0)
