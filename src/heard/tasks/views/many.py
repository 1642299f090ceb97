"""Several tasks at once: passed on, and that undone."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from heard.organisations.access import requires
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest
from heard.tasks import actions, policy, queries
from heard.tasks.actions.owning import UNDO
from heard.tasks.forms import ROLE, PassOn
from heard.tasks.queries import TaskSummary
from heard.tasks.views.presented import crumbs

# What one passed on last, in one's session: until when it can be undone, and which tasks.
SESSION = "tasks_passed"
MOST = 100


@dataclass(frozen=True, slots=True)
class Undoable:
    """How many tasks one has just passed on, and can have back."""

    count: int


@requires("see_tasks")
def pass_on(request: ActingRequest, code: str) -> HttpResponse:
    """Pass the chosen tasks on: to whom, and why."""
    given = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(request, given.getlist("task")[:MOST])
    back = reverse("tasks:tasks", args=[code])
    if not chosen:
        messages.error(request, "Choose at least one task first.")
        return redirect(back)
    people = [(str(pk), name) for pk, name in queries.candidates_for_all(chosen)]
    form = PassOn(request.POST or None, people=people)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "chosen": chosen, "back": back, "crumbs": crumbs(code=code)}
        return render(request, "tasks/pass_many.jinja", context)
    to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
    references = [task.reference for task in chosen]
    passed = actions.pass_tasks(
        actor=request.actor, references=references, to=None if to == ROLE else int(to), reason=reason
    )
    remember(request, [task.reference for task in passed.tasks])
    _say(request, len(passed.tasks), passed.refused, {task.reference: task.title for task in chosen})
    return redirect(back)


@require_POST
@requires("see_tasks")
def undo(request: ActingRequest, code: str) -> HttpResponse:
    """Take back what one has just passed on."""
    kept = request.session.pop(SESSION, None) or {}
    back, refused = 0, set()
    for reference in kept.get("tasks", []):
        try:
            actions.pass_back(actor=request.actor, reference=reference)
            back += 1
        except Refused as why:
            refused.add(why.sentence)
    if back:
        messages.success(request, f"{_tasks(back)} {'is' if back == 1 else 'are'} back where {_they(back)} came from.")
    for sentence in sorted(refused) or ([] if back else ["There is nothing to undo."]):
        messages.error(request, sentence)
    return redirect("tasks:tasks", code)


def remember(request: ActingRequest, references: list[str]) -> None:
    """Keep what was passed on, so that the list offers to undo it."""
    if references:
        until = (timezone.now() + UNDO).timestamp()
        request.session[SESSION] = {"until": until, "tasks": references, "code": request.organisation.code}


def undoable(request: ActingRequest) -> Undoable | None:
    """What can be undone now in this organisation, if anything."""
    kept = request.session.get(SESSION)
    if not kept or kept["until"] < timezone.now().timestamp() or kept["code"] != request.organisation.code:
        return None
    return Undoable(len(kept["tasks"]))


def _chosen(request: ActingRequest, references: list[str]) -> list[TaskSummary]:
    found = queries.tasks_by_reference(request.organisation.id, references)
    return [task for task in found if policy.may_see(request.actor, task)]


def _say(request: ActingRequest, passed: int, refused: tuple[tuple[str, str], ...], titles: dict[str, str]) -> None:
    if passed:
        messages.success(request, f"{_tasks(passed)} {'is' if passed == 1 else 'are'} passed on.")
    for reference, sentence in refused:
        messages.error(request, f"{titles[reference]}: not passed on. {sentence}")


def _tasks(count: int) -> str:
    return "1 task" if count == 1 else f"{count} tasks"


def _they(count: int) -> str:
    return "it" if count == 1 else "they"
