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
    """Sums of texts as `features.score` gives them, by the compiled kernel; raises ImportError where numba cannot run."""
    run = compiled()
    count, heads = len(offsets) - 1, weights.rows.shape[1]
    scores = np.zeros((count, heads), dtype=np.float64)
    worst = np.full((count, weights.serious), -np.inf)
    letters = np.zeros(count, dtype=np.bool_)
    longest = int(np.diff(offsets).max()) if count else 0
    run(
        data, offsets, questions, weights.slots, weights.rows, weights.squares, weights.factors, weights.offsets,
        np.zeros(longest + 2, dtype=np.uint8), scores, worst, letters,
    )  # fmt: skip
    return Sums(scores, worst, letters)


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

        return numba.njit(cache=True, nogil=True)(_kernel)  # type: ignore[no-any-return]
    except Exception as error:
        raise ImportError(f"numba cannot run here: {error}") from error


_CLASSES, _LOWERED, _TURNS = f.CLASSES, f.LOWERED, f.TURNS
_BASE, _FINISH, _PAIR_FACTOR = f.BASE, f.FINISH, f.PAIR_FACTOR
_WORD_SALT, _PAIR_SALT, _GRAM_SALT, _QUESTION_SALTS = f.WORD_SALT, f.PAIR_SALT, f.GRAM_SALT, f.QUESTION_SALTS
_SHIFT = np.uint64(64 - f.BUCKET_BITS)
_HALF, _MIDDLE, _ONE = np.uint64(32), np.uint64(29), np.uint64(1)
_NEWLINE, _SPACE = 10, f.SPACE


def _kernel(
    data: Any, offsets: Any, questions: Any, slots: Any, rows: Any, squares: Any, factors: Any, biases: Any,
    buffer: Any, scores: Any, worst: Any, letters: Any,
) -> None:  # fmt: skip
    # One function, since numba would inline smaller ones anyway and compile each of them first (cold start).
    heads, serious = rows.shape[1], worst.shape[1]
    total = np.zeros(heads, dtype=np.int32)
    clause = np.zeros(heads, dtype=np.int32)
    before = np.zeros((2, serious), dtype=np.int32)
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
            elif byte == 0xC2:
                step = 2 if at + 1 < stop else 1
            if kind == 1:
                byte = _LOWERED[byte]
                buffer[end] = byte
                end += 1
                has_letters |= (97 <= byte <= 122) or (0xC3 <= byte < 0xF0)
            elif kind == 2:
                if end and buffer[end - 1] != _SPACE and buffer[end - 1] != _NEWLINE:
                    buffer[end] = _SPACE
                    end += 1
            elif kind == 3 and end:
                if buffer[end - 1] != _SPACE and buffer[end - 1] != _NEWLINE:
                    end += 1
                buffer[end - 1] = _NEWLINE
            at += step
        letters[text] = has_letters
        if end == 0:
            for head in range(heads):
                scores[text, head] = biases[head]
            continue
        if buffer[end - 1] != _SPACE and buffer[end - 1] != _NEWLINE:
            end += 1
        buffer[end - 1] = _NEWLINE

        # 2. Features word by word; a clause is added up where it ends.
        total[:] = 0
        clause[:] = 0
        before[:] = 0
        before_squares[:] = 0
        total_squares, clause_squares, clauses, in_clause = 0, 0, 0, 0
        question = _QUESTION_SALTS[questions[text]]
        last = _ONE
        start = 0
        while start < end:
            hashed, power = np.uint64(0), _ONE
            stop_word = start
            while buffer[stop_word] != _SPACE and buffer[stop_word] != _NEWLINE:
                hashed += np.uint64(buffer[stop_word]) * power
                power *= _BASE
                stop_word += 1
            turns = False
            for turn in _TURNS:
                turns |= hashed == turn
            ends = buffer[stop_word] == _NEWLINE
            # The clause before ends either here, at a turning word, or after this word.
            for phase in range(2):
                if phase == 0 and not (turns and in_clause):
                    continue
                if phase == 1:
                    for source in range(3):
                        if source == 0:
                            mixed = hashed ^ _WORD_SALT
                        elif source == 1:
                            if not in_clause:
                                continue
                            mixed = (last * _PAIR_FACTOR + hashed) ^ _PAIR_SALT
                        else:
                            if question == 0:
                                continue
                            mixed = (hashed + question * _PAIR_FACTOR) ^ _WORD_SALT
                        mixed = (mixed ^ (mixed >> _HALF)) * _FINISH
                        mixed = (mixed ^ (mixed >> _MIDDLE)) * _BASE
                        row = slots[mixed >> _SHIFT]
                        if row >= 0:
                            clause_squares += squares[row]
                            for head in range(heads):
                                clause[head] += rows[row, head]
                    for gram in range(start - 1, stop_word - 1):
                        hashed_gram, power = np.uint64(0), _ONE
                        for step in range(5):
                            place = gram + step
                            if place > stop_word:
                                break
                            byte = _SPACE if place < start or place == stop_word else buffer[place]
                            hashed_gram += np.uint64(byte) * power
                            power *= _BASE
                            if step >= 2:
                                mixed = hashed_gram ^ _GRAM_SALT
                                mixed = (mixed ^ (mixed >> _HALF)) * _FINISH
                                mixed = (mixed ^ (mixed >> _MIDDLE)) * _BASE
                                row = slots[mixed >> _SHIFT]
                                if row >= 0:
                                    clause_squares += squares[row]
                                    for head in range(heads):
                                        clause[head] += rows[row, head]
                    in_clause += 1
                    last = hashed
                    if not ends:
                        continue
                # 3. End of a clause: the worst of the windows that end with it, then into the total.
                for head in range(serious):
                    place = heads - serious + head
                    window, length = np.int64(0), np.int64(0)
                    for size in range(3):
                        if size > clauses:
                            break
                        window += clause[place] if size == 0 else before[size - 1, head]
                        length += clause_squares if size == 0 else before_squares[size - 1]
                        score = window * factors[place] / np.sqrt(np.float64(max(length, 1))) + biases[place]
                        worst[text, head] = max(worst[text, head], score)
                    before[1, head] = before[0, head]
                    before[0, head] = clause[place]
                before_squares[1] = before_squares[0]
                before_squares[0] = clause_squares
                for head in range(heads):
                    total[head] += clause[head]
                    clause[head] = 0
                total_squares += clause_squares
                clause_squares = 0
                in_clause = 0
                clauses += 1
            start = stop_word + 1
        length_root = np.sqrt(np.float64(max(total_squares, 1)))
        for head in range(heads):
            scores[text, head] = total[head] * factors[head] / length_root + biases[head]
