"""A service's page."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.organisations import policy, queries
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.pages.service import page, sees


@require_safe
@requires("explore")
def service(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """What is said about a service and everything below it, for whoever may see it."""
    organisation = request.organisation.id
    scope = queries.scope(request.actor, "explore", organisation)
    detail = queries.unit_detail(organisation, reference)
    if scope is None or detail is None or not sees(scope, detail.unit.id):
        raise Http404("There is no such service, or it is not one of yours.")
    shown = page(code, scope, detail, timezone.localdate())
    context = {
        "code": code,
        "page": shown,
        "crumbs": shown.crumbs,
        "may_manage": policy.may(request.actor, "manage_services", organisation),
    }
    return render(request, "pages/service.jinja", context)
