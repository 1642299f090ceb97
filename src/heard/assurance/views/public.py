"""The published percentages of the Friends and Family Test, for everyone, without an account or a cookie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from heard.assurance import files, queries
from heard.assurance.views.gates import month_of
from heard.organisations.access import public_organisation
from heard.organisations.queries import OrganisationSummary

# The same for everybody, so that it may be kept for a minute.
same_for_all = cache_control(public=True, max_age=60)


@require_safe
@same_for_all
def months(request: HttpRequest, code: str) -> HttpResponse:
    """Every month of which percentages are published."""
    organisation = public_organisation(code)
    context = {"rows": queries.published_months(organisation.id)}
    return _show(request, "public_months", organisation, context)


@require_safe
@same_for_all
def month(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """One month: the organisation, its sites and services, what is not counted, and what a percentage hides."""
    organisation = public_organisation(code)
    crumbs = [{"text": gettext("Friends and Family Test"), "href": reverse("fft-percentages", args=[code])}]
    return _show(request, "public_month", organisation, {"found": _found(organisation, month), "crumbs": crumbs})


@require_safe
@same_for_all
def month_file(request: HttpRequest, code: str, month: str) -> HttpResponse:  # noqa: ARG001 - a view's first argument
    """The same as CSV."""
    organisation = public_organisation(code)
    found = _found(organisation, month)
    made = HttpResponse(files.csv_bytes(files.public_table(found)), content_type="text/csv; charset=utf-8")
    made["Content-Disposition"] = f'attachment; filename="fft-percentages-{code}-{found.key}.csv"'
    return made


def _found(organisation: OrganisationSummary, month: str) -> queries.Percentages:
    found = queries.percentages(organisation.id, month_of(month))
    if found is None:
        raise Http404("Nothing is published of this month.")
    return found


def _show(
    request: HttpRequest, template: str, organisation: OrganisationSummary, given: Mapping[str, Any]
) -> HttpResponse:
    context = {"organisation": organisation, "code": organisation.code, **given}
    return render(request, f"assurance/{template}.jinja", context)
