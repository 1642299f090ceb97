"""Many voices at once, for rooms that cite them: what may be shown of each, and whether a reply is wished."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from heard.tasks.queries import tasks_about
from heard.voices.models import Answer, Voice

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Spoken:
    """One voice as another room cites it: masked words, and what its speaker asked for.

    It has organisation_id, unit_id and said_on, so that the policy can judge it.
    """

    reference: str
    organisation_id: int
    unit_id: int
    service: str
    said_on: date | None
    # Who reads it: a Voice.Route.
    route: str
    # Its words may stand in public: its speaker said so (no answer is never a yes), and a moderator published them.
    publishable: bool
    reply: bool
    # May be written to with questions.
    contact: bool
    withdrawn: bool
    words: tuple[str, ...]


def spoken(organisation_id: int, references: Iterable[str]) -> dict[str, Spoken]:
    """These voices of the organisation by reference, two queries for each 500; unknown ones are left out."""
    found: dict[str, Spoken] = {}
    wanted = iter(dict.fromkeys(references))
    while part := list(islice(wanted, _CHUNK)):
        rows = Voice.objects.filter(organisation=organisation_id, reference__in=part).select_related("unit")
        voices = {row.pk: row for row in rows}
        words: dict[int, list[str]] = {}
        answers = Answer.objects.filter(voice__in=voices, state=Answer.State.SAID).order_by("id")
        for voice_id, text in answers.values_list("voice_id", "words"):
            words.setdefault(voice_id, []).append(text)
        for pk, row in voices.items():
            found[row.reference] = _spoken(row, tuple(words.get(pk, ())))
    return found


def references(voice_ids: Iterable[int]) -> dict[int, str]:
    """The references of voices by id, one query for each 500."""
    found: dict[int, str] = {}
    wanted = iter(voice_ids)
    while part := list(islice(wanted, _CHUNK)):
        found |= dict(Voice.objects.filter(pk__in=part).values_list("pk", "reference"))
    return found


def _spoken(row: Voice, words: tuple[str, ...]) -> Spoken:
    wishes = row.wishes or {}
    wished = wishes.get("publication") in {"without_name", "with_name"}
    return Spoken(
        reference=row.reference,
        organisation_id=row.organisation_id,
        unit_id=row.unit_id,
        service=row.unit.name,
        said_on=row.said_on,
        route=row.route,
        publishable=wished and row.moderation == Voice.Moderation.PUBLISHED and row.withdrawn_at is None,
        reply=bool(wishes.get("reply")),
        contact=bool(wishes.get("contact")),
        withdrawn=row.withdrawn_at is not None,
        words=words,
    )


def waits_to_be_read(reference: str) -> bool:
    """Whether something of a voice has still to be read: all of it, or what was added since."""
    return any(task.live and task.kind == "voices.reading" for task in tasks_about(f"voices.voice:{reference}"))
