"""Which entries of a chunk are new answers, and which are there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from heard.voices.importing.preparing import Entries, Flags
from heard.voices.models import Answer, Original, Voice

# Ids in one statement.
MANY: Final = 5_000


@dataclass(frozen=True, slots=True)
class Sorted:
    """For each entry of a chunk: whether it is new, the place of its voice in the chunk, and what it says."""

    fresh: Flags
    voice: npt.NDArray[np.int64]
    words: list[str]
    question: npt.NDArray[np.int64]  # question id; 0 none
    supplier: list[str]
    # Entries whose supplier's number is known with other words: the first words stay.
    changed: int


def known_voices(source_id: int, keys: Sequence[int]) -> dict[int, int]:
    """Key to id of those voices of the source that are stored already."""
    found: dict[int, int] = {}
    for start in range(0, len(keys), MANY):
        rows = Voice.objects.filter(source=source_id, key__in=keys[start : start + MANY])
        found.update(rows.values_list("key", "id"))
    return found


def sort(entries: Entries, questions: Any, known: dict[int, int]) -> Sorted:
    """Sort a chunk's entries into new ones and repeats.

    An answer is there already if its voice has one to the same question with the same words, or under the same
    supplier's number. `questions` are ids by the file's numbers, with 0 at the end for none; `known` is the id of each
    stored voice by its place in the chunk.
    """
    voice = np.repeat(np.arange(len(entries.starts) - 1), np.diff(entries.starts))
    question = questions[entries.numbers("question")]
    words, supplier = entries.texts("words"), entries.texts("supplier_id")
    fresh = np.ones(len(voice), bool)
    looked = _repeated(voice, question)
    if known:
        looked |= np.isin(voice, np.fromiter(known, np.int64))
    changed = 0
    if looked.any():
        seen = _Seen(known)
        for place in np.flatnonzero(looked).tolist():
            new, other = seen.take(int(voice[place]), int(question[place]), words[place], supplier[place])
            fresh[place] = new
            changed += other
    return Sorted(fresh, voice, words, question, supplier, changed)


def _repeated(voice: Any, question: Any) -> Flags:
    """Entries whose voice has another one to the same question."""
    _, inverse, counts = np.unique(
        voice * (question.max(initial=0) + 1) + question, return_inverse=True, return_counts=True
    )
    return counts[inverse] > 1


class _Seen:
    """Answers that are stored, and those of the chunk met so far."""

    def __init__(self, known: dict[int, int]) -> None:
        self._words: set[tuple[int, int, str]] = set()
        self._numbers: dict[tuple[int, int, str], str] = {}
        place = {pk: chunk_place for chunk_place, pk in known.items()}
        # Nothing of a voice that was erased comes back with the same file.
        erased = Voice.objects.filter(pk__in=place, erased_at__isnull=False) if place else Voice.objects.none()
        self._erased = {place[pk] for pk in erased.values_list("id", flat=True)}
        for start in range(0, len(place), MANY):
            self._load(list(place)[start : start + MANY], place)

    def _load(self, voice_ids: list[int], place: dict[int, int]) -> None:
        rows = list(
            Answer.objects.filter(voice__in=voice_ids).values_list(
                "id", "voice_id", "question_id", "words", "masked", "supplier_id"
            )
        )
        hidden = [row[0] for row in rows if row[4]]
        originals = dict(Original.objects.filter(answer__in=hidden).values_list("answer_id", "words")) if hidden else {}
        for pk, voice_id, question, words, _, supplier in rows:
            self._add(place[voice_id], question or 0, originals.get(pk, words), supplier)

    def take(self, voice: int, question: int, words: str, supplier: str) -> tuple[bool, bool]:
        """Whether this answer is new, and whether it is an old one with other words; new ones are remembered."""
        if voice in self._erased or (voice, question, words) in self._words:
            return False, False
        if supplier and (voice, question, supplier) in self._numbers:
            return False, True
        self._add(voice, question, words, supplier)
        return True, False

    def _add(self, voice: int, question: int, words: str, supplier: str) -> None:
        self._words.add((voice, question, words))
        if supplier:
            self._numbers[voice, question, supplier] = words


def tally(entries: Entries, fresh: Flags, said: Flags) -> dict[str, int]:
    """Rows of the file by what became of them. A row of a wide file is an answer if any of its columns is one."""
    rows = entries.numbers("row")
    value = np.where(fresh, np.where(said, 2, 1), 0)
    _, inverse = np.unique(rows, return_inverse=True)
    best = np.zeros(int(inverse.max(initial=-1)) + 1, np.int64)
    np.maximum.at(best, inverse, value)
    counts = np.bincount(best, minlength=3)
    return {"answers": int(counts[2]), "empty": int(counts[1]), "duplicates": int(counts[0])}
