"""The options of Explore's filters."""

from __future__ import annotations

from collections.abc import Sequence

from heard.coding.frame import frame
from heard.coding.models import NOT_ASSIGNED
from heard.coding.queries.shapes import Choice, Choices
from heard.voices.queries import labels


def choices(organisation_id: int) -> Choices:
    """Every filter's options. Two queries, and two more where the packs were not read yet today."""
    names = frame()
    themes = [Choice(bit, label, group) for bit, (label, group) in enumerate(names.themes)]
    return Choices(
        themes=(*themes, Choice(NOT_ASSIGNED, names.not_assigned)),
        sentiments=_numbered(names.sentiments, 1),
        seriousness=_numbered(names.levels[1:], 1),
        relations=_numbered(labels.relations(), 0),
        channels=_numbered(labels.channels(), 0),
        questions=tuple(Choice(key, wording) for key, wording in labels.questions(organisation_id)),
        sources=tuple(Choice(key, name) for key, name in labels.sources(organisation_id)),
        ratings=(*_numbered(labels.RATINGS[1:], 1), Choice(0, labels.RATINGS[0])),
    )


def _numbered(names: Sequence[str], first: int) -> tuple[Choice, ...]:
    return tuple(Choice(number, name) for number, name in enumerate(names, first))
