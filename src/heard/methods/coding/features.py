"""From words to sums: what both scorers compute, written once for NumPy (the oracle) and once for numba.

A text is lower-cased word by word and cut into clauses at . ! ? ; line ends and words such as 'but'. Its features are
word 1-grams and 2-grams, in-word character 3- to 5-grams and, where the kind of question is known, words crossed with
it; 2-grams do not cross clauses. Each is hashed into one of 2^18 buckets (the hashing trick: Weinberger et al. 2009).
A bucket that the artefact knows adds whole numbers to the sums of its clause, so both scorers agree to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

BUCKET_BITS: Final = 18
BUCKETS: Final = 1 << BUCKET_BITS
BASE: Final = np.uint64(0x9E3779B97F4A7C15)
FINISH: Final = np.uint64(0xD6E8FEB86659FD93)
PAIR_FACTOR: Final = np.uint64(0xC2B2AE3D27D4EB4F)
WORD_SALT: Final = np.uint64(0x51)
PAIR_SALT: Final = np.uint64(0xA7)
GRAM_SALT: Final = np.uint64(0x3D)
# Salt of the words crossed with a kind of question; 0, an unknown kind, is not crossed.
QUESTION_SALTS: Final = np.array([0, 0x1F3, 0x2C7], dtype=np.uint64)
SHORTEST_GRAM: Final = 3
LONGEST_GRAM: Final = 5
SPACE: Final = 32
# Seriousness is the worst of windows of 1 to 3 neighbouring clauses: praise before or after opens no lower window.
WINDOW: Final = 3
# One in this many features has to be known.
LEAST_KNOWN: Final = 2
# Columns of the weights inside the kernel: a fixed multiple of 16, so that adding a row is three vector instructions.
WIDTH: Final = 48
# Bytes of a line of the processor's cache.
LINE: Final = 64

DROP, WORD, SEPARATE, CLAUSE = 0, 1, 2, 3


def _byte_classes() -> tuple[Array, Array]:
    classes = np.full(256, SEPARATE, dtype=np.uint8)
    lowered = np.arange(256, dtype=np.uint8)
    for code in range(128):
        if chr(code).isalnum():
            classes[code] = WORD
        if 65 <= code <= 90:
            lowered[code] = code + 32
        if 48 <= code <= 57:
            lowered[code] = 48
    classes[128:] = WORD
    classes[0xC2] = SEPARATE
    for character in ".!?;\n\r":
        classes[ord(character)] = CLAUSE
    for character in "'`":
        classes[ord(character)] = DROP
    return classes, lowered


# Of every byte: what it does, and what it becomes inside a word (digits all become 0).
CLASSES, LOWERED = _byte_classes()


@dataclass(frozen=True)
class Weights:
    """A linear artefact. R known buckets, H heads of which the last S are those of seriousness.

    slots int32 [BUCKETS]: row of a bucket or -1; rows int8 [R, H]; squares int32 [R]: what a feature adds to the
    squared length of the text; factors float64 [H] and offsets float64 [H]: score = sum * factor / length + offset.
    """

    slots: Array
    rows: Array
    squares: Array
    factors: Array
    offsets: Array
    serious: int

    @cached_property
    def places(self) -> Array:
        """For the kernel, the row of every bucket among `lines`, in as few bytes as will do."""
        count = len(self.rows)
        return np.where(self.slots < 0, count, self.slots).astype(np.uint16 if count < 1 << 16 else np.int32)

    @cached_property
    def lines(self) -> Array:
        """For the kernel, int8 [R + 1, LINE]: rows, zeros up to WIDTH, the square as int32; the last row is nothing.

        Each begins where a line of the processor's cache does, so that a feature costs one such line.
        """
        count, heads = self.rows.shape
        lines = aligned((count + 1) * LINE).reshape(count + 1, LINE)
        lines[:count, :heads] = self.rows
        lines.view(np.int32)[:count, WIDTH // 4] = self.squares
        return lines

    @cached_property
    def memories(self) -> list[Array]:
        """What kernels remember of words (`kernel.fresh_memory`), of those that are not at work just now."""
        return []


def aligned(count: int) -> Array:
    """Zeros int8 [count] that begin where a line of the processor's cache does."""
    space = np.zeros(count + LINE, dtype=np.int8)
    begin = -space.ctypes.data % LINE
    return space[begin : begin + count]


@dataclass(frozen=True, slots=True)
class Sums:
    """Per text: scores float64 [N, H] of the whole, worst float64 [N, S] over windows, letters and familiar bool [N].

    familiar: the artefact knows at least half of its features; a text in another
    language, or of nonsense, shares a few character grams with English, and they must not decide.
    """

    scores: Array
    worst: Array
    letters: Array
    familiar: Array


def hash_word(word: bytes) -> np.uint64:
    """Sum of byte times BASE to the power of its place, modulo 2^64.

    >>> int(hash_word(b"a")), int(hash_word(b""))
    (97, 0)
    """
    total = 0
    for place, byte in enumerate(word):
        total += byte * pow(int(BASE), place, 1 << 64)
    return np.uint64(total % (1 << 64))


# Words that open a clause of their own: what follows them turns away from what was said before.
TURNS: Final = np.array(
    [hash_word(word) for word in (b"but", b"however", b"although", b"though", b"unfortunately", b"except", b"yet")],
    dtype=np.uint64,
)


def bucket(hashed: Array) -> Array:
    """Bucket int64 of a uint64 hash."""
    mixed = hashed ^ (hashed >> np.uint64(32))
    mixed = mixed * FINISH
    mixed = mixed ^ (mixed >> np.uint64(29))
    mixed = mixed * BASE
    buckets: Array = (mixed >> np.uint64(64 - BUCKET_BITS)).astype(np.int64)
    return buckets


@dataclass(frozen=True, slots=True)
class Features:
    """Every occurrence of a feature: text int64 [F], clause int64 [F] (numbered through), bucket int64 [F].

    word int64 [F] is the word that it ends in; word_clause int64 [W] and word_bytes int64 [W, 2] say of every word its
    clause, and where it begins and ends in the bytes of all texts.
    """

    text: Array
    clause: Array
    bucket: Array
    clause_text: Array
    letters: Array
    word: Array
    word_clause: Array
    word_bytes: Array


def extract(data: Array, offsets: Array, questions: Array) -> Features:
    """Features of texts in an Arrow layout: data uint8, offsets int64 [N+1], questions uint8 [N] (0, 1 or 2)."""
    with np.errstate(over="ignore"):
        return _extract(data, offsets, questions)


def _extract(data: Array, offsets: Array, questions: Array) -> Features:
    count = len(offsets) - 1
    data = data[offsets[0] : offsets[-1]]
    text = np.repeat(np.arange(count), np.diff(offsets))
    kinds = _classes(data, text)
    is_word = kinds == WORD
    kept = LOWERED[data[is_word]]
    kept_text = text[is_word]
    separated = np.cumsum(kinds >= SEPARATE)[is_word]
    ended = np.cumsum(kinds == CLAUSE)[is_word]
    letters = np.zeros(count, dtype=bool)
    letters[kept_text[((kept >= 97) & (kept <= 122)) | ((kept >= 0xC3) & (kept < 0xF0))]] = True

    starts = _changes(separated, kept_text)
    first = np.flatnonzero(starts)
    lengths = np.diff(np.append(first, len(kept)))
    word_text = kept_text[first]
    hashes = _word_hashes(kept, first, lengths)
    opens = _changes(ended[first], word_text) | np.isin(hashes, TURNS)
    clause = np.cumsum(opens) - 1

    asked = questions[word_text].astype(np.int64)
    crossed = np.flatnonzero(asked)
    follows = np.flatnonzero(~opens)
    gram_hash, gram_word = _grams(kept, first, lengths)
    buckets = np.concatenate(
        [
            bucket(hashes ^ WORD_SALT),
            bucket((hashes[follows - 1] * PAIR_FACTOR + hashes[follows]) ^ PAIR_SALT),
            bucket((hashes[crossed] + QUESTION_SALTS[asked[crossed]] * PAIR_FACTOR) ^ WORD_SALT),
            bucket(gram_hash ^ GRAM_SALT),
        ]
    )
    of_word = np.concatenate([np.arange(len(first)), follows, crossed, gram_word])
    places = np.flatnonzero(is_word)
    return Features(
        word_text[of_word], clause[of_word], buckets, word_text[np.flatnonzero(opens)], letters,
        of_word, clause, np.stack([places[first], places[first + lengths - 1] + 1], axis=1).reshape(-1, 2),
    )  # fmt: skip


def _classes(data: Array, text: Array) -> Array:
    kinds = CLASSES[data]
    # General punctuation (E2 80 xx): apostrophes are dropped, the rest separates. C2 xx (£, °, no-break space) too.
    lead = np.flatnonzero(data[:-2] == 0xE2) if len(data) > 2 else np.zeros(0, dtype=np.int64)
    lead = lead[(data[lead + 1] == 0x80) & (text[lead] == text[lead + 2])]
    apostrophe = np.isin(data[lead + 2], (0x98, 0x99))
    for step in range(3):
        kinds[lead + step] = np.where(apostrophe, DROP, SEPARATE)
    latin = np.flatnonzero(data[:-1] == 0xC2) if len(data) > 1 else np.zeros(0, dtype=np.int64)
    kinds[latin[text[latin] == text[latin + 1]] + 1] = SEPARATE
    return kinds


def _changes(first: Array, second: Array) -> Array:
    changes = np.ones(len(first), dtype=bool)
    changes[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return changes


def _powers(count: int) -> Array:
    powers = np.full(max(count, 1), BASE, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


def _word_hashes(kept: Array, first: Array, lengths: Array) -> Array:
    if not len(first):
        return np.zeros(0, dtype=np.uint64)
    place = np.arange(len(kept)) - np.repeat(first, lengths)
    return np.add.reduceat(kept.astype(np.uint64) * _powers(int(lengths.max()))[place], first)


def _grams(kept: Array, first: Array, lengths: Array) -> tuple[Array, Array]:
    """Hashes of 3- to 5-grams of every word between two spaces, and the word of each."""
    padded = np.full(len(kept) + 2 * len(first), SPACE, dtype=np.uint64)
    word = np.repeat(np.arange(len(first)), lengths)
    padded[np.arange(len(kept)) + 2 * word + 1] = kept
    owner = np.repeat(np.arange(len(first)), lengths + 2)
    powers = _powers(LONGEST_GRAM)
    hashes, words = [], []
    for size in range(SHORTEST_GRAM, LONGEST_GRAM + 1):
        last = len(padded) - size + 1
        if last <= 0:
            continue
        inside = np.flatnonzero(owner[:last] == owner[size - 1 :])
        total = np.zeros(len(inside), dtype=np.uint64)
        for step in range(size):
            total += padded[inside + step] * powers[step]
        hashes.append(total)
        words.append(owner[inside])
    if not hashes:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    return np.concatenate(hashes), np.concatenate(words)


def score(data: Array, offsets: Array, questions: Array, weights: Weights) -> Sums:
    """Sums of texts by NumPy alone: the fallback where numba cannot run, and the oracle of its test."""
    count = len(offsets) - 1
    found = extract(data, offsets, questions)
    rows = weights.slots[found.bucket]
    known = np.flatnonzero(rows >= 0)
    rows, clause = rows[known], found.clause[known]
    clauses = len(found.clause_text)
    sums = np.zeros((clauses, weights.rows.shape[1]), dtype=np.int64)
    squares = np.zeros(clauses, dtype=np.int64)
    # Blocks keep the gathered weights small: a comment has some 240 features.
    for start in range(0, len(known), 200_000):
        block = slice(start, start + 200_000)
        np.add.at(sums, clause[block], weights.rows[rows[block]].astype(np.int64))
        np.add.at(squares, clause[block], weights.squares[rows[block]].astype(np.int64))
    total = np.zeros((count, sums.shape[1]), dtype=np.int64)
    total_squares = np.zeros(count, dtype=np.int64)
    np.add.at(total, found.clause_text, sums)
    np.add.at(total_squares, found.clause_text, squares)
    familiar = np.bincount(found.text[known], minlength=count) * LEAST_KNOWN >= np.bincount(found.text, minlength=count)
    length = np.sqrt(np.maximum(total_squares, 1).astype(np.float64))
    scores = total * weights.factors / length[:, None] + weights.offsets
    return Sums(scores, _worst(sums, squares, found.clause_text, count, weights), found.letters, familiar)


def _worst(sums: Array, squares: Array, owner: Array, count: int, weights: Weights) -> Array:
    heads = slice(sums.shape[1] - weights.serious, None)
    worst = np.full((count, weights.serious), -np.inf)
    window, length = sums[:, heads].copy(), squares.copy()
    for size in range(1, WINDOW + 1):
        root = np.sqrt(np.maximum(length, 1).astype(np.float64))
        scores = window * weights.factors[heads] / root[:, None] + weights.offsets[heads]
        whole = np.flatnonzero(owner[: len(owner) - size + 1] == owner[size - 1 :])
        np.maximum.at(worst, owner[whole], scores[whole])
        if len(owner) <= size:
            break
        window[: len(owner) - size] += sums[size:, heads]
        length[: len(owner) - size] += squares[size:]
    return worst
