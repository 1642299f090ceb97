"""Who can be reached and how, what was written to them, what became of it, and what they wrote back.

Recipients are opaque references ('voices.contact:01J…'): the room sees addresses, never what somebody said.
"""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from heard.organisations.models import Account, Organisation, Unit
from heard.store.references import new_reference


def new_token() -> str:
    """What a reply's address carries: 25 characters that e-mail programs leave alone, and nobody guesses."""
    return "".join(secrets.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(25))


class Way(models.TextChoices):
    """The ways to reach somebody."""

    EMAIL = "email", "E-mail"
    SMS = "sms", "Text message"
    LETTER = "letter", "Letter"
    PHONE = "phone", "Telephone, through staff"
    IN_PERSON = "in_person", "In person"


class Format(models.TextChoices):
    """The formats that somebody can ask for (Accessible Information Standard)."""

    STANDARD = "standard", "As usual"
    LARGE_PRINT = "large_print", "Large print"
    EASY_READ = "easy_read", "Easy read"
    PLAIN = "plain", "Plain text e-mail"
    BRAILLE = "braille", "Braille"
    BSL = "bsl", "British Sign Language"
    AUDIO = "audio", "Audio"
    OTHER = "other", "Another format"


# What no machine here makes: a person has to.
MADE_BY_HAND = frozenset({Format.BRAILLE, Format.BSL, Format.AUDIO, Format.OTHER})


class Recipient(models.Model):
    """One entry of the address book. Several references may share one address."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    ref = models.CharField(max_length=80)
    way = models.CharField(max_length=10, choices=Way)
    sealed = models.BinaryField(null=True, help_text="Sealed JSON: name, email, phone, lines; null once forgotten")
    language = models.CharField(max_length=10, default="en")
    format = models.CharField(max_length=12, choices=Format, default=Format.STANDARD)
    format_note = models.CharField(max_length=200, blank=True, help_text="For another format: which")
    kept_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "ref"], name="one_recipient_per_reference")]


class OptOut(models.Model):
    """Somebody asked an organisation to stop: it holds for the address, whoever it was kept for."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    # The way by which they asked, which is not always the way that stops.
    asked_by = models.CharField(max_length=10, choices=Way)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "fingerprint"], condition=Q(lifted_at=None), name="one_standing_opt_out"
            )
        ]


class Wording(models.Model):
    """An organisation's own wording of a template; an empty one (`own` is false) goes back to the pack's."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    template = models.SlugField(max_length=60)
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    own = models.BooleanField(default=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    easy_read = models.TextField(blank=True)
    sms = models.TextField(blank=True)
    saved_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "template", "language", "version"], name="one_wording_per_version"
            )
        ]


class Batch(models.Model):
    """One message to many."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    template = models.SlugField(max_length=60)
    count = models.PositiveIntegerField()
    # Who was left out, by reason: {"asked in the last 30 days": 4}.
    left_out = models.JSONField(default=dict)
    made_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()


class PrintRun(models.Model):
    """Letters printed together: one PDF with its list."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)


class Message(models.Model):
    """One message to one recipient."""

    class State(models.TextChoices):
        """Where a message is."""

        DRAFT = "draft", "Draft"
        QUEUED = "queued", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        TO_PRINT = "to_print", "To be printed"
        PRINTED = "printed", "Printed, not yet posted"
        BY_HAND = "by_hand", "With a person"
        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Delivered"
        BOUNCED = "bounced", "Came back"
        FAILED = "failed", "Not sent"
        UNSENT = "unsent", "Could not be sent"
        RECALLED = "recalled", "Recalled"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    token = models.CharField(max_length=25, unique=True, default=new_token, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    # The service that it is about, for who may read it; null: the whole organisation's.
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+", db_index=False)
    made_on = models.DateField()
    batch = models.ForeignKey(Batch, models.CASCADE, null=True, related_name="+")
    print_run = models.ForeignKey(PrintRun, models.SET_NULL, null=True, related_name="messages")
    recipient_ref = models.CharField(max_length=80)
    # What it belongs to in the room that asked for it ('voices.voice:01J…'), so that replies find their way.
    about = models.CharField(max_length=80, blank=True)
    # What the asking room calls this message; asked for again, nothing new is made.
    key = models.CharField(max_length=80, null=True)
    template = models.SlugField(max_length=60)
    template_version = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    way = models.CharField(max_length=10, choices=Way)
    format = models.CharField(max_length=12, choices=Format, default=Format.STANDARD)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    # The sentence that says why it is not, or not yet, where it should be.
    problem = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    recallable_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, help_text="When the next try is due")
    claimed_at = models.DateTimeField(null=True)
    # Who is sending it: what another process has claimed since is no longer this one's.
    claim = models.CharField(max_length=26, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # How often a person has sent it again: a channel knows each time by a reference of its own.
    round = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="Delivered, came back, failed, recalled")
    provider_id = models.CharField(max_length=120, blank=True)
    # Of the address that it was queued for: texts that come back have nothing else to find their message by.
    fingerprint = models.CharField(max_length=64, blank=True)
    # False: a stand-in kept it, and nothing left the machine.
    really = models.BooleanField(default=True)
    # A person has seen to what could not be delivered: when, and how.
    settled_at = models.DateTimeField(null=True)
    settled_how = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "state", "id"], name="message_by_state"),
            models.Index(fields=["recipient_ref"], name="message_by_recipient"),
            models.Index(fields=["about"], name="message_by_about", condition=~Q(about="")),
            models.Index(fields=["fingerprint", "way"], name="message_by_fingerprint", condition=~Q(fingerprint="")),
            models.Index(fields=["due_at"], name="message_by_due", condition=Q(state__in=["queued", "sending"])),
        ]
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="one_message_per_key")]

    @property
    def said_on(self) -> object:
        """The day by which the policy judges a place in the services tree."""
        return self.made_on


class Body(models.Model):
    """The words of a message, apart from its states: they can be forgotten, the states stay."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="+")
    subject = models.CharField(max_length=200, blank=True)
    words = models.TextField()
    # What the event's commitment to subject and words was made with.
    nonce = models.BinaryField(max_length=32)


class Reply(models.Model):
    """What came back from outside: an answer, or a machine's."""

    class Kind(models.TextChoices):
        """What it is."""

        ANSWER = "answer", "Reply"
        STOP = "stop", "Asked to stop"
        START = "start", "Asked to start again"
        BOUNCE = "bounce", "Came back undelivered"
        MACHINE = "machine", "Automatic reply"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="replies")
    recipient_ref = models.CharField(max_length=80, blank=True)
    way = models.CharField(max_length=10, choices=Way)
    kind = models.CharField(max_length=10, choices=Kind)
    # The sender's own id of it (fingerprint): the same one twice is kept once.
    external = models.CharField(max_length=64)
    words = models.TextField(blank=True)
    # Sealed: the address of an answer that belongs to no message, so that somebody can write back.
    sealed = models.BinaryField(null=True)
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "external"], name="one_reply_per_external_id")]


class Outbox(models.Model):
    """What the stand-in channels kept instead of sending it. One row for each time that something was handed over."""

    message_reference = models.CharField(max_length=40, db_index=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    way = models.CharField(max_length=10, choices=Way)
    sealed = models.BinaryField(null=True, help_text="Sealed JSON: to, subject, text; null once forgotten")
    at = models.DateTimeField()


class Notice(models.Model):
    """A line for an account, shown behind the bell and gathered into its e-mails."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    subject_kind = models.CharField(max_length=30, help_text="Which setting it follows: a kind of the pack")
    key = models.CharField(max_length=120, help_text="The same key twice for one account is one notice")
    text = models.CharField(max_length=300)
    link = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "organisation", "-id"], name="notice_by_account"),
            models.Index(fields=["at"], name="notice_to_mail", condition=Q(mailed_at=None, read_at=None)),
        ]
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_notice_per_key")]


class NoticeSetting(models.Model):
    """How often a person wants e-mails about a kind of notice, where it differs from their role's default."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    # {"task_due": "daily"}
    often = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "organisation"], name="one_notice_setting")]
