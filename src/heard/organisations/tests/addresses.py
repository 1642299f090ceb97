"""Addresses for this room's tests: its own, allauth's, and stand-ins for pages of rooms above that menus link to."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, include, path

handler403 = "heard.config.errors.forbidden"
handler404 = "heard.config.errors.not_found"


def above(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse(f"{code}: a page of a room above")


def stand_ins() -> Iterator[URLResolver]:
    """A page for each name that the menu has of the rooms above; by its name, for this room knows none of them."""
    menu = import_module("heard.config.navigation").PAGES
    names = sorted({name for _, name, _ in menu} | {"messages:notices", "pages:safety"})
    for room, of_room in groupby(names, lambda name: name.partition(":")[0]):
        if room != "organisations":
            found = [name.partition(":")[2] for name in of_room]
            pages = [path(f"{name}/", above, name=name) for name in found]
            yield path("o/<str:code>/", include((pages, room)))


urlpatterns = [
    path("", include("heard.organisations.urls")),
    path("account/", include("allauth.urls")),
    path("o/<str:code>/", above, name="start"),
    *stand_ins(),
    # What stands at the foot of every page.
    *(path(f"p/<str:code>/{name}/", above, name=name) for _, name in import_module("heard.config.navigation").OWED),
    path("p/<str:code>/", above, name="front"),
]
