"""What was said: voices, their answers, and what is kept beside them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from heard.organisations.models import Organisation, Unit
from heard.store.references import new_reference
from heard.voices.models.imports import Import, Question, Source


class Voice(models.Model):
    """Words or a rating from one person about one service, on one occasion."""

    class Kind(models.TextChoices):
        """What somebody brought."""

        FEEDBACK = "feedback", "Feedback"
        STORY = "story", "Story"
        CONCERN = "concern", "Concern"
        COMPLIMENT = "compliment", "Compliment"
        IDEA = "idea", "Idea"
        QUESTION = "question", "Question"
        STAFF_CONCERN = "staff_concern", "Staff concern"

    class Relation(models.TextChoices):
        """Who the speaker is in this."""

        UNKNOWN = "", "Not said"
        PATIENT = "patient", "Patient"
        RELATIVE = "relative", "Relative"
        CARER = "carer", "Carer"
        STAFF = "staff", "Staff"
        PUBLIC = "public", "Member of the public"
        GROUP = "group", "Group"

    class Channel(models.TextChoices):
        """How it reached us (the FFT's collection modes, and those of a conversation)."""

        UNKNOWN = "", "Not said"
        SMS = "sms", "Text message"
        ONLINE = "online", "Online"
        PAPER = "paper", "Paper"
        TELEPHONE = "telephone", "Telephone"
        TABLET = "tablet", "Tablet or kiosk"
        EMAIL = "email", "E-mail"
        FACE_TO_FACE = "face_to_face", "Face to face"
        OTHER = "other", "Other"

    class Moment(models.TextChoices):
        """When in their care somebody spoke."""

        UNKNOWN = "", "Not said"
        BEFORE = "before", "Before care"
        DURING = "during", "During care"
        AFTER = "after", "After care"

    class Route(models.TextChoices):
        """Who reads it: the line of the service, or people outside it."""

        LINE = "line", "Through the line"
        OUTSIDE = "outside", "Outside the line"
        SAFEGUARDING = "safeguarding", "Safeguarding lead"
        SPEAKING_UP = "speaking_up", "Speaking-up guardian"

    class Basis(models.TextChoices):
        """On what ground somebody speaks for another person; empty where they speak for themselves."""

        SELF = "", "For themselves"
        CONSENT = "consent", "They know and agree"
        PARENT = "parent", "Parent or guardian"
        DECIDES = "decides", "Decides for them by law"
        CANNOT_ASK = "cannot_ask", "They cannot be asked"
        DIED = "died", "They have died"

    class Moderation(models.TextChoices):
        """Whether its words may be published."""

        NONE = "", "Not for publication"
        WAITING = "waiting", "Waiting for a moderator"
        PUBLISHED = "published", "Published without a name"
        HELD = "held", "Held back"
        REFUSED = "refused", "Refused"

    # Indexes stand in Meta alone: each one more costs every imported row, and a unique CharField has two in PostgreSQL.
    # PostgreSQL checks these keys a statement at a time (migration 0002).
    reference = models.CharField(max_length=26, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    batch = models.ForeignKey(Import, models.PROTECT, null=True, related_name="voices", db_index=False)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+", db_index=False)
    # First 63 bits of SHA-256 over source and respondent id (or content and its occurrence): finds re-imports.
    key = models.BigIntegerField()
    supplier_id = models.CharField(max_length=120, blank=True)

    said_on = models.DateField(null=True, help_text="Null while undecided: it then counts in no month")
    # Both readings of a date that the file itself does not decide, kept when the source's answer settles it; else null.
    # Day first: read so that the row which stands among day-first rows (or the first row) has its day first.
    said_on_day_first = models.DateField(null=True)
    said_on_month_first = models.DateField(null=True)
    experienced_on = models.DateField(null=True)
    received_at = models.DateTimeField()
    first_read_at = models.DateTimeField(null=True)

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.FEEDBACK, db_default="feedback")
    relation = models.CharField(max_length=10, choices=Relation, default=Relation.UNKNOWN, blank=True)
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.UNKNOWN, blank=True)
    moment = models.CharField(max_length=10, choices=Moment, default=Moment.UNKNOWN, db_default="", blank=True)
    stage = models.CharField(max_length=20, default="delivery", db_default="delivery")
    language = models.CharField(max_length=10, blank=True)
    # The rating as the FFT numbers it: 1 very good … 5 very poor, 6 don't know; 0 a code that no pack knows; null none.
    rating = models.PositiveSmallIntegerField(null=True)
    rating_as_said = models.CharField(max_length=60, blank=True, help_text="Kept where the pack did not know the code")
    # {"age": "65-74", "sex": ..., "ethnicity": ...}: optional, by category, as the source says it.
    about = models.JSONField(null=True)
    wishes = models.JSONField(null=True)
    # These, kind, moment and stage are set by the database, so that an import need not name them for each of its rows.
    route = models.CharField(max_length=12, choices=Route, default=Route.LINE, db_default="line")
    under_16 = models.BooleanField(default=False, db_default=False)
    # Whom it is about is the speaker, unless it stands here why somebody speaks for another.
    about_person = models.CharField(max_length=12, choices=Basis, default=Basis.SELF, db_default="", blank=True)
    moderation = models.CharField(max_length=10, choices=Moderation, default="", db_default="", blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    # Since then it is an empty shell, withdrawn for good: see actions/forgetting.py.
    erased_at = models.DateTimeField(null=True)
    # The ledger event that recorded this voice (one for each chunk of an import), the voice's place among the leaves
    # of that event's batch, and the salt of its leaf (see BatchProof).
    event = models.BigIntegerField()
    place = models.PositiveIntegerField(default=0)
    salt = models.BinaryField(max_length=16, default=bytes)

    class Meta:
        indexes = [
            models.Index(fields=["source", "key"], name="voice_by_key"),
            models.Index(fields=["batch"], name="voice_by_batch"),
            # What waits for a moderator: few beside all.
            models.Index(fields=["organisation", "id"], name="voice_by_moderation", condition=Q(moderation="waiting")),
            # What was said on a service's page and nobody has read; imported voices are not among them.
            models.Index(fields=["unit", "id"], name="voice_unread", condition=Q(first_read_at=None, batch=None)),
            # The voices of which a person is asked how to read the date; few, so that the index is small.
            models.Index(fields=["source"], name="voice_by_doubt", condition=Q(said_on_day_first__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="one_voice_per_reference"),
            models.CheckConstraint(
                condition=Q(said_on_day_first__isnull=True, said_on_month_first__isnull=True)
                | Q(said_on_day_first__isnull=False, said_on_month_first__isnull=False),
                name="a_doubtful_date_has_both_readings",
            ),
        ]


class BatchProof(models.Model):
    """The leaves of one chunk's digest: SHA-256 over salt and canonical content, 32 bytes a voice, in order of place.

    The event holds only the root (RFC 6962 section 2.1). With these a voice's part in it can be proven later, after
    other voices of the chunk have been erased too; without its salt a leaf says nothing.
    """

    event = models.BigIntegerField(primary_key=True)
    batch = models.ForeignKey(Import, models.CASCADE, related_name="+")
    leaves = models.BinaryField()


class Answer(models.Model):
    """One answer of a voice. `words` is what everyone reads: as said, or with personal data masked."""

    class State(models.IntegerChoices):
        """Whether there is anything to read."""

        SAID = 1, "Said"
        BLANK = 2, "Left blank"
        NON_ANSWER = 3, "Did not answer"

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.PositiveSmallIntegerField(choices=State, default=State.SAID)
    words = models.TextField(blank=True)
    masked = models.BooleanField(default=False, help_text="The untouched words stand in Original")
    supplier_id = models.CharField(max_length=120, blank=True)
    line = models.BigIntegerField(null=True, help_text="Line of the imported file")
    # The later import that brought this answer to a voice that was stored before; null for all others.
    added = models.ForeignKey(Import, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["added"], name="answer_by_addition", condition=Q(added__isnull=False))]


class Original(models.Model):
    """The untouched words of an answer with personal data in it. Opens only to the role, with a reason and an event."""

    answer = models.OneToOneField(Answer, models.CASCADE, primary_key=True, related_name="+")
    words = models.TextField()
    # [[start, end, "phone"], ...] in characters of the original.
    spans = models.JSONField()


class Contact(models.Model):
    """How to reach whoever spoke: encrypted, apart from the words, never searched."""

    voice = models.OneToOneField(Voice, models.CASCADE, primary_key=True, related_name="+")
    sealed = models.BinaryField(help_text="Fernet token of a JSON object: name, email, phone, address")
    # They asked for a reply and have not been told yet that their words have arrived.
    acknowledge = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [models.Index(fields=["voice"], name="contacts_to_acknowledge", condition=Q(acknowledge=True))]
