"""The list of months, a month's page, and percentages as they were published."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.assurance import queries
from heard.assurance.forms import CorrectionForm
from heard.assurance.months import said
from heard.assurance.presenters import month_page
from heard.assurance.views.gates import crumbs, month_of
from heard.organisations import policy
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest


@require_safe
@requires("see_returns", whole=True)
def months(request: ActingRequest, code: str) -> HttpResponse:
    """Every month with its state."""
    rows = [(row, said(row.month), queries.STATES[row.state]) for row in queries.months(request.organisation.id)]
    return render(request, "assurance/months.jinja", {"code": code, "rows": rows})


@require_safe
@requires("see_returns", whole=True)
def month(request: ActingRequest, code: str, month: str) -> HttpResponse:
    """One month: what is counted, what stands beside and why, what was submitted and published."""
    return month_response(request, code, month, CorrectionForm())


def month_response(request: ActingRequest, code: str, month: str, form: CorrectionForm) -> HttpResponse:
    """The month's page, with the form that asks why percentages are corrected."""
    organisation, asked = request.organisation.id, month_of(month)
    counted = queries.month_count(organisation, asked)
    detail = queries.return_detail(organisation, asked)
    context = {
        "code": code,
        "crumbs": crumbs(code),
        "page": month_page(counted, detail, timezone.localdate()),
        "form": form,
        "may_prepare": policy.can(request.actor, "prepare_returns", request.organisation),
        "may_submit": policy.can(request.actor, "submit_returns", request.organisation),
        "may_settle": policy.may(request.actor, "settle_dates", organisation),
    }
    return render(request, "assurance/month.jinja", context)


@require_safe
@requires("see_returns", whole=True)
def published(request: ActingRequest, code: str, month: str, number: int) -> HttpResponse:
    """One version of the percentages, as it is for everyone."""
    asked = month_of(month)
    detail = queries.return_detail(request.organisation.id, asked)
    versions = detail.publications if detail else ()
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise Http404("There is no such version.")
    context = {
        "code": code,
        "crumbs": crumbs(code, asked),
        "month": said(asked),
        "version": found,
        "latest": versions[0].number,
        "key": str(asked),
    }
    return render(request, "assurance/published.jinja", context)
