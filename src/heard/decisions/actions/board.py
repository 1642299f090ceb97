"""Questions to the board, each with a named person who answers."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from heard.decisions import policy
from heard.decisions.actions import changing
from heard.decisions.models import BoardQuestion
from heard.ledger import actions as ledger
from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import Actor
from heard.store.rows import sole
from heard.tasks import actions as tasks

QUESTION = "decisions.board_question"


@transaction.atomic
def ask_board(*, actor: Actor, organisation_id: int, question: str, answerer_id: int) -> BoardQuestion:
    """Ask; whoever is named has it as a task with a clock."""
    asked = BoardQuestion(organisation_id=organisation_id, asked_by_id=actor.account_id, asked_at=timezone.now())
    policy.require(actor, "ask_board", asked)
    asked.question = changing.said(question, "Enter your question.", "question", 1_000)
    if answerer_id not in dict(organisations.people_who(organisation_id, "answer_board", None)):
        raise Refused("Choose who answers.", "answerer")
    asked.answerer_id = answerer_id
    asked.save(force_insert=True)
    subject = policy.subject(asked.reference, "question")
    tasks.open_task(
        actor=actor,
        organisation_id=organisation_id,
        kind=QUESTION,
        subject=subject,
        title="Answer a question to the board",
        verb="answer_board",
        role=Role.ENGAGEMENT_LEAD,
        clock="board_question",
        owner_id=answerer_id,
    )
    content = {"question": asked.question, "answerer": answerer_id}
    ledger.record(kind="decisions.board-asked", subject=subject, content=content, actor=actor.reference)
    return asked


@transaction.atomic
def answer_board_question(*, actor: Actor, reference: str, answer: str) -> BoardQuestion:
    """Answer; it stands with the name of whoever was asked."""
    asked = sole(BoardQuestion.objects.select_for_update().filter(reference=reference))
    if asked is None:
        raise Refused("Choose a question that exists.")
    policy.require(actor, "answer_board", asked)
    if asked.answered_at is not None:
        raise Refused("This question is answered.")
    asked.answer = changing.said(answer, "Enter the answer.", "answer")
    asked.answered_at, asked.answered_by_id = timezone.now(), actor.account_id
    asked.save()
    subject = policy.subject(reference, "question")
    changing.end_task(actor, subject, QUESTION, "Answered.")
    ledger.record(
        kind="decisions.board-answered", subject=subject, content={"answer": asked.answer}, actor=actor.reference
    )
    return asked
