"""Questions to the board with their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from heard.decisions.models import BoardQuestion

_SHOWN = ("asked_by", "answerer", "answered_by")


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question to the board. It has organisation_id, so that the policy can judge it."""

    reference: str
    organisation_id: int
    question: str
    asked_by: str
    asked_at: datetime
    answerer: str
    answer: str
    answered_by: str
    answered_at: datetime | None


def board_questions(organisation_id: int) -> list[QuestionRow]:
    """The last hundred, unanswered ones first, oldest first among these."""
    rows = list(
        BoardQuestion.objects.filter(organisation=organisation_id).select_related(*_SHOWN).order_by("-pk")[:100]
    )
    waiting = sorted((row for row in rows if row.answered_at is None), key=lambda row: row.pk)
    return [_row(row) for row in (*waiting, *(row for row in rows if row.answered_at is not None))]


def board_question(organisation_id: int, reference: str) -> QuestionRow | None:
    """One of them, or None."""
    rows = BoardQuestion.objects.filter(organisation=organisation_id, reference=reference)
    found = rows.select_related(*_SHOWN).first()
    return _row(found) if found else None


def _row(row: BoardQuestion) -> QuestionRow:
    def name(account: object) -> str:
        return str(getattr(account, "name", "") or "Somebody who has left")

    return QuestionRow(
        reference=row.reference,
        organisation_id=row.organisation_id,
        question=row.question,
        asked_by=name(row.asked_by),
        asked_at=row.asked_at,
        answerer=name(row.answerer),
        answer=row.answer,
        answered_by=name(row.answered_by) if row.answered_at else "",
        answered_at=row.answered_at,
    )
