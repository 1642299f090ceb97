"""Voices that are stored already, in the shape in which new ones are handed to the rooms above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from heard.voices.models import Answer, Voice
from heard.voices.ports import StoredBatch

_RELATIONS = {value: place for place, value in enumerate(Voice.Relation.values)}
_CHANNELS = {value: place for place, value in enumerate(Voice.Channel.values)}


def stored_batch(voice_ids: Sequence[int]) -> StoredBatch:
    """These voices with their answers that have words. Two queries."""
    rows = list(
        Voice.objects.filter(id__in=voice_ids)
        .order_by("id")
        .values_list("id", "organisation_id", "unit_id", "said_on", "rating", "relation", "channel", "source_id")
    )
    answers = list(
        Answer.objects.filter(voice_id__in=voice_ids, state=Answer.State.SAID)
        .order_by("id")
        .values_list("id", "voice_id", "question_id", "question__kind", "words")
    )
    position = {row[0]: place for place, row in enumerate(rows)}
    ids, organisations, units, dates, ratings, relations, channels, sources = _columns(rows, 8)
    answer_ids, owners, questions, kinds, words = _columns(answers, 5)
    return StoredBatch(
        voices=pa.record_batch(
            {
                "voice_id": pa.array(ids, pa.int64()),
                "organisation_id": pa.array(organisations, pa.int64()),
                "unit_id": pa.array(units, pa.int64()),
                "said_on": pa.array(dates, pa.date32()),
                "rating": pa.array(ratings, pa.int8()),
                "relation": pa.array([_RELATIONS[value] for value in relations], pa.int8()),
                "channel": pa.array([_CHANNELS[value] for value in channels], pa.int8()),
                "source_id": pa.array(sources, pa.int64()),
            }
        ),
        answers=pa.record_batch(
            {
                "answer_id": pa.array(answer_ids, pa.int64()),
                "voice": pa.array([position[owner] for owner in owners], pa.int32()),
                "question_id": pa.array(questions, pa.int64()),
                "question_kind": pa.array(kinds, pa.string()),
                "words": pa.array(words, pa.string()),
            }
        ),
    )


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
