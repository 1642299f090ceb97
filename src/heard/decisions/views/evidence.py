"""The picker of evidence: a search of what was said, what it found, and which way that points."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render

from heard.coding import queries as coding
from heard.decisions import actions, forms, queries
from heard.decisions.kinds import SEARCH, VOICE
from heard.decisions.views.gates import address, crumbs, loaded
from heard.organisations import queries as organisations
from heard.organisations.access import requires
from heard.organisations.errors import Refused
from heard.organisations.forms.services import Choices
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import add_error

LONGEST = 200


@requires("prepare_decisions")
def add(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Search, choose one of what was found, or the count of all of it, and say which way it points."""
    found = loaded(request, reference, "prepare_decisions")
    words = " ".join(request.GET.get("words", "").replace("\x00", "").split())[:LONGEST]
    choices, problem = _found(request, found, words)
    form = forms.Look(request.POST or None, found=choices, initial={"side": "for"})
    if request.method == "POST" and form.is_valid() and _added(request, reference, form):
        return redirect(address(code, reference))
    context = {
        "code": code,
        "found": found,
        "crumbs": crumbs(code, found),
        "form": form,
        "words_asked": words,
        "choices": choices,
        "problem": problem,
    }
    return render(request, "decisions/evidence.jinja", context)


def _added(request: ActingRequest, reference: str, form: forms.Look) -> bool:
    given: dict[str, Any] = form.cleaned_data
    kind, _, of = given["of"].partition(":")
    act = actions.add_contrary if given["side"] == "contrary" else actions.add_evidence
    try:
        act(actor=request.actor, reference=reference, kind=kind, of=of)
    except Refused as refused:
        add_error(form, refused)
        return False
    return True


def _found(request: ActingRequest, found: queries.DecisionDetail, words: str) -> tuple[Choices, str]:
    """What can be chosen: what the address names, what was found, the count of it; and a problem, if any."""
    named = [(one, "What you came from") for one in request.GET.getlist("of")[:1] if ":" in one]
    scope = organisations.scope(request.actor, "explore", request.organisation.id)
    if not words or scope is None:
        return [*named, *_saved(request)], ""
    page = coding.explore(scope, coding.Filters(unit_id=found.unit_id, words=words))
    if page.problem or not page.rows:
        return named, page.problem or "No comment matches. Try fewer or other words."
    unit = organisations.units([found.unit_id]).get(found.unit_id) if found.unit_id else None
    query = urlencode({"words": words, **({"service": unit.name} if unit else {})})
    counted = [(f"{SEARCH}:{query}", f"All comments that match ‘{words}’, as a count")]
    said = [(f"{VOICE}:{row.voice_reference}", f"“{row.words}” ({row.service})") for row in page.rows]
    return [*named, *counted, *dict(said).items()], ""


def _saved(request: ActingRequest) -> Choices:
    """The searches that this person keeps, each as a count."""
    views = coding.saved_views(request.actor, request.organisation.id)
    return [(f"{SEARCH}:{view.reference}", f"The saved search ‘{view.name}’, as a count") for view in views]
