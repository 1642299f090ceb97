"""How often words were not published, and why: for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from heard.voices.queries.appeals import moderation_figures
from heard.voices.views.public.gates import found_organisation, show


@require_safe
@cache_control(public=True, max_age=300)
def moderation(request: HttpRequest, code: str) -> HttpResponse:
    """The figures of the last twelve months, small ones hidden."""
    organisation = found_organisation(code)
    return show(request, "moderation", organisation, figures=moderation_figures(organisation.id))
