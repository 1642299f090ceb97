"""The compiled matcher finds what Python's `re` finds, and judges as the rules do; every text here is invented."""

from __future__ import annotations

import re
from random import Random

import numpy as np
import pyarrow as pa
import pytest

from heard.methods.coding import SHIPPED, harmless, judging, kernel, matching, programs
from heard.methods.coding.artefact import Artefact
from heard.methods.coding.rules import small
from heard.methods.coding.seriousness import Lexicon

LEXICON = Lexicon.from_pack(Artefact.load(SHIPPED).seriousness)
PATTERNS = [
    *judging.programs_of(LEXICON.rules, LEXICON.adding, LEXICON.selection),
    *harmless.programs_of(LEXICON.harmless.selection),
]
WORDS = sorted({word for pattern in PATTERNS for word in re.findall(r"[a-z]{2,}", pattern)})
MARKS = ["8", "nine hours", "n\u2019t", "n't", "not", "never", "no", "\u00bd", "\u00c9", "but", "-", "my", "in", "I"]
GLUE = [" ", " ", " ", " ", " ", "  ", ", ", ". ", "! ", "\u2026", ".\u00a0", "\n", "\u2003", "", " - "]


def invented(count: int, longest: int) -> list[str]:
    random = Random(20261123)
    return [
        "".join(
            random.choice(WORDS if random.random() < 0.7 else MARKS) + random.choice(GLUE)
            for _ in range(random.randint(0, longest))
        )
        for _ in range(count)
    ]


def spans(tape: object, which: int, said: str) -> list[tuple[int, int]]:
    """All that a program finds in a text, as `finditer` gives it."""
    data = np.frombuffer(said.encode(), np.uint8)
    text, stack = np.zeros((len(data) + 1, 2), np.int32), np.zeros((matching.DEPTH, 2), np.int32)
    length = kernel.compile_once(matching.copy_small, matching.PARTS)(data, 0, len(data), text)
    find = kernel.compile_once(matching.find, matching.PARTS)
    found: list[tuple[int, int]] = []
    at, advance = 0, False
    while at <= length:
        begin, end = find(tape, which, text, 0, at, length, advance, stack)
        if begin < 0:
            assert begin == matching.NOWHERE
            break
        found.append((begin, end))
        at, advance = end, begin == end
    return found


def places(pattern: str, said: str) -> list[tuple[int, int]]:
    """What Python finds, in bytes."""
    found = (match.span() for match in re.compile(pattern, re.ASCII).finditer(said))
    return [(len(said[:start].encode()), len(said[:end].encode())) for start, end in found]


def test_programs_find_the_places_that_python_finds() -> None:
    tape, random = programs.tape(PATTERNS), Random(1)
    for said in map(small, invented(25, 12)):
        for which in [*random.sample(range(len(PATTERNS)), 30), len(PATTERNS) - 1]:
            assert spans(tape, which, said) == places(PATTERNS[which], said), (PATTERNS[which], said)


@pytest.mark.parametrize(
    "pattern",
    [
        r"a(?=b)", r"a(?!b)", r"(?<=\ba )b", r"(?<![a-z])b", r"a??b|^b$", r"\Bb", r"(?:ab?)+", r"[^a]b*?", r"a{2,3}",
        r"\b(?=(?:ba|ab)\b)|b+", r"[a\u00e9]b", r".b", r"\S\W", r"(?:a|ab)(?:c|bcd)", r"a{0,2}b*",
    ],
)  # fmt: skip
def test_all_that_a_pattern_can_say_is_read_alike(pattern: str) -> None:
    tape, random = programs.tape([pattern]), Random(2)
    for _ in range(60):
        said = "".join(random.choice("aab bc\u00e9\u2019.") for _ in range(random.randint(0, 9)))
        assert spans(tape, 0, said) == places(pattern, said), said


def test_what_no_program_can_say_is_left_to_python() -> None:
    tape = programs.tape([r"(a)\1", "(?:a?)*b", "a"])
    listed = tape[programs.HEAD :: programs.SIZE][:3]
    assert [start < 0 for start in listed.tolist()] == [True, True, False]


def test_many_texts_are_judged_as_each_by_itself() -> None:
    said = [*invented(700, 22), "The ambulance took nine hours and Mum died because of it", ""]
    one_by_one = {row: found for row, text in enumerate(said) if (found := LEXICON.look(text))}
    assert len(one_by_one) > 50
    assert LEXICON.find(pa.array(said)) == one_by_one


def test_many_texts_lose_the_same_pieces_as_each_by_itself() -> None:
    said = invented(700, 14)
    left = LEXICON.harmless.left(pa.array(said))
    assert len(left) > 20
    assert left == {row: kept for row, text in enumerate(said) if (kept := LEXICON.harmless.without(text)) != text}
