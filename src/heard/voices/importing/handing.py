"""Handing a chunk to the rooms above: new voices, and new answers of voices that were stored before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from heard.methods.exports.dates import NONE
from heard.voices import ports
from heard.voices.importing.columns import SAID
from heard.voices.importing.preparing import Prepared, Resolved
from heard.voices.models import Question
from heard.voices.queries.batches import stored_batch

if TYPE_CHECKING:
    from heard.voices.importing.chunks import New, Several, Written


def hand_over(
    prepared: Prepared, new: New, written: Written, old: Mapping[int, int], several: Several, *known: Any
) -> list[Callable[[], None]]:
    """What the rooms above want run inside the transaction. `known`: the run's Resolved, and kinds by question."""
    resolved: Resolved = known[0]
    kinds: Mapping[int, str] = known[1]

    def batch(voices: pa.RecordBatch, chosen: Any) -> ports.StoredBatch:
        answers = _answers(written, chosen, position, kinds)
        return ports.StoredBatch(voices, answers, several.lot, written.lot_rows[chosen])

    position = np.full(len(prepared.unit), -1, np.int64)
    position[new.places] = np.arange(len(new.places))
    said = written.state == SAID
    is_new = position[written.voice] >= 0
    finish: list[Callable[[], None]] = []
    if len(new.places):
        finish += ports.stored(batch(_voices(prepared, new, resolved), said & is_new))
    if (said & ~is_new).any():
        places = np.unique(written.voice[said & ~is_new]).tolist()
        stored = stored_batch([old[place] for place in places]).voices
        rows = {pk: row for row, pk in enumerate(stored.column("voice_id").to_pylist())}
        for place in places:
            position[place] = rows[old[place]]
        # First, for it locks voices, and everybody locks those before counts.
        finish[:0] = ports.added(batch(stored, said & ~is_new))
    return finish


def _voices(prepared: Prepared, new: New, resolved: Resolved) -> pa.RecordBatch:
    count, places = len(new.places), new.places
    said, rating = prepared.said[places], prepared.rating[places]
    return pa.record_batch(
        {
            "voice_id": pa.array(np.arange(new.first_id, new.first_id + count)),
            "organisation_id": pa.array(np.full(count, resolved.organisation_id, np.int64)),
            "unit_id": pa.array(prepared.unit[places], pa.int64()),
            "said_on": pa.array(said, pa.int32(), mask=said == NONE).cast(pa.date32()),
            "rating": pa.array(np.maximum(rating, 0).astype(np.int8), pa.int8(), mask=rating < 0),
            "relation": pa.array(prepared.relation[places].astype(np.int8)),
            "channel": pa.array(prepared.channel[places].astype(np.int8)),
            "source_id": pa.array(np.full(count, resolved.source_id, np.int64)),
        }
    )


def _answers(written: Written, chosen: Any, position: Any, kinds: Mapping[int, str]) -> pa.RecordBatch:
    question = written.question[chosen]
    names = [kinds.get(number, Question.Kind.NONSPECIFIC.value) for number in question.tolist()]
    return pa.record_batch(
        {
            "answer_id": pa.array(written.ids[chosen], pa.int64()),
            "voice": pa.array(position[written.voice[chosen]].astype(np.int32)),
            "question_id": pa.array(question, pa.int64(), mask=question == 0),
            "question_kind": pa.array(names, pa.string()),
            "words": pa.array([written.shown[place] for place in np.flatnonzero(chosen).tolist()], pa.string()),
        }
    )
