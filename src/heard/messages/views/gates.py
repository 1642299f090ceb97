"""How the pages load their things: the message of an address, the scope of a reader, the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import Http404
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from heard.messages import queries
from heard.organisations import queries as organisations
from heard.organisations.access import check
from heard.organisations.middleware import ActingRequest
from heard.organisations.queries import Scope


def scope_of(request: ActingRequest) -> Scope:
    """What messages the reader may see; the gate in front has seen to it that there are some."""
    found = organisations.scope(request.actor, "see_messages", request.organisation.id)
    if found is None:
        raise Http404("No such page, or not one of yours.")
    return found


def loaded(request: ActingRequest, reference: str, verb: str = "see_messages") -> queries.MessageDetail:
    """The message of an address, or a 404. A colleague's gathered notices are nobody else's."""
    found = queries.message(request.organisation.id, reference)
    if found is not None and found.recipient_ref.startswith(queries.ACCOUNT):
        found = None
    check(request.actor, verb, found)
    assert found is not None  # check has raised
    return found


def crumbs(code: str, found: queries.MessageDetail | None = None) -> list[dict[str, str]]:
    """The way to a message's pages."""
    way = [{"text": "Messages", "href": reverse("messages:messages", args=[code])}]
    if found is not None:
        way.append(
            {"text": f"To {found.row.name}", "href": reverse("messages:message", args=[code, found.row.reference])}
        )
    return way


def titles(organisation_id: int) -> dict[str, str]:
    """What templates are called."""
    return {found.slug: found.title for found in queries.templates(organisation_id)}


def framed(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view of an e-mail's document: it styles itself, may do nothing else, and is shown in a frame of our pages."""
    rules: Any = csp_replace({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF]})
    shown: Callable[..., Any] = xframe_options_sameorigin(rules(view))
    return shown
