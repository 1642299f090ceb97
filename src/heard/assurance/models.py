"""The Friends and Family Test's monthly return: what was entered for it, what was submitted, what was published."""

from __future__ import annotations

from django.db import models

from heard.organisations.models import Account, Organisation, Unit
from heard.store.references import new_reference


class Return(models.Model):
    """A month for which somebody has begun the return. Its counts are made from voices until it is submitted."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    month = models.DateField(help_text="Its first day")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "month"], name="one_return_per_month"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="return_month_is_a_first_day"),
        ]


class Eligible(models.Model):
    """How many people a service could have asked in the month. Missing is not 0: there is then no response rate."""

    of = models.ForeignKey(Return, models.CASCADE, related_name="eligible")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "unit"], name="one_eligible_number_per_service")]


class Submission(models.Model):
    """A file as it was submitted. It is never changed: what is corrected later is another submission."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    of = models.ForeignKey(Return, models.CASCADE, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    # The CSV itself, its hash, and its rows (see queries.counts.Line) from which the XLSX and what is published come.
    file = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    lines = models.JSONField()
    # What stood beside, uncounted: {"unknown_codes": 1, "undecided": 2, "undated": 3}.
    beside = models.JSONField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    event = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="one_submission_per_number")]


class Publication(models.Model):
    """Percentages as they were published: small numbers hidden, and frozen. A correction is another version."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    of = models.ForeignKey(Return, models.CASCADE, related_name="publications")
    number = models.PositiveSmallIntegerField()
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    # Rows as shown, hidden numbers left out (see queries.published), and their hash.
    rows = models.JSONField()
    # What the percentage hides, as shown: {"serious": 7, "rated_good": null}, null where the number is small.
    hides = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=400, blank=True, help_text="Why there is another version")
    changes = models.JSONField(default=list, help_text="What it changed, in sentences")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    event = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="one_publication_per_number"),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reason=""), name="another_version_says_why"
            ),
        ]
