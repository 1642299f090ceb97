"""Themes beyond the frame: searches for them, topics, the rules that find them, and which comments show them."""

from __future__ import annotations

from django.db import models

from heard.organisations.models import Account, Organisation
from heard.store.references import new_reference


class TopicSearch(models.Model):
    """Somebody asked what is said more than before, of a service and a period; the worker looks."""

    class Among(models.TextChoices):
        """Which comments are looked at, and what they are compared with."""

        ALL = "all", "All comments, compared with the weeks before"
        NOT_ASSIGNED = "not_assigned", "Comments to which no theme was given, compared with the others of those weeks"
        THEME = "theme", "Comments of one theme, compared with the weeks before"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    unit_id = models.BigIntegerField(null=True, help_text="Null for the whole organisation")
    first = models.DateField()
    last = models.DateField()
    before = models.DateField(help_text="The first day of what it is compared with")
    among = models.CharField(max_length=12, choices=Among, default=Among.ALL)
    theme = models.SmallIntegerField(null=True)
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    looked = models.IntegerField(default=0, help_text="Comments of the period")
    compared = models.IntegerField(default=0, help_text="Comments that they were compared with")
    found = models.IntegerField(default=0, help_text="Topics proposed")
    problem = models.CharField(max_length=200, blank=True, default="")


class Topic(models.Model):
    """A topic that a search proposed, or that somebody began; a person names it and a second one signs it off."""

    class State(models.TextChoices):
        """How far it is."""

        PROPOSED = "proposed", "Proposed"
        NAMED = "named", "Waits for a second person"
        TRACKED = "tracked", "Signed off and tracked"
        DISMISSED = "dismissed", "Dismissed"
        MERGED = "merged", "Part of another topic"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    unit_id = models.BigIntegerField(null=True, help_text="Null for the whole organisation")
    search = models.ForeignKey(TopicSearch, models.SET_NULL, null=True, related_name="topics")
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    name = models.CharField(max_length=80, blank=True, default="")
    # What is said with it beside the rule, to name it and to split it by.
    beside = models.JSONField(default=list)
    now = models.IntegerField(default=0, help_text="Comments with it in the period of its search")
    of_now = models.IntegerField(default=0)
    expected = models.FloatField(default=0)
    began_at = models.DateTimeField()
    dismissed_because = models.CharField(max_length=300, blank=True, default="")
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["organisation", "state"], name="topics_by_organisation")]


class TopicVersion(models.Model):
    """The rule of a topic, as somebody set it: a comment has the topic that has any of these phrases.

    The one with the highest number is proposed; the highest that is signed counts.
    """

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    phrases = models.JSONField()
    name = models.CharField(max_length=80, blank=True, default="")
    why = models.CharField(max_length=300, blank=True, default="")
    made_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    signed_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "number"], name="one_version_per_number")]


class TopicQuotation(models.Model):
    """A comment that shows a topic. Its words stay with the voice and go with it."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="quotations")
    answer_id = models.BigIntegerField()
    voice_id = models.BigIntegerField(db_index=True)
    place = models.PositiveSmallIntegerField()
