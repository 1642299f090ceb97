"""Decisions in a list, as a file, and by month."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.coding.presenters.export import csv_lines
from heard.decisions import queries
from heard.decisions.forms import Find
from heard.decisions.queries import DecisionFilter, DecisionRow, State
from heard.decisions.views.gates import crumbs, scope_of
from heard.organisations import policy
from heard.organisations import queries as organisations
from heard.organisations.access import requires
from heard.organisations.forms.services import unit_choices
from heard.organisations.middleware import ActingRequest

COLUMNS = (
    *("Question", "Service", "State", "Outcome", "Theme", "Pieces of evidence", "Why there is none"),
    *("Opened", "Decided", "Published", "Next review", "Reference"),
)
LONGEST = 19


@require_safe
@requires("see_decisions")
def decisions(request: ActingRequest, code: str) -> HttpResponse:
    """The list with its counts and filters."""
    scope = scope_of(request)
    wanted, chosen = _wanted(request)
    number = request.GET.get("page", "1")
    page = queries.decisions(scope, wanted, int(number) if number.isdecimal() and len(number) < 7 else 1)
    counts = queries.states(scope)
    organisation = request.organisation.id
    context = {
        "code": code,
        "page": page,
        "states": [(state, counts[state]) for state in State],
        "form": _form(request, scope, chosen),
        "filtered": bool(chosen),
        "chosen": wanted.state,
        "query": urlencode(chosen),
        "previous": _page(chosen, page.number - 1) if page.number > 1 else "",
        "next": _page(chosen, page.number + 1) if page.number < page.pages else "",
        "may_see_questions": policy.can(request.actor, "see_decisions", request.organisation),
        "may_open": policy.may(request.actor, "prepare_decisions", organisation),
    }
    return render(request, "decisions/decisions.jinja", context)


@require_safe
@requires("see_decisions")
def export(request: ActingRequest, code: str) -> StreamingHttpResponse:
    """What the list shows, all pages, as CSV that no spreadsheet takes for formulas."""
    wanted, _ = _wanted(request)
    rows = (_cells(row) for row in queries.all_decisions(scope_of(request), wanted))
    response = StreamingHttpResponse(csv_lines(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="decisions-{code}-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


@require_safe
@requires("see_decisions")
def calendar(request: ActingRequest, code: str) -> HttpResponse:
    """What falls on which day of a month."""
    month = queries.calendar(scope_of(request), _month(request.GET.get("month", "")))
    return render(request, "decisions/calendar.jinja", {"code": code, "month": month, "crumbs": crumbs(code)})


def _month(text: str) -> date:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return timezone.localdate()
    return found if 2000 <= found.year <= 2100 else timezone.localdate()


def _cells(row: DecisionRow) -> tuple[Any, ...]:
    days = (row.opened_on, row.decided_on, row.published_on, row.next_review_on)
    told = (row.question, row.unit_name, row.state.label, row.outcome, row.theme, row.evidenced, row.why_no_evidence)
    return (*told, *days, row.reference)


def _wanted(request: ActingRequest) -> tuple[DecisionFilter, dict[str, str]]:
    """What the address asks for, and its filters as they are written there."""
    given = {name: request.GET.get(name, "") for name in ("state", "unit", "theme", "evidence")}
    chosen = {name: value for name, value in given.items() if value}
    unit = int(given["unit"]) if given["unit"].isdecimal() and len(given["unit"]) < LONGEST else None
    theme = given["theme"].replace("\x00", "")
    return DecisionFilter(given["state"], unit, theme, given["evidence"]), chosen


def _page(chosen: dict[str, str], number: int) -> str:
    return f"?{urlencode({**chosen, 'page': number})}"


def _form(request: ActingRequest, scope: organisations.Scope, chosen: dict[str, str]) -> Find:
    places = unit_choices(organisations.tree(request.organisation.id), "Any service")
    themes = [(theme, theme) for theme in queries.themes(scope)]
    return Find(chosen, states=[(state.value, state.label) for state in State], places=places, themes=themes)
