"""The task that a voice be read: opened when it arrives, done when somebody of its route reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils import timezone

from heard.organisations.errors import Refused
from heard.organisations.models import Unit
from heard.organisations.policy import SYSTEM, Actor
from heard.organisations.working_days import add_working_days, calendar
from heard.tasks import actions as tasks
from heard.tasks import queries as open_tasks
from heard.tasks.actions import NewTask, Planned
from heard.voices.capture.routes import READINGS
from heard.voices.models import CapturePoint, Voice

KIND = "voices.reading"
# To decide about words that a moderator holds back.
HELD = "voices.held"


def subject_of(reference: str) -> str:
    """What other rooms call a voice.

    >>> subject_of("01J")
    'voices.voice:01J'
    """
    return f"voices.voice:{reference}"


def open_reading(voice: Voice, point: CapturePoint | None, *, urgent: bool, service: str) -> None:
    """Somebody has to read it: the point's reader where it goes through the line, else the people of its route."""
    ask([reading(voice, point, urgent=urgent, service=service)])


def reading(voice: Voice, point: CapturePoint | None, *, urgent: bool, service: str) -> NewTask:
    """The task that a voice be read. Urgent is what danger words bring: one working day, not the point's promise."""
    line = voice.route == Voice.Route.LINE
    due = None
    if line and point is not None and not urgent:
        # From the day on which it was said, by the calendar of the organisation's nation.
        day = timezone.localdate()
        due = add_working_days(day, point.promise, calendar(point.organisation.nation))
    # The safeguarding lead has one working day in any case.
    shortened = urgent and voice.route != Voice.Route.SAFEGUARDING
    clock = "serious" if shortened else READINGS[voice.route].clock
    return task_about(voice, point, KIND, "Read what somebody said", clock=clock, due_on=due, service=service)


def task_about(
    voice: Voice,
    point: CapturePoint | None,
    kind: str,
    title: str,
    *,
    clock: str,
    service: str,
    due_on: date | None = None,
) -> NewTask:
    """A task about what somebody said: the point's reader's in the line, else that of the people of its route."""
    reader = READINGS[voice.route]
    line = voice.route == Voice.Route.LINE
    return NewTask(
        organisation_id=voice.organisation_id,
        kind=kind,
        subject=subject_of(voice.reference),
        title=f"{title} about {service}"[:200] if line else title,
        role=(point.role if point else reader.role) if line else reader.role,
        clock=clock,
        due_on=due_on,
        # Outside the line it is the whole organisation's: nobody of the service itself may take it.
        unit_id=voice.unit_id if line else None,
        verb=reader.verb,
        ladder=reader.ladder,
        owner_id=point.reader_id if line and point else None,
        deputy_id=point.deputy_id if line and point else None,
    )


def ask(asked: Sequence[NewTask]) -> None:
    """Open these tasks together."""
    try:
        tasks.open_tasks(actor=SYSTEM, asked=asked)
    except Refused:
        tasks.open_tasks(actor=SYSTEM, asked=_to_role(asked))


def plan(asked: Sequence[NewTask], known: Sequence[Unit] = ()) -> Planned:
    """Work out tasks about a voice that is not written yet: its transaction then opens them (tasks.open_planned).

    `known`: units that were read already, with their organisations.
    """
    try:
        return tasks.plan_tasks(asked, new=True, known=known)
    except Refused:
        return tasks.plan_tasks(_to_role(asked), new=True, known=known)


def _to_role(asked: Sequence[NewTask]) -> list[NewTask]:
    """The reader has left or lost the role: the tasks stand open to the role, and what was said is kept."""
    return [replace(one, owner_id=None, deputy_id=None) for one in asked]


def finish(actor: Actor, voice: str, kind: str) -> bool:
    """What had to be done about what somebody said is done; whether there was something to be done."""
    subject = subject_of(voice)
    live = open_tasks.live_about(subject, kind)
    for reference in live:
        tasks.finish_task(actor=actor, reference=reference, outcome=subject)
    return bool(live)


def finish_reading(actor: Actor, reference: str) -> bool:
    """The voice is read: its task is done; whether there was one."""
    return finish(actor, reference, KIND)
