"""What this room gives to the ports of lower rooms. `config.ports` calls it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q

from heard.coding import ports as coding
from heard.organisations.policy import SYSTEM, Actor
from heard.signals import actions, presenters, queries
from heard.signals.actions import following, gathering, stalling, working
from heard.signals.actions.changing import LIVE, conflicted
from heard.signals.links import address
from heard.signals.models import Conflict, Signal
from heard.signals.subjects import BACKLOG, DECIDE, REVIEW, TAKE_UP, reference_of
from heard.store.rows import sole
from heard.tasks import ports as tasks
from heard.tasks.queries import TaskSummary
from heard.voices import ports as voices

# The notices by which a task's day, or how far up it stands, may have moved.
_MOVES = frozenset({"resumed", "reopened", "passed", "handed_on"})


def connect() -> None:
    """Register; safe to call twice."""
    coding.coded.register(gathering.gather)
    voices.changed.register(following.follow)
    voices.fixed.register(following.fixed)
    voices.undecided.register(following.undecided)
    voices.confirmed.register(confirmed)
    voices.timeline.register(queries.timeline)
    voices.asked.register(queries.asked)
    voices.panels.register(presenters.panel)
    tasks.notify.register(follow_tasks)
    tasks.given_back.register(given_back)
    tasks.hold.register(hold)
    tasks.describe.register(describe)
    tasks.may_finish.register(may_finish)
    tasks.conflicted.register(conflicted_over)


def confirmed(answer: voices.Confirmation) -> bool:
    """Whoever spoke answered: 'no' brings back what was closed; treated worse is a signal outside the line.

    Whether a signal of theirs came back.
    """
    back: list[str] = []
    given = {"organisation_id": answer.organisation_id, "voice_reference": answer.voice_reference}
    if answer.answer == "no":
        back = actions.reopen_of_voice(actor=SYSTEM, about=answer.about, **given)  # type: ignore[arg-type]
    if answer.treated_worse:
        actions.raise_treated_worse(actor=SYSTEM, **given)  # type: ignore[arg-type]
    return bool(back)


def follow_tasks(notices: Sequence[tasks.Notice]) -> None:
    """What goes up a level has stalled; what moved takes its signal's day with it."""
    stalling.stall_many([notice.task for notice in notices if notice.kind == "raised"])
    for notice in notices:
        if notice.kind in _MOVES and notice.task.live and (reference := reference_of(notice.task.subject)):
            Signal.objects.filter(organisation=notice.task.organisation_id, reference=reference).update(
                due_on=notice.task.due_on, reached=notice.task.level
            )


def given_back(task: TaskSummary) -> None:
    """What somebody had taken up, and gives back to the role, has to be taken up again."""
    if task.kind == DECIDE and (reference := reference_of(task.subject)):
        working.put_back(task.organisation_id, reference)


def hold(asked: Collection[tuple[str, str]]) -> None:
    """Lock the signals that tasks are about, and those that say that tasks have stalled, before the tasks themselves.

    Whoever works on a signal locks it before its tasks: so does everybody.
    """
    about = [reference for _, subject in asked if (reference := reference_of(subject))]
    shadows = [stalling.ORIGIN + task for task, _ in asked]
    rows = Signal.objects.select_for_update().filter(Q(reference__in=about) | Q(origin__in=shadows))
    list(rows.order_by("id").values_list("id", flat=True))


def describe(actor: Actor, subject: str) -> tasks.Described | None:
    """What a task about a signal, or about older concerns of a place, is about; words for those who may read them."""
    if subject.startswith(BACKLOG):
        return tasks.Described("Older concerns that an import brought")
    reference = reference_of(subject)
    if reference is None:
        return None
    organisation = sole(Signal.objects.filter(reference=reference).values_list("organisation", flat=True))
    found = queries.signal_row(actor, organisation, reference) if organisation else None
    if found is None:
        return tasks.Described("A signal")
    return tasks.Described(found.title, address(found.organisation_code, reference), found.words, found.level)


def may_finish(ending: tasks.Ending) -> str | None:
    """A signal's work ends through its signal: taken up, closed, merged. So nothing is closed unseen."""
    task = ending.task
    if task.kind == REVIEW and task.subject.startswith(BACKLOG):
        return _backlog_left(task.organisation_id, task.subject)
    reference = reference_of(task.subject)
    if reference is None:
        return None
    state = Signal.objects.filter(organisation=task.organisation_id, reference=reference).values_list(
        "state", flat=True
    )
    now = state.first()
    if now is None or now not in LIVE:
        return None
    if task.kind == TAKE_UP:
        return None if now == Signal.State.TAKEN_UP else "Take the signal up on its page: this ends with it."
    if task.kind == DECIDE:
        # Given back, nobody has to decide: it has to be taken up first.
        if ending.state == "cancelled" and now != Signal.State.TAKEN_UP:
            return None
        return "Close the signal on its page, with a decision or a reason: this ends with it."
    return "Close the signal on its page, or ask again: this ends with it."


def conflicted_over(subjects: Collection[str]) -> Mapping[str, Collection[int]]:
    """The accounts with a conflict of interest over signals."""
    own = {subject: reference for subject in subjects if (reference := reference_of(subject))}
    if not own or not Conflict.objects.exists():
        return {}
    rows = {one.reference: one for one in Signal.objects.filter(reference__in=own.values())}
    return {subject: conflicted(rows[reference]) for subject, reference in own.items() if reference in rows}


def _backlog_left(organisation_id: int, subject: str) -> str | None:
    place, _, way = subject.removeprefix(BACKLOG).partition("-")
    waiting = Signal.objects.filter(
        organisation=organisation_id, unit__reference=place, backlog=True, state__in=["open", "reopened"]
    ).filter(route=way or Signal.Route.LINE)
    left, name = waiting.count(), waiting.values_list("unit__name", flat=True).first()
    if not left:
        return None
    number = "1 older concern" if left == 1 else f"{left:,} older concerns"
    return f"{number} at {name} still wait. Take each up, or close it with a reason, under Signals."
