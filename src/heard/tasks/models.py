"""Work items: who owns what, until when, and how far up it has gone."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from heard.organisations.models import Account, Organisation, Role, Unit
from heard.store.references import new_reference


class Level(models.IntegerChoices):
    """How far up a task has gone; the pack escalation-ladder says after how many working days, and to whom."""

    OWNER = 0, "Owner"
    MANAGER = 1, "Manager"
    DIRECTOR = 2, "Director"
    BOARD = 3, "Board"
    INDEPENDENT = 4, "Independent body"


class Task(models.Model):
    """Something that a person has to do by a day, about another room's record."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "Open"
        PAUSED = "paused", "Paused"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+", help_text="Null: the whole's")
    # What has to be done, as '<room>.<kind>', and to what, as '<room>.<kind>:<reference>'.
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, db_index=True)
    title = models.CharField(max_length=200, help_text="Without a personal word: it stands in lists and messages")
    # The verb that whoever owns it must have at its unit, and the role responsible while nobody owns it.
    verb = models.CharField(max_length=40)
    role = models.CharField(max_length=30, choices=Role)
    owner = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    deputy = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    owned_at = models.DateTimeField(null=True)
    # Whoever passed it to its owner: it is among what they wait for.
    passed_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    # A clock of the pack clocks, or none where the day was given.
    clock = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField()
    warn_on = models.DateField(help_text="From this day on it is due soon")
    due_on = models.DateField(help_text="The last day on which it is in time")
    warned = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    paused_on = models.DateField(null=True)
    paused_until = models.DateField(null=True, help_text="The day on which its clock goes on")
    pause_reason = models.CharField(max_length=400, blank=True)
    # Working days for which it has stood still, over all its pauses, and how many its clock allows.
    paused_days = models.PositiveSmallIntegerField(default=0)
    longest_pause = models.PositiveSmallIntegerField(default=0)
    # A ladder of the pack escalation-ladder. A confined one is outside the line: only its own roles see its tasks.
    ladder = models.CharField(max_length=40)
    confined = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.OWNER)
    # The day on which it goes up a level unless it is finished; null where it stands still or can go no higher.
    raise_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=80, blank=True, help_text="What it came to: '<room>.<kind>:<reference>'")
    reopened = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "subject"],
                condition=Q(state__in=["open", "paused"]),
                name="one_live_task_of_a_kind_per_subject",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "paused"], closed_at=None)
                | Q(state__in=["done", "cancelled"], closed_at__isnull=False, raise_on=None),
                name="task_is_closed_with_its_time",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="paused", paused_on__isnull=False, paused_until__gt=F("paused_on"), raise_on=None)
                    & ~Q(pause_reason="")
                )
                | (~Q(state="paused") & Q(paused_on=None, paused_until=None, pause_reason="")),
                name="task_is_paused_with_a_reason_and_an_end",
            ),
            models.CheckConstraint(
                condition=Q(paused_days__lte=F("longest_pause")), name="task_is_paused_within_bounds"
            ),
            models.CheckConstraint(condition=Q(warn_on__lte=F("due_on")), name="task_warns_before_it_is_due"),
            models.CheckConstraint(
                condition=Q(owner=None) | Q(deputy=None) | ~Q(owner=F("deputy")), name="task_owner_is_not_its_deputy"
            ),
            models.CheckConstraint(
                condition=Q(owner=None, owned_at=None) | Q(owned_at__isnull=False), name="task_is_owned_since"
            ),
            models.CheckConstraint(condition=Q(level__lte=4), name="task_level_is_on_the_ladder"),
        ]
        indexes = [
            models.Index(fields=["organisation", "due_on", "id"], name="tasks_live", condition=Q(closed_at=None)),
            models.Index(fields=["owner", "state", "due_on", "id"]),
            models.Index(fields=["deputy", "state"]),
            models.Index(fields=["passed_by", "state"]),
            models.Index(
                fields=["organisation", "closed_at", "id"], name="tasks_closed", condition=Q(closed_at__isnull=False)
            ),
            models.Index(fields=["raise_on", "id"], name="tasks_to_raise", condition=Q(state="open")),
            models.Index(fields=["warn_on", "id"], name="tasks_to_warn", condition=Q(state="open", warned=False)),
            models.Index(fields=["paused_until", "id"], name="tasks_to_resume", condition=Q(state="paused")),
        ]


class DayCount(models.Model):
    """How an organisation's tasks stood on a day, by level: what the board sees over time. Derived, never edited."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    day = models.DateField()
    level = models.PositiveSmallIntegerField(choices=Level)
    live = models.PositiveIntegerField(help_text="Open or paused")
    overdue = models.PositiveIntegerField()
    unowned = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "day", "level"], name="one_task_count_per_day_and_level"),
            models.CheckConstraint(
                condition=Q(overdue__lte=F("live"), unowned__lte=F("live")), name="task_counts_are_of_live_ones"
            ),
        ]
