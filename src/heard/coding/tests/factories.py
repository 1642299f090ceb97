"""Voices for tests of counts, without a voices table: what is stored is what the port would hand over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from heard.coding.models import UNCODED
from heard.methods.coding import Coded
from heard.voices.ports import StoredBatch


@dataclass
class Said:
    """One voice. Its answers are (question id or None, words); words 'theme3 theme5 mood2 level1' say their code."""

    unit_id: int
    said_on: date | None = date(2026, 3, 4)
    rating: int | None = 1
    relation: int = 1
    channel: int = 1
    source_id: int | None = None
    answers: list[tuple[int | None, str]] = field(default_factory=list)


def batch(organisation_id: int, voices: Mapping[int, Said], only: Sequence[int] | None = None) -> StoredBatch:
    """The batch of these voices by id; answer n of voice v has the id 100 v + n. `only` narrows to some answers."""
    columns: dict[str, list[Any]] = {"answer_id": [], "voice": [], "question_id": [], "question_kind": [], "words": []}
    for position, (voice_id, said) in enumerate(voices.items()):
        for number, (question, words) in enumerate(said.answers):
            answer_id = 100 * voice_id + number
            if only is None or answer_id in only:
                for name, value in zip(columns, (answer_id, position, question, "nonspecific", words), strict=True):
                    columns[name].append(value)
    answer_types = (pa.int64(), pa.int32(), pa.int64(), pa.string(), pa.string())
    rows = [
        (key, organisation_id, v.unit_id, v.said_on, v.rating, v.relation, v.channel, v.source_id)
        for key, v in voices.items()
    ]
    names = ("voice_id", "organisation_id", "unit_id", "said_on", "rating", "relation", "channel", "source_id")
    types = (pa.int64(), pa.int64(), pa.int64(), pa.date32(), pa.int8(), pa.int8(), pa.int8(), pa.int64())
    return StoredBatch(
        voices=pa.record_batch(
            {name: pa.array([row[place] for row in rows], types[place]) for place, name in enumerate(names)}
        ),
        answers=pa.record_batch(
            {name: pa.array(values, kind) for (name, values), kind in zip(columns.items(), answer_types, strict=True)}
        ),
    )


class FakeCoder:
    """Codes by what the words say themselves."""

    name = "fake@1"
    frame = "fft-themes@7"

    def code(self, texts: pa.Array, questions: Sequence[str]) -> Coded:
        # What is coded at all is taken for English.
        found = [code_of(text.replace("foreign", "")) for text in texts.to_pylist()]
        column = [np.array([row[place] for row in found], np.int64) for place in range(3)]
        zeros = np.zeros(len(found), np.int64)
        return Coded(column[0], column[1], column[2], zeros, zeros - 1, zeros + 90)

    def read(self, texts: pa.Array, questions: Sequence[str]) -> tuple[Coded, pa.Array]:
        """What says that it is foreign is in Polish: nothing but a level is read there."""
        coded = self.code(texts, questions)
        foreign = np.array(["foreign" in text.split() for text in texts.to_pylist()], bool)
        coded.themes[foreign] = coded.sentiment[foreign] = 0
        return coded, pa.array(np.where(foreign, "pl", "en").tolist(), pa.string())


def code_of(words: str) -> tuple[int, int, int]:
    """Themes, sentiment and seriousness that are stored for words that name them; 'foreign' is not coded."""
    themes, mood, level = 0, 0, 0
    for word in words.split():
        if word.startswith("theme"):
            themes |= 1 << int(word[5:])
        elif word.startswith("mood"):
            mood = int(word[4:])
        elif word.startswith("level"):
            level = int(word[5:])
    return (UNCODED, 0, level) if "foreign" in words.split() else (themes, mood, level)
