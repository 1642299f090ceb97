"""Addresses of the room, under /o/<code>/."""

from __future__ import annotations

from django.urls import path

from heard.demonstration import views

app_name = "demonstration"

urlpatterns = [path("settings/remove-demonstration/", views.remove, name="remove")]
