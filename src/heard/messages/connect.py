"""What this room gives to the ports of lower rooms, and to its own. `config.ports` calls it."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from heard.messages import ports, queries, work
from heard.messages.actions.notices import notify
from heard.organisations import policy
from heard.organisations.models import Organisation
from heard.organisations.policy import Actor
from heard.tasks import ports as tasks

# What tasks calls a notice, what it is among the kinds of the pack, and how it is said.
_TASKS = {
    "opened": ("task_yours", "New: {}"),
    "taken": ("task_other", "Taken up: {}"),
    "passed": ("task_yours", "Passed to you: {}"),
    "handed_on": ("task_yours", "Yours now, because its owner has left: {}"),
    "due_soon": ("task_due", "Due soon: {}"),
    "overdue": ("task_due", "Overdue: {}"),
    "raised": ("task_up", "Came up to you: {}"),
    "resumed": ("task_due", "Its clock runs again: {}"),
    "brought_forward": ("task_due", "Due sooner than it was: {}"),
    "reopened": ("task_yours", "To be done again: {}"),
}


def connect() -> None:
    """Register; safe to call twice."""
    tasks.notify.register(tell_of_tasks)
    tasks.describe.register(describe)
    ports.by_hand.register(work.bring)
    ports.ended.register(work.find_another_way)


def tell_of_tasks(notices: Sequence[tasks.Notice]) -> None:
    """A line about a task for each person whom it is for. Whoever did it is not told."""
    notify([line for notice in notices for line in _lines(notice)])


def _lines(notice: tasks.Notice) -> list[ports.NoticeFor]:
    task = notice.task
    kind, words = _TASKS[notice.kind]
    link = reverse("tasks:task", args=[task.organisation_code, task.reference])
    # A task can be passed back and forth, and run late again: what tells one notice from the next is its state then.
    key = f"task:{task.reference}:{notice.kind}:{task.due_on}:{task.level}:{task.owner_id}:{task.reopened}"
    return [
        ports.NoticeFor(account, task.organisation_id, kind, key, words.format(task.title), link)
        for account in notice.to
        if account != notice.actor.account_id
    ]


def describe(actor: Actor, subject: str) -> tasks.Described | None:
    """What a task about a message is about; its words are behind its link, for those who may see them."""
    if subject.startswith(work.REPLY_SUBJECT):
        return tasks.Described("A reply that belongs to no message: under Messages, Undelivered")
    if not subject.startswith(work.SUBJECT):
        return None
    for organisation in Organisation.objects.filter(pk__in={grant.organisation_id for grant in actor.grants}):
        found = queries.message(organisation.pk, subject.removeprefix(work.SUBJECT))
        if found is not None and policy.can(actor, "see_messages", found):
            link = reverse("messages:message", args=[organisation.code, found.row.reference])
            return tasks.Described(f"Message to {found.row.name}", link)
    return tasks.Described("A message")
