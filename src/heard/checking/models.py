"""What people check of the coder's work: a queue, samples that are coded blind, and what each person read in them."""

from __future__ import annotations

from django.db import models

from heard.organisations.models import Account, Organisation
from heard.store.references import new_reference


class Queued(models.Model):
    """A comment whose code a person should look at, and why it is worth more than another's."""

    class Why(models.IntegerChoices):
        """The first of these that holds."""

        APART = 1, "The rules and the model read different levels of seriousness"
        UNSURE = 2, "The coder is not sure"
        SERVICE = 3, "Few comments about this service are checked"
        THEME = 4, "Few comments with this theme are checked"

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "Waiting"
        AGREED = "agreed", "Agreed"
        CORRECTED = "corrected", "Corrected"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    # Key and place of the answer, as the policy judges them: no words.
    answer_id = models.BigIntegerField(unique=True)
    unit_id = models.BigIntegerField()
    said_day = models.IntegerField()
    themes = models.BigIntegerField(help_text="The machine's, as bits of the frame")
    why = models.PositiveSmallIntegerField(choices=Why)
    rules_level = models.PositiveSmallIntegerField()
    model_level = models.PositiveSmallIntegerField()
    # Sorted by this, the smallest first: the reason, and within it how doubtful it is.
    place = models.IntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    person = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    number = models.SmallIntegerField(null=True, help_text="The code that the person gave")

    class Meta:
        indexes = [models.Index(fields=["organisation", "state", "place", "id"], name="queued_by_place")]


class Skip(models.Model):
    """Somebody leaves a queued comment to others."""

    queued = models.ForeignKey(Queued, models.CASCADE, related_name="skips")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queued", "account"], name="one_skip_each")]


class Sample(models.Model):
    """Comments that named people code without seeing the machine's codes or each other's.

    Gold: two people and a third for what they differ in. Two keys: the same, of what the queue holds first. Monthly:
    one person reads what the machine did not flag.
    """

    class Kind(models.TextChoices):
        """What it is for."""

        GOLD = "gold", "Gold set"
        TWO_KEY = "two_key", "Two keys"
        MONTHLY = "monthly", "Monthly reading"

    class State(models.TextChoices):
        """How far it is."""

        CODING = "coding", "Being coded"
        SETTLING = "settling", "Differences to settle"
        DONE = "done", "Settled"
        STOPPED = "stopped", "Stopped"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind)
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=300, blank=True, default="")
    frame = models.CharField(max_length=80)
    # Drawn by this from comments said between these days; sizes of the strata when it was drawn.
    seed = models.BigIntegerField()
    from_day = models.DateField()
    until_day = models.DateField(help_text="The last day")
    strata = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.CODING)
    first = models.ForeignKey(Account, models.PROTECT, related_name="+")
    second = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    adjudicator = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "kind", "-id"], name="samples_by_organisation")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "from_day"], condition=models.Q(kind="monthly"), name="one_reading_a_month"
            )
        ]


class Drawn(models.Model):
    """One comment of a sample: its stratum and chance, what the machine said of it then, and what was settled."""

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="drawn")
    place = models.PositiveIntegerField()
    answer_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    stratum = models.CharField(max_length=12)
    chance = models.FloatField(help_text="Of being drawn, above 0 and at most 1")
    model = models.CharField(max_length=80)
    machine_themes = models.BigIntegerField()
    machine_sentiment = models.PositiveSmallIntegerField(null=True)
    machine_seriousness = models.PositiveSmallIntegerField()
    # What counts in the end: where both agreed in everything, theirs; else the adjudicator's.
    themes = models.BigIntegerField(null=True)
    sentiment = models.PositiveSmallIntegerField(null=True)
    seriousness = models.PositiveSmallIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "answer_id"], name="drawn_once"),
            models.UniqueConstraint(fields=["sample", "place"], name="drawn_in_order"),
        ]
        indexes = [models.Index(fields=["answer_id"], name="drawn_by_answer")]


class Reading(models.Model):
    """What one person read in one comment of a sample, alone."""

    drawn = models.ForeignKey(Drawn, models.CASCADE, related_name="readings")
    person = models.ForeignKey(Account, models.PROTECT, related_name="+")
    themes = models.BigIntegerField()
    sentiment = models.PositiveSmallIntegerField(null=True)
    seriousness = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drawn", "person"], name="one_reading_each")]


class MonthlyPlan(models.Model):
    """Who reads, at the beginning of each month, some of what was not flagged in the month before."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    reader = models.ForeignKey(Account, models.PROTECT, related_name="+")
    size = models.PositiveIntegerField()
    set_at = models.DateTimeField()
