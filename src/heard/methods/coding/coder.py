"""The coder: texts in, themes, sentiment and seriousness out, column by column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from heard.methods.coding import features, kernel
from heard.methods.coding.artefact import Artefact
from heard.methods.coding.columns import buffers
from heard.methods.coding.features import Array, Sums, Weights
from heard.methods.coding.seriousness import Found, Lexicon
from heard.methods.language import is_foreign, languages

# From this level on it is a concern, and from this sentiment on negative.
CONCERN: Final = 2
NEGATIVE: Final = 4
# Scores of so many texts stay in the processor's own cache.
_BLOCK: Final = 4_096
_GOOD: Final = re.compile(r"what_good|what (?:was|went|did we do|do we do|is) (?:good|well)|most (?:like|enjoy)", re.I)
_IMPROVE: Final = re.compile(r"could_improve|improve|better|different|change|less well|not (?:so )?(?:good|well)", re.I)

# Scores texts in an Arrow layout: data, offsets, kinds of question, weights.
Scorer = Callable[[Array, Array, Array, Weights], Sums]


@dataclass(frozen=True, slots=True)
class Coded:
    """Codes of N texts, column by column.

    themes int64 (bit n: theme n of the frame; 0 is 'Not assigned'), sentiment int8 (1 very positive … 5 very negative;
    0 none could be given), seriousness int8 (0 to 3), kinds int32 (bit n: kind n of the seriousness pack), hcat int8
    (place of the HCAT category in that pack; -1 none), confidence int8 (percent, of the weakest theme given; of the
    sentiment where there is none; 0 where nothing could be coded).
    """

    themes: Array
    sentiment: Array
    seriousness: Array
    kinds: Array
    hcat: Array
    confidence: Array

    @classmethod
    def nothing(cls, count: int) -> Coded:
        """So many texts of which nothing could be said."""
        return cls(
            np.zeros(count, np.int64), np.zeros(count, np.int8), np.zeros(count, np.int8), np.zeros(count, np.int32),
            np.full(count, -1, np.int8), np.zeros(count, np.int8),
        )  # fmt: skip

    def take(self, rows: Array) -> Coded:
        """The codes of some of the texts."""
        return Coded(*(getattr(self, column.name)[rows] for column in fields(self)))

    def put(self, rows: Array, codes: Coded) -> None:
        """Take over the codes of some of the texts."""
        for column in fields(self):
            getattr(self, column.name)[rows] = getattr(codes, column.name)


def question_kind(question: str) -> int:
    """1 for what was good, 2 for what could be better, 0 for any other wording; also reads the kind's own name.

    >>> question_kind("How could we improve?"), question_kind("What was good?"), question_kind("FFT Why?")
    (2, 1, 0)
    """
    if _IMPROVE.search(question):
        return 2
    return 1 if _GOOD.search(question) else 0


@dataclass(frozen=True, slots=True)
class Coder:
    """An artefact ready to code with.

    >>> from heard.methods.coding import SHIPPED
    >>> coder = Coder.load(SHIPPED)
    >>> coded = coder.code(["The nurses were kind and patient", "..."])
    >>> coder.themes_of(int(coded.themes[0])), int(coded.sentiment[1])
    (('Staff manner & personal attributes',), 0)
    """

    artefact: Artefact
    lexicon: Lexicon
    scorer: Scorer

    @classmethod
    def load(cls, folder: Path, *, compiled: bool = True) -> Coder:
        """The coder in a folder made by `train`; scores by NumPy where numba cannot run or is not wanted."""
        artefact = Artefact.load(folder)
        scorer = features.score
        if compiled:
            try:
                kernel.compiled()
                scorer = kernel.score
            except ImportError:
                pass
        return cls(artefact, Lexicon.from_pack(artefact.seriousness), scorer)

    @property
    def name(self) -> str:
        """Name and version, as a run records them: 'fast@2026-11-22'."""
        return self.artefact.name

    @property
    def frame(self) -> str:
        """Slug and version of the frame: 'fft-themes@7'."""
        return self.artefact.frame

    def themes_of(self, mask: int) -> tuple[str, ...]:
        """Labels of the bits that are set."""
        return tuple(theme for bit, theme in enumerate(self.artefact.themes) if mask >> bit & 1)

    def code(
        self, texts: pa.Array | Sequence[str | None], questions: pa.Array | Sequence[str | None] | None = None
    ) -> Coded:
        """Codes of texts; `questions` are wordings or kinds, one for each text, or none at all."""
        column = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
        asked = np.zeros(len(column), dtype=np.uint8) if questions is None else _question_kinds(questions)
        answered = ~_non_answers(column)
        blocks = [
            self._block(column.slice(at, _BLOCK), asked[at : at + _BLOCK], answered[at : at + _BLOCK])
            for at in range(0, max(len(column), 1), _BLOCK)
        ]
        coded = Coded(*(np.concatenate([getattr(block, field.name) for block in blocks]) for field in fields(Coded)))
        found = self.lexicon.find(column)
        self._let_go(coded, column, asked, found)
        for row, (level, hcat, kinds) in found.items():
            if answered[row]:
                coded.kinds[row] = kinds
                if level >= coded.seriousness[row]:
                    coded.seriousness[row], coded.hcat[row] = level, hcat
        return coded

    def _let_go(self, coded: Coded, column: pa.Array, asked: Array, found: Mapping[int, Found]) -> None:
        """Where the heads alone found a concern, let them read again without what is known to be harmless."""
        rows = [row for row in np.flatnonzero(coded.seriousness >= CONCERN).tolist() if row not in found]
        rest = self.lexicon.harmless.left(column.take(pa.array(rows, pa.int64())))
        if not rest:
            return
        again = np.array([rows[place] for place in rest], dtype=np.int64)
        sums = self.scorer(*buffers(pa.array(rest.values(), pa.string())), asked[again], self.artefact.weights)
        level = np.where(sums.letters, self.artefact.levels_given(sums.worst), 0)
        level = np.minimum(np.maximum(level, coded.sentiment[again] >= NEGATIVE), coded.seriousness[again])
        coded.seriousness[again] = level
        coded.hcat[again] = np.where(level > 0, coded.hcat[again], -1)

    def read(
        self, texts: pa.Array | Sequence[str | None], questions: pa.Array | Sequence[str | None] | None = None
    ) -> tuple[Coded, pa.Array]:
        """Codes of texts as `code` gives them, and the language of each.

        What is in another language than English gets no theme and no sentiment, and a level where the lexicon alone
        finds one.
        """
        column = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
        spoken = languages(column)
        foreign = np.flatnonzero(is_foreign(spoken))
        coded = self.code(column, questions)
        if len(foreign):
            coded.put(foreign, self.lexical(column.take(pa.array(foreign))))
        return coded, spoken

    def lexical(self, texts: pa.Array) -> Coded:
        """What the lexicon alone finds in texts: neither themes nor sentiment, but a level where it knows a phrase."""
        coded = Coded.nothing(len(texts))
        for row, (level, hcat, kinds) in self.lexicon.find(texts).items():
            coded.seriousness[row], coded.hcat[row], coded.kinds[row] = level, hcat, kinds
        return coded

    def probabilities(
        self, texts: pa.Array | Sequence[str | None], questions: pa.Array | Sequence[str | None] | None = None
    ) -> Array:
        """Calibrated probabilities float32 [N, themes + 5 + 3], as `Artefact.probabilities` gives them.

        They are those of the words, whether or not they would be coded. Raises LookupError where no curves were fitted.
        """
        column = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
        asked = np.zeros(len(column), dtype=np.uint8) if questions is None else _question_kinds(questions)
        lexicon = np.zeros(len(column), dtype=np.int8)
        for row, found in self.lexicon.find(column).items():
            lexicon[row] = found.level
        blocks = []
        for at in range(0, max(len(column), 1), _BLOCK):
            block = slice(at, at + _BLOCK)
            sums = self.scorer(*buffers(column.slice(at, _BLOCK)), asked[block], self.artefact.weights)
            blocks.append(self.artefact.probabilities(sums.scores, sums.worst, lexicon[block]))
        return np.concatenate(blocks)

    def _block(self, column: pa.Array, asked: Array, answered: Array) -> Coded:
        """Codes by the learned heads alone."""
        data, offsets = buffers(column)
        sums = self.scorer(data, offsets, asked, self.artefact.weights)
        # Seriousness does not ask whether the rest is familiar: words in another language beside it lower nothing.
        answered = answered & sums.letters
        said = sums.familiar & answered
        themes, theme_confidence = self.artefact.themes_given(sums.scores)
        sentiment, sentiment_confidence = self.artefact.sentiment_given(sums.scores)
        level = self.artefact.levels_given(sums.worst)
        hcat = self.artefact.hcat_given(sums.scores, level)
        confidence = np.where(themes != 0, theme_confidence, sentiment_confidence)
        return Coded(
            np.where(said, themes, 0),
            np.where(said, sentiment, 0).astype(np.int8),
            np.where(answered, level, 0).astype(np.int8),
            np.zeros(len(column), dtype=np.int32),
            np.where(answered, hcat, -1).astype(np.int8),
            np.where(said, confidence, 0).astype(np.int8),
        )


def _question_kinds(questions: pa.Array | Sequence[str | None]) -> Array:
    """Kinds uint8 [N]; there are few wordings, so each is looked at once."""
    column = questions if isinstance(questions, pa.Array) else pa.array(questions, pa.string())
    encoded = column.cast(pa.string()).fill_null("").dictionary_encode()
    kinds: Array = np.array(
        [question_kind(wording) for wording in encoded.dictionary.to_pylist()] or [0], dtype=np.uint8
    )
    asked: Array = kinds[encoded.indices.to_numpy(zero_copy_only=False)]
    return asked


_NON_ANSWERS: Final = r"(?i)^[\s\W]*(?:did not answer|not answered|no answer|n[ /.]?a|not applicable)[\s\W]*$"


def _non_answers(column: pa.Array) -> Array:
    import pyarrow.compute as pc

    hits = pc.fill_null(pc.match_substring_regex(column, _NON_ANSWERS), False)
    return np.asarray(hits.to_numpy(zero_copy_only=False), dtype=bool)
