"""What happens to tasks by the clock. Everything here works in chunks and is safe to run twice, and at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from heard.methods.working_days import NoHolidaysError
from heard.organisations import policy as organisation_policy
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.organisations.working_days import calendar_for
from heard.store.bulk import bulk_insert
from heard.store.locks import advisory
from heard.tasks.actions import changing, owning, pausing
from heard.tasks.models import DayCount, Level, Task
from heard.tasks.queries.shapes import LIVE
from heard.tasks.rules import Ladder, NoClockError, Step

logger = logging.getLogger(__name__)
CHUNK = 200


def escalate_overdue(*, actor: Actor, chunk: int = CHUNK) -> int:
    """Raise by one level each task whose day for that has come; returns how many. One event per task raised.

    A level on which nobody stands at the task's place is passed over: days that nobody has would help nobody.
    The days at the next level count from today: whoever it reaches has their time, even if nothing ran for a while.
    """
    today = timezone.localdate()
    waiting = Task.objects.filter(state=Task.State.OPEN, raise_on__lte=today)
    return _each(waiting, chunk, lambda reference: _raise(actor, reference, today))


def warn_due(*, actor: Actor, chunk: int = CHUNK) -> int:
    """Tell those answerable, once, that a task is due soon; returns how many tasks."""
    today = timezone.localdate()
    near = Task.objects.filter(state=Task.State.OPEN, warned=False, warn_on__lte=today, due_on__gte=today)
    return _each(near, chunk, lambda reference: _warn(actor, reference, today))


def resume_paused(*, actor: Actor, chunk: int = CHUNK) -> int:
    """Let the clocks go on whose pause has ended; returns how many."""
    over = Task.objects.filter(state=Task.State.PAUSED, paused_until__lte=timezone.localdate())
    return _each(over, chunk, lambda reference: _resume(actor, reference))


def hand_on_leavers_tasks(*, actor: Actor) -> int:
    """Hand on the tasks of people who have left, or whose role no longer includes them; returns how many."""
    owned = Task.objects.filter(state__in=LIVE, owner__isnull=False)
    pairs = owned.order_by("organisation_id", "owner_id").values_list("organisation_id", "owner_id").distinct()
    count = 0
    for organisation_id, owner_id in list(pairs):
        person = organisations.actor_of(owner_id or 0)
        theirs = owned.filter(organisation=organisation_id, owner=owner_id).order_by("id")
        for reference, verb, unit_id in list(theirs.values_list("reference", "verb", "unit_id")):
            place = _Place(organisation_id, unit_id)
            if person is None or not organisation_policy.can(person, verb, place):
                owning.hand_on_task(actor=actor, reference=reference, reason="Their role no longer includes it.")
                count += 1
    return count


@transaction.atomic
def count_day(*, actor: Actor) -> date:
    """Write down how every organisation's tasks stand today, by level; the last count of a day stands.

    What is counted here follows from the tasks and leaves no event, as coding's cells do not.
    """
    if not actor.system:
        raise PermissionError("Days are counted by the clock alone.")
    advisory("tasks.count_day")
    today = timezone.localdate()
    live = Task.objects.filter(state__in=LIVE).values("organisation_id", "level")
    overdue = Count("id", filter=Q(state=Task.State.OPEN, due_on__lt=today))
    rows = live.annotate(live=Count("id"), overdue=overdue, unowned=Count("id", filter=Q(owner=None)))
    found = {(row["organisation_id"], row["level"]): (row["live"], row["overdue"], row["unowned"]) for row in rows}
    DayCount.objects.filter(day=today).delete()
    ids = [organisation.id for organisation in organisations.organisations()]
    counts = [(pk, today, level, *found.get((pk, level), (0, 0, 0))) for pk in ids for level in Level.values]
    bulk_insert(DayCount, ["organisation_id", "day", "level", "live", "overdue", "unowned"], counts)
    return today


class _Place:
    """A place, as the policy judges it."""

    def __init__(self, organisation_id: int, unit_id: int | None) -> None:
        self.organisation_id = organisation_id
        self.unit_id = unit_id


@transaction.atomic
def _raise(actor: Actor, reference: str, today: date) -> bool:
    task = changing.locked(reference)
    if task.state != Task.State.OPEN or task.raise_on is None or task.raise_on > today:
        return False  # somebody was quicker
    ladder = changing.summary(task).ladder
    step = _manned_step(task, ladder)
    if step is None:
        task.raise_on = None  # the pack's ladder has become shorter
        task.save(update_fields=["raise_on"])
        return False
    was, task.level = task.level, step.level
    task.raise_on = ladder.raise_on(step.level, today, calendar_for(task.organisation_id))
    task.save(update_fields=["level", "raise_on"])
    raised = changing.summary(task)
    changing.record(actor, "raised", raised, level=int(step.level), roles=[str(role) for role in step.roles])
    if was == Level.OWNER:
        changing.tell(actor, "overdue", raised, changing.answerable(raised))
    changing.tell(actor, "raised", raised, changing.reached(raised))
    return True


def _manned_step(task: Task, ladder: Ladder) -> Step | None:
    """The next step up with somebody on it, or the very next where nobody stands above; None at the top."""
    above = [step for step in ladder.steps if step.level > task.level]
    manned = (step for step in above if organisations.people_as(task.organisation_id, step.roles, task.unit_id))
    return next(manned, above[0] if above else None)


@transaction.atomic
def _warn(actor: Actor, reference: str, today: date) -> bool:
    task = changing.locked(reference)
    if task.state != Task.State.OPEN or task.warned or not task.warn_on <= today <= task.due_on:
        return False
    task.warned = True
    task.save(update_fields=["warned"])
    near = changing.summary(task)
    changing.record(actor, "due-soon", near, due=task.due_on.isoformat())
    changing.tell(actor, "due_soon", near, changing.answerable(near))
    return True


@transaction.atomic
def _resume(actor: Actor, reference: str) -> bool:
    task = changing.locked(reference)
    if task.state != Task.State.PAUSED or task.paused_until is None or task.paused_until > timezone.localdate():
        return False
    pausing.resume_task(actor=actor, reference=reference)
    return True


def _each(found: QuerySet[Task], chunk: int, act: Callable[[str], bool]) -> int:
    """Act on each task, in order and chunk by chunk; what one of them lacks holds up no other."""
    done = 0
    for reference in _references(found, chunk):
        try:
            done += act(reference)
        except (NoHolidaysError, NoClockError):
            logger.exception("task %s is left as it is", reference)
    return done


def _references(found: QuerySet[Task], chunk: int) -> Iterator[str]:
    last = 0
    while rows := list(found.filter(id__gt=last).order_by("id").values_list("id", "reference")[:chunk]):
        last = rows[-1][0]
        yield from (reference for _, reference in rows)
