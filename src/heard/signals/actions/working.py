"""What somebody does with a signal: takes it up, passes it on, judges it, links it, says that they are in conflict."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.policy import SYSTEM, Actor
from heard.signals import policy
from heard.signals.actions import changing
from heard.signals.models import Conflict, Signal, SignalVoice
from heard.signals.rules import rules
from heard.signals.subjects import DECIDE, TAKE_UP, subject_of
from heard.tasks import actions as tasks
from heard.tasks import queries as task_queries
from heard.voices import actions as voices
from heard.voices.policy import may_mark
from heard.voices.queries.briefs import briefs_by_reference


@transaction.atomic
def take_up(*, actor: Actor, organisation_id: int, reference: str) -> str:
    """It is the actor's now: what is left is to decide, or to say why not. Again changes nothing."""
    signal = changing.worked(actor, organisation_id, reference)
    if signal.state == Signal.State.TAKEN_UP:
        return reference
    if signal.kind == Signal.Kind.STALLED:
        raise Refused("Finish the work that has stalled: this signal closes by itself then.")
    known = rules()
    signal.state, signal.taken_up_at, signal.backlog = Signal.State.TAKEN_UP, timezone.now(), False
    signal.save()
    changing.finish(actor, signal, subject_of(reference), TAKE_UP)
    changing.ask_to_decide(actor, signal, known, actor.account_id)
    signal.save()
    changing.record(actor, "taken-up", signal, owner=actor.reference)
    return reference


def mark_voices_read(*, actor: Actor, organisation_id: int, reference: str) -> int:
    """Whoever takes a signal up has read its words, and those who spoke see that; returns how many were unread.

    In transactions of their own, after that of the signal: who confirms something locks the voice first.
    """
    found = SignalVoice.objects.filter(signal__organisation=organisation_id, signal__reference=reference)
    known = briefs_by_reference(organisation_id, found.values_list("voice_reference", flat=True).distinct())
    mine = [one.id for one in known.values() if one.withdrawn_at is None and may_mark(actor, one)]
    return sum(voices.mark_read(actor=actor, voice_id=pk) for pk in sorted(mine))


@transaction.atomic
def pass_on(*, actor: Actor, organisation_id: int, reference: str, to: int | None, reason: str) -> str:
    """Its task goes to somebody else who may have it, or (None) back to the role responsible."""
    signal = changing.locked(organisation_id, reference)
    changing.refuse_conflict(actor, signal)
    changing.refuse_ended(signal)
    live = changing.live_tasks(signal)
    task = live.get(DECIDE) or live.get(TAKE_UP)
    if task is None:
        raise Refused("Take it up first: it waits in the review of its place, and has no task of its own.")
    tasks.pass_task(actor=actor, reference=task.reference, to=to, reason=reason)
    person = organisations.actor_of(to) if to is not None else None
    changing.record(actor, "passed-on", signal, to=person.reference if person else None, task=task.reference)
    return reference


def put_back(organisation_id: int, reference: str) -> None:
    """Nobody has it any more: it has to be taken up again, by the day by which it had to be the first time.

    In the transaction in which its task was given back to the role. One that is not taken up stays as it is.
    """
    signal = changing.locked(organisation_id, reference)
    if signal.state != Signal.State.TAKEN_UP:
        return
    signal.state = Signal.State.REOPENED if signal.reopened else Signal.State.OPEN
    signal.taken_up_at = None
    signal.save()
    asked = changing.to_take_up(signal, rules(), again=bool(signal.reopened))
    before = [task for task in task_queries.tasks_about(subject_of(reference)) if task.kind == TAKE_UP]
    last = max(before, key=lambda task: task.opened_at, default=None)
    for kind, task in changing.live_tasks(signal).items():
        if kind == DECIDE:
            tasks.cancel_task(actor=SYSTEM, reference=task.reference, reason="It was given back: nobody has it.")
    (again,) = tasks.open_tasks(actor=SYSTEM, asked=[replace(asked, due_on=last.due_on) if last else asked])
    signal.due_on, signal.reached = again.due_on, again.level
    signal.save(update_fields=["due_on", "reached"])
    changing.record(SYSTEM, "put-back", signal)


@transaction.atomic
def give_verdict(*, actor: Actor, organisation_id: int, reference: str, verdict: str) -> str:
    """What a person found. It closes nothing, and can be changed."""
    signal = changing.worked(actor, organisation_id, reference)
    if verdict not in Signal.Verdict.values or not verdict:
        raise Refused("Choose what you found.", "verdict")
    was, signal.verdict = signal.verdict, Signal.Verdict(verdict)
    signal.save(update_fields=["verdict"])
    changing.record(actor, "judged", signal, verdict=verdict, was=str(was))
    return reference


@transaction.atomic
def link_incident(*, actor: Actor, organisation_id: int, reference: str, incident: str) -> str:
    """What the incident system calls it; empty takes the link away."""
    signal = changing.locked(organisation_id, reference)
    changing.refuse_conflict(actor, signal)
    policy.require(policy.may_work(actor, signal))
    incident = " ".join(incident.replace("\x00", "").split())
    if len(incident) > 60:
        raise Refused("Enter a reference of at most 60 characters.", "incident")
    was, signal.incident_reference = signal.incident_reference, incident
    signal.save(update_fields=["incident_reference"])
    changing.record(actor, "incident-linked", signal, incident=incident, was=was)
    return reference


@transaction.atomic
def declare_conflict(
    *, actor: Actor, organisation_id: int, reference: str, reason: str, account_id: int | None = None
) -> str:
    """Somebody (the actor, or a colleague whom they name) has a conflict of interest: what they own goes to others.

    It cannot be taken back. From then on they may not own it, decide on it, merge it or close it.
    """
    signal = changing.locked(organisation_id, reference)
    who = actor.account_id if account_id is None else account_id
    person = organisations.actor_of(who) if who is not None else None
    if who is None or person is None or not person.belongs_to(organisation_id):
        raise Refused("Choose somebody who has a role in this organisation.", "account")
    if who != actor.account_id:
        changing.refuse_conflict(actor, signal)
        policy.require(policy.may_work(actor, signal) or policy.may_close_outside(actor, signal))
    else:
        policy.require(actor.belongs_to(organisation_id))
    given = changing.said(reason, "Enter what the conflict of interest is.", "reason")
    made, new = Conflict.objects.get_or_create(
        signal=signal,
        account_id=who,
        defaults={"reason": given, "declared_by_id": actor.account_id, "at": timezone.now()},
    )
    if not new:
        raise Refused("This conflict of interest is declared already.")
    _hand_on(signal, made.account_id)
    changing.record(actor, "conflict-declared", signal, account=person.reference, reason=given)
    return reference


def _hand_on(signal: Signal, account_id: int) -> None:
    """What somebody in conflict owns goes to their deputy or the role; whom they stand in for gets another deputy."""
    for task in changing.live_tasks(signal).values():
        if task.owner_id == account_id:
            reason = "Its owner has a conflict of interest."
            tasks.hand_on_task(actor=SYSTEM, reference=task.reference, reason=reason)
        elif task.own_deputy and task.deputy_id == account_id:
            tasks.set_deputy(actor=SYSTEM, reference=task.reference, deputy_id=None)
