"""What was said: voices, their answers, and the imports that brought them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from heard.organisations.models import Account, Organisation, Unit
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

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.FEEDBACK)
    relation = models.CharField(max_length=10, choices=Relation, default=Relation.UNKNOWN, blank=True)
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.UNKNOWN, blank=True)
    moment = models.CharField(max_length=10, choices=Moment, default=Moment.UNKNOWN, blank=True)
    stage = models.CharField(max_length=20, default="delivery")
    language = models.CharField(max_length=10, blank=True)
    # The rating as the FFT numbers it: 1 very good … 5 very poor, 6 don't know; 0 a code that no pack knows; null none.
    rating = models.PositiveSmallIntegerField(null=True)
    rating_as_said = models.CharField(max_length=60, blank=True, help_text="Kept where the pack did not know the code")
    # {"age": "65-74", "sex": ..., "ethnicity": ...}: optional, by category, as the source says it.
    about = models.JSONField(null=True)
    wishes = models.JSONField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # The ledger event that recorded this voice (one for each chunk of an import), the voice's place among the leaves
    # of that event's batch, and the salt of its leaf (see BatchProof).
    event = models.BigIntegerField()
    place = models.PositiveIntegerField(default=0)
    salt = models.BinaryField(max_length=16, default=bytes)

    class Meta:
        indexes = [
            models.Index(fields=["source", "key"], name="voice_by_key"),
            models.Index(fields=["batch"], name="voice_by_batch"),
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
