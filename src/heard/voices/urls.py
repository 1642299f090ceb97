"""Addresses of the room, under /o/<code>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from heard.voices.views import lists, runs, sources, uploads, voices

app_name = "voices"

_import: list[URLPattern | URLResolver] = [
    path("", runs.detail, name="import"),
    path("columns/", uploads.columns, name="import-columns"),
    path("questions/", uploads.questions, name="import-questions"),
    path("preview/", uploads.preview, name="import-preview"),
    path("discard/", uploads.discard, name="import-discard"),
    path("rejected/", runs.rejected, name="import-rejected"),
    path("rejected.csv", runs.rejected_file, name="import-rejected-file"),
    path("undo/", runs.undo, name="import-undo"),
    path("withdraw/", runs.withdraw, name="import-withdraw"),
]

_source: list[URLPattern | URLResolver] = [
    path("", sources.source, name="source"),
    path("name/", sources.rename, name="source-rename"),
    path("columns/", sources.columns, name="source-columns"),
    path("dates/", sources.dates, name="source-dates"),
]

_voice: list[URLPattern | URLResolver] = [
    path("", voices.voice, name="voice"),
    path("original/<int:answer_id>/", voices.original, name="voice-original"),
    path("withdraw/", voices.withdraw, name="voice-withdraw"),
    path("restore/", voices.restore, name="voice-restore"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("imports/", lists.imports, name="imports"),
    path("imports/new/", uploads.new, name="import-new"),
    path("imports/<str:reference>/", include(_import)),
    path("sources/", lists.sources, name="sources"),
    path("sources/<int:source_id>/", include(_source)),
    path("voices/<str:reference>/", include(_voice)),
]
