"""What nobody finishes in time is a signal of its own, at the level that it has gone up to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from heard.organisations import queries as organisations
from heard.organisations.dates import long_date
from heard.organisations.policy import SYSTEM, Actor
from heard.signals.actions import changing
from heard.signals.actions.by_hand import link_said
from heard.signals.models import Candidate, Signal
from heard.signals.rules import Rules, rules
from heard.signals.subjects import reference_of
from heard.tasks import queries as task_queries
from heard.tasks.models import Level
from heard.tasks.queries import TaskFilter, TaskSummary
from heard.voices.queries.briefs import Brief, briefs_by_reference

ORIGIN, VOICE = "task:", "voices.voice:"


def stall(task: TaskSummary) -> None:
    """A task has gone up a level: its stalled signal is raised, or goes up with it. Once a task, however often asked.

    Called in the transaction in which the task goes up, and by the clock for what was not told to anybody.
    """
    known = rules()
    if not task.kind.startswith(tuple(known.content["stalls"])) or not task.level:
        return
    about = _about(task)
    if about is not None:
        about.reached, about.due_on = task.level, task.due_on
        about.save(update_fields=["reached", "due_on"])
    origin = ORIGIN + task.reference
    found = Signal.objects.select_for_update().filter(organisation=task.organisation_id, origin=origin).first()
    if found is None:
        _raise(task, origin, about, known)
    elif found.state == Signal.State.CLOSED or found.reached != task.level:
        _climb(found, task, known)


def find_stalled(*, actor: Actor) -> int:
    """Look for tasks that have gone up where nobody stood to be told; returns how many signals were missing."""
    missing = 0
    for organisation in organisations.organisations():
        for level in (level for level in Level if level != Level.OWNER):
            wanted = TaskFilter(show="area", level=level)
            for row in list(task_queries.all_tasks(actor, organisation.id, wanted)):
                missing += _missing(row.task)
    return missing


def settle_stalled(*, actor: Actor) -> int:
    """Close the stalled signals whose work is finished, with that as their reason; returns how many."""
    waiting = Signal.objects.filter(kind=Signal.Kind.STALLED, state__in=changing.LIVE).order_by("id")
    by_organisation: dict[int, dict[str, str]] = {}
    for organisation_id, origin, reference in waiting.values_list("organisation_id", "origin", "reference"):
        by_organisation.setdefault(organisation_id, {})[origin.removeprefix(ORIGIN)] = reference
    done = 0
    for organisation_id, references in by_organisation.items():
        found = task_queries.tasks_by_reference(organisation_id, references)
        for task in found:
            if not task.live:
                _settle(actor, organisation_id, references[task.reference], task)
                done += 1
    return done


@transaction.atomic
def _missing(task: TaskSummary) -> int:
    known = Signal.objects.filter(organisation=task.organisation_id, origin=ORIGIN + task.reference)
    if known.filter(state__in=changing.LIVE, reached=task.level).exists():
        return 0
    stall(task)
    return int(known.exists())


@transaction.atomic
def _settle(actor: Actor, organisation_id: int, reference: str, task: TaskSummary) -> None:
    signal = changing.locked(organisation_id, reference)
    if signal.state not in changing.LIVE:
        return
    day = timezone.localdate(task.closed_at) if task.closed_at else timezone.localdate()
    signal.state, signal.closed_at, signal.closed_by, signal.due_on = Signal.State.CLOSED, timezone.now(), "", None
    signal.closing_reason = rules().closed("stalled", day=long_date(day))
    signal.save()
    changing.record(actor, "closed", signal, by=f"tasks.task:{task.reference}", reason=signal.closing_reason)


def _voice(task: TaskSummary) -> Brief | None:
    """The voice that a task is about, where it is about one."""
    if not task.subject.startswith(VOICE):
        return None
    reference = task.subject.removeprefix(VOICE)
    return briefs_by_reference(task.organisation_id, [reference]).get(reference)


def _levels(voice: Brief | None) -> list[int]:
    """How serious what it says was understood to be, where that is a concern."""
    if voice is None:
        return []
    return list(Candidate.objects.filter(voice_id=voice.id).values_list("level", flat=True))


def _about(task: TaskSummary) -> Signal | None:
    """The signal that a task is about, where it is about one."""
    reference = reference_of(task.subject)
    if reference is None:
        return None
    return Signal.objects.select_for_update().filter(organisation=task.organisation_id, reference=reference).first()


def _raise(task: TaskSummary, origin: str, about: Signal | None, known: Rules) -> None:
    today = timezone.localdate()
    voice = _voice(task)
    serious = about.level if about else max([int(known.content["stalled_level"]), *_levels(voice)])
    signal = Signal.objects.create(
        organisation_id=task.organisation_id,
        unit_id=task.unit_id,
        kind=Signal.Kind.STALLED,
        origin=origin,
        level=serious,
        kinds=about.kinds if about else 0,
        category=about.category if about else None,
        raised_at=timezone.now(),
        seen_since=min(task.due_on, today),
        seen_until=today,
        why=_why(task, known),
        route=about.route if about else _route(task),
        reached=task.level,
        due_on=task.due_on,
    )
    if voice:
        link_said(signal, [voice])
    changing.record(
        SYSTEM,
        "raised",
        signal,
        kind="stalled",
        level=serious,
        route=str(signal.route),
        why=signal.why,
        task=task.reference,
    )


def _climb(signal: Signal, task: TaskSummary, known: Rules) -> None:
    """Higher up, or late once more after it was finished and reopened."""
    signal.reached, signal.due_on, signal.why = task.level, task.due_on, _why(task, known)
    signal.seen_until = timezone.localdate()
    if signal.state == Signal.State.CLOSED:
        signal.state, signal.closed_at, signal.closing_reason = Signal.State.REOPENED, None, ""
        signal.reopened += 1
    signal.save()
    changing.record(SYSTEM, "went-up", signal, reached=task.level, task=task.reference)


def _why(task: TaskSummary, known: Rules) -> str:
    return known.why("stalled", level=task.level_label.lower(), title=task.title)


def _route(task: TaskSummary) -> str:
    """What stands outside the line stays there when it stalls."""
    if not task.confined:
        return Signal.Route.LINE
    return Signal.Route.SAFEGUARDING if task.ladder.names_actor else Signal.Route.SPEAKING_UP
