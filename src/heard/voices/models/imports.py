"""Questions, sources and the imports that brought voices."""

from __future__ import annotations

from django.db import models

from heard.organisations.models import Account, Organisation
from heard.store.references import new_reference


class Question(models.Model):
    """A question as it was worded. A changed wording is another question."""

    class Kind(models.TextChoices):
        """What a question asks for; the FFT frame's three question types, and the rating itself."""

        WHAT_GOOD = "what_good", "What was good"
        COULD_IMPROVE = "could_improve", "What could be better"
        NONSPECIFIC = "nonspecific", "Open"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    wording = models.TextField()
    key = models.CharField(max_length=64, help_text="Hash of the normalised wording")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.NONSPECIFIC)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="one_question_per_wording")]


class Source(models.Model):
    """Where exports come from: a supplier's file layout with its saved mapping and its settled doubts."""

    class DateOrder(models.TextChoices):
        """How a source writes doubtful dates."""

        UNDECIDED = "undecided", "Not decided"
        DAY_FIRST = "day_first", "Day first"
        MONTH_FIRST = "month_first", "Month first"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="sources")
    name = models.CharField(max_length=100)
    # Header to field and what goes with it; see importing/mapping.py.
    mapping = models.JSONField(default=dict)
    # Person's answer for dates of which both readings are possible even after the join; applies to the whole source.
    doubtful_dates = models.CharField(max_length=20, choices=DateOrder, default=DateOrder.UNDECIDED)
    channel = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_source_per_name")]


class Import(models.Model):
    """One run over one file. Its rows are accounted for: rows = answers + empty + rejected + duplicates."""

    class State(models.TextChoices):
        """Where an import is."""

        UPLOADED = "uploaded", "Uploaded, not yet mapped"
        READY = "ready", "Mapped, not started"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Stopped"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"
        WITHDRAWN = "withdrawn", "Withdrawn"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="imports")
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="imports")
    file = models.CharField(max_length=300, help_text="Path in the file store; removed when the run is over")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    bytes = models.BigIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.UPLOADED)
    problem = models.TextField(blank=True, help_text="The sentence that says why it stopped and what to do")
    # What was found before mapping: encoding, delimiter, sheet, header, sample rows, suggestions, doubts.
    findings = models.JSONField(default=dict)
    # The mapping as it was for this run.
    mapping = models.JSONField(default=dict)
    # Progress: committed in the same transaction as the chunk, so that a killed run goes on from here.
    voices_total = models.BigIntegerField(null=True)
    voices_done = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    created_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)


class RejectedRow(models.Model):
    """A row that could not be taken, with its line and the reason; downloadable, correctable, re-importable."""

    batch = models.ForeignKey(Import, models.CASCADE, related_name="rejected")
    line = models.BigIntegerField(help_text="Line of the file on which the row starts; 1 is the header")
    reason = models.CharField(max_length=300)
    cells = models.JSONField()
