"""The menu: which pages stand in it, and who may see each."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from heard.organisations import policy
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest

# Text, page, verb that the actor must have somewhere in the organisation.
PAGES = (
    ("Monday", "pages:monday", "see_tasks"),
    ("Explore", "coding:explore", "explore"),
    ("Board", "pages:board", "see_board"),
    ("Signals", "signals:signals", "see_signals"),
    ("Tasks", "tasks:tasks", "see_tasks"),
    ("Decisions", "decisions:decisions", "see_decisions"),
    ("Inbox", "voices:inbox", "moderate_voices"),
    ("Enter", "voices:enter", "enter_voices"),
    ("Returns", "assurance:fft", "see_returns"),
    ("Services", "organisations:services", "see_services"),
    ("Messages", "messages:messages", "see_messages"),
    ("Imports", "voices:imports", "see_imports"),
    ("Tell us", "voices:points", "manage_points"),
    ("People", "organisations:people", "see_people"),
    ("Settings", "organisations:settings", "manage_settings"),
)


@require_safe
@requires("see_services")
def start(request: ActingRequest, code: str) -> HttpResponse:
    """An organisation's address: the first page of the menu that this person may open."""
    for _, name, verb in PAGES:
        if policy.may(request.actor, verb, request.organisation.id):
            return redirect(name, code)
    raise PermissionDenied("Your role does not include any page.")


def navigation(request: HttpRequest, actor: policy.Actor, organisation: Any) -> list[dict[str, Any]]:
    """The menu's items for this actor in this organisation, with the current one marked."""
    items = []
    for text, name, verb in PAGES:
        if policy.may(actor, verb, organisation.id):
            href = reverse(name, args=[organisation.code])
            items.append({"text": text, "href": href, "active": request.path.startswith(href)})
    return items
