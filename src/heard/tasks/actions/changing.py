"""What every change of a task shares: the lock, the checks, the event and the notice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from heard.ledger import actions as ledger
from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.models import Account
from heard.organisations.policy import Actor
from heard.tasks import policy
from heard.tasks.models import Task
from heard.tasks.ports import Notice, NoticeKind, conflicted_accounts, notify
from heard.tasks.queries.shapes import LIVE, SHOWN, TaskSummary, summaries

CONFLICT = "You have a conflict of interest over this. Somebody else has to do it: pass it on."
# What an event of a ladder that names nobody leaves out.
PEOPLE = frozenset({"owner", "deputy", "from", "to"})


def locked(reference: str) -> Task:
    """The task, held until the transaction ends. Raises Refused where there is none."""
    task = Task.objects.select_for_update().filter(reference=reference).first()
    if task is None:
        raise Refused("There is no such task.")
    return task


def locked_live(reference: str) -> Task:
    """As locked, for a task that is still to be done."""
    task = locked(reference)
    if task.state not in LIVE:
        raise Refused(f"This task is {task.get_state_display().lower()}: nothing more can be done about it.")
    return task


def summary(task: Task) -> TaskSummary:
    """The task as it stands in the database."""
    return summaries(Task.objects.select_related(*SHOWN).filter(pk=task.pk))[0]


def refuse_conflict(actor: Actor, subject: str) -> None:
    """Raise Refused where the actor has a conflict of interest over the subject."""
    if actor.account_id is not None and actor.account_id in conflicted_accounts(subject):
        raise Refused(CONFLICT)


def receiver(task: TaskSummary, account_id: int, field: str) -> Actor:
    """The person who is to own a task or be its deputy. Raises Refused where they may not."""
    person = organisations.actor_of(account_id)
    if person is None or not person.belongs_to(task.organisation_id):
        raise Refused("Choose somebody who has a role in this organisation.", field)
    if account_id in conflicted_accounts(task.subject):
        raise Refused(f"Choose somebody else: {person.name} has a conflict of interest over this.", field)
    if not policy.may_own(person, task):
        raise Refused(
            f"Choose somebody else: the role of {person.name} does not include this at {task.unit_name}.", field
        )
    return person


def reason_given(reason: str) -> str:
    """A reason, cleaned. Raises Refused for none."""
    reason = " ".join(reason.split())
    if not reason:
        raise Refused("Enter a reason.", "reason")
    if len(reason) > 400:
        raise Refused("Enter a reason of at most 400 characters.", "reason")
    return reason


def record(actor: Actor, kind: str, task: TaskSummary, /, **content: Any) -> None:
    """One event about a task. A ladder that names nobody leaves out who did it and to whom."""
    named = task.ladder.names_actor
    ledger.record(
        kind=f"tasks.{kind}",
        subject=f"task:{task.reference}",
        content={"about": task.subject, **{key: value for key, value in content.items() if named or key not in PEOPLE}},
        actor=actor.reference if named else "",
    )


def tell(actor: Actor, kind: NoticeKind, task: TaskSummary, to: Iterable[int | None], reason: str = "") -> None:
    """Tell people about a task; whoever did it is not told, and nobody with a conflict of interest is."""
    shut_out = conflicted_accounts(task.subject) | {actor.account_id}
    people = tuple(dict.fromkeys(pk for pk in to if pk is not None and pk not in shut_out))
    if people:
        notify(Notice(kind, task, people, actor, reason))


def answerable(task: TaskSummary) -> list[int]:
    """Owner and deputy; where nobody owns it, everybody in the role responsible, at its place."""
    if task.owner_id is not None:
        return [pk for pk in (task.owner_id, task.deputy_id) if pk is not None]
    return [pk for pk, _ in organisations.people_as(task.organisation_id, [task.role], task.unit_id)]


def reached(task: TaskSummary) -> list[int]:
    """Everybody at the level that the task has gone up to; nobody at the owner's own."""
    step = task.ladder.step_at(task.level)
    if step is None:
        return []
    return [pk for pk, _ in organisations.people_as(task.organisation_id, step.roles, task.unit_id)]


def account_reference(account_id: int | None) -> str | None:
    """What events call an account."""
    if account_id is None:
        return None
    return Account.objects.values_list("reference", flat=True).get(pk=account_id)
