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
from heard.store.bulk import bulk_insert
from heard.store.locks import advisory
from heard.tasks.actions import changing, climbing, owning, pausing
from heard.tasks.models import DayCount, Level, Task
from heard.tasks.queries.shapes import LIVE
from heard.tasks.rules import NoClockError

logger = logging.getLogger(__name__)
CHUNK = 200


def escalate_overdue(*, actor: Actor, chunk: int = CHUNK) -> int:
    """Raise by one level each task whose day for that has come; returns how many. One event per task raised.

    A level on which nobody stands at the task's place is passed over: days that nobody has would help nobody.
    The days at the next level count from today: whoever it reaches has their time, even if nothing ran for a while.
    """
    today = timezone.localdate()
    waiting = Task.objects.filter(state=Task.State.OPEN, raise_on__lte=today)
    return _lots(waiting, chunk, lambda references: climbing.raise_lot(actor, references, today))


def warn_due(*, actor: Actor, chunk: int = CHUNK) -> int:
    """Tell those answerable, once, that a task is due soon; returns how many tasks."""
    today = timezone.localdate()
    near = Task.objects.filter(state=Task.State.OPEN, warned=False, warn_on__lte=today, due_on__gte=today)
    return _lots(near, chunk, lambda references: climbing.warn_lot(actor, references, today))


def resume_paused(*, actor: Actor, chunk: int = CHUNK) -> int:
    """Let the clocks go on whose pause has ended; returns how many."""
    over = Task.objects.filter(state=Task.State.PAUSED, paused_until__lte=timezone.localdate())
    return _each(over, chunk, lambda reference: _resume(actor, reference))


def hand_on_leavers_tasks(*, actor: Actor) -> int:
    """Hand on the tasks of people who have left, or whose role no longer includes them; returns how many."""
    owned = Task.objects.filter(state__in=LIVE, owner__isnull=False).order_by("organisation_id", "owner_id", "id")
    rows = list(owned.values_list("organisation_id", "owner_id", "reference", "verb", "unit_id"))
    people = organisations.actors_of({owner_id for _, owner_id, *_ in rows})
    count = 0
    for organisation_id, owner_id, reference, verb, unit_id in rows:
        person = people.get(owner_id or 0)
        if person is None or not organisation_policy.can(person, verb, _Place(organisation_id, unit_id)):
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
def _resume(actor: Actor, reference: str) -> bool:
    task = changing.locked(reference)
    if task.state != Task.State.PAUSED or task.paused_until is None or task.paused_until > timezone.localdate():
        return False
    pausing.resume_task(actor=actor, reference=reference)
    return True


def _each(found: QuerySet[Task], chunk: int, act: Callable[[str], bool]) -> int:
    """Act on each task, in order and chunk by chunk; what one of them lacks holds up no other."""
    return _lots(found, chunk, lambda references: sum(map(act, references)))


def _lots(found: QuerySet[Task], chunk: int, act: Callable[[list[str]], int]) -> int:
    """Act on lots of tasks, in order; a lot in which one lacks something is gone through one by one."""
    done = 0
    for references in _references(found, chunk):
        try:
            done += act(references)
        except (NoHolidaysError, NoClockError):
            done += sum(_one(reference, act) for reference in references)
    return done


def _one(reference: str, act: Callable[[list[str]], int]) -> int:
    try:
        return act([reference])
    except (NoHolidaysError, NoClockError):
        logger.exception("task %s is left as it is", reference)
        return 0


def _references(found: QuerySet[Task], chunk: int) -> Iterator[list[str]]:
    last = 0
    while rows := list(found.filter(id__gt=last).order_by("id").values_list("id", "reference")[:chunk]):
        last = rows[-1][0]
        yield [reference for _, reference in rows]
