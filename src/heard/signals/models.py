"""Signals: what somebody has to look at, because of what was said or because nobody looked."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from heard.organisations.models import Account, Organisation, Unit
from heard.store.references import new_reference


class Signal(models.Model):
    """One matter that needs a person: severe and rare comes before common and mild, in every list."""

    class Kind(models.TextChoices):
        """Why it is a signal."""

        SERIOUS = "serious", "Serious"
        RELATIVE = "relative", "Relative or carer"
        REPEAT = "repeat", "Said again and again"
        RISING = "rising", "Concerns are rising"
        SILENT = "silent", "Fewer people are heard"
        WHO = "who", "Others comment than did"
        BACK = "back", "Back after it was acted on"
        STALLED = "stalled", "Stalled"
        TREATED_WORSE = "treated_worse", "Treated worse"
        MANUAL = "manual", "Raised by a person"

    class Route(models.TextChoices):
        """By whom it goes: through the line, or past it."""

        LINE = "line", "Through the line"
        OUTSIDE = "outside", "Outside the line"
        SAFEGUARDING = "safeguarding", "To the safeguarding lead"
        SPEAKING_UP = "speaking_up", "To the speaking-up guardian"

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "Nobody has taken it up"
        REOPENED = "reopened", "Came back"
        TAKEN_UP = "taken_up", "Taken up"
        MERGED = "merged", "Merged into another"
        CLOSED = "closed", "Closed"

    class Verdict(models.TextChoices):
        """What a person found."""

        NONE = "", "Not yet"
        TRUE = "true", "It is so"
        FALSE = "false", "It is not so"
        KNOWN = "known", "Known already"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+", help_text="Null: the whole's")
    kind = models.CharField(max_length=20, choices=Kind)
    # What it came from, where a machine raised it ('voice:01J…', 'task:01J…'): it comes from each thing once.
    origin = models.CharField(max_length=80, blank=True)
    # The codebook's level; it rises when more is said and never falls.
    level = models.PositiveSmallIntegerField()
    kinds = models.PositiveIntegerField(default=0, help_text="Bit n is kind n of the codebook pack")
    category = models.PositiveSmallIntegerField(null=True, help_text="HCAT category, by its place in the codebook pack")
    raised_at = models.DateTimeField()
    seen_since = models.DateField(help_text="The day of the first voice in it")
    seen_until = models.DateField(help_text="The day of the last voice in it")
    why = models.CharField(max_length=400, help_text="Why it was raised, in a sentence of the pack")
    route = models.CharField(max_length=20, choices=Route, default=Route.LINE)
    # Words that were old when they came: looked at in one review of their place, without a clock of their own.
    backlog = models.BooleanField(default=False)
    # How far up its task, or the task that stalled, has gone, and until when it is in time (tasks.Level, due_on).
    reached = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    taken_up_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.NONE, blank=True)
    incident_reference = models.CharField(max_length=60, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    reopened = models.PositiveSmallIntegerField(default=0)
    # What closes it: a decision ('decisions.decision:01J…'), or a reason that the person who spoke will read.
    closing_reference = models.CharField(max_length=80, blank=True)
    closing_reason = models.TextField(blank=True)
    closed_by = models.CharField(
        max_length=26, blank=True, help_text="Reference of an account; empty: Heard, or unsaid"
    )
    closed_at = models.DateTimeField(null=True)
    # Written by whoever works on it where somebody outside the line has to close it.
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__lte=3), name="signal_level_is_of_the_codebook"),
            models.CheckConstraint(condition=Q(reached__lte=4), name="signal_reached_is_on_the_ladder"),
            models.CheckConstraint(condition=~Q(why=""), name="signal_says_why"),
            models.CheckConstraint(condition=Q(seen_since__lte=F("seen_until")), name="signal_is_seen_from_until"),
            models.CheckConstraint(
                condition=(Q(state="closed", closed_at__isnull=False) & ~Q(closing_reason="", closing_reference=""))
                | (~Q(state="closed") & Q(closed_at=None)),
                name="signal_is_closed_with_a_reason_or_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | (~Q(state="merged") & Q(merged_into=None)),
                name="signal_is_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="signal_is_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=~Q(state="taken_up") | Q(taken_up_at__isnull=False), name="signal_is_taken_up_with_its_time"
            ),
            models.UniqueConstraint(
                fields=["organisation", "origin"], condition=~Q(origin=""), name="one_signal_per_origin"
            ),
        ]
        indexes = [
            models.Index(
                F("organisation"),
                F("level").desc(),
                F("reached").desc(),
                F("due_on"),
                F("id"),
                name="signals_worst_first",
                condition=Q(state__in=["open", "reopened", "taken_up"]),
            ),
            models.Index(fields=["unit", "category", "seen_until"], name="signals_of_the_same_thing"),
            models.Index(
                fields=["organisation", "closed_at", "id"], name="signals_closed", condition=Q(closed_at__isnull=False)
            ),
        ]


class Watch(models.Model):
    """How an organisation's streams are watched, and what was found when they were last looked at."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    # What the organisation agreed to: at most about so many alerts a year where nothing has changed.
    false_alerts_a_year = models.PositiveSmallIntegerField()
    usual_from = models.DateField(null=True, help_text="The Monday from which the usual is learned; null: the first")
    # What follows is found anew each time, out of the counts as they are then.
    looked_at = models.DateTimeField(null=True)
    first_week = models.DateField(null=True, help_text="The Monday of the first week that counts")
    through = models.DateField(null=True, help_text="The Monday of the last whole week")
    watched_from = models.DateField(null=True, help_text="The Monday after the weeks in which the usual is learned")
    # By family: streams watched, and the threshold of each.
    families = models.JSONField(default=dict)
    late_weeks = models.PositiveSmallIntegerField(
        default=0, help_text="Weeks at the end with so little in all that no silence is told from a late file"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(false_alerts_a_year__gte=1), name="watch_has_a_budget"),
        ]


class Alert(models.Model):
    """A stream that has changed, with its evidence as its counts are now; several can be one signal.

    A stream is a unit with all below it, and of what is said there all, a theme, or what some people say. An alert is
    never lowered: it ends with its signal, and what comes after is a new one.
    """

    class Status(models.TextChoices):
        """How sure it is."""

        WATCH = "watch", "Reached the agreed threshold"
        CONFIRMED = "confirmed", "Confirmed among all streams"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    signal = models.ForeignKey(Signal, models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=20, choices=Signal.Kind)
    family = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    facet = models.PositiveSmallIntegerField(help_text="coding.Facet: all, theme, relation or channel")
    value = models.BigIntegerField(help_text="Which theme, relation or channel; 0 for all")
    status = models.CharField(max_length=10, choices=Status)
    since = models.DateField(help_text="The Monday since when it seems changed")
    raised_week = models.DateField(help_text="The Monday of the week that raised it")
    through = models.DateField(help_text="The Monday of the last week counted")
    evidence = models.FloatField(help_text="The highest that the statistic M has been")
    threshold = models.FloatField()
    betting = models.FloatField(help_text="The highest of the bets, which hold without any model")
    null_rate = models.FloatField(help_text="What the usual is hardly above (or below, for silence)")
    usual = models.FloatField(help_text="The mean of what is usual: a share, or a week's count")
    count = models.IntegerField(help_text="Concerns, or voices, since then")
    of = models.IntegerField(null=True, help_text="Comments, or voices, among which; null: so many weeks")
    weeks = models.IntegerField(help_text="Weeks since then in which anything was counted")
    tipping = models.FloatField(null=True, help_text="What would have to be usual for this to be no alert")
    holds = models.BooleanField(default=True, help_text="Whether counts as they are now would still raise it")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unit", "facet", "value"],
                condition=Q(ended_on=None),
                name="one_alert_of_a_stream_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "ended_on"], name="alerts_by_organisation")]


class SignalVoice(models.Model):
    """An answer in a signal, and a fingerprint of its words as they were read when it was raised."""

    signal = models.ForeignKey(Signal, models.CASCADE, related_name="voices")
    voice_reference = models.CharField(max_length=26)
    answer_id = models.BigIntegerField()
    level = models.PositiveSmallIntegerField()
    category = models.PositiveSmallIntegerField(null=True)
    words_hash = models.CharField(max_length=64, help_text="SHA-256 of the masked words")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signal", "answer_id"], name="an_answer_is_in_a_signal_once"),
            models.CheckConstraint(condition=Q(level__lte=3), name="signal_voice_level_is_of_the_codebook"),
        ]
        indexes = [models.Index(fields=["voice_reference"]), models.Index(fields=["answer_id"])]


class Conflict(models.Model):
    """An account with a conflict of interest over a signal: it may not own, decide or close it."""

    signal = models.ForeignKey(Signal, models.CASCADE, related_name="conflicts")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=400)
    declared_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signal", "account"], name="one_conflict_per_signal_and_account"),
            models.CheckConstraint(condition=~Q(reason=""), name="conflict_has_a_reason"),
        ]


class Candidate(models.Model):
    """An answer at level 2 or 3: written with its code, and read by the job that raises signals and finds repeats.

    Without foreign keys, for many enter at once.
    """

    class State(models.IntegerChoices):
        """Whether the job has looked at it."""

        WAITING = 0, "Waits"
        DONE = 1, "Looked at"
        ASIDE = 2, "Its voice is withdrawn"

    answer_id = models.BigIntegerField(primary_key=True)
    voice_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    day = models.DateField(help_text="When it was said; when it came, while that is undecided")
    level = models.PositiveSmallIntegerField()
    kinds = models.PositiveIntegerField()
    category = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField(help_text="When it was coded or corrected: its clock counts from here")
    state = models.PositiveSmallIntegerField(choices=State, default=State.WAITING)
    signal_id = models.BigIntegerField(null=True, help_text="The signal that it is in")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(level__in=[2, 3]), name="candidate_is_a_concern")]
        indexes = [
            models.Index(fields=["answer_id"], name="candidates_waiting", condition=Q(state=0)),
            models.Index(fields=["voice_id"], name="candidates_by_voice"),
            models.Index(fields=["unit_id", "category", "day"], name="candidates_of_the_same_thing"),
        ]
