"""Every address of Heard, room by room."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from heard.assurance.urls import public_urls as fft_urls
from heard.config.navigation import start
from heard.decisions.urls import public_urls as what_changed_urls
from heard.messages.urls import outside_urls
from heard.pages.urls import public_urls as owed_urls
from heard.voices.urls import outside_urls as public_urls

handler400 = "heard.config.errors.bad_request"
handler403 = "heard.config.errors.forbidden"
handler404 = "heard.config.errors.not_found"
handler500 = "heard.config.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("heard.organisations.urls")),
    path("o/<str:code>/", start, name="start"),
    path("o/<str:code>/", include("heard.tasks.urls")),
    path("", include(outside_urls)),
    # In every language: /p/… and /cy/p/…
    *i18n_patterns(
        path("", include(public_urls)),
        path("p/<str:code>/", include(what_changed_urls)),
        path("p/<str:code>/", include(fft_urls)),
        path("p/<str:code>/", include(owed_urls)),
        prefix_default_language=False,
    ),
    path("o/<str:code>/", include("heard.messages.urls")),
    path("o/<str:code>/", include("heard.voices.urls")),
    path("o/<str:code>/", include("heard.coding.urls")),
    path("o/<str:code>/", include("heard.checking.urls")),
    path("o/<str:code>/", include("heard.signals.urls")),
    path("o/<str:code>/", include("heard.decisions.urls")),
    path("o/<str:code>/", include("heard.assurance.urls")),
    path("o/<str:code>/", include("heard.pages.urls")),
    path("o/<str:code>/", include("heard.demonstration.urls")),
    path("account/", include("allauth.urls")),
]
