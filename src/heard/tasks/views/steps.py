"""What is done to one task with a form: passed on, its deputy set, paused, finished."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Ask, answer
from heard.tasks import actions, policy, queries
from heard.tasks.forms import ROLE, ChooseDeputy, Finish, PassOn, Pause
from heard.tasks.queries import TaskSummary
from heard.tasks.views import many
from heard.tasks.views.presented import address, crumbs, loaded, managed
from heard.tasks.words import counted


@requires("see_tasks")
def pass_on(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """To somebody else, or back to the role responsible."""
    task = loaded(request, reference).task
    unowned = task.owner_id is None and policy.may_own(request.actor, task)
    if not (unowned or policy.may_manage(request.actor, task)):
        raise PermissionDenied(policy.NOT_YOURS)
    people = _people(task)

    def act(given: dict[str, Any]) -> str:
        to = None if given["to"] == ROLE else int(given["to"])
        actions.pass_task(actor=request.actor, reference=reference, to=to, reason=given["reason"])
        many.remember(request, [reference])
        return f"The task is passed to {dict(people)[given['to']]}." if to else "The task is passed back to the role."

    ask = Ask("Pass the task on", "Pass it on", address(task), lines=[f"{task.title}, at {task.unit_name}."])
    form = PassOn(request.POST or None, people=people)
    return answer(request, form, ask, act, done=address(task), crumbs=crumbs(task))


@requires("see_tasks")
def deputy(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """Who stands in for the owner on this task."""
    task = managed(request, reference)
    form = ChooseDeputy(
        request.POST or None,
        people=_people(task),
        initial={"deputy": str(task.deputy_id) if task.own_deputy else ""},
    )

    def act(given: dict[str, Any]) -> str:
        chosen = int(given["deputy"]) if given["deputy"] else None
        now = actions.set_deputy(actor=request.actor, reference=reference, deputy_id=chosen)
        return f"{now.deputy_name} is the deputy on this task." if now.deputy_name else "The task has no deputy."

    ask = Ask("Set the deputy", "Save the deputy", address(task), lines=["A deputy may do all that the owner may."])
    return answer(request, form, ask, act, done=address(task), crumbs=crumbs(task))


@requires("see_tasks")
def pause(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """The clock stands still."""
    task = managed(request, reference)

    def act(given: dict[str, Any]) -> str:
        actions.pause_task(actor=request.actor, reference=reference, **given)
        return "The clock of the task stands still."

    left = counted(task.longest_pause - task.paused_days)
    lines = [
        f"It can stand still for {left} more." if task.longest_pause else "The clock of this task cannot stand still."
    ]
    ask = Ask("Pause the task", "Pause it", address(task), lines=lines)
    return answer(request, Pause(request.POST or None), ask, act, done=address(task), crumbs=crumbs(task))


@requires("see_tasks")
def finish(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """The task is done."""
    task = loaded(request, reference).task
    if not policy.may_close(request.actor, task):
        raise PermissionDenied(policy.NOT_YOURS)

    def act(given: dict[str, Any]) -> str:
        actions.finish_task(actor=request.actor, reference=reference, reason=given["reason"])
        return "The task is finished."

    ask = Ask("Finish the task", "Finish it", address(task), lines=[f"{task.title}, at {task.unit_name}."])
    return answer(request, Finish(request.POST or None), ask, act, done=address(task), crumbs=crumbs(task))


def _people(task: TaskSummary) -> list[tuple[str, str]]:
    """Everyone who may have it, but its owner."""
    return [(str(pk), name) for pk, name in queries.candidates(task) if pk != task.owner_id]
