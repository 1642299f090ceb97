"""The same sums as `features.score` in one pass over the Arrow buffers, compiled by numba.

The compiled form is kept in a folder of its own, given by NUMBA_CACHE_DIR, which numba reads when it is imported:
a read-only installation without one would fail at import (numba keys the cache by source and processor).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from heard.methods.coding import features as f
from heard.methods.coding.features import Array, Sums, Weights

Kernel = Callable[..., None]


def score(data: Array, offsets: Array, questions: Array, weights: Weights) -> Sums:
    """Sums of texts as `features.score` gives them, compiled; ImportError where numba cannot run."""
    run = compiled()
    count, heads = len(offsets) - 1, weights.rows.shape[1]
    if heads > f.WIDTH:
        raise ImportError(f"The kernel is compiled for at most {f.WIDTH} heads.")
    scores = np.zeros((count, heads), dtype=np.float64)
    worst = np.full((count, weights.serious), -np.inf)
    letters, familiar = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    longest = int(np.diff(offsets).max()) if count else 0
    data = np.ascontiguousarray(data).view()
    data.flags.writeable = False  # so that one compiled form serves Arrow's buffers and arrays of our own
    run(
        data, offsets, questions, weights.slots, weights.wide, weights.squares, weights.factors,
        weights.offsets, np.zeros(longest + 2, dtype=np.uint8), np.zeros(12 * longest + 16, dtype=np.uint64),
        scores, worst, letters, familiar,
    )  # fmt: skip
    return Sums(scores, worst, letters, familiar)


def cache_folder() -> Path:
    """A folder that numba can write to: the one set, else in the user's cache, else a temporary one."""
    if "NUMBA_CACHE_DIR" in os.environ:
        return Path(os.environ["NUMBA_CACHE_DIR"])
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "heard" / "numba"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="heard-numba-"))


@cache
def compiled() -> Kernel:
    """The compiled kernel; ImportError with the reason where numba is absent or cannot start."""
    try:
        os.environ["NUMBA_CACHE_DIR"] = str(cache_folder())
        import numba

        return numba.njit(cache=True, nogil=True)(_kernel)
    except Exception as error:
        raise ImportError(f"numba cannot run here: {error}") from error


WIDTH, _LEAST_KNOWN = f.WIDTH, f.LEAST_KNOWN
_CLASSES, _LOWERED, _TURNS = f.CLASSES, f.LOWERED, f.TURNS
_BASE, _FINISH, _PAIR_FACTOR = f.BASE, f.FINISH, f.PAIR_FACTOR
_WORD_SALT, _PAIR_SALT, _GRAM_SALT, _QUESTION_SALTS = f.WORD_SALT, f.PAIR_SALT, f.GRAM_SALT, f.QUESTION_SALTS
_SHIFT = np.uint64(64 - f.BUCKET_BITS)
_HALF, _MIDDLE, _ONE = np.uint64(32), np.uint64(29), np.uint64(1)
_NEWLINE, _SPACE = 10, f.SPACE


def _kernel(  # noqa: PLR0915, PLR0917 - one function: numba would compile smaller ones first, and inline them anyway
    data: Any, offsets: Any, questions: Any, slots: Any, rows: Any, squares: Any, factors: Any, biases: Any,
    buffer: Any, pending: Any, scores: Any, worst: Any, letters: Any, familiar: Any,
) -> None:  # fmt: skip
    heads, serious = scores.shape[1], worst.shape[1]
    # Sums of a clause are whole numbers in float32, exact to 2^24: numba adds int32 as int64 and then not as vectors,
    # which took 31 ns a feature against 7.
    total = np.zeros(WIDTH, dtype=np.float64)
    clause = np.zeros(WIDTH, dtype=np.float32)
    before = np.zeros((2, WIDTH), dtype=np.float32)
    before_squares = np.zeros(2, dtype=np.int64)
    for text in range(len(offsets) - 1):
        # 1. Words of the text into the buffer, each ended by a space or, where a clause ends, a new line.
        end, at, stop = 0, offsets[text], offsets[text + 1]
        has_letters = False
        while at < stop:
            byte = data[at]
            kind = _CLASSES[byte]
            step = 1
            if byte == 0xE2 and at + 2 < stop and data[at + 1] == 0x80:
                kind = 0 if data[at + 2] == 0x98 or data[at + 2] == 0x99 else 2
                step = 3
            elif byte == 0xC2 and at + 1 < stop:
                step = 2
            if kind == 1:
                byte = _LOWERED[byte]
                buffer[end] = byte
                end += 1
                has_letters |= (97 <= byte <= 122) or (0xC3 <= byte < 0xF0)
            elif kind >= 2 and end:
                if buffer[end - 1] != _SPACE and buffer[end - 1] != _NEWLINE:
                    buffer[end] = _SPACE
                    end += 1
                if kind == 3:
                    buffer[end - 1] = _NEWLINE
            at += step
        if end and buffer[end - 1] != _SPACE and buffer[end - 1] != _NEWLINE:
            buffer[end] = _SPACE
            end += 1

        # 2. Hashes of features word by word; a clause is added up where it ends.
        total[:] = 0
        total_squares, clauses, count, seen, known = 0, 0, 0, 0, 0
        question = _QUESTION_SALTS[questions[text]]
        last, broke, start, stop_word = _ONE, False, 0, 0
        while True:
            hashed, power, turns = np.uint64(0), _ONE, start >= end
            if start < end:
                stop_word = start
                while buffer[stop_word] > _SPACE:
                    hashed += np.uint64(buffer[stop_word]) * power
                    power *= _BASE
                    stop_word += 1
                for turn in _TURNS:
                    turns |= hashed == turn
            if count and (broke or turns):
                # 3. End of a clause: its sums, the worst of the windows that end with it, then into the total.
                clause[:] = 0
                clause_squares = 0
                for place in range(count):
                    mixed = pending[place]
                    mixed = (mixed ^ (mixed >> _HALF)) * _FINISH
                    mixed = (mixed ^ (mixed >> _MIDDLE)) * _BASE
                    row = slots[mixed >> _SHIFT]
                    if row >= 0:
                        known += 1
                        clause_squares += squares[row]
                        for head in range(WIDTH):
                            clause[head] += np.float32(rows[row, head])
                for head in range(serious):
                    place = heads - serious + head
                    window, length = np.float64(0), np.int64(0)
                    for size in range(min(3, clauses + 1)):
                        window += np.float64(clause[place] if size == 0 else before[size - 1, place])
                        length += clause_squares if size == 0 else before_squares[size - 1]
                        score = window * factors[place] / np.sqrt(np.float64(max(length, 1))) + biases[place]
                        worst[text, head] = max(worst[text, head], score)
                for head in range(WIDTH):
                    before[1, head] = before[0, head]
                    before[0, head] = clause[head]
                    total[head] += clause[head]
                before_squares[1] = before_squares[0]
                before_squares[0] = clause_squares
                total_squares += clause_squares
                clauses += 1
                seen += count
                count = 0
            if start >= end:
                break
            broke = buffer[stop_word] == _NEWLINE
            if count:
                pending[count] = (last * _PAIR_FACTOR + hashed) ^ _PAIR_SALT
                count += 1
            pending[count] = hashed ^ _WORD_SALT
            count += 1
            if question != 0:
                pending[count] = (hashed + question * _PAIR_FACTOR) ^ _WORD_SALT
                count += 1
            for gram in range(start - 1, stop_word - 1):
                piece, power = np.uint64(0), _ONE
                for place in range(gram, min(gram + 5, stop_word + 1)):
                    byte = _SPACE if place < start or place == stop_word else buffer[place]
                    piece += np.uint64(byte) * power
                    power *= _BASE
                    if place >= gram + 2:
                        pending[count] = piece ^ _GRAM_SALT
                        count += 1
            last = hashed
            start = stop_word + 1
        letters[text] = has_letters
        familiar[text] = known * _LEAST_KNOWN >= seen
        root = np.sqrt(np.float64(max(total_squares, 1)))
        for head in range(heads):
            scores[text, head] = total[head] * factors[head] / root + biases[head]
