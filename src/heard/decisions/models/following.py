"""What follows an outcome: replies, what came back, reviews."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from heard.decisions.models.decided import Decision
from heard.organisations.models import Account


class Reply(models.Model):
    """What is written to one person whose words were evidence; the words themselves are in messages."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="replies")
    voice = models.CharField(max_length=26)
    message = models.CharField(max_length=26, help_text="The message, or the draft, by its reference")
    # Changed by itself: what is written to everyone no longer replaces it.
    edited = models.BooleanField(default=False)
    drafted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, help_text="When it was put into the queue")
    # When it was settled whether they are asked 'Did it change?', and the message that asks; '' where none does.
    asked_at = models.DateTimeField(null=True)
    asked = models.CharField(max_length=26, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "voice"], name="one_reply_per_decision_and_voice")]
        indexes = [
            models.Index(fields=["message"], name="replies_by_message"),
            models.Index(
                fields=["decision"], name="replies_to_ask_about", condition=Q(asked_at=None, sent_at__isnull=False)
            ),
        ]


class CameBack(models.Model):
    """Somebody said that it did not change, or that they were treated worse: the decision is open to question again."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="came_back")
    voice = models.CharField(max_length=26)
    at = models.DateTimeField()
    treated_worse = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    # What is said to whoever spoke.
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, answer="") | (Q(settled_at__isnull=False) & ~Q(answer="")),
                name="what_came_back_is_settled_with_an_answer",
            ),
            models.UniqueConstraint(
                fields=["decision", "voice"], condition=Q(settled_at=None), name="one_open_return_per_voice"
            ),
        ]


class Review(models.Model):
    """Six and twelve months after: whether it still holds."""

    class Holds(models.TextChoices):
        """What the review found."""

        YES = "yes", "Yes"
        PART = "part", "In part"
        NO = "no", "No"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="reviews")
    due_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    holds = models.CharField(max_length=10, choices=Holds)
    found = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "due_on"], name="one_review_per_date"),
            models.CheckConstraint(condition=~Q(found=""), name="a_review_says_what_it_found"),
        ]
