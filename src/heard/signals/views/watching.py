"""Early warning's page: what is watched, what was found, how often it was true, and where it cannot be trusted."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from heard.methods.exports.formulas import harmless
from heard.organisations import policy
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Ask, answer
from heard.signals import actions, queries
from heard.signals.forms import SetWatch
from heard.signals.queries import AlertRow
from heard.signals.streams.families import WEEKS_OF_A_YEAR, watch_rules
from heard.signals.views.presented import crumbs

FAMILIES = {
    "places": "Concerns of each ward, clinic and team",
    "above": "Concerns of each site, service and the whole",
    "themes": "Concerns of each theme, at each place",
    "relations": "Concerns told by each kind of person, at each place",
    "silent": "How many are heard, at each place",
    "silent_relations": "How many of each kind of person are heard, at each place",
    "who_relations": "What share of voices each kind of person has, at each place",
    "who_channels": "What share of voices comes by each channel, at each place",
}
COLUMNS = (
    *("What it is", "Place", "Part", "How sure", "Counted", "Of", "Weeks", "Usual", "Since", "Raised by the week of"),
    *("Counted until", "Evidence", "Threshold", "Bets", "Null rate", "Would be chance at", "Still holds", "Ended"),
    "Signal",
)


@require_safe
@requires("see_signals")
def watch(request: ActingRequest, code: str) -> HttpResponse:
    """What is watched, every alert with its place in the ledger of signals, and the page's own record."""
    organisation_id = request.organisation.id
    state = queries.watch_state(organisation_id)
    context = {
        "code": code,
        "state": state,
        "years": WEEKS_OF_A_YEAR,
        "families": [(FAMILIES[row.name], row.streams, _once(row.threshold)) for row in state.families],
        "alerts": _by_signal(queries.alerts(request.actor, organisation_id)),
        "ended": _by_signal(queries.alerts(request.actor, organisation_id, ended=True)),
        "verdicts": queries.verdicts(request.actor, organisation_id),
        "limits": watch_rules().content["limits"],
        "patience": int(watch_rules().number("patience_weeks")),
        "may_set": policy.can(request.actor, "set_watch", request.organisation),
        "crumbs": crumbs(code),
    }
    return render(request, "signals/watch.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("set_watch", whole=True)
def agreed(request: ActingRequest, code: str) -> HttpResponse:
    """Agree to a number of false alerts; what that means is said before."""
    organisation_id = request.organisation.id
    state = queries.watch_state(organisation_id)
    choices = [(str(number), _meaning(number, state.streams)) for number in watch_rules().content["choices"]]
    given = request.POST if request.method == "POST" else None
    first = {"false_alerts_a_year": str(state.false_alerts_a_year), "usual_from": state.usual_from}
    form = SetWatch(given, choices=choices, initial=first)

    def act(cleaned: dict[str, Any]) -> str:
        actions.set_watch(actor=request.actor, organisation_id=organisation_id, **cleaned)
        return "This holds from now on, and everything was looked at anew."

    ask = Ask(
        "What early warning may cost",
        "Agree to this",
        reverse("signals:watch", args=[code]),
        lines=(
            "An alert costs somebody's time even where nothing has changed. You choose how many of those a year you "
            "agree to; Heard then sets its thresholds so that on average there are no more.",
            "Single serious concerns are no part of this: each is raised, always.",
        ),
    )
    trail = [*crumbs(code), {"text": "Early warning", "href": ask.back}]
    return answer(request, form, ask, act, done=ask.back, crumbs=trail)


@require_safe
@requires("see_signals")
def export(request: ActingRequest, code: str) -> HttpResponse:
    """Every alert with its figures, as CSV that no spreadsheet takes for formulas."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="alerts-{code}-{timezone.localdate():%Y-%m-%d}.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for ended in (False, True):
        for row in queries.alerts(request.actor, request.organisation.id, ended=ended):
            writer.writerow([harmless(str(cell)) for cell in _cells(row)])
    return response


def _by_signal(rows: Iterable[AlertRow]) -> list[tuple[AlertRow, list[AlertRow]]]:
    """One entry a signal: the alert that raised it, and the others in it."""
    found: dict[str, list[AlertRow]] = {}
    for row in rows:
        found.setdefault(row.signal, []).append(row)
    made = []
    for mine in found.values():
        first, *others = sorted(mine, key=lambda row: row.id)
        made.append((first, others))
    return made


def _cells(row: AlertRow) -> tuple[object, ...]:
    return (
        *(row.kind_label, row.place, row.part, row.status_label, row.count, "" if row.of is None else row.of),
        *(row.weeks, row.expected, row.since, row.raised_week, row.ends, f"{row.evidence:.1f}"),
        *(f"{row.threshold:.1f}", f"{row.betting:.1f}", f"{row.null_rate:.4f}"),
        *("" if row.tipping is None else f"{row.tipping:.4f}", "yes" if row.holds else "no", row.ended_on or ""),
        row.signal,
    )


def _once(threshold: float) -> str:
    """How seldom one stream alarms where nothing has changed.

    >>> _once(260.0), _once(30.0)
    ('once in 5 years', 'once in 30 weeks')
    """
    years = threshold / WEEKS_OF_A_YEAR
    return f"once in {years:,.0f} years" if years >= 2 else f"once in {threshold:,.0f} weeks"


def _meaning(number: int, streams: int) -> str:
    """A choice with its meaning.

    >>> _meaning(12, 600)
    'At most about 12 a year, one a month: one stream in 50'
    """
    often = {2: "one in half a year", 4: "one in three months", 12: "one a month", 26: "one a fortnight"}.get(
        number, "one a week"
    )
    share = f": one stream in {streams / number:,.0f}" if streams > number else ""
    return f"At most about {number} a year, {often}{share}"
