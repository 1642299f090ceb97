"""What is done because of a decision: added with its measure, slipped in the open, finished in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from heard.decisions import policy
from heard.decisions.actions import changing
from heard.decisions.models import Action, Slip
from heard.decisions.wordsafe import refusal_of_text
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import Actor
from heard.store.rows import sole
from heard.tasks import actions as tasks

ACTION, CHECK = "decisions.action", "decisions.check"


@transaction.atomic
def add_action(
    *,
    actor: Actor,
    reference: str,
    what: str,
    due_on: date,
    measure: str,
    direction: str,
    comparator: str,
    check_on: date,
    money: Decimal | None = None,
    owner_id: int | None = None,
) -> Action:
    """Plan something to do. It says beforehand what should move, which way, against what, and when that is checked.

    Refused before there is an outcome. Its owner has it as a task.
    """
    decision = changing.decided_one(actor, reference)
    _refuse_dates(due_on, check_on)
    if sentence := refusal_of_text(decision, "what", what):
        raise Refused(sentence, "what")
    if direction not in Action.Direction.values:
        raise Refused("Choose which way it should move.", "direction")
    if money is not None and money < 0:
        raise Refused("Enter an amount of nothing or more.", "money")
    action = Action.objects.create(
        decision=decision,
        what=changing.said(what, "Enter what will be done.", "what", 150),
        money=money,
        due_on=due_on,
        measure=changing.said(measure, "Enter what should change, and how you will see it.", "measure", 300),
        direction=direction,
        comparator=changing.said(comparator, "Enter what you will compare it with.", "comparator", 300),
        check_on=check_on,
        added_at=timezone.now(),
    )
    tasks.open_task(
        actor=actor,
        organisation_id=decision.organisation_id,
        unit_id=decision.unit_id,
        kind=ACTION,
        subject=policy.subject(action.reference, "action"),
        title=action.what,
        verb="do_actions",
        role=Role.SERVICE_MANAGER if decision.unit_id else Role.ENGAGEMENT_LEAD,
        due_on=due_on,
        owner_id=owner_id,
    )
    content = {"action": action.reference, "what": action.what, "due": due_on.isoformat(), "measure": action.measure}
    more = {"direction": direction, "check": check_on.isoformat(), "comparator": action.comparator}
    changing.record(actor, "action-added", decision, {**content, **more, "money": str(money) if money else None})
    return action


@transaction.atomic
def slip_action(*, actor: Actor, action: str, due_on: date, reason: str, check_on: date | None = None) -> Action:
    """The day cannot be kept: the new one stands beside the old one and the reason, for everyone to see."""
    found = _planned(actor, action)
    given = changing.said(reason, "Enter why it takes longer.", "reason", 400)
    if due_on <= found.due_on:
        raise Refused("Enter a day after the one that it was due on.", "due_on")
    was, check = found.due_on, check_on or max(found.check_on, due_on)
    _refuse_dates(due_on, check)
    Slip.objects.create(action=found, was=was, now=due_on, reason=given, at=timezone.now())
    found.due_on, found.check_on = due_on, check
    found.save(update_fields=["due_on", "check_on"])
    task = changing.live_task(policy.subject(action, "action"), ACTION)
    if task is not None:
        tasks.cancel_task(actor=actor, reference=task.reference, reason=f"Its day moved: {given}"[:400])
        tasks.reopen_task(actor=actor, reference=task.reference, reason=given, due_on=due_on)
    content = {"action": action, "was": was.isoformat(), "now": due_on.isoformat(), "reason": given}
    changing.record(actor, "action-slipped", found.decision, content)
    return found


@transaction.atomic
def finish_action(*, actor: Actor, action: str, ended: str, dropped: bool = False) -> Action:
    """It is done, or it will not be: in words either way. What should have moved is then to be looked at."""
    found = _planned(actor, action)
    found.ended = changing.said(ended, "Enter why it is not done." if dropped else "Enter what was done.", "ended")
    found.state = Action.State.DROPPED if dropped else Action.State.DONE
    found.ended_at = timezone.now()
    found.save()
    changing.end_task(actor, policy.subject(action, "action"), ACTION, found.ended[:400])
    decision = found.decision
    if not dropped:
        tasks.open_task(
            actor=actor,
            organisation_id=decision.organisation_id,
            unit_id=decision.unit_id,
            kind=CHECK,
            subject=policy.subject(action, "action"),
            title=f"Check whether it moved: {found.what}"[:200],
            verb="prepare_decisions",
            role=Role.SERVICE_MANAGER if decision.unit_id else Role.ENGAGEMENT_LEAD,
            due_on=max(found.check_on, timezone.localdate()),
        )
    changing.record(actor, "action-ended", decision, {"action": action, "state": found.state, "ended": found.ended})
    return found


def _planned(actor: Actor, reference: str) -> Action:
    """The action, locked, still planned, and the actor's: they own its task, or prepare decisions there."""
    found = sole(Action.objects.select_for_update().filter(reference=reference).select_related("decision"))
    if found is None:
        raise Refused("Choose an action that exists.")
    task = changing.live_task(policy.subject(reference, "action"), ACTION)
    owns = task is not None and actor.account_id is not None and actor.account_id in {task.owner_id, task.deputy_id}
    if not (owns and policy.can(actor, "do_actions", found.decision)):
        policy.require(actor, "prepare_decisions", found.decision)
    if found.state != Action.State.PLANNED:
        raise Refused("This action has ended.")
    return found


def _refuse_dates(due_on: date, check_on: date) -> None:
    if check_on < due_on:
        raise Refused("Enter a day of checking that is not before the action is due.", "check_on")
