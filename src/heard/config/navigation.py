"""The menu: which pages stand in it, and who may see each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from heard.organisations import policy

# Text, page, verb that the actor must have somewhere in the organisation.
PAGES = (
    ("Explore", "coding:explore", "explore"),
    ("Services", "organisations:services", "see_services"),
    ("Imports", "voices:imports", "see_imports"),
    ("People", "organisations:people", "see_people"),
    ("Settings", "organisations:settings", "manage_settings"),
)


def navigation(request: HttpRequest, actor: policy.Actor, organisation: Any) -> list[dict[str, Any]]:
    """The menu's items for this actor in this organisation, with the current one marked."""
    items = []
    for text, name, verb in PAGES:
        if policy.may(actor, verb, organisation.id):
            href = reverse(name, args=[organisation.code])
            items.append({"text": text, "href": href, "active": request.path.startswith(href)})
    return items
