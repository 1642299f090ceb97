"""How a decision of an address is loaded, and the way that leads to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from heard.decisions import queries
from heard.organisations import queries as organisations
from heard.organisations.access import check
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest
from heard.organisations.queries import Scope
from heard.organisations.views.steps import Crumbs


def loaded(request: ActingRequest, reference: str, verb: str = "see_decisions") -> queries.DecisionDetail:
    """The decision of an address; 404 where there is none, 403 where the actor may not."""
    found = queries.decision(request.actor, request.organisation.id, reference)
    check(request.actor, verb, found)
    assert found is not None, "check refuses nothing"
    return found


def scope_of(request: ActingRequest) -> Scope:
    """What of the organisation's decisions the actor sees."""
    found = organisations.scope(request.actor, "see_decisions", request.organisation.id)
    if found is None:
        raise Http404("There are no decisions here that you may see.")
    return found


def address(code: str, reference: str) -> str:
    """A decision's page."""
    return reverse("decisions:decision", args=[code, reference])


def crumbs(code: str, found: queries.DecisionDetail | None = None) -> Crumbs:
    """The way to the list, or to one decision."""
    way = [{"text": "Decisions", "href": reverse("decisions:decisions", args=[code])}]
    if found is not None:
        way.append({"text": found.question, "href": address(code, found.reference)})
    return way


def pressed(request: ActingRequest, act: Callable[[], Any], sentence: str, back: str) -> HttpResponse:
    """A button that does one thing: done with its sentence, or refused with another."""
    try:
        act()
        messages.success(request, sentence)
    except Refused as why:
        messages.error(request, why.sentence)
    return redirect(back)
