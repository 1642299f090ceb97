"""A chunk: some voices made into rows, outside any transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import Any, Final

import numpy as np
import pyarrow as pa

from heard.ledger.actions import reserve_event_ids
from heard.methods.exports.dates import NONE
from heard.methods.exports.joining import Decision
from heard.store import sealing
from heard.store.bulk import reserve_ids
from heard.voices.importing import answers, handing, preparing, proof, words
from heard.voices.importing.columns import NON_ANSWER, SAID
from heard.voices.importing.preparing import CHANNEL_VALUES, RELATION_VALUES, Prepared, Resolved
from heard.voices.models import Answer, Question, Voice
from heard.voices.ports import Lot

SALT: Final = 16


@dataclass
class Chunk:
    """What one transaction writes, in the order of the fields in storing.py; and what it counts."""

    event: int
    voices: list[tuple[Any, ...]] = field(default_factory=list)
    answers: list[tuple[Any, ...]] = field(default_factory=list)
    originals: list[tuple[Any, ...]] = field(default_factory=list)
    contacts: list[tuple[Any, ...]] = field(default_factory=list)
    # One for each new voice in order of place, then one for each voice stored before that gets new answers.
    leaves: list[bytes] = field(default_factory=list)
    touched: int = 0
    counts: dict[str, Any] = field(default_factory=dict)
    finish: list[Callable[[], None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class New:
    """The new voices of a chunk: their places in it, ids, references and salts."""

    places: Any
    first_id: int
    references: list[str]
    salts: list[bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """The chunk's new answers, in order: place of the voice, ids, and what is said."""

    ids: Any
    voice: Any
    state: Any
    question: Any
    words: list[str]
    shown: list[str]
    # Their places among the answers of the lot.
    lot_rows: Any


class Several:
    """The entries of several chunks, whose words are masked together when they are first asked for."""

    def __init__(self, entries: preparing.Entries, kinds: Sequence[str]) -> None:
        self.entries = entries
        # The kind of question by the file's number; the last for none.
        self._kinds = kinds

    @cached_property
    def masked(self) -> tuple[list[str], dict[int, list[list[Any]]]]:
        """What everyone reads of each entry, and the spans of those that were masked."""
        return preparing.masked(self.entries.texts("words"))

    @cached_property
    def lot(self) -> Lot:
        """As the rooms above see them."""
        kinds = [self._kinds[number] for number in self.entries.numbers("question").tolist()]
        return Lot(pa.array(self.masked[0], pa.string()), kinds)


class Builder:
    """Makes chunks out of what a run has resolved."""

    def __init__(self, resolved: Resolved) -> None:
        self.resolved = resolved
        self._questions = np.concatenate((resolved.questions, [0]))
        self._kinds = dict(zip(resolved.questions.tolist(), resolved.question_kinds, strict=True))

    def several(self, entries: preparing.Entries) -> Several:
        """The entries of the chunks to build next."""
        return Several(entries, [*self.resolved.question_kinds, Question.Kind.NONSPECIFIC.value])

    def build(self, several: Several, cut: slice, prepared: Prepared, keys: Any, known: Mapping[int, int]) -> Chunk:
        """All that can be done before the transaction, for the voices of `several` that `cut` names.

        `known` is key to id of voices that are stored already.
        """
        entries = several.entries.cut(cut)
        count = len(keys)
        old = {place: known[key] for place, key in enumerate(keys.tolist()) if key in known} if known else {}
        places = np.setdiff1d(np.arange(count), list(old)) if old else np.arange(count)
        first_id = reserve_ids(Voice, len(places)) if len(places) else 0
        ids = np.zeros(count, np.int64)
        ids[places] = np.arange(first_id, first_id + len(places))
        for place, pk in old.items():
            ids[place] = pk
        drawn = preparing.random_bytes(SALT * len(places))
        salts = [drawn[start : start + SALT] for start in range(0, len(drawn), SALT)]
        new = New(places, first_id, preparing.references(len(places)), salts)
        chunk = Chunk(reserve_event_ids(1))
        found = answers.sort(entries, self._questions, old)
        first = int(several.entries.starts[cut.start])
        written = self._answers(chunk, several, first, found, ids, old=set(old))
        chunk.voices = self._voices(chunk.event, prepared, new, keys)
        chunk.contacts = [
            (first_id + row, sealing.seal(prepared.contact[place]))
            for row, place in enumerate(places.tolist())
            if prepared.contact[place]
        ]
        _prove(chunk, prepared, new, written, old)
        chunk.finish = handing.hand_over(prepared, new, written, old, several, self.resolved, self._kinds)
        chunk.counts = self._counts(entries, prepared, found, places, written, len(chunk.originals))
        return chunk

    def _answers(
        self, chunk: Chunk, several: Several, first_row: int, found: answers.Sorted, ids: Any, *, old: set[int]
    ) -> Written:
        """The rows of new answers, and of the originals of those with personal data in them."""
        places = np.flatnonzero(found.fresh)
        every = len(places) == len(found.words)
        words = found.words if every else [found.words[place] for place in places]
        supplier = found.supplier if every else [found.supplier[place] for place in places]
        every_shown, every_span = several.masked if len(places) else ([], {})
        lot_rows = first_row + places
        rows = lot_rows.tolist()
        shown = [every_shown[row] for row in rows]
        spans = {place: every_span[row] for place, row in enumerate(rows) if row in every_span}
        first = reserve_ids(Answer, len(places)) if len(places) else 0
        voice, question = found.voice[places], found.question[places]
        state = several.entries.numbers("state")[lot_rows]
        batch_id = self.resolved.batch_id
        chunk.answers = list(
            zip(
                range(first, first + len(places)),
                ids[voice].tolist(),
                [number or None for number in question.tolist()],
                state.tolist(),
                shown,
                [place in spans for place in range(len(places))],
                supplier,
                several.entries.numbers("line")[lot_rows].tolist(),
                [batch_id if place in old else None for place in voice.tolist()] if old else repeat(None, len(places)),
                strict=True,
            )
        )
        chunk.originals = [(first + place, words[place], masks) for place, masks in spans.items()]
        return Written(np.arange(first, first + len(places)), voice, state, question, words, shown, lot_rows)

    def _voices(self, event: int, prepared: Prepared, new: New, keys: Any) -> list[tuple[Any, ...]]:
        resolved, places = self.resolved, new.places
        take = places.tolist()
        texts = [*resolved.rating_texts, ""]
        rating, number = prepared.rating[places].tolist(), prepared.rating_number[places].tolist()
        count = len(take)
        return list(
            zip(
                range(new.first_id, new.first_id + count),
                new.references,
                repeat(resolved.organisation_id, count),
                prepared.unit[places].tolist(),
                repeat(resolved.batch_id, count),
                repeat(resolved.source_id, count),
                keys[places].tolist(),
                [prepared.respondent[place] for place in take],
                preparing.dates_of(prepared.said[places]),
                preparing.dates_of(prepared.day_first[places]),
                preparing.dates_of(prepared.month_first[places]),
                preparing.dates_of(prepared.experienced[places]),
                repeat(resolved.received_at, count),
                [RELATION_VALUES[code] for code in prepared.relation[places].tolist()],
                [CHANNEL_VALUES[code] for code in prepared.channel[places].tolist()],
                [prepared.language[place] for place in take],
                [None if code < 0 else code for code in rating],
                [texts[text] if code == 0 else "" for code, text in zip(rating, number, strict=True)],
                preparing.objects([prepared.about[place] for place in take]),
                [{"publication": "none"} if private else None for private in prepared.private[places].tolist()],
                repeat(event, count),
                range(count),
                new.salts,
                strict=True,
            )
        )

    def _counts(
        self,
        entries: preparing.Entries,
        prepared: Prepared,
        found: answers.Sorted,
        places: Any,
        written: Written,
        *masked: int,
    ) -> dict[str, Any]:
        resolved = self.resolved
        names = [
            str(code) if code else words.code_label(text)
            for code, text in zip(resolved.ratings.tolist(), resolved.rating_texts, strict=True)
        ]
        numbers = prepared.rating_number[places]
        ratings: dict[str, int] = defaultdict(int)
        for number, times in enumerate(np.bincount(numbers[numbers >= 0], minlength=len(names)).tolist()):
            if times:
                ratings[names[number]] += times
        decided = np.bincount(prepared.decision[places], minlength=len(Decision)).tolist()
        return {
            **answers.tally(entries, found.fresh, entries.numbers("state") == SAID),
            "voices": len(places),
            "comments": int((written.state == SAID).sum()),
            "non_answers": int((written.state == NON_ANSWER).sum()),
            "masked": sum(masked),
            "changed": found.changed,
            "ratings": dict(ratings),
            "dates": {decision.name.lower(): decided[decision] for decision in Decision},
            "conflicts": dict(prepared.conflicts),
        }


def _prove(chunk: Chunk, prepared: Prepared, new: New, written: Written, old: Mapping[int, int]) -> None:
    answers = list(zip(written.question.tolist(), written.state.tolist(), written.words, strict=True))
    # Answers stand in the order of their voices.
    bounds = np.searchsorted(written.voice, np.arange(len(prepared.unit) + 1))
    begins, ends = bounds[:-1], bounds[1:]
    columns = (prepared.said, prepared.day_first, prepared.month_first, prepared.rating)
    voices = zip(new.salts, new.references, *(column[new.places].tolist() for column in columns), strict=True)
    parts = zip(begins[new.places].tolist(), ends[new.places].tolist(), strict=True)
    chunk.leaves = proof.leaves(voices, parts, answers)
    touched = [place for place in old if begins[place] < ends[place]]
    chunk.touched = len(touched)
    stored = Voice.objects.in_bulk([old[place] for place in touched]) if touched else {}
    for place in touched:
        voice = stored[old[place]]
        said = answers[begins[place] : ends[place]]
        chunk.leaves.append(proof.leaf(bytes(voice.salt), proof.content(voice.reference, NONE, (NONE, NONE), -1, said)))
