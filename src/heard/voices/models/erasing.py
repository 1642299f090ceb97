"""What has to be forgotten, by when, who looked at it; and what may not be forgotten yet."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from heard.organisations.models import Account, Organisation, Unit
from heard.store.references import new_reference


class ErasureRequest(models.Model):
    """A voice that is to be forgotten. It holds no word of it: the voice by its opaque reference."""

    class Basis(models.TextChoices):
        """Why it is to be forgotten."""

        SPEAKER = "speaker", "Whoever spoke asked, with their key"
        SUBJECT = "subject", "The person it is about asked us"
        RETENTION = "retention", "It has been kept for as long as the rule says"

    class Identity(models.TextChoices):
        """How we know who asked."""

        NONE = "", "Nobody asked"
        KEY = "key", "They had the key, and no PIN is set"
        KEY_AND_PIN = "key_and_pin", "They had the key and the PIN"
        CALLED_BACK = "called_back", "We rang or wrote to the contact that we had"
        DETAILS = "details", "They knew what only they can know"
        DOCUMENT = "document", "We saw a document, and kept no copy"
        ACTS_FOR = "acts_for", "They showed that they may act for that person"

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", "Asked for"
        DONE = "done", "Erased"
        REFUSED = "refused", "Refused"
        TAKEN_BACK = "taken_back", "Taken back"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    voice = models.CharField(max_length=26)
    basis = models.CharField(max_length=12, choices=Basis)
    identity = models.CharField(max_length=12, choices=Identity, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="How it was checked, personal details masked")
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    # For a speaker: from this day on it is done by itself. For somebody who asked us: answered by then.
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True, help_text="Why it was refused, as they read it")
    # How much went, by what it is.
    gone = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voice"], condition=Q(state="asked"), name="one_open_erasure_per_voice"),
            models.CheckConstraint(
                condition=~Q(basis="subject") | (~Q(identity="") & ~Q(note="")), name="an_erasure_says_who_was_checked"
            ),
            models.CheckConstraint(
                condition=~Q(basis="subject", state="done") | ~Q(decided_by=F("asked_by")),
                name="an_erasure_has_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="an_erasure_is_refused_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "due_on"], name="erasures_by_state")]


class Hold(models.Model):
    """What may not be erased meanwhile, because an inquiry, a claim or a court needs it."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+", help_text="Null: the whole")
    voice = models.CharField(max_length=26, blank=True, help_text="Empty: every voice of the place")
    why = models.CharField(max_length=400)
    placed_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="a_hold_says_why")]
