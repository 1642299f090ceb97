"""What was meant: codes, and the tables that Explore reads."""

from __future__ import annotations

from django.db import models

from heard.organisations.models import Account, Organisation
from heard.store.references import new_reference


class Run(models.Model):
    """A version of the coder with its configuration: which machine gave a code."""

    frame = models.CharField(max_length=80, help_text="Slug and version of the frame pack: 'fft-themes@7'")
    model = models.CharField(max_length=80, help_text="Name and version of the artefact: 'fast@2026-11-22'")
    configuration = models.JSONField(default=dict)
    started_at = models.DateTimeField()


class Code(models.Model):
    """What one answer was understood as, by a run or by a person. The newest is current; none is overwritten."""

    answer_id = models.BigIntegerField()
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    # Bit n is theme n of the frame pack; 0 is 'Not assigned'.
    themes = models.BigIntegerField()
    # 1 very positive … 5 very negative, null where none could be given. Named, never numbered, on pages.
    sentiment = models.PositiveSmallIntegerField(null=True)
    # The codebook's level, 0 to 3.
    seriousness = models.PositiveSmallIntegerField()
    kinds = models.PositiveIntegerField(default=0, help_text="Bit n is kind n of the codebook pack")
    hcat = models.PositiveSmallIntegerField(null=True, help_text="HCAT category, by its place in the codebook pack")
    confidence = models.PositiveSmallIntegerField(null=True, help_text="Of the weakest theme given, in percent")
    reason = models.CharField(max_length=300, blank=True)
    supersedes = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["answer_id"], name="code_by_answer")]


class ExploreVoice(models.Model):
    """One voice as Explore counts it; deleted when the voice is withdrawn or its import undone."""

    voice_id = models.BigIntegerField(primary_key=True)
    organisation_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    said_on = models.DateField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    relation = models.PositiveSmallIntegerField()
    channel = models.PositiveSmallIntegerField()
    source_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit_id", "said_on"], name="explorevoice_by_unit")]


class ExploreAnswer(models.Model):
    """One answer with words, as Explore filters and finds it: what is needed to select, copied side by side."""

    answer_id = models.BigIntegerField(primary_key=True)
    voice_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    said_on = models.DateField(null=True)
    question_id = models.BigIntegerField(null=True)
    source_id = models.BigIntegerField(null=True)
    relation = models.PositiveSmallIntegerField()
    channel = models.PositiveSmallIntegerField()
    rating = models.PositiveSmallIntegerField(null=True)
    themes = models.BigIntegerField()
    sentiment = models.PositiveSmallIntegerField(null=True)
    seriousness = models.PositiveSmallIntegerField()
    # Normalised by methods.search; indexed by FTS5 (external content) or as a tsvector (see search_sql.py).
    terms = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "said_on", "answer_id"], name="explore_by_organisation"),
            models.Index(fields=["unit_id", "said_on", "answer_id"], name="explore_by_unit"),
            models.Index(fields=["voice_id"], name="explore_by_voice"),
        ]


class CellFields(models.Model):
    """The wide columns of a cell. Counts of voices (each once) unless they say comments."""

    voices = models.IntegerField(default=0)
    rated_1 = models.IntegerField(default=0)
    rated_2 = models.IntegerField(default=0)
    rated_3 = models.IntegerField(default=0)
    rated_4 = models.IntegerField(default=0)
    rated_5 = models.IntegerField(default=0)
    rated_6 = models.IntegerField(default=0)
    rated_0 = models.IntegerField(default=0, help_text="A code that no pack knows")
    comments = models.IntegerField(default=0)
    sentiment_1 = models.IntegerField(default=0)
    sentiment_2 = models.IntegerField(default=0)
    sentiment_3 = models.IntegerField(default=0)
    sentiment_4 = models.IntegerField(default=0)
    sentiment_5 = models.IntegerField(default=0)
    seriousness_1 = models.IntegerField(default=0)
    seriousness_2 = models.IntegerField(default=0)
    seriousness_3 = models.IntegerField(default=0)
    # Voices rated Very good or Good with a comment at level 2 or 3: what the percentage hides.
    concerns_rated_good = models.IntegerField(default=0)

    class Meta:
        abstract = True


class CellKey(models.Model):
    """Which voices a cell counts: those under a unit, in a period, with one facet's value."""

    organisation_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    # 'w' a week (starts on Monday), 'm' a month, 'u' undated (period is then 0001-01-01).
    grain = models.CharField(max_length=1)
    period = models.DateField()
    # 0 all, 1 theme, 2 relation, 3 channel, 4 question, 5 source.
    facet = models.PositiveSmallIntegerField()
    value = models.BigIntegerField()

    class Meta:
        abstract = True


class Cell(CellKey, CellFields):
    """Incremental counts with roll-ups: pages add up cells and deltas, and never scan voices."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit_id", "facet", "grain", "period", "value"], name="one_cell_per_key")
        ]


class CellDelta(CellKey, CellFields):
    """Changes to cells that wait to be folded in; appended by every chunk, since upserts cost half of an import."""

    class Meta:
        indexes = [models.Index(fields=["unit_id", "facet", "grain", "period"], name="delta_by_key")]


class SavedView(models.Model):
    """A search that somebody keeps, for themselves or for everyone in the organisation who may explore."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    query = models.TextField(help_text="The query string of Explore")
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
