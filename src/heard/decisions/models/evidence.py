"""What a decision rests on, and whose words that is."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from heard.decisions.models.decided import Decision
from heard.organisations.models import Account
from heard.store.references import new_reference


class Evidence(models.Model):
    """A frozen look at something, made before the outcome (the trigger in migration 0002 refuses a later one).

    It holds no words of anybody: those are read where they are kept, and `digest` shows whether they are the same.
    """

    class Side(models.TextChoices):
        """Which way it points."""

        FOR = "for", "For"
        CONTRARY = "contrary", "Against"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="evidence")
    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    # What was looked at: a kind ('voices.voice', 'signals.signal', 'coding.search') and what that kind calls it.
    kind = models.CharField(max_length=40)
    of = models.CharField(max_length=1000)
    side = models.CharField(max_length=10, choices=Side, default=Side.FOR)
    shows = models.CharField(max_length=400)
    count = models.PositiveBigIntegerField(null=True)
    denominator = models.PositiveBigIntegerField(null=True)
    # The voices that it rests on may be more than those that are kept with it (Speaker).
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was seen")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "kind", "of", "side"], name="one_look_at_a_thing_per_side"),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(count__lte=F("denominator")), name="evidence_counts_a_part"
            ),
        ]
        indexes = [models.Index(fields=["kind", "of"], name="evidence_of_a_thing")]


class Speaker(models.Model):
    """Somebody whose words were evidence, by the reference of their voice."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="speakers")
    voice = models.CharField(max_length=26)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evidence", "voice"], name="one_speaker_per_evidence")]
        indexes = [models.Index(fields=["voice"], name="decisions_by_speaker")]
