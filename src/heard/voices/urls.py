"""Addresses of the room: those under /o/<code>/, and those for everybody, under /p/<code>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from heard.voices.views import (
    appeals,
    attachments,
    calling,
    entry,
    erasing,
    inbox,
    inviting,
    lists,
    points,
    runs,
    sources,
    uploads,
    voices,
)
from heard.voices.views.public import attach, complain, follow, moderated, tell
from heard.voices.views.public import erasing as own_erasing

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
    path("contact/", voices.contact, name="voice-contact"),
    path("attachments/<str:attachment>/", attachments.attachment, name="attachment"),
    path("attachments/<str:attachment>/written/", attachments.written, name="attachment-written"),
    path("answer/", voices.reply, name="voice-answer"),
    path("withdraw/", voices.withdraw, name="voice-withdraw"),
    path("restore/", voices.restore, name="voice-restore"),
    path("erase/", erasing.ask, name="voice-erase"),
]

_invitation: list[URLPattern | URLResolver] = [
    path("", inviting.one, name="invitation"),
    path("columns/", inviting.columns, name="invitation-columns"),
    path("<int:line>/email.html", inviting.email, name="invitation-email"),
    path("send/", inviting.send, name="invitation-send"),
    path("recall/", inviting.recall, name="invitation-recall"),
    path("discard/", inviting.discard, name="invitation-discard"),
    path("rows.csv", inviting.rows, name="invitation-rows"),
]

_point: list[URLPattern | URLResolver] = [
    path("", points.point, name="point"),
    path("open/", points.point_open, name="point-open"),
    path("close/", points.point_close, name="point-close"),
    path("poster.pdf", points.point_poster, name="point-poster"),
    path("form.pdf", points.point_form, name="point-form"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("capture/", points.points, name="points"),
    path("capture/<str:reference>/", include(_point)),
    path("enter/", entry.enter, name="enter"),
    path("appeals/", appeals.listed, name="appeals"),
    path("appeals/<str:reference>/", appeals.one, name="appeal"),
    path("inbox/", inbox.listed, name="inbox"),
    path("inbox/<str:reference>/", inbox.one, name="inbox-one"),
    path("follow/", calling.follow_for, name="follow-for"),
    path("erasure/", erasing.listed, name="erasures"),
    path("erasure/due/<slug:rule>/", erasing.confirm_due, name="erasure-due"),
    path("erasure/holds/new/", erasing.hold, name="hold-new"),
    path("erasure/holds/<str:reference>/lift/", erasing.lift, name="hold-lift"),
    path("erasure/<str:reference>/", erasing.decide, name="erasure"),
    path("erasure/<str:reference>/refuse/", erasing.refuse, name="erasure-refuse"),
    path("invitations/", inviting.listed, name="invitations"),
    path("invitations/new/", inviting.new, name="invitation-new"),
    path("invitations/<str:reference>/", include(_invitation)),
    path("imports/", lists.imports, name="imports"),
    path("imports/new/", uploads.new, name="import-new"),
    path("imports/<str:reference>/", include(_import)),
    path("sources/", lists.sources, name="sources"),
    path("sources/<int:source_id>/", include(_source)),
    path("voices/<str:reference>/", include(_voice)),
]

# For everybody, without an account; included by config.urls.
outside_urls: list[URLPattern | URLResolver] = [
    path("t/<str:point>/", tell.short, name="tell-us-short"),
    path("p/<str:code>/tell-us/", tell.places, name="tell-us"),
    path("p/<str:code>/tell-us/<str:point>/", tell.start, name="tell-us-point"),
    path("p/<str:code>/tell-us/<str:point>/unsafe/", tell.unsafe, name="tell-us-unsafe"),
    path("p/<str:code>/tell-us/<str:point>/who/", tell.who, name="tell-us-who"),
    path("p/<str:code>/tell-us/<str:point>/answer/", tell.answer, name="tell-us-answer"),
    path("p/<str:code>/tell-us/<str:point>/attach/", attach.attach, name="tell-us-attach"),
    path("p/<str:code>/follow/", follow.follow, name="follow"),
    path("p/<str:code>/follow/erase/", own_erasing.erase, name="follow-erase"),
    path("p/<str:code>/moderation/", moderated.moderation, name="moderation"),
    path("p/<str:code>/complain/", complain.complain, name="complain"),
]
