"""One voice, or one more answer of it, in the shape in which imports hand theirs to the rooms above."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from heard.voices.models import Answer, Voice
from heard.voices.ports import StoredBatch

_RELATIONS = {value: place for place, value in enumerate(Voice.Relation.values)}
_CHANNELS = {value: place for place, value in enumerate(Voice.Channel.values)}


def batch_of(voice: Voice, answers: Sequence[tuple[Answer, str]]) -> StoredBatch:
    """The voice with these answers, each with its question's kind; nothing needs to be written yet.

    Those without words are left out.
    """
    said = [answer for answer, _ in answers if answer.state == Answer.State.SAID]
    kinds = [kind for answer, kind in answers if answer.state == Answer.State.SAID]
    return StoredBatch(
        voices=pa.record_batch(
            {
                "voice_id": pa.array([voice.pk], pa.int64()),
                "organisation_id": pa.array([voice.organisation_id], pa.int64()),
                "unit_id": pa.array([voice.unit_id], pa.int64()),
                "said_on": pa.array([voice.said_on], pa.date32()),
                "rating": pa.array([voice.rating], pa.int8()),
                "relation": pa.array([_RELATIONS[str(voice.relation)]], pa.int8()),
                "channel": pa.array([_CHANNELS[str(voice.channel)]], pa.int8()),
                "source_id": pa.array([voice.source_id], pa.int64()),
            }
        ),
        answers=pa.record_batch(
            {
                "answer_id": pa.array([one.pk for one in said], pa.int64()),
                "voice": pa.array([0] * len(said), pa.int32()),
                "question_id": pa.array([one.question_id for one in said], pa.int64()),
                "question_kind": pa.array(kinds, pa.string()),
                "words": pa.array([one.words for one in said], pa.string()),
            }
        ),
        outside=frozenset() if voice.route == Voice.Route.LINE else frozenset({voice.pk}),
    )
