"""The words for what voices hold as numbers: relations, channels, ratings, questions and sources."""

from __future__ import annotations

from collections.abc import Iterable

from heard.voices.models import Question, Source, Voice

# The Friends and Family Test's scale, which every rating is mapped to.
RATINGS = ("Unknown code", "Very good", "Good", "Neither good nor poor", "Poor", "Very poor", "Don’t know")


def relations() -> tuple[str, ...]:
    """Labels of relations, each at the place by which batches call it."""
    return tuple(str(label) for label in Voice.Relation.labels)


def channels() -> tuple[str, ...]:
    """Labels of channels, each at the place by which batches call it."""
    return tuple(str(label) for label in Voice.Channel.labels)


def questions(organisation_id: int) -> tuple[tuple[int, str], ...]:
    """Every question of an organisation: id and wording, by wording."""
    return tuple(Question.objects.filter(organisation=organisation_id).order_by("wording").values_list("id", "wording"))


def wordings(question_ids: Iterable[int]) -> dict[int, str]:
    """The wording of questions by id."""
    return dict(Question.objects.filter(id__in=set(question_ids)).values_list("id", "wording"))


def sources(organisation_id: int) -> tuple[tuple[int, str], ...]:
    """Every source of an organisation: id and name, by name."""
    return tuple(Source.objects.filter(organisation=organisation_id).order_by("name").values_list("id", "name"))
