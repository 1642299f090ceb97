"""Addresses of the room, under /o/<code>/."""

from __future__ import annotations

from django.urls import path

from heard.voices.views import lists

app_name = "voices"

urlpatterns = [
    path("imports/", lists.imports, name="imports"),
    path("sources/", lists.sources, name="sources"),
]
