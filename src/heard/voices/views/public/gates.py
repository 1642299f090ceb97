"""How public pages find their organisation and service, and what frames them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from heard.organisations import queries as organisations
from heard.organisations.queries import OrganisationSummary
from heard.voices import queries
from heard.voices.queries import PublicPoint


def found_organisation(code: str) -> OrganisationSummary:
    """The organisation of an address, or a 404."""
    found = organisations.organisation(code)
    if found is None:
        raise Http404("There is no such page.")
    return found


def found_point(code: str, point: str) -> PublicPoint:
    """The service's point of an address with its organisation, open or closed, or a 404. One query."""
    found = queries.public_point(point)
    if found is None or found.organisation.code != code or found.point.opened_at is None:
        raise Http404("There is no such page.")
    return found


def show(
    request: HttpRequest, template: str, organisation: OrganisationSummary, status: int = 200, **context: Any
) -> HttpResponse:
    """A public page in its organisation's frame."""
    given = {"organisation": organisation, "code": organisation.code, **context}
    return render(request, f"voices/public/{template}.jinja", given, status=status)
