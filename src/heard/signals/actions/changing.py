"""What every change of a signal shares: the lock, the checks, the event and its tasks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils import timezone

from heard.ledger import actions as ledger
from heard.methods.redaction import redact_text
from heard.organisations.errors import Refused
from heard.organisations.policy import SYSTEM, Actor
from heard.signals import policy
from heard.signals.models import Conflict, Signal
from heard.signals.rules import Rules
from heard.signals.subjects import DECIDE, LOOK, TAKE_UP, subject_of
from heard.store.rows import sole
from heard.tasks import actions as tasks
from heard.tasks import policy as task_policy
from heard.tasks import queries as task_queries
from heard.tasks.actions import NewTask
from heard.tasks.queries import TaskSummary

# Not closed and not merged: somebody still has to do something.
LIVE = frozenset({str(Signal.State.OPEN), str(Signal.State.REOPENED), str(Signal.State.TAKEN_UP)})
# What early warning found, for titles of tasks.
STREAMS: dict[str, str] = {
    str(Signal.Kind.RISING): "rise in concerns",
    str(Signal.Kind.SILENT): "silence: fewer people are heard",
    str(Signal.Kind.WHO): "change in who comments",
}
# What an event of the speaking-up route leaves out.
PEOPLE = frozenset({"owner", "account", "to"})


def locked(organisation_id: int, reference: str) -> Signal:
    """The signal, held until the transaction ends. Raises Refused where there is none."""
    found = sole(Signal.objects.select_for_update().filter(organisation=organisation_id, reference=reference))
    if found is None:
        raise Refused("Choose a signal that exists.")
    return found


def worked(actor: Actor, organisation_id: int, reference: str) -> Signal:
    """As locked, for one that is still live and that the actor may work on, without a conflict of interest."""
    signal = locked(organisation_id, reference)
    refuse_conflict(actor, signal)
    policy.require(policy.may_work(actor, signal))
    refuse_ended(signal)
    return signal


def refuse_ended(signal: Signal) -> None:
    """Raise Refused for one that is closed or merged."""
    if signal.state not in LIVE:
        raise Refused(f"This signal is {signal.get_state_display().lower()}: nothing more can be done about it.")


def conflicted(signal: Signal) -> frozenset[int]:
    """The accounts with a conflict of interest over a signal, or over one that is merged into it, or it into."""
    family = [signal.pk, signal.merged_into_id, *signal.merged.values_list("id", flat=True)]
    return frozenset(
        Conflict.objects.filter(signal__in=[pk for pk in family if pk]).values_list("account_id", flat=True)
    )


def refuse_conflict(actor: Actor, signal: Signal) -> None:
    """Raise Refused where the actor has a conflict of interest over it."""
    if actor.account_id is not None and actor.account_id in conflicted(signal):
        raise Refused(policy.CONFLICT)


def said(text: str, missing: str, field: str, longest: int = 400) -> str:
    """What somebody wrote, on one line, with personal data masked. Raises Refused for nothing and for too much."""
    cleaned = " ".join(text.replace("\x00", "").split())
    if not cleaned:
        raise Refused(missing, field)
    if len(cleaned) > longest:
        raise Refused(f"Enter at most {longest:,} characters.", field)
    return redact_text(cleaned).words[:longest]


def named(actor: Actor, signal: Signal) -> str:
    """Whom an event about a signal names: one of the speaking-up route names nobody."""
    return actor.reference if signal.route != Signal.Route.SPEAKING_UP else ""


def record(actor: Actor, kind: str, signal: Signal, /, **content: Any) -> int:
    """One event about a signal."""
    told = signal.route != Signal.Route.SPEAKING_UP
    return ledger.record(
        kind=f"signals.{kind}",
        subject=subject_of(signal.reference),
        content={key: value for key, value in content.items() if told or key not in PEOPLE},
        actor=named(actor, signal),
    )


def live_tasks(signal: Signal) -> dict[str, TaskSummary]:
    """What is to be done about a signal, by kind of task."""
    return {task.kind: task for task in task_queries.tasks_about(subject_of(signal.reference)) if task.live}


def finish(actor: Actor, signal: Signal, outcome: str = "", *kinds: str) -> None:
    """End what is to be done about a signal (all of it, or the kinds given), once its own state says that it may."""
    for kind, task in live_tasks(signal).items():
        if not kinds or kind in kinds:
            # Who works on a signal may end what it asks for; whether they may was asked here.
            tasks.finish_task(actor=_ender(actor, task), reference=task.reference, outcome=outcome)


def _ender(actor: Actor, task: TaskSummary) -> Actor:
    return actor if task_policy.may_close(actor, task) else SYSTEM


def label(signal: Signal, rules: Rules) -> str:
    """What a signal is, for titles: no personal word."""
    if signal.kind in STREAMS:
        return STREAMS[signal.kind]
    if signal.level == 3:
        return f"serious concern{rules.kinds_said(signal.kinds)}"
    return f"concern{rules.kinds_said(signal.kinds)}"


def ask_to_take_up(actor: Actor, signal: Signal, rules: Rules, *, again: bool = False) -> None:
    """Open the task of taking a signal up, and set the signal's clock by it. The caller saves."""
    _open(actor, signal, to_take_up(signal, rules, again=again))


def to_take_up(signal: Signal, rules: Rules, *, again: bool = False, began_on: date | None = None) -> NewTask:
    """The task of taking a signal up."""
    title = f"{'It came back: take' if again else 'Take'} up a {label(signal, rules)}"
    return new_task(signal, TAKE_UP, title, rules.clock("take_up", signal.level), began_on=began_on)


def ask_to_decide(actor: Actor, signal: Signal, rules: Rules, owner_id: int | None) -> None:
    """Open the task of deciding on it, or saying why not, for whoever took it up. The caller saves."""
    _open(actor, signal, replace(_to_decide(signal, rules), owner_id=owner_id))


def _to_decide(signal: Signal, rules: Rules) -> NewTask:
    return new_task(signal, DECIDE, f"Decide on a {label(signal, rules)}", rules.clock("decide", signal.level))


def restate(actor: Actor, signal: Signal, rules: Rules, *, due_on: date | None = None, level: int = 0) -> None:
    """Its live task becomes what the signal asks for now: by its way, and in the time of its level. The caller saves.

    Where `due_on` or `level` are given, it is due by that day and has gone up as far, too. It never has longer.
    """
    work = {
        TAKE_UP: to_take_up(signal, rules, again=signal.state == Signal.State.REOPENED),
        DECIDE: _to_decide(signal, rules),
    }
    for kind in live_tasks(signal).keys() & work.keys():
        now = tasks.restate_task(actor=actor, asked=work[kind], level=level)
        if now is not None and due_on is not None and due_on < now.due_on:
            now = tasks.restate_task(actor=actor, asked=replace(work[kind], due_on=due_on), level=level)
        if now is not None:
            signal.due_on, signal.reached = now.due_on, now.level


def ask_to_look(actor: Actor, signal: Signal, rules: Rules) -> None:
    """Open the task of closing it, for somebody outside the line."""
    its = policy.way(signal)
    tasks.open_task(
        actor=SYSTEM if signal.route == Signal.Route.SPEAKING_UP else actor,
        organisation_id=signal.organisation_id,
        unit_id=policy.place(signal).unit_id,
        kind=LOOK,
        subject=subject_of(signal.reference),
        title="Look at a closing from outside its line",
        role=its.closer,
        verb="close_signals",
        clock=rules.content["clocks"]["look"],
        ladder=its.ladder,
    )


def new_task(signal: Signal, kind: str, title: str, clock: str, **more: Any) -> NewTask:
    """A task about a signal, by the way that it goes."""
    its = policy.way(signal)
    return NewTask(
        organisation_id=signal.organisation_id,
        unit_id=policy.place(signal).unit_id,
        kind=kind,
        subject=subject_of(signal.reference),
        title=title[:200],
        role=its.role,
        verb=its.verb,
        clock=clock,
        ladder=its.ladder,
        **more,
    )


def _open(actor: Actor, signal: Signal, asked: NewTask) -> None:
    (task,) = tasks.open_tasks(actor=actor, asked=[asked])
    signal.due_on, signal.reached = task.due_on, task.level


def words_hash(words: str) -> str:
    """A fingerprint of words as they were read.

    >>> words_hash("Nobody came")[:12]
    '757f89465308'
    """
    return sha256(words.encode()).hexdigest()


def reopen(actor: Actor, signal: Signal, reason: str, rules: Rules) -> None:
    """A closed signal has to be looked at again: its clock begins anew, at the owner's level."""
    content = {"reason": reason, "was": signal.closing_reference or signal.closing_reason}
    signal.state, signal.closed_at, signal.closed_by = Signal.State.REOPENED, None, ""
    signal.closing_reason, signal.closing_reference = "", ""
    signal.asked_by, signal.asked_at, signal.taken_up_at = None, None, None
    signal.reopened += 1
    signal.backlog = False
    ask_to_take_up(SYSTEM if actor.system else actor, signal, rules, again=True)
    signal.save()
    record(actor, "reopened", signal, at=timezone.now().isoformat(), **content)
