"""Invitations to tell us, sent from a list of people. Addresses stand in the address book of messages, never here."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from heard.organisations.models import Account, Organisation, Unit
from heard.store.references import new_reference


def new_code() -> str:
    """What the links of one list have in common: ten letters, the same for everybody on it."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(10))


class InvitationList(models.Model):
    """One list of people. Every row is accounted for: rows = to send + held + bad; and left out, once it is sent."""

    class State(models.TextChoices):
        """Where a list is."""

        OPEN = "open", "Being prepared"
        CONFIRMED = "confirmed", "Confirmed, on its way"
        WRITING = "writing", "Being put in the queue"
        SENT = "sent", "In the queue or sent"
        RECALLED = "recalled", "Recalled"
        STOPPED = "stopped", "Stopped"
        DISCARDED = "discarded", "Thrown away"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    code = models.CharField(max_length=10, unique=True, default=new_code, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    # Where the list names no service: the one that they have all been to.
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    problem = models.CharField(max_length=300, blank=True, help_text="Why it stopped, and what to do")
    # The names of its columns, what each holds, and sentences about the file. No cell of it.
    header = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    # How many rows had which outcome, by rule: {"send": 12, "held": {"deceased": 1}, "bad": {"address": 2}}.
    counts = models.JSONField(default=dict)
    made_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    # From this day on the addresses and the account of the rows are deleted; the counts stay.
    forget_on = models.DateField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "discarded"]) | Q(confirmed_at__isnull=False),
                name="an_invitation_is_confirmed_before_it_is_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["forget_on"], name="invitations_to_forget", condition=Q(forgotten_at=None)),
        ]


class InvitationRow(models.Model):
    """What becomes of one row of a list, by its line alone."""

    class Outcome(models.TextChoices):
        """What becomes of a row."""

        SEND = "send", "Invited"
        HELD = "held", "Not invited"
        BAD = "bad", "Cannot be reached"

    batch = models.ForeignKey(InvitationList, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(help_text="Line of the file; 1 is the header")
    outcome = models.CharField(max_length=4, choices=Outcome)
    # A rule of the pack; empty for those who are invited.
    rule = models.CharField(max_length=20, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    way = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="one_outcome_per_line")]
