"""Places beside each other, as a page and as a file."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.assurance import policy as _declared  # noqa: F401 - declares the verb
from heard.coding.presenters.export import csv_lines
from heard.organisations import policy, queries
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.organisations.queries import UnitSummary
from heard.pages.places import COLUMNS, Comparison, Over, Period, compare, lines, page, period
from heard.pages.service import sees


@require_safe
@requires("compare_places")
def places(request: ActingRequest, code: str) -> HttpResponse:
    """Which wards, clinics and teams stand out, of those that the person may see."""
    over, within = _asked(request)
    readable = queries.scope(request.actor, "explore", request.organisation.id)

    def href(unit: UnitSummary) -> str:
        inside = readable is not None and sees(readable, unit.id)
        return reverse("pages:service", args=[code, unit.reference]) if inside else ""

    shown = page(_compared(request, within), over, within, href)
    board = policy.can(request.actor, "see_board", request.organisation)
    return render(request, "pages/places.jinja", {"code": code, "page": shown, "over": over, "board": board})


@require_safe
@requires("compare_places")
def places_csv(request: ActingRequest, code: str) -> StreamingHttpResponse:
    """The table as a file, with the same numbers hidden."""
    over, within = _asked(request)
    response = StreamingHttpResponse(
        csv_lines(COLUMNS, lines(_compared(request, within))), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="places-{code}-{within.last}-{over}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _asked(request: ActingRequest) -> tuple[Over, Period]:
    chosen = request.GET.get("over", "")
    over = Over(chosen) if chosen in set(Over) else Over.MONTHS
    return over, period(over, timezone.localdate())


def _compared(request: ActingRequest, within: Period) -> Comparison:
    scope = queries.scope(request.actor, "compare_places", request.organisation.id)
    if scope is None:
        raise PermissionDenied("Your role does not include this page.")
    return compare(scope, within.first, within.until)
