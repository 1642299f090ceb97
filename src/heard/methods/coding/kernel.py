"""The same sums as `features.score` in one pass over the Arrow buffers, compiled by numba.

The compiled form is kept in a folder of its own, given by NUMBA_CACHE_DIR, which numba reads when it is imported:
a read-only installation without one would fail at import (numba keys the cache by source and processor).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from heard.methods.coding import features as f
from heard.methods.coding.features import LINE, Array, Sums, Weights, aligned

Kernel = Callable[..., Any]


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
    try:
        memory = weights.memories.pop()
    except IndexError:
        memory = fresh_memory()
    run(
        data, offsets, questions, weights.places, weights.lines, weights.lines.view(np.int32), weights.factors,
        weights.offsets, memory, memory.view(np.int32), memory.view(np.uint64),
        np.zeros(longest + 8, dtype=np.uint8), np.zeros(longest + 2, dtype=np.int64),
        np.zeros(longest + 2, dtype=np.uint64), np.zeros(6 * longest + 16, dtype=np.uint64),
        np.zeros(6 * longest + 20, dtype=np.int32), scores, worst, letters, familiar,
    )  # fmt: skip
    weights.memories.append(memory)
    return Sums(scores, worst, letters, familiar)


def fresh_memory() -> Array:
    """What the kernel remembers of words, int16 [WORDS, 64]: nothing yet.

    A line is two of the processor's cache: the sums of a word, then what it adds to the squared length, its features
    that are known and all of them (int32 24 to 26), then the hash of it and of the kind of question (uint64 14).
    """
    memory = aligned(WORDS * 2 * LINE).view(np.int16).reshape(WORDS, LINE)
    # A line of nothing is that of the hash 0, which belongs to place 0: there stands one that belongs elsewhere.
    memory.view(np.uint64)[0, _KEY] = 1
    return memory


@cache
def cache_folder() -> Path:
    """A folder that numba can write to: in the one set, else in the user's cache, else a temporary one.

    It is named by what the modules here say: numba itself asks only whether the file of a function has changed, and not
    those of what it uses.
    """
    said = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    name = hashlib.sha256(said).hexdigest()[:16]
    if "NUMBA_CACHE_DIR" in os.environ:
        folder = Path(os.environ["NUMBA_CACHE_DIR"])
        return folder if folder.name == name else folder / name
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "heard" / "numba" / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="heard-numba-"))


def compiled() -> Kernel:
    """The compiled kernel; ImportError with the reason where numba is absent or cannot start."""
    return compile_once(_kernel)


@cache
def compile_once(function: Kernel, parts: tuple[Kernel, ...] = ()) -> Kernel:
    """A function that numba compiled with what it calls, kept for the next process; ImportError where it cannot run."""
    try:
        os.environ["NUMBA_CACHE_DIR"] = str(cache_folder())
        import numba

        for part in parts:
            _compiled_when_called(part)
        return numba.njit(cache=True, nogil=True)(function)
    except Exception as error:
        raise ImportError(f"numba cannot run here: {error}") from error


@cache
def _compiled_when_called(part: Kernel) -> None:
    from numba.extending import register_jitable

    register_jitable(part)


WIDTH, _LEAST_KNOWN = f.WIDTH, f.LEAST_KNOWN
_CLASSES, _LOWERED, _TURNS = f.CLASSES, f.LOWERED, f.TURNS
_BASE, _FINISH, _PAIR_FACTOR = f.BASE, f.FINISH, f.PAIR_FACTOR
_WORD_SALT, _PAIR_SALT, _GRAM_SALT, _QUESTION_SALTS = f.WORD_SALT, f.PAIR_SALT, f.GRAM_SALT, f.QUESTION_SALTS
_BASE2, _BASE3, _BASE4 = (np.uint64(pow(int(f.BASE), power, 1 << 64)) for power in (2, 3, 4))
_SHIFT = np.uint64(64 - f.BUCKET_BITS)
_HALF, _MIDDLE, _ONE = np.uint64(32), np.uint64(29), np.uint64(1)
_NEWLINE, _SPACE = 10, f.SPACE
# What a byte of a class leaves in the buffer: nothing, itself, a space, or a new line where a clause ends.
_LEFT = np.array([0, 0, _SPACE, _NEWLINE], dtype=np.uint8)
_SQUARE = f.WIDTH // 4
# So many whole numbers of 8 bits add up to less than 2^15.
_PART = 256
# Words are remembered with their sums: half of all words are among the commonest hundred. Longer ones are not, for
# their sums could pass 2^15 (three features a byte).
WORDS_BITS = 14
WORDS = 1 << WORDS_BITS
LONGEST_WORD = 60
_PLACE = np.uint64(64 - WORDS_BITS)
_SQUARES, _KNOWN, _ALL, _KEY, _REST = 24, 25, 26, 14, LINE - f.WIDTH


def _kernel(  # noqa: PLR0915, PLR0917 - one function: numba would compile smaller ones first, and inline them anyway
    data: Any, offsets: Any, questions: Any, slots: Any, rows: Any, numbers: Any, factors: Any, biases: Any,
    memory: Any, remembered: Any, keys: Any,
    buffer: Any, ends: Any, hashes: Any, pending: Any, hits: Any, scores: Any, worst: Any, letters: Any, familiar: Any,
) -> None:  # fmt: skip
    # Half of what is asked of a byte or a feature is true by chance, and a processor that guesses wrong waits for as
    # long as ten additions take: so places move on by 0 or 1, and nothing branches on a byte or a feature.
    heads, serious = scores.shape[1], worst.shape[1]
    nothing = len(rows) - 1
    # Sums are whole numbers; those of a word, and of parts of a clause, in int16, 32 of them to an instruction.
    total = np.zeros(WIDTH, dtype=np.int32)
    clause = np.zeros(WIDTH, dtype=np.int32)
    part = np.zeros(WIDTH, dtype=np.int16)
    before = np.zeros((2, WIDTH), dtype=np.int32)
    before_squares = np.zeros(2, dtype=np.int64)
    # Not written as a number: LLVM would unroll these loops one by one before it can do several steps at once.
    wide = memory.shape[1] - _REST
    for text in range(len(offsets) - 1):
        # 1. Words of the text into the buffer, a space between or, where a clause ends, a new line; their hashes.
        buffer[0] = _SPACE
        end, at, stop, words = 1, offsets[text], offsets[text + 1], 0
        previous, hashed, power, has_letters = np.uint8(_SPACE), np.uint64(0), _ONE, False
        while at < stop:
            byte = data[at]
            kind = _CLASSES[byte]
            step = 1
            if byte == 0xE2 and at + 2 < stop and data[at + 1] == 0x80:
                kind = 0 if data[at + 2] == 0x98 or data[at + 2] == 0x99 else 2
                step = 3
            elif byte == 0xC2 and at + 1 < stop:
                step = 2
            byte = _LOWERED[byte]
            inside, separates = kind == 1, kind >= 2
            has_letters |= inside & (((byte >= 97) & (byte <= 122)) | ((byte >= 0xC3) & (byte < 0xF0)))
            again = separates & (previous <= _SPACE)
            closes = separates & (previous > _SPACE)
            left = byte if inside else _LEFT[kind]
            left = min(left, previous) if again else left
            buffer[end - again] = left
            ends[words] = end
            hashes[words] = hashed
            words += closes
            end += inside | closes
            previous = left if inside | separates else previous
            hashed = hashed + np.uint64(byte) * power if inside else (np.uint64(0) if closes else hashed)
            power = power * _BASE if inside else (_ONE if closes else power)
            at += step
        if previous > _SPACE:
            buffer[end], ends[words], hashes[words] = _SPACE, end, hashed
            words += 1
        buffer[0] = _SPACE

        # 2. Clause by clause: what its words add, and the hashes of its other features.
        total[:] = 0
        total_squares, clauses, seen, known, word, start = 0, 0, 0, 0, 0, 1
        question = _QUESTION_SALTS[questions[text]] * _PAIR_FACTOR
        while word < words:
            count, opened = 0, word
            clause_squares: Any = 0
            clause[:] = 0
            broke = False
            while word < words and not broke:
                hashed = hashes[word]
                turns = False
                for turn in _TURNS:
                    turns |= hashed == turn
                if turns and word > opened:
                    break
                pending[count] = (hashes[word - 1] * _PAIR_FACTOR + hashed) ^ _PAIR_SALT
                count += word > opened
                stop = ends[word]
                broke = buffer[stop] == _NEWLINE
                buffer[stop] = _SPACE
                key = hashed + question
                mixed = (key ^ (key >> _HALF)) * _FINISH
                line = np.int64(((mixed ^ (mixed >> _MIDDLE)) * _BASE) >> _PLACE)
                short = stop - start <= LONGEST_WORD
                if not short or keys[line, _KEY] != key:
                    first = count
                    pending[count] = hashed ^ _WORD_SALT
                    count += 1
                    pending[count] = key ^ _WORD_SALT
                    count += question != 0
                    for gram in range(start - 1, stop - 1):
                        piece = np.uint64(buffer[gram]) + np.uint64(buffer[gram + 1]) * _BASE
                        piece += np.uint64(buffer[gram + 2]) * _BASE2
                        pending[count] = piece ^ _GRAM_SALT
                        count += 1
                        piece += np.uint64(buffer[gram + 3]) * _BASE3
                        pending[count] = piece ^ _GRAM_SALT
                        count += gram + 3 <= stop
                        piece += np.uint64(buffer[gram + 4]) * _BASE4
                        pending[count] = piece ^ _GRAM_SALT
                        count += gram + 4 <= stop
                    if short:
                        part[:] = 0
                        squares, found = 0, 0
                        for place in range(first, count):
                            mixed = pending[place]
                            mixed = (mixed ^ (mixed >> _HALF)) * _FINISH
                            mixed = (mixed ^ (mixed >> _MIDDLE)) * _BASE
                            row = slots[mixed >> _SHIFT]
                            found += row < nothing
                            squares += numbers[row, _SQUARE]
                            for head in range(wide):
                                part[head] += rows[row, head]
                        for head in range(wide):
                            memory[line, head] = part[head]
                        remembered[line, _SQUARES], remembered[line, _KNOWN] = squares, found
                        remembered[line, _ALL] = count - first
                        keys[line, _KEY] = key
                        count = first
                if short:
                    clause_squares += remembered[line, _SQUARES]
                    known += remembered[line, _KNOWN]
                    seen += remembered[line, _ALL]
                    for head in range(wide):
                        clause[head] += memory[line, head]
                start = stop + 1
                word += 1

            # 3. Their sums, four at a time; what the artefact does not know has a row of nothing.
            for place in range(count):
                mixed = pending[place]
                mixed = (mixed ^ (mixed >> _HALF)) * _FINISH
                mixed = (mixed ^ (mixed >> _MIDDLE)) * _BASE
                hits[place] = slots[mixed >> _SHIFT]
                known += hits[place] < nothing
            hits[count : count + 3] = nothing
            for block in range(0, count, _PART):
                part[:] = 0
                for place in range(block, min(block + _PART, count), 4):
                    row, second, third, fourth = hits[place], hits[place + 1], hits[place + 2], hits[place + 3]
                    clause_squares += numbers[row, _SQUARE] + numbers[second, _SQUARE]
                    clause_squares += numbers[third, _SQUARE] + numbers[fourth, _SQUARE]
                    for head in range(wide):
                        part[head] += (rows[row, head] + rows[second, head]) + (rows[third, head] + rows[fourth, head])
                for head in range(wide):
                    clause[head] += part[head]

            # 4. The worst of the windows that end with this clause, then into the total.
            for size in range(min(3, clauses + 1)):
                length = clause_squares
                for back in range(size):
                    length += before_squares[back]
                root = np.sqrt(np.float64(max(length, 1)))
                for place in range(heads - serious, heads):
                    window = clause[place]
                    for back in range(size):
                        window += before[back, place]
                    score = np.float64(window) * factors[place] / root + biases[place]
                    worst[text, place - heads + serious] = max(worst[text, place - heads + serious], score)
            for head in range(wide):
                before[1, head] = before[0, head]
                before[0, head] = clause[head]
                total[head] += clause[head]
            before_squares[1] = before_squares[0]
            before_squares[0] = clause_squares
            total_squares += clause_squares
            clauses += 1
            seen += count
        letters[text] = has_letters
        familiar[text] = known * _LEAST_KNOWN >= seen
        root = np.sqrt(np.float64(max(total_squares, 1)))
        for head in range(heads):
            scores[text, head] = np.float64(total[head]) * factors[head] / root + biases[head]
