"""What a comment says clause by clause, and which of its words led to each code.

The coder is linear: a text's score for a head is the sum of what its features add, times a factor, over the text's
length, plus an offset (`features.Weights`). So what led to a code needs no approximation (LIME, Ribeiro et al. 2016;
Shapley values, Lundberg and Lee 2017, which for a linear sum with a fixed length are these very parts): every feature's
part goes to the word that it stands in, that of a pair of words by halves, and the parts with the offset are the score.

Clauses are those that `features` cuts. A clause is scored by itself with the same heads, divided by its own length.
They were trained on whole comments, and nobody has labelled clauses: the page says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from heard.methods.coding.artefact import SENTIMENTS, Artefact
from heard.methods.coding.coder import question_kind
from heard.methods.coding.columns import buffers
from heard.methods.coding.features import LEAST_KNOWN, Array, Features, Weights, extract

# Together these words carry so much of what speaks for a code.
_MOST: Final = 0.75


class Word(NamedTuple):
    """Characters `start` to `end` (exclusive) of a text, and the clause that they belong to."""

    start: int
    end: int
    clause: int


@dataclass(frozen=True, slots=True)
class Clause:
    """Characters `start` to `end` (exclusive), with themes (bits of the frame) and sentiment (1 to 5; 0 none)."""

    start: int
    end: int
    themes: tuple[int, ...]
    sentiment: int


@dataclass(frozen=True, slots=True)
class Explained:
    """A comment taken apart. parts float64 [words, heads]; parts.sum(axis=0) + offsets are the scores of the whole."""

    text: str
    words: tuple[Word, ...]
    clauses: tuple[Clause, ...]
    themes: tuple[int, ...]
    sentiment: int
    parts: Array
    offsets: Array

    @property
    def scores(self) -> Array:
        """The scores of the whole comment, float64 [heads]: what `features.score` gives."""
        total: Array = self.parts.sum(axis=0) + self.offsets
        return total

    def led_to(self, head: int) -> tuple[tuple[int, int], ...]:
        """Where the words stand that led to a head, in their order: the fewest that carry most of what speaks for it.

        Empty where no word speaks for it (a code that a person gave, or one that its offset alone gave).
        """
        part = self.parts[:, head]
        order = np.argsort(-part, kind="stable")
        speaking = part[order] > 0
        if not speaking.any():
            return ()
        carried = np.cumsum(part[order][speaking])
        enough = int(np.searchsorted(carried, _MOST * carried[-1])) + 1
        return tuple(self.words[place][:2] for place in sorted(order[:enough].tolist()))


def explain(text: str, artefact: Artefact, question: str = "") -> Explained:
    """Take a comment apart with the heads of an artefact; `question` is its wording or kind, '' where not known.

    >>> from heard.methods.coding import SHIPPED
    >>> from heard.methods.coding.artefact import Artefact
    >>> artefact = Artefact.load(SHIPPED)
    >>> said = "The nurses were kind and caring, but the food was cold and tasteless."
    >>> found = explain(said, artefact)
    >>> for clause in found.clauses:
    ...     about = [artefact.themes[bit] for bit in clause.themes]
    ...     print(said[clause.start : clause.end], about, "positive" if clause.sentiment < 3 else "negative")
    The nurses were kind and caring ['Staff manner & personal attributes'] positive
    but the food was cold and tasteless ['Food & drink provision & facilities'] negative
    >>> food = artefact.themes.index("Food & drink provision & facilities")
    >>> [said[start:end] for start, end in found.led_to(food)]
    ['food']
    """
    weights = artefact.weights
    data, offsets = buffers(pa.array([text], pa.string()))
    found = extract(data, offsets, np.array([question_kind(question)], dtype=np.uint8))
    rows = weights.slots[found.bucket]
    doubled, squares, features = _by_word(found, rows, weights)
    length = np.sqrt(max(int(squares.sum()), 1))
    words = tuple(
        Word(start, end, clause)
        for (start, end), clause in zip(_characters(text, found.word_bytes), found.word_clause.tolist(), strict=True)
    )
    whole = doubled.sum(axis=0) / 2 * weights.factors / length + weights.offsets
    every, known = features.sum(axis=0).tolist()
    familiar = known * LEAST_KNOWN >= every > 0
    return Explained(
        text=text,
        words=words,
        clauses=_clauses(words, doubled, squares, features, artefact),
        themes=_bits(artefact, whole) if familiar else (),
        sentiment=int(artefact.sentiment_given(whole[None])[0][0]) if familiar else 0,
        parts=doubled / 2 * weights.factors / length,
        offsets=weights.offsets,
    )


def sentiment_head(artefact: Artefact, sentiment: int) -> int:
    """The head of a sentiment, 1 very positive to 5 very negative. Raises ValueError for another number."""
    if not 1 <= sentiment <= SENTIMENTS:
        raise ValueError(f"There is no sentiment {sentiment}.")
    return len(artefact.themes) + sentiment - 1


def _by_word(found: Features, rows: Array, weights: Weights) -> tuple[Array, Array, Array]:
    """Of every word twice its sum int64 [W, H], what it adds to the length [W], and its features, [W, 2]: all, known.

    Twice, so that a pair's half is a whole number too and the parts add up to the last bit.
    """
    count = len(found.word_clause)
    doubled = np.zeros((count, weights.rows.shape[1]), dtype=np.int64)
    squares, features = np.zeros(count, dtype=np.int64), np.zeros((count, 2), dtype=np.int64)
    # `extract` lists the words, then the pairs: one for every word that does not open a clause.
    pair = np.zeros(len(rows), dtype=bool)
    pair[count : 2 * count - len(found.clause_text)] = True
    known = rows >= 0
    values = weights.rows[rows[known]].astype(np.int64)
    word, halved = found.word[known], pair[known]
    np.add.at(doubled, word, np.where(halved[:, None], values, 2 * values))
    np.add.at(doubled, word[halved] - 1, values[halved])
    np.add.at(squares, word, weights.squares[rows[known]].astype(np.int64))
    np.add.at(features, found.word, np.stack([np.ones(len(rows), dtype=np.int64), known], axis=1))
    return doubled, squares, features


def _characters(text: str, places: Array) -> list[tuple[int, int]]:
    """Places in UTF-8 bytes as places in characters."""
    data = np.frombuffer(text.encode(), dtype=np.uint8)
    # A byte 10xxxxxx goes on with the character before it.
    begun = np.concatenate([[0], np.cumsum((data & 0xC0) != 0x80)])
    return [(int(begun[start]), int(begun[end])) for start, end in places.tolist()]


def _clauses(
    words: Sequence[Word], doubled: Array, squares: Array, features: Array, artefact: Artefact
) -> tuple[Clause, ...]:
    if not words:
        return ()
    first = np.flatnonzero(np.diff([word.clause for word in words], prepend=-1))
    length = np.sqrt(np.maximum(np.add.reduceat(squares, first), 1).astype(np.float64))
    weights = artefact.weights
    scores = np.add.reduceat(doubled, first) / 2 * weights.factors / length[:, None] + weights.offsets
    every, known = np.add.reduceat(features, first).T
    familiar = (known * LEAST_KNOWN >= every).tolist()
    sentiments = artefact.sentiment_given(scores)[0].tolist()
    last = [*(first[1:] - 1).tolist(), len(words) - 1]
    return tuple(
        Clause(
            words[begin].start,
            words[end].end,
            _bits(artefact, scores[place]) if familiar[place] else (),
            sentiments[place] if familiar[place] else 0,
        )
        for place, (begin, end) in enumerate(zip(first.tolist(), last, strict=True))
    )


def _bits(artefact: Artefact, scores: Array) -> tuple[int, ...]:
    given = scores[: len(artefact.themes)] > artefact.thresholds
    return tuple(np.flatnonzero(given).tolist())
