"""What pages say about tasks, and how a task of an address is loaded."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Crumbs
from heard.tasks import policy, queries
from heard.tasks.queries import TaskRow, TaskSummary


def kind_label(kind: str) -> str:
    """A kind of task in words.

    >>> kind_label("decisions.planned_action")
    'Planned action'
    """
    return kind.rpartition(".")[2].replace("_", " ").capitalize()


def loaded(request: ActingRequest, reference: str) -> TaskRow:
    """The task of an address; 404 where there is none or it must not be known, 403 where it may not be seen."""
    row = queries.task_row(request.organisation.id, reference)
    if row is None or (row.task.confined and not policy.may_see(request.actor, row.task)):
        raise Http404("No such task, or not one of yours.")
    if not policy.may_see(request.actor, row.task):
        raise PermissionDenied("Your role does not include this task.")
    return row


def managed(request: ActingRequest, reference: str) -> TaskSummary:
    """The task of an address, which the actor may manage."""
    task = loaded(request, reference).task
    if not policy.may_manage(request.actor, task):
        raise PermissionDenied(policy.NOT_YOURS)
    return task


def address(task: TaskSummary) -> str:
    """A task's page."""
    return reverse("tasks:task", args=[task.organisation_code, task.reference])


def crumbs(task: TaskSummary | None = None, code: str = "") -> Crumbs:
    """The way to the tasks, or to one."""
    found = [{"text": "Tasks", "href": reverse("tasks:tasks", args=[task.organisation_code if task else code])}]
    if task:
        found.append({"text": task.title, "href": address(task)})
    return found
