"""Tables of any size, coded batch by batch: the one contract that every engine keeps, in one process or in hundreds.

A batch of `IN` becomes a batch of `out(setting)` with as many rows in the same order. Whoever hands out the batches
(a loop, a pool of processes, Spark's mapInArrow) knows nothing of coders, and the coder nothing of who hands them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from heard.methods.coding import engines
from heard.methods.coding.coder import Coded, Coder
from heard.methods.coding.features import Array
from heard.methods.language import ENGLISH, detector_name, is_foreign, languages

# row is kept as it is, for engines that do not keep the order; a question may be null.
IN: Final = pa.schema([("row", pa.int64()), ("text", pa.string()), ("question", pa.string())])
OUT: Final = pa.schema(
    [
        ("row", pa.int64()),
        ("themes", pa.string()),
        ("sentiment", pa.int8()),
        ("seriousness", pa.int8()),
        ("hcat", pa.string()),
        ("kinds", pa.string()),
        ("language", pa.string()),
    ]
)
LEVELS: Final = (1, 2, 3)
# Probabilities are whole ten-thousandths: more figures than that would say nothing.
DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Setting:
    """How to code: the mode of the coder, and whether every probability is wanted."""

    mode: str = "fast"
    probabilities: bool = False

    @property
    def coder(self) -> Coder:
        """The coder, loaded once a process."""
        return engines.ready(self.mode)

    @property
    def version(self) -> str:
        """What the codes hang on: coder, artefacts, and what tells languages."""
        return f"{engines.fingerprint(self.mode)}, {detector_name()}"


def out(setting: Setting) -> pa.Schema:
    """The schema of what is coded: OUT, and with probabilities a float32 column for each.

    >>> [name for name in out(Setting(probabilities=True)).names if name.startswith("p:sent")]
    ['p:sentiment 1', 'p:sentiment 2', 'p:sentiment 3', 'p:sentiment 4', 'p:sentiment 5']
    """
    return pa.schema([*OUT, *((name, pa.float32()) for name in probability_names(setting))])


def probability_names(setting: Setting) -> list[str]:
    """Columns of probabilities: themes, sentiments, then seriousness of a level or above."""
    if not setting.probabilities:
        return []
    sentiments = [f"p:sentiment {number}" for number in range(1, 6)]
    return [
        *(f"p:{theme}" for theme in setting.coder.artefact.themes),
        *sentiments,
        *(f"p:seriousness {level}+" for level in LEVELS),
    ]


def code_batches(batches: Iterable[pa.RecordBatch], setting: Setting) -> Iterator[pa.RecordBatch]:
    """Code one batch after the other."""
    return (code_batch(batch, setting) for batch in batches)


def code_batch(batch: pa.RecordBatch, setting: Setting) -> pa.RecordBatch:
    """Code a batch of IN; the same words after the same question are coded once.

    What is not English gets no theme and no sentiment, and is serious only where the lexicon knows a phrase in it.

    >>> batch = pa.RecordBatch.from_pylist([{"row": 7, "text": "The nurse was kind", "question": None}], IN)
    >>> code_batch(batch, Setting()).to_pylist()[0]["themes"]
    'Staff manner & personal attributes'
    """
    texts = batch.column("text").cast(pa.string()).fill_null("")
    distinct, questions, places = _once(texts, batch.column("question").cast(pa.string()))
    spoken = languages(distinct)
    english = np.flatnonzero(np.asarray(spoken.to_numpy(zero_copy_only=False) == ENGLISH))
    coded = _coded(setting.coder, distinct, questions, spoken, english)
    columns = [*_columns(setting.coder, coded), spoken]
    if setting.probabilities:
        columns += _probabilities(setting.coder, distinct, questions, english)
    if places is not None:
        columns = [column.take(places) for column in columns]
    return pa.RecordBatch.from_arrays([batch.column("row"), *columns], schema=out(setting))


def _once(texts: pa.Array, questions: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array | None]:
    """Distinct texts with their question, and the place of every row among them; None where every row is another."""
    words = texts.dictionary_encode()
    if len(words.dictionary) == len(texts):
        return texts, questions, None
    asked = questions.fill_null("").dictionary_encode()
    pairs = words.indices.to_numpy().astype(np.int64) * max(len(asked.dictionary), 1) + asked.indices.to_numpy()
    _, first, places = np.unique(pairs, return_index=True, return_inverse=True)
    return texts.take(pa.array(first)), questions.take(pa.array(first)), pa.array(places)


def _coded(coder: Coder, texts: pa.Array, questions: pa.Array, spoken: pa.Array, english: Array) -> Coded:
    if len(english) == len(texts):
        return coder.code(texts, questions)
    coded = Coded.nothing(len(texts))
    chosen = pa.array(english)
    coded.put(english, coder.code(texts.take(chosen), questions.take(chosen)))
    others = np.flatnonzero(is_foreign(spoken))
    coded.put(others, coder.lexical(texts.take(pa.array(others))))
    return coded


def _columns(coder: Coder, coded: Coded) -> list[pa.Array]:
    pack = coder.artefact.seriousness
    categories = pa.array(["", *pack["categories"]], pa.string())
    return [
        _joined(coded.themes, coder.artefact.themes),
        pa.array(coded.sentiment, pa.int8(), mask=coded.sentiment == 0),
        pa.array(coded.seriousness, pa.int8()),
        categories.take(pa.array(coded.hcat + 1)),
        _joined(coded.kinds, [kind["kind"] for kind in pack["kinds"]]),
    ]


def _joined(masks: Array, labels: Iterable[str]) -> pa.Array:
    """Labels of the bits that are set, joined by '|'; there are few different masks, so each is joined once."""
    names = list(labels)
    few, places = np.unique(masks, return_inverse=True)
    joined = ["|".join(name for bit, name in enumerate(names) if mask >> bit & 1) for mask in few.tolist()]
    return pa.array(joined, pa.string()).take(pa.array(places))


def _probabilities(coder: Coder, texts: pa.Array, questions: pa.Array, english: Array) -> list[pa.Array]:
    """Columns float32 of probabilities, null where nothing in English was said."""
    chosen = pa.array(english)
    found = coder.probabilities(texts.take(chosen), questions.take(chosen))
    whole = np.zeros((len(texts), found.shape[1]), dtype=np.float32)
    whole[english] = np.round(found, DIGITS)
    absent = np.ones(len(texts), dtype=bool)
    absent[english] = False
    return [pa.array(np.ascontiguousarray(column), pa.float32(), mask=absent) for column in whole.T]
