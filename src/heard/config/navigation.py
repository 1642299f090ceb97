"""The menu: which pages stand in it, and who may see each."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, override
from django.views.decorators.http import require_safe

from heard.design.language import LANGUAGES, current
from heard.organisations import policy
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest

# Text, page, verb that the actor must have somewhere in the organisation.
PAGES = (
    ("Monday", "pages:monday", "see_tasks"),
    ("Explore", "coding:explore", "explore"),
    ("Coding", "checking:quality", "see_coding_quality"),
    ("Board", "pages:board", "see_board"),
    ("Places", "pages:places", "compare_places"),
    ("Signals", "signals:signals", "see_signals"),
    ("Tasks", "tasks:tasks", "see_tasks"),
    ("Decisions", "decisions:decisions", "see_decisions"),
    ("Inbox", "voices:inbox", "moderate_voices"),
    ("Appeals", "voices:appeals", "judge_appeals"),
    ("Enter", "voices:enter", "enter_voices"),
    ("Returns", "assurance:fft", "see_returns"),
    ("Services", "organisations:services", "see_services"),
    ("Messages", "messages:messages", "see_messages"),
    ("Imports", "voices:imports", "see_imports"),
    ("Tell us", "voices:points", "manage_points"),
    ("Erasure", "voices:erasures", "see_erasures"),
    ("Invitations", "voices:invitations", "see_invitations"),
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
    return [
        {"text": text, "href": href, "active": request.path.startswith(href)}
        for text, href, verb in _addresses(organisation.code)
        if policy.may(actor, verb, organisation.id)
    ]


@lru_cache(maxsize=200)
def _addresses(code: str) -> tuple[tuple[str, str, str], ...]:
    """The menu's texts, addresses and verbs in an organisation."""
    return tuple((text, reverse(name, args=[code]), verb) for text, name, verb in PAGES)


# What stands at the foot of every page, of the desk too: text, public page.
OWED = (
    (gettext_noop("Tell us"), "tell-us"),
    (gettext_noop("Follow your words"), "follow"),
    (gettext_noop("Contact"), "contact"),
    (gettext_noop("Privacy"), "privacy"),
    (gettext_noop("Accessibility"), "accessibility"),
    (gettext_noop("Cookies"), "cookies"),
    (gettext_noop("Easy read"), "easy-read"),
    (gettext_noop("Languages"), "languages"),
    (gettext_noop("Complain about this service"), "complain"),
)


def footer(code: str, *, desk: bool = False) -> list[dict[str, Any]]:
    """The links at the foot of a page: what Heard owes whoever uses it, and the first page in the other language.

    On the desk the hazard log stands there too.
    """
    return [dict(link) for link in _footer(code, desk, current())]


@lru_cache(maxsize=400)
def _footer(code: str, desk: bool, shown: str) -> tuple[dict[str, Any], ...]:
    links: list[dict[str, Any]] = [{"text": gettext(text), "href": reverse(name, args=[code])} for text, name in OWED]
    for language in LANGUAGES:
        if language != shown:
            with override(language):
                href = reverse("front", args=[code])
            marked = {"lang": language, "hreflang": language}
            links.append({"text": LANGUAGES[language], "href": href, "attributes": marked})
    if desk:
        links.append({"text": "Safety of Heard", "href": reverse("pages:safety", args=[code])})
    return tuple(links)
