"""One task's page, and what is done there with one press."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from heard.organisations.access import requires
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest
from heard.tasks import actions, policy, queries, rules
from heard.tasks.ports import Ending, conflicted_accounts, described, refusal
from heard.tasks.queries import TaskSummary
from heard.tasks.views import many
from heard.tasks.views.presented import address, crumbs, kind_label, loaded, managed
from heard.tasks.words import counted, day_words


@require_safe
@requires("see_tasks")
def task(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """What it is about, who owns it, its clock, what happened, and what can be done."""
    row = loaded(request, reference)
    context = {
        "code": code,
        "row": row,
        "task": row.task,
        "about": described(request.actor, row.task.subject),
        "kind": kind_label(row.task.kind),
        "lines": queries.task_history(row.task),
        "next_step": _next_step(row.task),
        "clock_label": _clock(row.task),
        "pause_left": counted(row.task.longest_pause - row.task.paused_days),
        "may": (may := _may(request, row.task)),
        # Where another room ends it, its sentence leads there, and no button promises what would be refused.
        "elsewhere": refusal(Ending(row.task, "done", request.actor, "", "")) if may["finish"] else "",
        "crumbs": crumbs(code=code),
        "undo": many.undoable(request),
    }
    return render(request, "tasks/task.jinja", context)


@require_POST
@requires("see_tasks")
def take(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """Take the task."""
    found = loaded(request, reference).task
    if not policy.may_own(request.actor, found):
        raise PermissionDenied(policy.NOT_YOURS)
    return _done(request, found, "This task is yours now.", actions.take_task)


@require_POST
@requires("see_tasks")
def resume(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """Let its clock go on."""
    found = managed(request, reference)
    return _done(request, found, "Its clock goes on.", actions.resume_task)


def _done(request: ActingRequest, found: TaskSummary, sentence: str, act: Callable[..., Any]) -> HttpResponse:
    try:
        act(actor=request.actor, reference=found.reference)
        messages.success(request, sentence)
    except Refused as why:
        messages.error(request, why.sentence)
    return redirect(address(found))


def _may(request: ActingRequest, found: TaskSummary) -> dict[str, bool]:
    """Which buttons stand on the page."""
    actor = request.actor
    conflict = actor.account_id in conflicted_accounts(found.subject)
    manages, owns = policy.may_manage(actor, found), policy.may_own(actor, found)
    return {
        "conflict": conflict,
        "take": found.live and found.owner_id is None and owns and not conflict,
        "pass": found.live and (manages or (found.owner_id is None and owns)),
        "deputy": found.live and manages and not conflict,
        "pause": found.state == "open" and manages and not conflict and found.paused_days < found.longest_pause,
        "resume": found.state == "paused" and manages,
        "finish": found.live and policy.may_close(actor, found) and not conflict,
    }


def _next_step(found: TaskSummary) -> str:
    """When it goes up, and to whom, unless it is finished."""
    step = found.ladder.next_step(found.level)
    if step is None or found.raise_on is None:
        return ""
    roles = " and ".join(str(role.label).lower() for role in step.roles)
    return f"To the {step.level.label.lower()} ({roles}), on {day_words(found.raise_on, timezone.localdate())}"


def _clock(found: TaskSummary) -> str:
    rule = rules.clocks().get(found.clock)
    return f"{rule.label}: {counted(rule.working_days)}" if rule else "A day of its own"
