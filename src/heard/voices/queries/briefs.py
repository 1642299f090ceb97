"""Several voices at once, without their words: what rooms above need to know of whom and where they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from heard.voices.capture.routes import narrower
from heard.voices.models import Answer, Voice
from heard.voices.queries.voices import Words

_FIELDS = (
    *("id", "reference", "organisation_id", "unit_id", "said_on", "said_on_day_first", "said_on_month_first"),
    *("received_at", "withdrawn_at", "kind", "relation", "moment", "wishes", "route", "channel"),
)


@dataclass(frozen=True, slots=True)
class Brief:
    """One voice. It has organisation_id, unit_id and said_on, so that the policy can judge it."""

    id: int
    reference: str
    organisation_id: int
    unit_id: int
    said_on: date | None
    said_on_day_first: date | None
    said_on_month_first: date | None
    received_at: datetime
    withdrawn_at: datetime | None
    kind: str
    relation: str
    moment: str
    wishes: Mapping[str, Any] | None
    # A Voice.Route: who may read it is policy.may_read's to say.
    route: str
    # A Voice.Channel.
    channel: str

    @property
    def said_at_the_latest(self) -> date | None:
        """Its date, or the later reading of one that is not decided."""
        readings = [day for day in (self.said_on_day_first, self.said_on_month_first) if day is not None]
        return self.said_on or max(readings, default=None)


def briefs(voice_ids: Iterable[int]) -> dict[int, Brief]:
    """Voices by id; those that are gone are left out. One query."""
    rows = Voice.objects.filter(id__in=list(voice_ids)).values_list(*_FIELDS)
    return {row[0]: Brief(*row) for row in rows}


def briefs_by_reference(organisation_id: int, references: Iterable[str]) -> dict[str, Brief]:
    """Voices of an organisation by reference. One query."""
    rows = Voice.objects.filter(organisation=organisation_id, reference__in=list(references)).values_list(*_FIELDS)
    return {row[1]: Brief(*row) for row in rows}


def words_of_any_route(answer_ids: Iterable[int]) -> dict[int, Words]:
    """As queries.words, outside the line too: for what is judged by them and shown to nobody. One query."""
    return {found.answer_id: found for found, _ in _words(answer_ids)}


def words_on_routes(asked: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Words]:
    """Words by (answer, route), for those who may read what goes by that route. One query.

    A voice that goes by a narrower way than that is left out, whatever it was put together with.
    """
    wanted = set(asked)
    said = {found.answer_id: (found, route) for found, route in _words(answer for answer, _ in wanted)}
    return {
        (answer, way): said[answer][0]
        for answer, way in wanted
        if answer in said and narrower(way, said[answer][1]) == way
    }


def _words(answer_ids: Iterable[int]) -> Iterator[tuple[Words, str]]:
    """(words, the route of their voice) of what is not withdrawn."""
    shown = Answer.objects.filter(id__in=list(answer_ids), voice__withdrawn_at=None)
    rows = shown.values_list("id", "voice__reference", "question__wording", "words", "masked", "voice__route")
    for pk, reference, question, text, masked, route in rows:
        yield Words(pk, reference, question or "", text, masked), route


def said(voice_ids: Iterable[int]) -> list[tuple[int, int, str]]:
    """(voice id, answer id, masked words) of every answer of these voices that has words. One query."""
    rows = Answer.objects.filter(voice__in=list(voice_ids), state=Answer.State.SAID).order_by("id")
    return list(rows.values_list("voice_id", "id", "words"))
