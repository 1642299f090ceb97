"""What nobody finishes in time is a signal of its own, at the level that it has gone up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone

from heard.ledger.actions import NewEvent, record_many
from heard.organisations import queries as organisations
from heard.organisations.dates import long_date
from heard.organisations.policy import SYSTEM, Actor
from heard.signals.actions import changing
from heard.signals.actions.by_hand import link_said_many
from heard.signals.models import Candidate, Signal, SignalVoice
from heard.signals.rules import Rules, rules
from heard.signals.subjects import reference_of, subject_of
from heard.tasks import queries as task_queries
from heard.tasks.queries import TaskFilter, TaskSummary
from heard.voices.queries.briefs import Brief, briefs_by_reference

ORIGIN, VOICE = "task:", "voices.voice:"
_AT_ONCE: Final = 500


def stall_many(tasks: Sequence[TaskSummary]) -> None:
    """Tasks have gone up a level: their stalled signals are raised, or go up with them. Once a task, however often.

    Called in the transaction in which the tasks go up, and by the clock for what was not told to anybody.
    """
    if not any(task.level for task in tasks):
        return
    known = rules()
    stalls = tuple(known.content["stalls"])
    up = [task for task in tasks if task.kind.startswith(stalls) and task.level]
    if not up:
        return
    about = _about(up)
    origins = {(task.organisation_id, ORIGIN + task.reference) for task in up}
    rows = Signal.objects.select_for_update().filter(origin__in={origin for _, origin in origins}).order_by("id")
    there = {(row.organisation_id, row.origin): row for row in rows}
    fresh, higher = [], []
    for task in up:
        found = there.get((task.organisation_id, ORIGIN + task.reference))
        if found is None:
            fresh.append(task)
        elif found.state == Signal.State.CLOSED or found.reached != task.level:
            higher.append((found, task))
    _raise(fresh, about, known)
    _climb(higher, known)


def find_stalled(*, actor: Actor) -> int:
    """Look for tasks that have gone up where nobody stood to be told; returns how many signals were missing."""
    missing = 0
    for organisation in organisations.organisations():
        wanted = TaskFilter(show="area", risen=True)
        up = [row.task for row in task_queries.all_tasks(actor, organisation.id, wanted)]
        for start in range(0, len(up), _AT_ONCE):
            missing += _missing(organisation.id, up[start : start + _AT_ONCE])
    return missing


def follow_way(signal: Signal) -> None:
    """What has stalled about a signal goes by its way."""
    origins = [ORIGIN + task.reference for task in task_queries.tasks_about(subject_of(signal.reference))]
    Signal.objects.filter(organisation=signal.organisation_id, origin__in=origins).update(route=signal.route)


def follow_voices(routes: Mapping[str, str]) -> None:
    """What has stalled about voices goes by the way that they go, where it went through the line."""
    for route in set(routes.values()):
        links = SignalVoice.objects.filter(voice_reference__in=[one for one, way in routes.items() if way == route])
        shadows = Signal.objects.filter(kind=Signal.Kind.STALLED, route=Signal.Route.LINE)
        shadows.filter(pk__in=links.values("signal")).update(route=route)


def merged(signal: Signal, into: Signal) -> None:
    """What had stalled about a signal goes on in what it was merged into, and stays as far up."""
    stall_many([task for task in changing.live_tasks(into).values() if task.level])
    mine = task_queries.tasks_about(subject_of(signal.reference))
    shadows = Signal.objects.filter(
        organisation=signal.organisation_id, origin__in=[ORIGIN + task.reference for task in mine]
    )
    for shadow in shadows.select_for_update().filter(state__in=changing.LIVE).order_by("id"):
        _close(shadow, rules().closed("merged"), subject_of(into.reference))


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
def _missing(organisation_id: int, up: Sequence[TaskSummary]) -> int:
    """Raise what is missing for these tasks, or stands at another level; returns how many signals are new."""
    origins = [ORIGIN + task.reference for task in up]
    mine = Signal.objects.filter(organisation=organisation_id, origin__in=origins)
    right = set(mine.filter(state__in=changing.LIVE).values_list("origin", "reached"))
    wrong = [task for task in up if (ORIGIN + task.reference, task.level) not in right]
    if not wrong:
        return 0
    before = mine.count()
    stall_many(wrong)
    return mine.count() - before


@transaction.atomic
def _settle(actor: Actor, organisation_id: int, reference: str, task: TaskSummary) -> None:
    signal = changing.locked(organisation_id, reference)
    if signal.state not in changing.LIVE:
        return
    day = timezone.localdate(task.closed_at) if task.closed_at else timezone.localdate()
    _close(signal, rules().closed("stalled", day=long_date(day)), f"tasks.task:{task.reference}", actor)


def _close(signal: Signal, reason: str, by: str, actor: Actor = SYSTEM) -> None:
    signal.state, signal.closed_at, signal.closed_by, signal.due_on = Signal.State.CLOSED, timezone.now(), "", None
    signal.closing_reason = reason
    signal.save()
    changing.record(actor, "closed", signal, by=by, reason=reason)


def _voices(tasks: Sequence[TaskSummary]) -> dict[str, Brief]:
    """By the reference of a task, the voice that it is about, where it is about one."""
    by_organisation: dict[int, list[str]] = defaultdict(list)
    for task in tasks:
        if task.subject.startswith(VOICE):
            by_organisation[task.organisation_id].append(task.subject.removeprefix(VOICE))
    known = {
        (organisation_id, reference): brief
        for organisation_id, references in by_organisation.items()
        for reference, brief in briefs_by_reference(organisation_id, references).items()
    }
    pairs = ((task.reference, (task.organisation_id, task.subject.removeprefix(VOICE))) for task in tasks)
    return {reference: known[voice] for reference, voice in pairs if voice in known}


def _levels(voices: Iterable[Brief]) -> dict[int, int]:
    """By voice, how serious what it says was understood to be, where that is a concern."""
    rows = Candidate.objects.filter(voice_id__in=[voice.id for voice in voices]).order_by("level")
    return dict(rows.values_list("voice_id", "level"))


def _about(tasks: Sequence[TaskSummary]) -> dict[str, Signal]:
    """By the reference of a task, the signal that it is about, where it is about one; at the task's level and day."""
    subjects = {task.reference: reference_of(task.subject) for task in tasks}
    wanted = {reference for reference in subjects.values() if reference}
    rows = Signal.objects.select_for_update().filter(reference__in=wanted).order_by("id") if wanted else ()
    known = {row.reference: row for row in rows}
    found = {task.reference: known[signal] for task in tasks if (signal := subjects[task.reference]) in known}
    for task in tasks:
        if task.reference in found:
            row = found[task.reference]
            row.reached, row.due_on = task.level, task.due_on
    Signal.objects.bulk_update(known.values(), ["reached", "due_on"])
    return found


def _raise(tasks: Sequence[TaskSummary], about: Mapping[str, Signal], known: Rules) -> None:
    voices = _voices(tasks)
    levels = _levels(voices.values())
    lowest = int(known.content["stalled_level"])
    fresh = []
    for task in tasks:
        voice, signal = voices.get(task.reference), about.get(task.reference)
        level = signal.level if signal else max(lowest, levels.get(voice.id, 0) if voice else 0)
        fresh.append(_stalled(task, signal, level, known))
    Signal.objects.bulk_create(fresh)
    link_said_many(
        (signal, voices[task.reference]) for signal, task in zip(fresh, tasks, strict=True) if task.reference in voices
    )
    _record(
        "raised",
        [(signal, {**_facts(signal), "task": task.reference}) for signal, task in zip(fresh, tasks, strict=True)],
    )


def _stalled(task: TaskSummary, about: Signal | None, level: int, known: Rules) -> Signal:
    today = timezone.localdate()
    return Signal(
        organisation_id=task.organisation_id,
        unit_id=task.unit_id,
        kind=Signal.Kind.STALLED,
        origin=ORIGIN + task.reference,
        level=level,
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


def _facts(signal: Signal) -> dict[str, object]:
    return {"kind": "stalled", "level": signal.level, "route": str(signal.route), "why": signal.why}


def _climb(pairs: Sequence[tuple[Signal, TaskSummary]], known: Rules) -> None:
    """Higher up, or late once more after it was finished and reopened."""
    for signal, task in pairs:
        signal.reached, signal.due_on, signal.why = task.level, task.due_on, _why(task, known)
        signal.seen_until = timezone.localdate()
        if signal.state == Signal.State.CLOSED:
            signal.state, signal.closed_at, signal.closing_reason = Signal.State.REOPENED, None, ""
            signal.reopened += 1
    fields = ["reached", "due_on", "why", "seen_until", "state", "closed_at", "closing_reason", "reopened"]
    Signal.objects.bulk_update([signal for signal, _ in pairs], fields)
    _record("went-up", [(signal, {"reached": task.level, "task": task.reference}) for signal, task in pairs])


def _record(kind: str, events: Sequence[tuple[Signal, Mapping[str, object]]]) -> None:
    record_many(
        events=[NewEvent(f"signals.{kind}", subject_of(signal.reference), content) for signal, content in events]
    )


def _why(task: TaskSummary, known: Rules) -> str:
    return known.why("stalled", level=task.level_label.lower(), title=task.title)


def _route(task: TaskSummary) -> str:
    """What stands outside the line stays there when it stalls."""
    if not task.confined:
        return Signal.Route.LINE
    return Signal.Route.SAFEGUARDING if task.ladder.names_actor else Signal.Route.SPEAKING_UP
