"""Addresses of the room, under /o/<code>/."""

from __future__ import annotations

from django.urls import path, re_path

from heard.coding.views import codes, explore, export, saved

app_name = "coding"

urlpatterns = [
    path("explore/", explore.explore, name="explore"),
    re_path(r"^explore/export\.(?P<form>csv|xlsx)$", export.explore_export, name="explore-export"),
    path("explore/saved/", saved.saved_views, name="saved-views"),
    path("explore/saved/new/", saved.view_save, name="view-save"),
    path("explore/saved/<str:reference>/", saved.view_change, name="view-change"),
    path("explore/saved/<str:reference>/delete/", saved.view_delete, name="view-delete"),
    path("voices/<str:reference>/codes/<int:answer>/", codes.codes_correct, name="codes-correct"),
]
