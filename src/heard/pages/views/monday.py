"""Monday."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.organisations import policy
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.pages.monday import page


@require_safe
@requires("see_tasks")
def monday(request: ActingRequest, code: str) -> HttpResponse:
    """What needs this person, worst first."""
    today = timezone.localdate()
    organisation = request.organisation.id
    context = {
        "code": code,
        "today": today,
        "page": page(request.actor, code, organisation, today),
        "may_see_signals": policy.may(request.actor, "see_signals", organisation),
        "may_explore": policy.may(request.actor, "explore", organisation),
    }
    return render(request, "pages/monday.jinja", context)
