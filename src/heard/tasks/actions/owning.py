"""Who owns a task: taken, passed on, passed back, and handed on for whoever has left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from heard.ledger import queries as ledger
from heard.organisations import policy as organisation_policy
from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.models import Account
from heard.organisations.policy import Actor
from heard.store.rows import sole
from heard.tasks import policy
from heard.tasks.actions import changing
from heard.tasks.models import Task
from heard.tasks.ports import given_back
from heard.tasks.queries.shapes import LIVE, TaskSummary

# How long what was passed on can be taken back.
UNDO = timedelta(minutes=10)
OWNERSHIP = frozenset(
    f"tasks.{kind}" for kind in ("opened", "taken", "passed", "passed-back", "handed-on", "reopened", "finished")
)


@dataclass(frozen=True, slots=True)
class Passed:
    """What came of passing several tasks on: those that were, and for each other its title and why not."""

    tasks: tuple[TaskSummary, ...]
    refused: tuple[tuple[str, str], ...]


@transaction.atomic
def take_task(*, actor: Actor, reference: str) -> TaskSummary:
    """Take a task that nobody owns. Taking one's own again changes nothing."""
    task = changing.locked_live(reference)
    was = changing.summary(task)
    if actor.account_id is not None and was.owner_id == actor.account_id:
        return was
    if was.owner_id is not None:
        raise Refused(f"{was.owner_name} has taken this task already.")
    changing.refuse_conflict(actor, task.subject)
    policy.require(actor.account_id is not None and policy.may_own(actor, was))
    _own(task, actor.account_id, None)
    taken = changing.summary(task)
    changing.record(actor, "taken", taken, owner=actor.reference)
    changing.tell(actor, "taken", taken, changing.reached(taken))
    return taken


@transaction.atomic
def pass_task(*, actor: Actor, reference: str, to: int | None, reason: str) -> TaskSummary:
    """Pass a task on to somebody who may own it, or (None) back to the role responsible, with a reason.

    Somebody with a conflict of interest chooses nobody: they give it back to the role.
    """
    task = changing.locked_live(reference)
    was = changing.summary(task)
    if to is not None:
        changing.refuse_conflict(actor, task.subject)
    policy.require(policy.may_manage(actor, was) or (was.owner_id is None and policy.may_own(actor, was)))
    reason = changing.reason_given(reason)
    if to == was.owner_id:
        has = f"{was.owner_name} has this task already" if to else "Nobody owns this task"
        raise Refused(f"Choose somebody else: {has}.", "to")
    if to is not None:
        changing.receiver(was, to, "to")
    _own(task, to, actor.account_id if to is not None else None)
    passed = changing.summary(task)
    before, after = changing.account_reference(was.owner_id), changing.account_reference(to)
    changing.record(actor, "passed", passed, **{"from": before}, to=after, reason=reason)
    told = [to, was.owner_id] if to is not None else [*changing.answerable(passed), was.owner_id]
    changing.tell(actor, "passed", passed, told, reason)
    if to is None:
        given_back(passed)
    return passed


def pass_tasks(*, actor: Actor, references: Sequence[str], to: int | None, reason: str) -> Passed:
    """Pass several tasks on, each in a transaction of its own, so that one that cannot be holds up no other."""
    passed: list[TaskSummary] = []
    refused: list[tuple[str, str]] = []
    for reference in dict.fromkeys(references):
        try:
            passed.append(pass_task(actor=actor, reference=reference, to=to, reason=reason))
        except Refused as why:
            refused.append((reference, why.sentence))
    return Passed(tuple(passed), tuple(refused))


@transaction.atomic
def pass_back(*, actor: Actor, reference: str) -> TaskSummary:
    """Undo one's own passing on, within ten minutes and while nobody has owned the task since.

    The ledger says who passed it from whom: where its events name nobody, it cannot be undone so.
    """
    task = changing.locked_live(reference)
    was = changing.summary(task)
    changing.refuse_conflict(actor, task.subject)
    changes = [entry for entry in ledger.history(f"task:{reference}") if entry.kind in OWNERSHIP]
    last = changes[-1] if changes else None
    mine = last is not None and last.kind == "tasks.passed" and last.actor == actor.reference != ""
    if last is None or not mine or last.content is None or timezone.now() - last.at > UNDO:
        raise Refused("This can no longer be undone. Pass the task on to whoever should have it.")
    before = sole(Account.objects.filter(reference=last.content["from"])) if last.content["from"] else None
    if before is not None:
        changing.receiver(was, before.pk, "to")
    _own(task, before.pk if before else None, None)
    back = changing.summary(task)
    content = {"from": changing.account_reference(was.owner_id), "to": before.reference if before else None}
    changing.record(actor, "passed-back", back, **content)
    changing.tell(actor, "passed", back, [back.owner_id, was.owner_id], "It was passed on by mistake.")
    if back.owner_id is None:
        given_back(back)
    return back


@transaction.atomic
def set_deputy(*, actor: Actor, reference: str, deputy_id: int | None) -> TaskSummary:
    """Somebody who stands in for the owner on this task; None: the deputy of the owner's role again."""
    task = changing.locked_live(reference)
    was = changing.summary(task)
    changing.refuse_conflict(actor, task.subject)
    policy.require(policy.may_manage(actor, was))
    if deputy_id is not None:
        if deputy_id == was.owner_id:
            raise Refused("Choose somebody else: nobody is their own deputy.", "deputy")
        changing.receiver(was, deputy_id, "deputy")
    task.deputy_id = deputy_id
    task.save(update_fields=["deputy"])
    now = changing.summary(task)
    changing.record(actor, "deputy-set", now, deputy=changing.account_reference(deputy_id))
    return now


@transaction.atomic
def hand_on_task(*, actor: Actor, reference: str, reason: str) -> TaskSummary:
    """An owner has left or is away: the task goes to their deputy, if they may own it, else to the role responsible."""
    task = changing.locked_live(reference)
    was = changing.summary(task)
    theirs = was.owner_id is not None and actor.account_id == was.owner_id
    policy.require(
        actor.system or theirs or organisation_policy.can(actor, "manage_people", _Whole(was.organisation_id))
    )
    if was.owner_id is None:
        return was
    _own(task, _fitting_deputy(was), None)
    now = changing.summary(task)
    before, after = changing.account_reference(was.owner_id), changing.account_reference(now.owner_id)
    reason = changing.reason_given(reason)
    changing.record(actor, "handed-on", now, **{"from": before}, to=after, reason=reason)
    changing.tell(actor, "handed_on", now, changing.answerable(now), reason)
    return now


def hand_on_tasks(*, actor: Actor, organisation_id: int, account_id: int, reason: str) -> int:
    """Hand on everything that somebody owns in an organisation; returns how many. Each in its own transaction."""
    owned = Task.objects.filter(organisation=organisation_id, owner=account_id, state__in=LIVE).order_by("id")
    references = list(owned.values_list("reference", flat=True))
    for reference in references:
        hand_on_task(actor=actor, reference=reference, reason=reason)
    return len(references)


@dataclass(frozen=True, slots=True)
class _Whole:
    """A whole organisation, as the policy judges it."""

    organisation_id: int


def _fitting_deputy(task: TaskSummary) -> int | None:
    if task.deputy_id is None or task.deputy_id == task.owner_id:
        return None
    if task.deputy_id not in organisations.current_members(task.organisation_id, [task.deputy_id]):
        return None
    return task.deputy_id if changing.may_have(task, task.deputy_id) else None


def _own(task: Task, owner_id: int | None, passed_by: int | None) -> None:
    """A new owner, without the deputy that the former one had on this task."""
    task.owner_id, task.owned_at = owner_id, timezone.now() if owner_id is not None else None
    task.deputy, task.passed_by_id = None, passed_by
    task.save(update_fields=["owner", "owned_at", "deputy", "passed_by"])
