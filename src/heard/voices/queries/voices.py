"""Voices as pages read them: masked words only; the untouched ones open through `actions.open_original`.

What else a file's cells brought (supplier's numbers, what somebody is, unknown ratings) is masked here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from heard.methods.redaction import redact_text
from heard.store.rows import sole
from heard.voices.importing import words as packed
from heard.voices.models import Answer, Contact, Voice


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one answer as everyone reads them."""

    answer_id: int
    voice_reference: str
    question: str
    words: str
    masked: bool


@dataclass(frozen=True, slots=True)
class AnswerDetail:
    """One answer on a voice's page. `state` is an Answer.State; without words there is nothing in `words`."""

    id: int
    question_id: int | None
    question: str
    state: int
    words: str
    masked: bool
    supplier_id: str
    line: int | None

    @property
    def said(self) -> bool:
        """Whether there are words to read."""
        return self.state == Answer.State.SAID


@dataclass(frozen=True, slots=True)
class VoiceDetail:
    """One voice. It has organisation_id, unit_id and said_on, so that the policy can judge it."""

    id: int
    reference: str
    organisation_id: int
    unit_id: int
    unit: str
    source_id: int | None
    source: str
    import_reference: str
    supplier_id: str
    said_on: date | None
    said_on_day_first: date | None
    said_on_month_first: date | None
    experienced_on: date | None
    received_at: datetime
    first_read_at: datetime | None
    withdrawn_at: datetime | None
    kind: str
    relation: str
    channel: str
    language: str
    rating: int | None
    # The rating in words: 'Very good', or the code as the file had it, masked.
    rating_label: str
    # Masked, as `supplier_id` is: a cell may hold anything.
    about: Mapping[str, str]
    has_contact: bool
    event: int
    answers: tuple[AnswerDetail, ...]
    # A Voice.Route: who may read it is policy.may_read's to say.
    route: str
    under_16: bool
    moment: str
    moderation: str
    # On what ground somebody speaks for another person; '' where they speak for themselves.
    about_person: str
    wishes: Mapping[str, Any]

    @property
    def history_subjects(self) -> tuple[str, ...]:
        """What the ledger calls this voice; `event` is the one that recorded it, with others of its chunk."""
        return (f"voice:{self.reference}",)

    @property
    def doubtful(self) -> bool:
        """Whether its date is not decided, so that it counts in no month."""
        return self.said_on is None and self.said_on_day_first is not None


def words(answer_ids: Iterable[int]) -> dict[int, Words]:
    """The words of these answers by id, in one query; those of withdrawn voices, and outside the line, are left out."""
    shown = Answer.objects.filter(id__in=list(answer_ids), voice__withdrawn_at=None, voice__route=Voice.Route.LINE)
    rows = shown.values_list("id", "voice__reference", "question__wording", "words", "masked")
    return {pk: Words(pk, reference, question or "", text, masked) for pk, reference, question, text, masked in rows}


def voice(organisation_id: int, reference: str, *, any_route: bool = False) -> VoiceDetail | None:
    """A voice of the organisation by its reference, or None. Three queries.

    One outside the line is None too unless the caller asks for any route, and policy.may_read before it shows it.
    """
    rows = Voice.objects.filter(organisation=organisation_id, reference=reference)
    if not any_route:
        rows = rows.filter(route=Voice.Route.LINE)
    row = sole(rows.select_related("unit", "source", "batch"))
    return _detail(row) if row else None


def routes(voice_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Reference and route of voices by id, in one query: what goes outside the line, and to whom."""
    found = Voice.objects.filter(id__in=list(voice_ids)).values_list("id", "reference", "route")
    return {pk: (reference, route) for pk, reference, route in found}


def outside(voice_ids: Iterable[int]) -> frozenset[int]:
    """Those of these voices that go round the line of their service. One query."""
    found = Voice.objects.filter(id__in=list(voice_ids)).exclude(route=Voice.Route.LINE)
    return frozenset(found.values_list("id", flat=True))


def voice_of_answer(answer_id: int) -> VoiceDetail | None:
    """The voice of an answer, or None; also for one outside the line."""
    row = (
        Voice.objects.filter(answers=answer_id, route=Voice.Route.LINE)
        .select_related("unit", "source", "batch")
        .first()
    )
    return _detail(row) if row else None


def _detail(row: Voice) -> VoiceDetail:
    answers = Answer.objects.filter(voice=row).order_by("id").annotate(wording=F("question__wording"))
    fields = {name: getattr(row, name) for name in VoiceDetail.__dataclass_fields__ if name in _SAME}
    wishes: Any = row.wishes or {}
    return VoiceDetail(
        **fields,
        supplier_id=redact_text(row.supplier_id).words,
        unit=row.unit.name,
        source=row.source.name if row.source else "",
        import_reference=row.batch.reference if row.batch else "",
        relation=str(Voice.Relation(row.relation).label) if row.relation else "",
        channel=str(Voice.Channel(row.channel).label) if row.channel else "",
        rating_label=_rating(row),
        about={name: redact_text(str(value)).words for name, value in (row.about or {}).items()},
        moment=str(Voice.Moment(row.moment).label) if row.moment else "",
        wishes=wishes,
        has_contact=Contact.objects.filter(voice=row).exists(),
        answers=tuple(
            AnswerDetail(
                id=answer.pk,
                question_id=answer.question_id,
                question=answer.wording or "",
                state=answer.state,
                words=answer.words if answer.state == Answer.State.SAID else "",
                masked=answer.masked,
                supplier_id=redact_text(answer.supplier_id).words,
                line=answer.line,
            )
            for answer in answers
        ),
    )


_SAME = frozenset(
    [
        *("id", "reference", "organisation_id", "unit_id", "source_id", "said_on", "said_on_day_first"),
        *("said_on_month_first", "experienced_on", "received_at", "first_read_at", "withdrawn_at", "kind", "language"),
        *("rating", "event", "route", "under_16", "moderation", "about_person"),
    ]
)


def _rating(row: Voice) -> str:
    if row.rating is None:
        return ""
    return packed.ratings()[1].get(row.rating) or f"Unknown code ({redact_text(row.rating_as_said).words})"
