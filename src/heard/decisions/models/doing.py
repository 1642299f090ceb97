"""What is done because of a decision."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from heard.decisions.models.decided import Decision
from heard.store.references import new_reference


class Action(models.Model):
    """Something that is done because of a decision. It says beforehand what should move, and when that is looked at."""

    class Direction(models.TextChoices):
        """Which way the measure should move."""

        UP = "up", "Up"
        DOWN = "down", "Down"
        SAME = "same", "Stay as it is"

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", "Planned"
        DONE = "done", "Done"
        DROPPED = "dropped", "Not done"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="actions")
    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    what = models.CharField(max_length=200)
    money = models.DecimalField(max_digits=12, decimal_places=2, null=True, help_text="Pounds")
    due_on = models.DateField()
    measure = models.CharField(max_length=300, help_text="What should move")
    direction = models.CharField(max_length=10, choices=Direction)
    comparator = models.CharField(max_length=300, help_text="What it is compared with")
    check_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # What was done, or why it was not.
    ended = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned", ended_at=None, ended="")
                | (Q(state__in=["done", "dropped"], ended_at__isnull=False) & ~Q(ended="")),
                name="an_action_ends_with_words",
            ),
            models.CheckConstraint(
                condition=Q(check_on__gte=F("due_on")), name="an_action_is_checked_when_due_or_later"
            ),
            models.CheckConstraint(condition=Q(money=None) | Q(money__gte=0), name="an_action_costs_nothing_or_more"),
            models.CheckConstraint(
                condition=~Q(measure="") & ~Q(comparator=""), name="an_action_says_what_should_move"
            ),
        ]


class Slip(models.Model):
    """A day that an action did not keep: it stays on record."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="slips")
    was = models.DateField()
    now = models.DateField()
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(now__gt=F("was")) & ~Q(reason=""), name="a_slip_is_later_and_says_why")
        ]
