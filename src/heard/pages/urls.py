"""Addresses of the room, under /o/<code>/. Stand after those of organisations, which has services/add/."""

from __future__ import annotations

from django.urls import path

from heard.pages.views import service

app_name = "pages"

urlpatterns = [path("services/<str:reference>/", service.service, name="service")]
