"""Questions to the board with their answers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heard.decisions import actions, forms, queries
from heard.decisions.views.gates import crumbs
from heard.organisations import policy
from heard.organisations import queries as organisations
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Ask, answer


@require_safe
@requires("see_decisions", whole=True)
def questions(request: ActingRequest, code: str) -> HttpResponse:
    """All of them, those without an answer first."""
    context = {
        "code": code,
        "crumbs": crumbs(code),
        "rows": queries.board_questions(request.organisation.id),
        "may_ask": policy.can(request.actor, "ask_board", request.organisation),
        "may_answer": policy.can(request.actor, "answer_board", request.organisation),
    }
    return render(request, "decisions/questions.jinja", context)


@requires("ask_board", whole=True)
def ask(request: ActingRequest, code: str) -> HttpResponse:
    """A question, and who is to answer it."""
    people = organisations.people_who(request.organisation.id, "answer_board", None)
    form = forms.Asked(request.POST or None, people=[(str(pk), name) for pk, name in people])
    organisation = request.organisation.id

    def act(given: dict[str, Any]) -> str:
        answerer = int(given["answerer"])
        actions.ask_board(
            actor=request.actor, organisation_id=organisation, question=given["question"], answerer_id=answerer
        )
        return f"The question is asked. {dict(people)[answerer]} answers it."

    back = reverse("decisions:board-questions", args=[code])
    page = Ask("Ask the board", "Ask", back, lines=["The question and its answer stand with the name of who answers."])
    return answer(request, form, page, act, done=back, crumbs=crumbs(code))


@requires("answer_board", whole=True)
def reply(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """The answer."""
    row = queries.board_question(request.organisation.id, reference)
    if row is None or row.answered_at is not None:
        raise Http404("There is no such question without an answer.")

    def act(given: dict[str, Any]) -> str:
        actions.answer_board_question(actor=request.actor, reference=reference, **given)
        return "The answer stands beside the question."

    back = reverse("decisions:board-questions", args=[code])
    page = Ask("Answer a question to the board", "Answer", back, lines=[row.question])
    return answer(request, forms.BoardAnswer(request.POST or None), page, act, done=back, crumbs=crumbs(code))
