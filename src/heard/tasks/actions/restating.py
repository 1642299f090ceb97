"""What a task asks for has become more: an earlier day, a higher level, or another way. It never becomes less."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from heard.organisations.policy import Actor
from heard.organisations.working_days import Calendar, calendar_for
from heard.tasks import rules
from heard.tasks.actions import changing
from heard.tasks.actions.dates import dates_of
from heard.tasks.models import Level, Task
from heard.tasks.queries.shapes import LIVE, TaskSummary

if TYPE_CHECKING:
    from heard.tasks.actions.opening import NewTask


@transaction.atomic
def restate_task(*, actor: Actor, asked: NewTask, level: int = 0) -> TaskSummary | None:
    """The live task of this kind and subject becomes what is asked for; None where there is none.

    Its day only comes nearer and its level only rises (to `level`, where that is higher). An owner or deputy who may
    not have it there loses it, and those who are answerable now are told. Where it is so already, nothing is recorded.
    """
    alive = Task.objects.filter(organisation=asked.organisation_id, kind=asked.kind, subject=asked.subject)
    reference = alive.filter(state__in=LIVE).values_list("reference", flat=True).first()
    if reference is None:
        return None
    task = changing.locked_live(reference)
    was, calendar = changing.summary(task), calendar_for(task.organisation_id)
    # No short circuit: each of them changes the task.
    sooner, moved, higher = _hasten(task, asked, calendar), _move(task, asked), _lift(task, level)
    if not (sooner or moved or higher):
        return was
    if task.state == Task.State.OPEN:
        since = timezone.localdate() if task.level else task.due_on
        on = rules.ladder(task.ladder).raise_on(task.level, since, calendar)
        # Whoever it stands with keeps the day on which it goes further up, unless it has come nearer.
        task.raise_on = on if moved or higher or not task.level else task.raise_on
    task.save()
    if moved:
        _leave(task)
    now = changing.summary(task)
    facts = {"due": now.due_on.isoformat(), "role": str(now.role), "ladder": now.ladder.name, "level": now.level}
    changing.record(actor, "moved" if moved else "brought-forward", now, **facts)
    changing.tell(actor, "opened" if moved else "brought_forward", now, changing.answerable(now))
    return now


@transaction.atomic
def move_closed(*, actor: Actor, reference: str, asked: NewTask) -> TaskSummary | None:
    """A closed task goes the way of what is asked for; None where there is none such, or it went that way already.

    From then on only the people of that way see that it was done. Who did it stays in the ledger.
    """
    task = Task.objects.select_for_update().filter(reference=reference).exclude(state__in=LIVE).first()
    if task is None or not _move(task, asked):
        return None
    task.save()
    _leave(task)
    now = changing.summary(task)
    changing.record(actor, "moved", now, role=str(now.role), ladder=now.ladder.name)
    return now


def is_sooner(asked: NewTask, due_on: date, calendar: Calendar) -> bool:
    """Whether what is asked for is due before a day."""
    return _dates(asked, calendar)[1] < due_on


def _dates(asked: NewTask, calendar: Calendar) -> tuple[date, date, int]:
    clock = rules.clock(asked.clock) if asked.clock else None
    return dates_of(clock, asked.due_on, asked.began_on or timezone.localdate(), calendar)


def _hasten(task: Task, asked: NewTask, calendar: Calendar) -> bool:
    """Its day is that of what is asked for, where that is earlier; what stood still goes on."""
    warn, due, longest = _dates(asked, calendar)
    if due >= task.due_on:
        return False
    task.warn_on, task.due_on, task.warned = warn, due, False
    task.title, task.clock = " ".join(asked.title.split()), asked.clock
    task.longest_pause = max(longest, task.paused_days)
    if task.state == Task.State.PAUSED:
        task.state, task.paused_on, task.paused_until, task.pause_reason = Task.State.OPEN, None, None, ""
    return True


def _move(task: Task, asked: NewTask) -> bool:
    """It goes by the way of what is asked for."""
    to = (asked.role, asked.verb, asked.ladder, asked.unit_id)
    if (task.role, task.verb, task.ladder, task.unit_id) == to:
        return False
    task.role, task.verb, task.ladder, task.unit_id = to
    task.confined, task.title = rules.ladder(asked.ladder).confined, " ".join(asked.title.split())
    return True


def _lift(task: Task, level: int) -> bool:
    if level <= task.level:
        return False
    task.level = Level(level)
    return True


def _leave(task: Task) -> None:
    """Whoever may not have it where it stands now has it no longer."""
    there = changing.summary(task)
    if task.owner_id is not None and not changing.may_have(there, task.owner_id):
        task.owner, task.owned_at, task.deputy, task.passed_by = None, None, None, None
    elif task.deputy_id is not None and not changing.may_have(there, task.deputy_id):
        task.deputy = None
    task.save(update_fields=["owner", "owned_at", "deputy", "passed_by"])
