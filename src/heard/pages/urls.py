"""Addresses of the room: under /o/<code>/ (after organisations', which has services/add/) and under /p/<code>/."""

from __future__ import annotations

from django.urls import path

from heard.pages.views import board, monday, places, public, safety, service

app_name = "pages"

urlpatterns = [
    path("services/<str:reference>/", service.service, name="service"),
    path("monday/", monday.monday, name="monday"),
    path("board/", board.board, name="board"),
    path("board.pdf", board.board_pdf, name="board-pdf"),
    path("places/", places.places, name="places"),
    path("places.csv", places.places_csv, name="places-csv"),
    path("safety/", safety.hazard_log, name="safety"),
    path("safety/<str:name>", safety.one_document, name="safety-document"),
]

# For everybody, without an account; included by config.urls in every language.
public_urls = [
    path("", public.first, name="front"),
    path("privacy/", public.privacy, name="privacy"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("cookies/", public.cookies_page, name="cookies"),
    path("contact/", public.contact, name="contact"),
    path("languages/", public.languages, name="languages"),
    path("easy-read/", public.easy_read, name="easy-read"),
    path("easy-read/<str:about>/", public.easy_read_page, name="easy-read-page"),
]
