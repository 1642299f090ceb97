"""The hazard log and the documents beside it, for staff."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heard.organisations import packs
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.pages import safety


@require_safe
@requires("see_services")
def hazard_log(request: ActingRequest, code: str) -> HttpResponse:
    """Every hazard with its controls, and how it stands."""
    pack = packs.load("hazard-log")
    found = safety.hazards(pack.content)
    context = {
        "code": code,
        "pack": pack,
        "hazards": found,
        "unfinished": sum(one.status == "Open" for one in found),
        "documents": safety.documents(),
    }
    return render(request, "pages/hazard_log.jinja", context)


@require_safe
@requires("see_services")
def one_document(request: ActingRequest, code: str, name: str) -> HttpResponse:  # noqa: ARG001 - the address's
    """One of the documents beside the log, as it was written."""
    if name not in safety.documents():
        raise Http404("There is no such document in this installation.")
    return HttpResponse((safety.DOCUMENTS / name).read_text(encoding="utf-8"), content_type="text/plain; charset=utf-8")
