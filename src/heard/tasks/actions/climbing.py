"""A lot of tasks goes up a level, or is due soon: one transaction, one event for each task that changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from heard.organisations.policy import Actor
from heard.organisations.working_days import Calendar, calendar_for
from heard.tasks import rules
from heard.tasks.actions import changing
from heard.tasks.actions.changing import People, Telling
from heard.tasks.models import Level, Task
from heard.tasks.queries.shapes import TaskSummary
from heard.tasks.rules import Ladder, NoClockError, Step


@transaction.atomic
def raise_lot(actor: Actor, references: Sequence[str], today: date) -> int:
    """Raise each of these whose day has come by one level; returns how many. What somebody else raised is left."""
    ladders, people = rules.ladders(), People()
    calendars: dict[int, Calendar] = {}
    was: dict[int, tuple[int, Step]] = {}
    changed = []
    for task in _held(references, raise_on__lte=today):
        if task.organisation_id not in calendars:
            calendars[task.organisation_id] = calendar_for(task.organisation_id)
        ladder = _ladder(task, ladders)
        step = _manned_step(task, ladder, people)
        changed.append(task)
        if step is None:
            task.raise_on = None  # the pack's ladder has become shorter
            continue
        was[task.pk] = task.level, step
        task.level = step.level
        task.raise_on = ladder.raise_on(step.level, today, calendars[task.organisation_id])
    Task.objects.bulk_update(changed, ["level", "raise_on"])
    raised = changing.summaries_of(was)
    _tell(actor, [(one, *was[one.id]) for one in raised], people)
    return len(raised)


def _tell(actor: Actor, raised: Sequence[tuple[TaskSummary, int, Step]], people: People) -> None:
    """An event for each, and a notice to whoever it has reached; at its first step, to whoever had it too."""
    facts = [(one, {"level": int(step.level), "roles": [str(role) for role in step.roles]}) for one, _, step in raised]
    changing.record_many(actor, "raised", facts)
    tellings = []
    for one, before, _ in raised:
        if before == Level.OWNER:
            tellings.append(Telling("overdue", one, people.answerable(one)))
        tellings.append(Telling("raised", one, people.reached(one)))
    changing.tell_many(actor, tellings)


@transaction.atomic
def warn_lot(actor: Actor, references: Sequence[str], today: date) -> int:
    """Tell those answerable for each of these that it is due soon; returns how many."""
    found = _held(references, warned=False, warn_on__lte=today, due_on__gte=today)
    for task in found:
        task.warned = True
    Task.objects.bulk_update(found, ["warned"])
    near, people = changing.summaries_of(task.pk for task in found), People()
    changing.record_many(actor, "due-soon", [(task, {"due": task.due_on.isoformat()}) for task in near])
    changing.tell_many(actor, [Telling("due_soon", task, people.answerable(task)) for task in near])
    return len(near)


def _held(references: Sequence[str], **still: object) -> list[Task]:
    """Those of the tasks that are still open and so, held until the transaction ends, always in the same order."""
    changing.hold_subjects(references)
    rows = Task.objects.select_for_update().filter(reference__in=references, state=Task.State.OPEN, **still)
    return list(rows.order_by("id"))


def _ladder(task: Task, ladders: dict[str, Ladder]) -> Ladder:
    if task.ladder not in ladders:
        raise NoClockError(f"The pack {rules.LADDERS} has no {task.ladder} any more; task {task.reference} needs it.")
    return ladders[task.ladder]


def _manned_step(task: Task, ladder: Ladder, people: People) -> Step | None:
    """The next step up with somebody on it, or the very next where nobody stands above; None at the top."""
    above = [step for step in ladder.steps if step.level > task.level]
    manned = (step for step in above if people.stand_at(task.organisation_id, step.roles, task.unit_id))
    return next(manned, above[0] if above else None)
