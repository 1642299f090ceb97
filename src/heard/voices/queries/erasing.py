"""What is held of a voice that is to be forgotten, for the rooms above."""

from __future__ import annotations

from dataclasses import dataclass

from heard.voices.models import Answer, Voice

# What the ledger, and with it the list of what was erased, calls a voice.
SUBJECT = "voice:"


@dataclass(frozen=True, slots=True)
class Held:
    """A voice by its ids: every answer, with words or without."""

    id: int
    reference: str
    organisation_id: int
    unit_id: int
    answers: tuple[int, ...]


def subject_of(reference: str) -> str:
    """What the ledger calls a voice.

    >>> subject_of("01J")
    'voice:01J'
    """
    return SUBJECT + reference


def held(subject: str) -> Held | None:
    """The voice of a subject of the ledger; None for another's, and where there is none. Two queries."""
    if not subject.startswith(SUBJECT):
        return None
    rows = Voice.objects.filter(reference=subject.removeprefix(SUBJECT))
    found = rows.values_list("id", "reference", "organisation_id", "unit_id").first()
    if found is None:
        return None
    answers = Answer.objects.filter(voice=found[0]).order_by("id").values_list("id", flat=True)
    return Held(*found, answers=tuple(answers))
