"""Addresses of the room: those under /o/<code>/, and those for everyone under /p/<code>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from heard.decisions.views import board, doing, evidence, following, lists, one, public, steps

app_name = "decisions"

_decision: list[URLPattern | URLResolver] = [
    path("", one.decision, name="decision"),
    path("describe/", steps.describe, name="decision-describe"),
    path("option/", steps.option, name="decision-option"),
    path("fix/", one.fix, name="decision-fix"),
    path("interest/", steps.interest, name="decision-interest"),
    path("evidence/", evidence.add, name="decision-evidence"),
    path("decide/", steps.decide, name="decision-decide"),
    path("publish/", steps.publish, name="decision-publish"),
    path("withdraw/", steps.withdraw, name="decision-withdraw"),
    path("action/", doing.add, name="action-add"),
    path("came-back/", following.settle, name="decision-settle"),
    path("review/", following.review, name="decision-review"),
    path("replies/", following.replies, name="replies"),
    path("replies/draft/", following.draft, name="replies-draft"),
    path("replies/send/", following.send, name="replies-send"),
    path("replies/recall/", following.recall, name="replies-recall"),
    path("replies/change/", following.together, name="replies-change"),
    path("replies/<str:voice>/", following.edit, name="reply-edit"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("decisions/", lists.decisions, name="decisions"),
    path("decisions/export/", lists.export, name="decisions-export"),
    path("decisions/calendar/", lists.calendar, name="decisions-calendar"),
    path("decisions/open/", steps.open_decision, name="decision-open"),
    path("decisions/questions/", board.questions, name="board-questions"),
    path("decisions/questions/ask/", board.ask, name="board-ask"),
    path("decisions/questions/<str:reference>/answer/", board.reply, name="board-answer"),
    path("decisions/actions/<str:reference>/slip/", doing.slip, name="action-slip"),
    path("decisions/actions/<str:reference>/end/", doing.end, name="action-end"),
    path("decisions/<str:reference>/", include(_decision)),
]

# Without an account; included by config.urls under /p/<code>/.
public_urls: list[URLPattern | URLResolver] = [
    path("what-changed/", public.what_changed, name="what-changed"),
    path("what-changed/poster.pdf", public.poster_pdf, name="what-changed-poster"),
    path("what-changed/<str:reference>/", public.one, name="what-changed-one"),
]
