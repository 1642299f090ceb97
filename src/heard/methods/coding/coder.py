"""The coder: texts in, themes, sentiment and seriousness out, column by column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from heard.methods.coding import features, kernel
from heard.methods.coding.artefact import Artefact
from heard.methods.coding.features import Array, Sums, Weights
from heard.methods.coding.seriousness import Lexicon

_BLOCK: Final = 65_536
_GOOD: Final = re.compile(r"what_good|what (?:was|went|did we do|do we do|is) (?:good|well)|most (?:like|enjoy)", re.I)
_IMPROVE: Final = re.compile(r"could_improve|improve|better|different|change|less well|not (?:so )?(?:good|well)", re.I)


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

    def take(self, rows: Array) -> Coded:
        """The codes of some of the texts."""
        return Coded(*(getattr(self, column.name)[rows] for column in fields(self)))


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
    scorer: Callable[[Array, Array, Array, Weights], Sums]

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

    def code(self, texts: pa.Array | Sequence[str | None], questions: Sequence[str | None] | None = None) -> Coded:
        """Codes of texts; `questions` are wordings or kinds, one for each text, or none at all."""
        column = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
        blocks = [
            self._block(column.slice(at, _BLOCK), None if questions is None else questions[at : at + _BLOCK])
            for at in range(0, max(len(column), 1), _BLOCK)
        ]
        names = ("themes", "sentiment", "seriousness", "kinds", "hcat", "confidence")
        return Coded(*(np.concatenate([getattr(block, name) for block in blocks]) for name in names))

    def _block(self, column: pa.Array, questions: Sequence[str | None] | None) -> Coded:
        data, offsets = buffers(column)
        asked = np.zeros(len(column), dtype=np.uint8)
        if questions is not None:
            asked[:] = _question_kinds(questions)
        sums = self.scorer(data, offsets, asked, self.artefact.weights)
        # Seriousness does not ask whether the rest is familiar: words in another language beside it lower nothing.
        answered = sums.letters & ~_non_answers(column)
        said = sums.familiar & answered
        themes, theme_confidence = self.artefact.themes_given(sums.scores)
        sentiment, sentiment_confidence = self.artefact.sentiment_given(sums.scores)
        level = self.artefact.levels_given(sums.worst)
        hcat = self.artefact.hcat_given(sums.scores, level)
        kinds = np.zeros(len(column), dtype=np.int32)
        for row, (lexicon_level, lexicon_hcat, lexicon_kinds) in self.lexicon.find(column).items():
            kinds[row] = lexicon_kinds
            if lexicon_level >= level[row]:
                level[row], hcat[row] = lexicon_level, lexicon_hcat
        confidence = np.where(themes != 0, theme_confidence, sentiment_confidence)
        return Coded(
            np.where(said, themes, 0),
            np.where(said, sentiment, 0).astype(np.int8),
            np.where(answered, level, 0).astype(np.int8),
            np.where(answered, kinds, 0).astype(np.int32),
            np.where(answered, hcat, -1).astype(np.int8),
            np.where(said, confidence, 0).astype(np.int8),
        )


def buffers(column: pa.Array) -> tuple[Array, Array]:
    """UTF-8 bytes uint8 and offsets int64 [N+1] of a string column without a copy; a null is an empty text."""
    if pa.types.is_string(column.type) and not column.null_count:
        width: type = np.int32
    else:
        column = column.cast(pa.large_string()).fill_null("")
        width = np.int64
    _, offsets, data = column.buffers()
    if not len(column) or offsets is None:
        return np.zeros(0, dtype=np.uint8), np.zeros(1, dtype=np.int64)
    places = np.frombuffer(offsets, dtype=width)[column.offset : column.offset + len(column) + 1].astype(np.int64)
    return np.frombuffer(data or b"", dtype=np.uint8), places


def _question_kinds(questions: Iterable[str | None]) -> list[int]:
    kinds: dict[str | None, int] = {None: 0}
    return [kinds[q] if q in kinds else kinds.setdefault(q, question_kind(q or "")) for q in questions]


_NON_ANSWERS: Final = r"(?i)^[\s\W]*(?:did not answer|not answered|no answer|n[ /.]?a|not applicable)[\s\W]*$"


def _non_answers(column: pa.Array) -> Array:
    import pyarrow.compute as pc

    hits = pc.fill_null(pc.match_substring_regex(column, _NON_ANSWERS), False)
    return np.asarray(hits.to_numpy(zero_copy_only=False), dtype=bool)
