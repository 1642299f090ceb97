"""What somebody sent beside their words: recordings and pictures. The bytes lie sealed in files, by opaque names."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from heard.store.references import new_reference
from heard.voices.models.voices import Answer, Voice


class Attachment(models.Model):
    """A recording or a picture. Until the form that it came with is sent, it waits under the form's token."""

    class Kind(models.TextChoices):
        """What it is."""

        SOUND = "sound", "Recording"
        PICTURE = "picture", "Picture"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    voice = models.ForeignKey(Voice, models.CASCADE, null=True, related_name="+")
    pending = models.CharField(max_length=64, blank=True, help_text="HMAC of the form's token; empty once it was sent")
    kind = models.CharField(max_length=10, choices=Kind)
    media_type = models.CharField(max_length=40)
    bytes = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    # What a person wrote down of it.
    written = models.OneToOneField(Answer, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(voice__isnull=False, pending="") | (Q(voice=None) & ~Q(pending="")),
                name="an_attachment_waits_or_belongs",
            ),
        ]
        indexes = [models.Index(fields=["pending"], name="attachments_waiting", condition=~Q(pending=""))]
