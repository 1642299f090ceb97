"""The lists of tasks."""

from __future__ import annotations

import csv
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.methods.exports.formulas import harmless
from heard.organisations import queries as organisations
from heard.organisations.access import requires
from heard.organisations.forms.services import unit_choices
from heard.organisations.middleware import ActingRequest
from heard.tasks import queries
from heard.tasks.forms import FindTasks
from heard.tasks.queries import SHOWS, Counts, Cursor, TaskFilter, TaskRow
from heard.tasks.views import many
from heard.tasks.views.presented import kind_label

TABS = {
    "mine": "Mine",
    "area": "My area",
    "overdue": "Overdue",
    "waiting": "Waiting",
    "done": "Done",
}
EMPTY = {
    "mine": "You own no task. What nobody owns yet is under My area: take what is yours to do.",
    "area": "There is nothing to do in your area.",
    "overdue": "Nothing is overdue in your area.",
    "waiting": "Nothing waits. Your tasks whose clock stands still, and those that you passed on, are listed here.",
    "done": "Nothing is finished yet. Tasks that are done or cancelled are listed here.",
}
COLUMNS = (
    "Task",
    "About",
    "Service",
    "Owner",
    "Deputy",
    "Role responsible",
    "State",
    "Due",
    "Overdue",
    "Gone up to",
    "Opened",
    "Closed",
    "Reference",
    "Subject",
)


@require_safe
@requires("see_tasks")
def tasks(request: ActingRequest, code: str) -> HttpResponse:
    """One tab of tasks, filtered, with counts and pages."""
    organisation_id = request.organisation.id
    wanted, chosen = _wanted(request)
    page = queries.tasks(request.actor, organisation_id, wanted, Cursor.read(request.GET.get("at", "")))
    here = {"show": wanted.show, **chosen}
    context = {
        "code": code,
        "show": wanted.show,
        "deputy": wanted.deputy,
        "tabs": _tabs(queries.counts(request.actor, organisation_id)),
        "form": _form(request, chosen),
        "filtered": bool(chosen),
        "page": page,
        "kind_label": kind_label,
        "query": urlencode(here),
        "previous": f"?{urlencode({**here, 'at': page.previous.text()})}" if page.previous else "",
        "next": f"?{urlencode({**here, 'at': page.next.text()})}" if page.next else "",
        "empty": "Nothing fits. Take a filter away." if chosen else EMPTY[wanted.show],
        "undo": many.undoable(request),
    }
    return render(request, "tasks/tasks.jinja", context)


@require_safe
@requires("see_tasks")
def export(request: ActingRequest, code: str) -> HttpResponse:
    """What the list shows, all pages, as CSV that no spreadsheet takes for formulas."""
    wanted, _ = _wanted(request)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"tasks-{wanted.show}-{code}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for row in queries.all_tasks(request.actor, request.organisation.id, wanted):
        writer.writerow([harmless(str(cell)) for cell in _cells(row)])
    return response


def _cells(row: TaskRow) -> tuple[Any, ...]:
    task = row.task
    opened, closed = timezone.localdate(task.opened_at), timezone.localdate(task.closed_at) if task.closed_at else ""
    return (
        task.title,
        kind_label(task.kind),
        task.unit_name,
        task.owner_name,
        task.deputy_name,
        task.role_label,
        task.state_label,
        task.due_on,
        "yes" if row.overdue else "no",
        task.level_label,
        opened,
        closed,
        task.reference,
        task.subject,
    )


def _tabs(counts: Counts) -> list[tuple[str, str, int | None]]:
    """(value, text, how many); of what is done there is no count: it grows for ever."""
    return [(show, TABS[show], getattr(counts, show, None)) for show in SHOWS]


def _wanted(request: ActingRequest) -> tuple[TaskFilter, dict[str, str]]:
    """What the address asks for, and its filters as they are written there."""
    given = {name: request.GET.get(name, "") for name in ("kind", "level", "unit", "owner", "as")}
    chosen = {name: value for name, value in given.items() if value}
    show = request.GET.get("show", "")
    return TaskFilter(
        show=show if show in SHOWS else "mine",
        kind=given["kind"],
        level=int(given["level"]) if given["level"].isdecimal() and len(given["level"]) == 1 else None,
        unit_id=int(given["unit"]) if given["unit"].isdecimal() and len(given["unit"]) < 19 else None,
        unowned=given["owner"] == "nobody",
        deputy=given["as"] == "deputy",
    ), chosen


def _form(request: ActingRequest, chosen: dict[str, str]) -> FindTasks:
    organisation_id = request.organisation.id
    kinds = [(kind, kind_label(kind)) for kind in queries.kinds(request.actor, organisation_id)]
    places = unit_choices(organisations.tree(organisation_id), "Any service")
    return FindTasks(chosen, kinds=kinds, places=places)
