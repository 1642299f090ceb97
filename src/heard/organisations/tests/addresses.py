"""Addresses for this room's tests: its own, allauth's, and stand-ins for pages of rooms above that menus link to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

handler403 = "heard.config.errors.forbidden"
handler404 = "heard.config.errors.not_found"


def above(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse(f"{code}: a page of a room above")


urlpatterns = [
    path("", include("heard.organisations.urls")),
    path("account/", include("allauth.urls")),
    path("o/<str:code>/", above, name="start"),
    path("o/<str:code>/", include(([path("explore/", above, name="explore")], "coding"))),
    path("o/<str:code>/", include(([path("imports/", above, name="imports")], "voices"))),
    path("o/<str:code>/", include(([path("tasks/", above, name="tasks")], "tasks"))),
    path(
        "o/<str:code>/",
        include(([path("messages/", above, name="messages"), path("notices/", above, name="notices")], "messages")),
    ),
]
