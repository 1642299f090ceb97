"""Voices with words for tests of pages: stored by voices, then told through the port as an import would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pyarrow as pa
from django.db import transaction

from heard.voices import ports
from heard.voices.models import Answer, Question, Source, Voice

_RELATIONS, _CHANNELS = list(Voice.Relation), list(Voice.Channel)


@dataclass(frozen=True)
class Spoken:
    """One voice; its answers are (question wording, words)."""

    unit_id: int
    said_on: date | None = date(2026, 3, 4)
    rating: int | None = 1
    relation: str = "patient"
    channel: str = "sms"
    source: str = "Supplier"
    answers: Sequence[tuple[str, str]] = field(default_factory=lambda: [("Why?", "Kind staff")])


def speak(organisation_id: int, spoken: Sequence[Spoken]) -> list[Voice]:
    """Store the voices and tell whoever listens."""
    questions = {
        wording: Question.objects.get_or_create(organisation_id=organisation_id, wording=wording, key=wording[:64])[0]
        for wording in dict.fromkeys(wording for one in spoken for wording, _ in one.answers)
    }
    sources = {
        name: Source.objects.get_or_create(organisation_id=organisation_id, name=name)[0]
        for name in dict.fromkeys(one.source for one in spoken)
    }
    first = (Voice.objects.order_by("-key").values_list("key", flat=True).first() or 0) + 1
    voices = Voice.objects.bulk_create(
        [
            Voice(
                organisation_id=organisation_id,
                unit_id=one.unit_id,
                source=sources[one.source],
                key=first + number,
                said_on=one.said_on,
                received_at=datetime(2026, 11, 1, tzinfo=UTC),
                rating=one.rating,
                relation=one.relation,
                channel=one.channel,
                event=0,
            )
            for number, one in enumerate(spoken)
        ],
        batch_size=500,
    )
    answers = Answer.objects.bulk_create(
        [
            Answer(voice=voice, question=questions[wording], words=words)
            for voice, one in zip(voices, spoken, strict=True)
            for wording, words in one.answers
        ],
        batch_size=500,
    )
    (finish,) = ports.stored(_batch(voices, answers))
    with transaction.atomic():
        finish()
    return voices


def _batch(voices: Sequence[Voice], answers: Sequence[Answer]) -> ports.StoredBatch:
    positions = {voice.pk: place for place, voice in enumerate(voices)}
    return ports.StoredBatch(
        voices=pa.record_batch(
            {
                "voice_id": pa.array([one.pk for one in voices], pa.int64()),
                "organisation_id": pa.array([one.organisation_id for one in voices], pa.int64()),
                "unit_id": pa.array([one.unit_id for one in voices], pa.int64()),
                "said_on": pa.array([one.said_on for one in voices], pa.date32()),
                "rating": pa.array([one.rating for one in voices], pa.int8()),
                "relation": pa.array([_RELATIONS.index(one.relation) for one in voices], pa.int8()),
                "channel": pa.array([_CHANNELS.index(one.channel) for one in voices], pa.int8()),
                "source_id": pa.array([one.source_id for one in voices], pa.int64()),
            }
        ),
        answers=pa.record_batch(
            {
                "answer_id": pa.array([one.pk for one in answers], pa.int64()),
                "voice": pa.array([positions[one.voice_id] for one in answers], pa.int32()),
                "question_id": pa.array([one.question_id for one in answers], pa.int64()),
                "question_kind": pa.array(["nonspecific"] * len(answers), pa.string()),
                "words": pa.array([one.words for one in answers], pa.string()),
            }
        ),
    )
