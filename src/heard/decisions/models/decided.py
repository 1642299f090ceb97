"""What is decided: the question with its outcome, the options, and who has an interest."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from heard.organisations.models import Account, Organisation, Unit
from heard.store.references import new_reference


class Decision(models.Model):
    """A question that somebody settles. Its state is computed from its moments, which only ever follow each other."""

    class Stage(models.TextChoices):
        """Where in the life of a service people were involved."""

        NEEDS = "needs", "What people need"
        COMMISSIONING = "commissioning", "What is paid for"
        DESIGN = "design", "How it is designed"
        DELIVERY = "delivery", "How it is done day by day"
        EVALUATION = "evaluation", "How it is checked"

    class Outcome(models.TextChoices):
        """What was decided to do."""

        DONE = "done", "We do it"
        PART = "part", "We do part of it"
        NOT_NOW = "not_now", "Not now"
        CANNOT = "cannot", "We cannot"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+", help_text="Null: the whole's")
    question = models.CharField(max_length=300)
    can_change = models.TextField(help_text="What can be influenced")
    cannot_change = models.TextField(help_text="What cannot be influenced, and why")
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.DELIVERY)
    # A theme of the frame in force, by its label: what the public list is filtered by.
    theme = models.CharField(max_length=100, blank=True)
    involved = models.TextField(blank=True, help_text="Who was involved before options were fixed, and how")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    options_fixed_at = models.DateTimeField(null=True)
    # How many pieces of evidence it has: an outcome needs one, or the reason why there is none.
    evidenced = models.PositiveIntegerField(default=0)
    why_no_evidence = models.TextField(blank=True, help_text="Published with the decision")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    decided = models.TextField(blank=True, help_text="What was decided, in a sentence or two")
    reasons = models.TextField(blank=True)
    not_done = models.TextField(blank=True, help_text="What was not done, and why")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    first_review_on = models.DateField(null=True, help_text="Six months after the outcome")
    second_review_on = models.DateField(null=True, help_text="Twelve months after the outcome")
    # What stands on the public page, in words of its own.
    you_said = models.TextField(blank=True)
    we_did = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    # What the public page counts, suppressed when it was published: it does not move afterwards.
    published_counts = models.JSONField(default=dict)
    withdrawn_at = models.DateTimeField(null=True)
    why_withdrawn = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, outcome="", reasons="", decided="", first_review_on=None)
                | (
                    Q(decided_at__isnull=False, options_fixed_at__isnull=False, first_review_on__isnull=False)
                    & Q(second_review_on__gt=F("first_review_on"), outcome__in=["done", "part", "not_now", "cannot"])
                    & ~Q(reasons="")
                    & ~Q(decided="")
                ),
                name="an_outcome_has_its_reasons",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(evidenced__gt=0) | ~Q(why_no_evidence=""),
                name="an_outcome_has_evidence_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "done"]) | ~Q(not_done=""), name="what_was_not_done_is_said"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None)
                | (Q(published_at__gte=F("decided_at")) & ~Q(you_said="") & ~Q(we_did="")),
                name="only_an_outcome_is_published",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, why_withdrawn="")
                | (Q(withdrawn_at__isnull=False) & ~Q(why_withdrawn="")),
                name="a_decision_is_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(options_fixed_at=None) | Q(options_fixed_at__gte=F("opened_at")),
                name="options_are_fixed_after_it_opened",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(decided_at__gte=F("options_fixed_at")),
                name="an_outcome_follows_its_options",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-opened_at", "id"], name="decisions_by_opening"),
            models.Index(
                fields=["organisation", "-published_at", "id"],
                name="decisions_published",
                condition=Q(published_at__isnull=False, withdrawn_at=None),
            ),
        ]


class Option(models.Model):
    """One thing that could be done. No option is added once they are fixed."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="options")
    text = models.CharField(max_length=300)
    note = models.TextField(blank=True, help_text="What speaks for and against it")
    chosen = models.BooleanField(default=False)


class Interest(models.Model):
    """What somebody has to gain or lose: whoever has declared one does not decide."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="interests")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    what = models.CharField(max_length=400)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "account"], name="one_interest_per_person")]
