"""Questions to the board."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from heard.organisations.models import Account, Organisation
from heard.store.references import new_reference


class BoardQuestion(models.Model):
    """A question to the board, and the named person who answers it."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    question = models.TextField()
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answerer = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="a_board_question_is_answered_in_words",
            )
        ]
        indexes = [models.Index(fields=["organisation", "-asked_at"], name="board_questions_by_day")]
