"""Addresses of the room: those under /o/<code>/, and those for the outside."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from heard.messages.views import letters, lists, notices, one, outside, templates

app_name = "messages"

_letters: list[URLPattern | URLResolver] = [
    path("", letters.letters, name="letters"),
    path("print/", letters.print_all, name="letters-print"),
    path("<str:reference>/letters.pdf", letters.run_pdf, name="letters-pdf"),
    path("<str:reference>/posted/", letters.posted, name="letters-posted"),
    path("<str:reference>/undo/", letters.undo, name="letters-undo"),
]

_template: list[URLPattern | URLResolver] = [
    path("", templates.template, name="template"),
    path("edit/", templates.template_edit, name="template-edit"),
    path("reset/", templates.template_reset, name="template-reset"),
    path("<str:key>/email.html", templates.template_email, name="template-email"),
    path("<str:key>/letter.pdf", templates.template_letter, name="template-letter"),
]

_message: list[URLPattern | URLResolver] = [
    path("", one.message, name="message"),
    path("email.html", one.email, name="message-email"),
    path("letter.pdf", one.letter, name="message-letter"),
    path("edit/", one.edit, name="message-edit"),
    path("send/", one.send, name="message-send"),
    path("discard/", one.discard, name="message-discard"),
    path("recall/", one.recall, name="message-recall"),
    path("again/", one.again, name="message-again"),
    path("settle/", one.settle, name="message-settle"),
    path("brought/", one.brought, name="message-brought"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("messages/", lists.messages, name="messages"),
    path("messages/messages.csv", lists.export, name="messages-export"),
    path("messages/undelivered/", lists.undelivered, name="undelivered"),
    path("messages/letters/", include(_letters)),
    path("messages/templates/", templates.templates, name="templates"),
    path("messages/templates/<slug:slug>/<slug:language>/", include(_template)),
    path("messages/batches/<str:reference>/recall/", one.batch_recall, name="batch-recall"),
    path("messages/replies/<str:reference>/settle/", lists.reply_settle, name="reply-settle"),
    path("messages/<str:reference>/", include(_message)),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read, name="notices-read"),
    path("notices/settings/", notices.settings, name="notice-settings"),
    path("notices/<int:notice_id>/", notices.notice, name="notice"),
]

# Without an organisation in the address; included by config.urls.
outside_urls: list[URLPattern | URLResolver] = [
    path("messages/inbound/", outside.mail, name="messages-mail"),
    path("messages/notify/", outside.notify, name="messages-notify"),
    path("messages/stop/<str:token>/", outside.stop, name="messages-stop"),
]
