"""Every address of Heard, room by room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from heard.config.navigation import start
from heard.messages.urls import outside_urls

handler400 = "heard.config.errors.bad_request"
handler403 = "heard.config.errors.forbidden"
handler404 = "heard.config.errors.not_found"
handler500 = "heard.config.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("heard.organisations.urls")),
    path("o/<str:code>/", start, name="start"),
    path("o/<str:code>/", include("heard.tasks.urls")),
    path("", include(outside_urls)),
    path("o/<str:code>/", include("heard.messages.urls")),
    path("o/<str:code>/", include("heard.voices.urls")),
    path("o/<str:code>/", include("heard.coding.urls")),
    path("o/<str:code>/", include("heard.pages.urls")),
    path("o/<str:code>/", include("heard.demonstration.urls")),
    path("account/", include("allauth.urls")),
]
