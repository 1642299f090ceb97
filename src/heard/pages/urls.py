"""Addresses of the room, under /o/<code>/. Stand after those of organisations, which has services/add/."""

from __future__ import annotations

from django.urls import path

from heard.pages.views import board, monday, service

app_name = "pages"

urlpatterns = [
    path("services/<str:reference>/", service.service, name="service"),
    path("monday/", monday.monday, name="monday"),
    path("board/", board.board, name="board"),
    path("board.pdf", board.board_pdf, name="board-pdf"),
]
