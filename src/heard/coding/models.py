"""What was meant: codes, and the tables that Explore reads.

Days are whole numbers since 1970-01-01 here, and UNDATED where nobody has decided the date: it sorts last, needs no
special case in an index, and costs nothing to convert in bulk.
"""

from __future__ import annotations

from typing import Final

from django.db import models

from heard.coding.fields import TermsField
from heard.coding.language_models import Spoken, Translation
from heard.coding.local_models import LocalCode, LocalExample, LocalFrame, LocalLabel, LocalModel
from heard.coding.topic_models import Topic, TopicQuotation, TopicSearch, TopicVersion
from heard.organisations.models import Account, Organisation
from heard.store.references import new_reference

# Topics, frames of an organisation's own, and languages stand in modules of their own.
__all__ = [
    "NOT_ASSIGNED",
    "NOT_CODED",
    "UNCODED",
    "UNDATED",
    "Cell",
    "Code",
    "ExploreAnswer",
    "ExploreVoice",
    "Facet",
    "LocalCode",
    "LocalExample",
    "LocalFrame",
    "LocalLabel",
    "LocalModel",
    "Run",
    "SavedView",
    "Spoken",
    "Topic",
    "TopicQuotation",
    "TopicSearch",
    "TopicVersion",
    "Translation",
    "Uncounted",
]

# Before every date that can be written: an undated voice comes last in newest-first lists.
UNDATED: Final = -1_000_000
# The theme of a comment to which no theme was given.
NOT_ASSIGNED: Final = -1
# The theme of a comment that the machine did not code, because it is in another language, and the themes of its code:
# no bit of any theme is set, and it is not the 0 of 'Not assigned'.
NOT_CODED: Final = -2
UNCODED: Final = -(1 << 63)


class Facet(models.IntegerChoices):
    """By what a cell counts."""

    ALL = 0, "All"
    THEME = 1, "Theme"
    RELATION = 2, "Relation"
    CHANNEL = 3, "Channel"
    QUESTION = 4, "Question"
    SOURCE = 5, "Source"


class Run(models.Model):
    """A version of the coder with its configuration: which machine gave a code."""

    frame = models.CharField(max_length=80, help_text="Slug and version of the frame pack: 'fft-themes@7'")
    model = models.CharField(max_length=80, help_text="Name and version of the artefact: 'fast@2026-11-22'")
    configuration = models.JSONField(default=dict)
    started_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["frame", "model"], name="one_run_per_version")]


class Code(models.Model):
    """What one answer was understood as, by a run or by a person. Number 0 is the first; the highest is current.

    Each supersedes the one before it and none is overwritten. The key is the answer and the number, so that the many
    codes that a machine gives need no identifier and no second index.
    """

    pk = models.CompositePrimaryKey("answer_id", "number")
    answer_id = models.BigIntegerField()
    number = models.SmallIntegerField(default=0)
    # No database constraint: nothing deletes a run, and PostgreSQL would look it up for every code.
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False)
    person = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", db_index=False)
    # When a person gave it; a run's is that of the import that it was part of.
    at = models.DateTimeField(null=True)
    # Bit n is theme n of the frame pack; no bit at all is 'Not assigned', and UNCODED what was not coded.
    themes = models.BigIntegerField()
    # 1 very positive … 5 very negative, null where none could be given. Named, never numbered, on pages.
    sentiment = models.PositiveSmallIntegerField(null=True)
    # The codebook's level, 0 to 3.
    seriousness = models.PositiveSmallIntegerField()
    kinds = models.PositiveIntegerField(default=0, help_text="Bit n is kind n of the codebook pack")
    hcat = models.PositiveSmallIntegerField(null=True, help_text="HCAT category, by its place in the codebook pack")
    confidence = models.PositiveSmallIntegerField(null=True, help_text="Of the weakest theme given, in percent")
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["person"], name="code_by_person", condition=models.Q(person__isnull=False))]


class ExploreVoice(models.Model):
    """One voice as Explore counts it; deleted when the voice is withdrawn or its import undone."""

    voice_id = models.BigIntegerField(primary_key=True)
    organisation_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    said_day = models.IntegerField()
    rating = models.PositiveSmallIntegerField(null=True)
    relation = models.PositiveSmallIntegerField()
    channel = models.PositiveSmallIntegerField()
    source_id = models.BigIntegerField(help_text="0 where it came from no source")

    class Meta:
        indexes = [models.Index(fields=["unit_id", "said_day"], name="explorevoice_by_unit")]


class ExploreAnswer(models.Model):
    """One answer with words, as Explore filters and finds it: what is needed to select, copied side by side."""

    answer_id = models.BigIntegerField(primary_key=True)
    voice_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    said_day = models.IntegerField()
    question_id = models.BigIntegerField(help_text="0 where the words answer no question")
    source_id = models.BigIntegerField(help_text="0 where it came from no source")
    relation = models.PositiveSmallIntegerField()
    channel = models.PositiveSmallIntegerField()
    rating = models.PositiveSmallIntegerField(null=True)
    themes = models.BigIntegerField()
    sentiment = models.PositiveSmallIntegerField(null=True)
    seriousness = models.PositiveSmallIntegerField()
    # Normalised by methods.search. Text with an external-content FTS5 table on SQLite, a tsvector with a GIN index
    # on PostgreSQL (migration 0002 and sql.py): PostgreSQL needs no second copy of the words.
    terms = TermsField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "said_day", "answer_id"], name="explore_by_organisation"),
            models.Index(fields=["unit_id", "said_day", "answer_id"], name="explore_by_unit"),
            models.Index(fields=["voice_id"], name="explore_by_voice"),
            # Concerns are few and asked for most: without this their newest 25 could mean walking every comment.
            models.Index(
                fields=["organisation_id", "said_day", "answer_id"],
                condition=models.Q(seriousness__gte=2),
                name="explore_concerns",
            ),
        ]


class Cell(models.Model):
    """How many voices stand under a unit, in a period, with one facet's value: what pages add up.

    A period is the part of a week (from Monday) that lies in one month, by its first day, or UNDATED: weeks, months
    and quarters are sums of the same cells. Counts of voices (each once) unless they say comments (answers with
    words); under a theme or question the comments are those with it.
    """

    pk = models.CompositePrimaryKey("unit_id", "facet", "period", "value")
    unit_id = models.BigIntegerField()
    facet = models.PositiveSmallIntegerField(choices=Facet)
    period = models.IntegerField()
    value = models.BigIntegerField()

    voices = models.IntegerField()
    with_words = models.IntegerField(help_text="Voices with at least one comment; the others only rated")
    rated_0 = models.IntegerField(help_text="A code that no pack knows")
    rated_1 = models.IntegerField()
    rated_2 = models.IntegerField()
    rated_3 = models.IntegerField()
    rated_4 = models.IntegerField()
    rated_5 = models.IntegerField()
    rated_6 = models.IntegerField()
    comments = models.IntegerField()
    sentiment_1 = models.IntegerField()
    sentiment_2 = models.IntegerField()
    sentiment_3 = models.IntegerField()
    sentiment_4 = models.IntegerField()
    sentiment_5 = models.IntegerField()
    seriousness_1 = models.IntegerField()
    seriousness_2 = models.IntegerField()
    seriousness_3 = models.IntegerField()
    # Voices rated Very good or Good with a comment at level 2 or 3: what the percentage hides.
    concerns_rated_good = models.IntegerField()


class Uncounted(models.Model):
    """What has changed and is not in the cells yet. Pages add it to the cells, so they are right at every moment.

    Facts (voices with their answers, with a sign) are appended by whatever changes; folding turns them into parts of
    cells, sorted by unit, and each part into rows of cells, in transactions that stay short.
    """

    organisation_id = models.BigIntegerField()
    # Null for facts; otherwise the units of which this part holds cells.
    first_unit = models.BigIntegerField(null=True)
    last_unit = models.BigIntegerField(null=True)
    voices = models.IntegerField(help_text="How many signed voices (facts) or rows of cells (a part)")
    content = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["organisation_id"], name="uncounted_by_organisation")]


class SavedView(models.Model):
    """A search that somebody keeps, for themselves or for everyone in the organisation who may explore."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    query = models.TextField(help_text="The query string of Explore")
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)


class Calibration(models.Model):
    """What an organisation's own corrections taught: thresholds, measured on labels kept aside, adopted by a person.

    It holds numbers alone, no words. Of each organisation at most one is adopted.
    """

    class State(models.TextChoices):
        """What became of it."""

        PROPOSED = "proposed", "Waits for somebody to adopt it"
        ADOPTED = "adopted", "In force"
        REPLACED = "replaced", "Replaced by a later one"
        ROLLED_BACK = "rolled_back", "Rolled back"
        DECLINED = "declined", "Not adopted"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    frame = models.CharField(max_length=80)
    model = models.CharField(max_length=80, help_text="The artefact whose scores the thresholds are for")
    thresholds = models.JSONField()
    slope = models.FloatField()
    intercept = models.FloatField()
    measured = models.JSONField(help_text="Labels learned from and kept aside, and micro F1 before and after")
    state = models.CharField(max_length=11, choices=State, default=State.PROPOSED)
    previous = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, help_text="When it was adopted or declined")
    settled_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="calibrations_numbered"),
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(state="adopted"), name="one_calibration_in_force"
            ),
        ]


class Recoding(models.Model):
    """What the machine coded is coded again by a later run, in chunks; where a person gave the code, it stays."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    # The last voice that was looked at: where it goes on after it was cut off.
    at_voice = models.BigIntegerField(default=0)
    voices = models.IntegerField(help_text="How many there were when it began")
    looked = models.IntegerField(default=0, help_text="Voices")
    changed = models.IntegerField(default=0, help_text="Comments")
    started_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    stopped = models.BooleanField(default=False, help_text="A later one took its place")

    class Meta:
        indexes = [models.Index(fields=["organisation", "-id"], name="recodings_by_organisation")]
