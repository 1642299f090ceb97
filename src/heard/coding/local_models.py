"""Frames of an organisation's own: labels, labelled comments, what was learned from them, and the codes it gave."""

from __future__ import annotations

from django.db import models

from heard.organisations.models import Account, Organisation
from heard.store.references import new_reference


class LocalFrame(models.Model):
    """A set of labels that an organisation made."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField(default=1, help_text="Goes up with every change of its labels")
    began_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    began_at = models.DateTimeField()
    # Comments up to this answer have the codes of the model in force.
    coded_to = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="frames_named_apart")]


class LocalLabel(models.Model):
    """A label of a frame. Its bit is never given again; one that was retired is no longer offered."""

    frame = models.ForeignKey(LocalFrame, models.CASCADE, related_name="labels")
    bit = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True, default="")
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["frame", "bit"], name="labels_by_bit"),
            models.UniqueConstraint(fields=["frame", "name"], name="labels_named_apart"),
        ]


class LocalExample(models.Model):
    """A comment that a person labelled: one of Heard's, or one of a file, whose words then stand here."""

    frame = models.ForeignKey(LocalFrame, models.CASCADE, related_name="examples")
    answer_id = models.BigIntegerField(null=True)
    voice_id = models.BigIntegerField(null=True, db_index=True)
    words = models.TextField(blank=True, default="", help_text="Of a file alone, with personal data masked")
    labels = models.BigIntegerField(help_text="Bit n is label n; none where no label fits")
    labelled_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    labelled_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["frame", "answer_id"], name="one_example_per_answer")]


class LocalModel(models.Model):
    """What was learned from a frame's examples, with its figures; in force once a person adopts it."""

    class State(models.TextChoices):
        """How far it is."""

        LEARNING = "learning", "Learning"
        READY = "ready", "Ready to be looked at"
        ADOPTED = "adopted", "In force"
        REPLACED = "replaced", "Replaced"
        WITHDRAWN = "withdrawn", "Taken back"
        FAILED = "failed", "Could not be learned"

    frame = models.ForeignKey(LocalFrame, models.CASCADE, related_name="models")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.LEARNING)
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    learned_at = models.DateTimeField(null=True)
    adopted_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True, default="")
    figures = models.JSONField(default=dict)
    # Weights of hashed features: numbers alone, no words.
    content = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["frame", "number"], name="models_numbered"),
            models.UniqueConstraint(
                fields=["frame"], condition=models.Q(state="adopted"), name="one_local_model_in_force"
            ),
        ]


class LocalCode(models.Model):
    """The labels that a frame's model in force gave an answer. The answer comes first, so that it goes with it."""

    pk = models.CompositePrimaryKey("answer_id", "frame_id")
    answer_id = models.BigIntegerField()
    frame_id = models.BigIntegerField()
    model_id = models.BigIntegerField()
    labels = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["frame_id"], name="local_codes_by_frame")]
