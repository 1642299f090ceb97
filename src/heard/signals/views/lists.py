"""The lists of signals."""

from __future__ import annotations

import csv
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.methods.exports.formulas import harmless
from heard.organisations import policy
from heard.organisations import queries as organisations
from heard.organisations.access import requires
from heard.organisations.forms.services import unit_choices
from heard.organisations.middleware import ActingRequest
from heard.signals import queries
from heard.signals.forms import FindSignals
from heard.signals.queries import SHOWS, SignalFilter, SignalRow

TABS = {
    "open": "To take up",
    "taken_up": "Taken up",
    "stalled": "Stalled",
    "backlog": "Older",
    "closed": "Closed",
}
EMPTY = {
    "open": "Nothing waits to be taken up here. What is serious is listed here as soon as somebody says it.",
    "taken_up": "Nothing is taken up here. Take up what waits, and it is listed here until it is decided or closed.",
    "stalled": "Nothing has stalled here. What nobody finishes in time is listed here, and goes up a level.",
    "backlog": "Nothing older waits here. What was said long before an import brought it is listed here.",
    "closed": "Nothing is closed here yet.",
}
COLUMNS = (
    *("Level", "What it is", "Why", "Service", "Who handles it", "State", "Due", "Gone up to", "Voices", "Raised"),
    "Seen since",
    *("Verdict", "Incident reference", "Closed", "Closed with", "Reason", "Came back", "Reference"),
)


@require_safe
@requires("see_signals")
def signals(request: ActingRequest, code: str) -> HttpResponse:
    """One tab of signals, worst first, filtered, with counts and pages."""
    organisation_id = request.organisation.id
    wanted, chosen = _wanted(request)
    number = _number(request.GET.get("page", ""))
    page = queries.signals(request.actor, organisation_id, wanted, number)
    here = {"show": wanted.show, **chosen}
    context = {
        "code": code,
        "show": wanted.show,
        "tabs": _tabs(queries.counts(request.actor, organisation_id)),
        "form": FindSignals(chosen, places=unit_choices(organisations.tree(organisation_id), "Any service")),
        "filtered": bool(chosen),
        "page": page,
        "today": timezone.localdate(),
        "query": urlencode(here),
        "previous": f"?{urlencode({**here, 'page': page.number - 1})}" if page.number > 1 else "",
        "next": f"?{urlencode({**here, 'page': page.number + 1})}" if page.more else "",
        "empty": "Nothing fits. Take a filter away." if chosen else EMPTY[wanted.show],
        "may_raise": policy.may(request.actor, "raise_signals", organisation_id),
    }
    return render(request, "signals/signals.jinja", context)


@require_safe
@requires("see_signals")
def export(request: ActingRequest, code: str) -> HttpResponse:
    """What the list shows, all pages, as CSV that no spreadsheet takes for formulas. Words stay on the pages."""
    wanted, _ = _wanted(request)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"signals-{wanted.show}-{code}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for row in queries.all_signals(request.actor, request.organisation.id, wanted):
        writer.writerow([harmless(str(cell)) for cell in _cells(row)])
    return response


def _cells(row: SignalRow) -> tuple[Any, ...]:
    closed = timezone.localdate(row.closed_at) if row.closed_at else ""
    return (
        *(row.level_label, row.title, row.why, row.unit_name, row.route_label, row.state_label, row.due_on or ""),
        *(row.reached_label, row.voices, timezone.localdate(row.raised_at), row.seen_since),
        *(row.verdict_label, row.incident_reference, closed, row.closing_reference, row.closing_reason),
        *(row.reopened, row.reference),
    )


def _tabs(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """(value, text, how many)."""
    return [(show, TABS[show], counts[show]) for show in SHOWS]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 and int(text) else 1


def _wanted(request: ActingRequest) -> tuple[SignalFilter, dict[str, str]]:
    """What the address asks for, and its filters as they are written there."""
    given = {name: request.GET.get(name, "") for name in ("level", "kind", "route", "unit")}
    chosen = {name: value for name, value in given.items() if value}
    show = request.GET.get("show", "")
    return SignalFilter(
        show=show if show in SHOWS else "open",
        kind=given["kind"],
        level=int(given["level"]) if given["level"] in {"1", "2", "3"} else None,
        unit_id=int(given["unit"]) if given["unit"].isdecimal() and len(given["unit"]) < 19 else None,
        route=given["route"],
    ), chosen
