"""A chunk: some voices prepared outside the transaction, then written in one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, Final

import numpy as np
import pyarrow as pa
from django.db import transaction

from heard.ledger.actions import NewEvent, record_many, reserve_event_ids
from heard.methods.exports.dates import NONE
from heard.methods.exports.joining import Decision
from heard.methods.tlog.tree import leaf_hash, root_of
from heard.store.bulk import bulk_insert, reserve_ids
from heard.voices import ports
from heard.voices.errors import Superseded
from heard.voices.importing import answers, contacts, preparing
from heard.voices.importing.preparing import CHANNEL_VALUES, RELATION_VALUES, Prepared, Resolved
from heard.voices.importing.staging import NON_ANSWER, SAID
from heard.voices.models import Answer, BatchProof, Contact, Import, Original, Question, Voice
from heard.voices.queries.batches import stored_batch

VOICE_FIELDS: Final = [
    "id",
    "reference",
    "organisation_id",
    "unit_id",
    "batch_id",
    "source_id",
    "key",
    "supplier_id",
    "said_on",
    "said_on_day_first",
    "said_on_month_first",
    "experienced_on",
    "received_at",
    "first_read_at",
    "kind",
    "relation",
    "channel",
    "moment",
    "stage",
    "language",
    "rating",
    "rating_as_said",
    "about",
    "wishes",
    "withdrawn_at",
    "event",
    "place",
    "salt",
]
ANSWER_FIELDS: Final = ["id", "voice_id", "question_id", "state", "words", "masked", "supplier_id", "line", "added_id"]


@dataclass
class Chunk:
    """What one transaction writes."""

    voices: list[tuple[Any, ...]] = field(default_factory=list)
    answers: list[tuple[Any, ...]] = field(default_factory=list)
    originals: list[tuple[Any, ...]] = field(default_factory=list)
    contacts: list[tuple[Any, ...]] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    event: int = 0
    counts: dict[str, Any] = field(default_factory=dict)
    finish: list[Callable[[], None]] = field(default_factory=list)
    # Voices that were stored before and get new answers.
    touched: int = 0


def prepare(
    entries: preparing.Entries, prepared: Prepared, keys: Any, resolved: Resolved, known: Mapping[int, int]
) -> Chunk:
    """Everything that can be done before the transaction. `known` is key to id of voices that are stored already."""
    count = len(keys)
    key_list = keys.tolist()
    old = {place: known[key] for place, key in enumerate(key_list) if key in known} if known else {}
    questions = np.concatenate((resolved.questions, [0]))
    found = answers.sort(entries, questions, old)
    state = entries.numbers("state")
    chunk = Chunk(event=reserve_event_ids(1))
    is_new = np.ones(count, bool)
    is_new[list(old)] = False
    new = np.flatnonzero(is_new)
    first_id = reserve_ids(Voice, len(new)) if len(new) else 0
    ids = np.zeros(count, np.int64)
    ids[new] = np.arange(first_id, first_id + len(new))
    for place, pk in old.items():
        ids[place] = pk
    refs = preparing.references(len(new))
    salts = _salts(len(new))
    written = _answers(chunk, entries, found, state, ids, is_new, resolved)
    _voices(chunk, prepared, new, first_id, refs, salts, keys, resolved)
    _prove(chunk, prepared, new, refs, salts, written, is_new)
    _announce(chunk, prepared, new, first_id, written, is_new, resolved)
    chunk.counts = _counts(entries, prepared, found, state, new, written, resolved)
    return chunk


@dataclass(frozen=True, slots=True)
class _Written:
    """The chunk's new answers: their places among the entries, and what is written of each."""

    places: Any
    ids: Any
    voice: Any
    said: Any
    question: Any
    words: list[str]
    shown: list[str]
    state: list[int]
    masked: int


def _answers(
    chunk: Chunk,
    entries: preparing.Entries,
    found: answers.Sorted,
    state: Any,
    ids: Any,
    is_new: Any,
    resolved: Resolved,
) -> _Written:
    places = np.flatnonzero(found.fresh)
    words = found.words if found.fresh.all() else [found.words[place] for place in places]
    shown, spans = preparing.masked(words)
    first = reserve_ids(Answer, len(places)) if len(places) else 0
    answer_ids = np.arange(first, first + len(places))
    voice = found.voice[places]
    question = found.question[places]
    states = state[places].tolist()
    supplier = found.supplier if len(places) == len(found.supplier) else [found.supplier[place] for place in places]
    added = np.where(is_new[voice], 0, resolved.batch_id).tolist()
    chunk.answers = list(
        zip(
            answer_ids.tolist(),
            ids[voice].tolist(),
            [number or None for number in question.tolist()],
            states,
            shown,
            [place in spans for place in range(len(places))] if spans else repeat(False),
            supplier,
            entries.numbers("line")[places].tolist(),
            [number or None for number in added],
            strict=False,
        )
    )
    chunk.originals = [(first + place, words[place], found_) for place, found_ in spans.items()]
    said = state[places] == SAID
    return _Written(places, answer_ids, voice, said, question, words, shown, states, len(spans))


def _voices(
    chunk: Chunk,
    prepared: Prepared,
    new: Any,
    first_id: int,
    refs: list[str],
    salts: list[bytes],
    keys: Any,
    resolved: Resolved,
) -> None:
    texts = [*resolved.rating_texts, ""]
    rating = prepared.rating[new].tolist()
    as_said = [
        texts[n] if code == 0 else "" for code, n in zip(rating, prepared.rating_number[new].tolist(), strict=True)
    ]
    take = new.tolist()
    private = prepared.private[new]
    sealed = [
        (first_id + place, contacts.seal(prepared.contact[voice]))
        for place, voice in enumerate(take)
        if prepared.contact[voice]
    ]
    chunk.contacts = sealed
    chunk.voices = list(
        zip(
            range(first_id, first_id + len(take)),
            refs,
            repeat(resolved.organisation_id),
            prepared.unit[new].tolist(),
            repeat(resolved.batch_id),
            repeat(resolved.source_id),
            keys[new].tolist(),
            [prepared.respondent[voice] for voice in take],
            preparing.dates_of(prepared.said[new]),
            preparing.dates_of(prepared.day_first[new]),
            preparing.dates_of(prepared.month_first[new]),
            preparing.dates_of(prepared.experienced[new]),
            repeat(resolved.received_at),
            repeat(None),
            repeat(Voice.Kind.FEEDBACK.value),
            [RELATION_VALUES[number] for number in prepared.relation[new].tolist()],
            [CHANNEL_VALUES[number] for number in prepared.channel[new].tolist()],
            repeat(""),
            repeat("delivery"),
            [prepared.language[voice] for voice in take],
            [None if code < 0 else code for code in rating],
            as_said,
            preparing.objects([prepared.about[voice] for voice in take]),
            [{"publication": "none"} if flag else None for flag in private.tolist()],
            repeat(None),
            repeat(chunk.event),
            range(len(take)),
            salts,
            strict=False,
        )
    )


def _salts(count: int) -> list[bytes]:
    drawn = preparing.random_bytes(16 * count)
    return [drawn[16 * place : 16 * place + 16] for place in range(count)]


def _prove(
    chunk: Chunk, prepared: Prepared, new: Any, refs: list[str], salts: list[bytes], written: _Written, is_new: Any
) -> None:
    """One leaf for each new voice, in order of place; then one for each older voice with new answers."""
    said: list[list[Any]] = [[] for _ in range(len(is_new))]
    for voice, question, state, words in zip(
        written.voice.tolist(), written.question.tolist(), written.state, written.words, strict=True
    ):
        said[voice].append([question or None, state, words])
    days = prepared.said, prepared.day_first, prepared.month_first
    said_on, day_first, month_first = (array[new].tolist() for array in days)
    rows = zip(new.tolist(), refs, salts, said_on, day_first, month_first, prepared.rating[new].tolist(), strict=True)
    for voice, reference, salt, day, a, b, rating in rows:
        content = preparing.content(reference, day, a, b, rating, said[voice])
        chunk.leaves.append(preparing.leaf(salt, content))
    older = np.unique(written.voice[~is_new[written.voice]]).tolist()
    chunk.touched = len(older)
    for voice in older:
        chunk.leaves.append(preparing.leaf(preparing.random_bytes(16), said[voice]))


def _announce(
    chunk: Chunk, prepared: Prepared, new: Any, first_id: int, written: _Written, is_new: Any, resolved: Resolved
) -> None:
    """Hand new voices, and new answers of old ones, to the rooms above; what they return runs in the transaction."""
    kinds = [*resolved.question_kinds]
    kind_of = dict(zip(resolved.questions.tolist(), kinds, strict=True))
    position = np.full(len(is_new), -1, np.int64)
    position[new] = np.arange(len(new))
    mine = written.said & is_new[written.voice]
    if len(new):
        batch = ports.StoredBatch(
            voices=_voice_batch(prepared, new, first_id, resolved),
            answers=_answer_batch(written, mine, position, kind_of),
        )
        chunk.finish.extend(ports.stored(batch))
    theirs = written.said & ~is_new[written.voice]
    if theirs.any():
        old = np.unique(written.voice[theirs])
        ids = {chunk.answers[place][1] for place in np.flatnonzero(theirs).tolist()}
        stored = stored_batch(sorted(ids)).voices
        row = {pk: place for place, pk in enumerate(stored.column("voice_id").to_pylist())}
        owner = {int(v): row[chunk.answers[int(np.flatnonzero(written.voice == v)[0])][1]] for v in old}
        for voice, place in owner.items():
            position[voice] = place
        chunk.finish.extend(ports.added(ports.StoredBatch(stored, _answer_batch(written, theirs, position, kind_of))))


def _voice_batch(prepared: Prepared, new: Any, first_id: int, resolved: Resolved) -> pa.RecordBatch:
    count = len(new)
    said = prepared.said[new]
    rating = prepared.rating[new]
    return pa.record_batch(
        {
            "voice_id": pa.array(np.arange(first_id, first_id + count)),
            "organisation_id": pa.array(np.full(count, resolved.organisation_id, np.int64)),
            "unit_id": pa.array(prepared.unit[new], pa.int64()),
            "said_on": pa.array(said, pa.int32(), mask=said == NONE).cast(pa.date32()),
            "rating": pa.array(np.maximum(rating, 0).astype(np.int8), pa.int8(), mask=rating < 0),
            "relation": pa.array(prepared.relation[new].astype(np.int8)),
            "channel": pa.array(prepared.channel[new].astype(np.int8)),
            "source_id": pa.array(np.full(count, resolved.source_id, np.int64)),
        }
    )


def _answer_batch(written: _Written, chosen: Any, position: Any, kind_of: Mapping[int, str]) -> pa.RecordBatch:
    question = written.question[chosen]
    shown = written.shown if chosen.all() else [written.shown[place] for place in np.flatnonzero(chosen)]
    return pa.record_batch(
        {
            "answer_id": pa.array(written.ids[chosen], pa.int64()),
            "voice": pa.array(position[written.voice[chosen]].astype(np.int32)),
            "question_id": pa.array(question, pa.int64(), mask=question == 0),
            "question_kind": pa.array(
                [kind_of.get(number, Question.Kind.NONSPECIFIC.value) for number in question.tolist()], pa.string()
            ),
            "words": pa.array(shown, pa.string()),
        }
    )


def _counts(
    entries: preparing.Entries,
    prepared: Prepared,
    found: answers.Sorted,
    state: Any,
    new: Any,
    written: _Written,
    resolved: Resolved,
) -> dict[str, Any]:
    texts = resolved.rating_texts
    codes = resolved.ratings.tolist()
    names = [str(code) if code else text for code, text in zip(codes, texts, strict=True)]
    numbers = prepared.rating_number[new]
    ratings: dict[str, int] = {}
    for number, times in enumerate(np.bincount(numbers[numbers >= 0], minlength=len(names)).tolist()):
        if times:
            ratings[names[number]] = ratings.get(names[number], 0) + times
    decided = np.bincount(prepared.decision[new], minlength=len(Decision)).tolist()
    return {
        **answers.tally(entries, found.fresh, state == SAID),
        "voices": len(new),
        "comments": int(written.said.sum()),
        "non_answers": int((state[written.places] == NON_ANSWER).sum()),
        "masked": written.masked,
        "changed": found.changed,
        "ratings": ratings,
        "dates": {decision.name.lower(): decided[decision] for decision in Decision},
        "conflicts": dict(prepared.conflicts),
    }


def store(chunk: Chunk, import_id: int, done: int, last: int, content: Mapping[str, Any], actor: str) -> dict[str, Any]:
    """Write a prepared chunk with its progress mark, event and what other rooms add: all or nothing.

    Raises Superseded where another process has gone on from `done`, or the import no longer runs.
    """
    with transaction.atomic():
        row = Import.objects.select_for_update().filter(pk=import_id).first()
        if row is None or row.state != Import.State.RUNNING or row.voices_done != done:
            raise Superseded
        row.counts = add_up(row.counts, chunk.counts)
        row.voices_done = last
        row.save(update_fields=["counts", "voices_done"])
        if chunk.leaves:
            digest = root_of([leaf_hash(leaf) for leaf in chunk.leaves])
            body = {**content, "voices": len(chunk.voices), "touched": chunk.touched, "digest": digest.hex()}
            event = NewEvent("voices.imported", f"import:{row.reference}", body, actor)
            record_many(events=[event], first_id=chunk.event)
            BatchProof.objects.create(event=chunk.event, batch_id=import_id, leaves=b"".join(chunk.leaves))
        bulk_insert(Voice, VOICE_FIELDS, chunk.voices)
        bulk_insert(Answer, ANSWER_FIELDS, chunk.answers)
        if chunk.originals:
            bulk_insert(Original, ["answer_id", "words", "spans"], chunk.originals)
        if chunk.contacts:
            bulk_insert(Contact, ["voice_id", "sealed"], chunk.contacts)
        for finish in chunk.finish:
            finish()
    return dict(row.counts)


def add_up(total: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Counts added, nested ones too.

    >>> add_up({"a": 1, "r": {"1": 2}}, {"a": 2, "r": {"1": 1, "7": 1}})
    {'a': 3, 'r': {'1': 3, '7': 1}}
    """
    result = dict(total)
    for name, value in more.items():
        held = result.get(name)
        result[name] = add_up(held or {}, value) if isinstance(value, Mapping) else (held or 0) + value
    return result
