"""What every change of a task shares: the lock, the checks, the event and the notice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from heard.ledger import actions as ledger
from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.models import Account
from heard.organisations.policy import Actor
from heard.store.rows import sole
from heard.tasks import policy
from heard.tasks.models import Task
from heard.tasks.ports import Notice, NoticeKind, conflicted_accounts, conflicts, hold, notify
from heard.tasks.queries.shapes import LIVE, TaskSummary, summaries, with_names

CONFLICT = "You have a conflict of interest over this. Somebody else has to do it: pass it back to the role."
# Up to so many events at once do not need a run of ids.
FEW = 10
# What an event of a ladder that names nobody leaves out.
PEOPLE = frozenset({"owner", "deputy", "from", "to"})


def locked(reference: str) -> Task:
    """The task, and before it what it is about, held until the transaction ends. Raises Refused where there is none."""
    hold_subjects([reference])
    task = sole(Task.objects.select_for_update().filter(reference=reference))
    if task is None:
        raise Refused("There is no such task.")
    return task


def hold_subjects(references: Collection[str]) -> None:
    """Have what tasks are about locked before they are. Where rows are not locked one by one, there is no need."""
    if connection.features.has_select_for_update:
        hold(list(Task.objects.filter(reference__in=references).values_list("reference", "subject")))


def locked_live(reference: str) -> Task:
    """As locked, for a task that is still to be done."""
    task = locked(reference)
    if task.state not in LIVE:
        raise Refused(f"This task is {task.get_state_display().lower()}: nothing more can be done about it.")
    return task


def summary(task: Task) -> TaskSummary:
    """The task as it stands in the database."""
    return summaries_of([task.pk])[0]


def summaries_of(ids: Iterable[int]) -> list[TaskSummary]:
    """Tasks as they stand in the database, by id."""
    wanted = list(ids)
    if not wanted:
        return []
    found = with_names(Task.objects.filter(pk__in=wanted))
    return summaries(sorted(found, key=lambda task: task.pk))


def refuse_conflict(actor: Actor, subject: str) -> None:
    """Raise Refused where the actor has a conflict of interest over the subject."""
    if actor.account_id is not None and actor.account_id in conflicted_accounts(subject):
        raise Refused(CONFLICT)


def receiver(task: TaskSummary, account_id: int, field: str) -> Actor:
    """The person who is to own a task or be its deputy. Raises Refused where they may not."""
    return judged(task, account_id, organisations.actor_of(account_id), field)


def judged(task: TaskSummary, account_id: int, person: Actor | None, field: str) -> Actor:
    """As receiver, for somebody who was looked up already."""
    if person is None or not person.belongs_to(task.organisation_id):
        raise Refused("Choose somebody who has a role in this organisation.", field)
    if account_id in conflicted_accounts(task.subject):
        raise Refused(f"Choose somebody else: {person.name} has a conflict of interest over this.", field)
    if not policy.may_own(person, task):
        raise Refused(
            f"Choose somebody else: the role of {person.name} does not include this at {task.unit_name}.", field
        )
    return person


def may_have(task: TaskSummary, account_id: int) -> bool:
    """Whether somebody may still own a task, or be its deputy."""
    try:
        receiver(task, account_id, "")
    except Refused:
        return False
    return True


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
    event = _event(actor, kind, task, content)
    ledger.record(kind=event.kind, subject=event.subject, content=event.content, actor=event.actor)


def record_many(actor: Actor, kind: str, tasks: Sequence[tuple[TaskSummary, Mapping[str, Any]]]) -> None:
    """As record, one event for each of many."""
    record_all = ledger.record_few if len(tasks) <= FEW else ledger.record_many
    record_all(events=[_event(actor, kind, task, content) for task, content in tasks])


def _event(actor: Actor, kind: str, task: TaskSummary, content: Mapping[str, Any]) -> ledger.NewEvent:
    named = task.ladder.names_actor
    kept = {key: value for key, value in content.items() if named or key not in PEOPLE}
    about = {"about": task.subject, **kept}
    return ledger.NewEvent(f"tasks.{kind}", f"task:{task.reference}", about, actor.reference if named else "")


@dataclass(frozen=True, slots=True)
class Telling:
    """Whom to tell what about a task."""

    kind: NoticeKind
    task: TaskSummary
    to: Sequence[int | None]
    reason: str = ""


def tell(actor: Actor, kind: NoticeKind, task: TaskSummary, to: Sequence[int | None], reason: str = "") -> None:
    """Tell people about a task; whoever did it is not told, and nobody with a conflict of interest is."""
    tell_many(actor, [Telling(kind, task, to, reason)])


def tell_many(actor: Actor, tellings: Sequence[Telling]) -> None:
    """As tell, all at once."""
    over = conflicts({one.task.subject for one in tellings})
    notices = []
    for one in tellings:
        shut_out = over[one.task.subject] | {actor.account_id}
        if people := tuple(dict.fromkeys(pk for pk in one.to if pk is not None and pk not in shut_out)):
            notices.append(Notice(one.kind, one.task, people, actor, one.reason))
    if notices:
        notify(notices)


class People:
    """Who answers for tasks; each place and role is asked for once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, tuple[str, ...], int | None], list[int]] = {}

    def stand_at(self, organisation_id: int, roles: Sequence[str], unit_id: int | None) -> list[int]:
        """Everybody with one of the roles, at a place."""
        key = organisation_id, tuple(map(str, roles)), unit_id
        if key not in self._known:
            self._known[key] = [pk for pk, _ in organisations.people_as(organisation_id, roles, unit_id)]
        return self._known[key]

    def answerable(self, task: TaskSummary) -> list[int]:
        """Owner and deputy; where nobody owns it, everybody in the role responsible, at its place."""
        if task.owner_id is not None:
            return [pk for pk in (task.owner_id, task.deputy_id) if pk is not None]
        return self.stand_at(task.organisation_id, [task.role], task.unit_id)

    def reached(self, task: TaskSummary) -> list[int]:
        """Everybody at the level that the task has gone up to; nobody at the owner's own."""
        step = task.ladder.step_at(task.level)
        return self.stand_at(task.organisation_id, step.roles, task.unit_id) if step else []


def answerable(task: TaskSummary) -> list[int]:
    """As People.answerable, of one."""
    return People().answerable(task)


def reached(task: TaskSummary) -> list[int]:
    """As People.reached, of one."""
    return People().reached(task)


def account_reference(account_id: int | None) -> str | None:
    """What events call an account."""
    return account_references([account_id]).get(account_id)


def account_references(account_ids: Iterable[int | None]) -> dict[int | None, str]:
    """What events call accounts."""
    wanted = {pk for pk in account_ids if pk is not None}
    if not wanted:
        return {}
    return dict(Account.objects.filter(pk__in=wanted).values_list("pk", "reference"))
