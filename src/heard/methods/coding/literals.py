"""Which of many patterns a text may match: words that each needs, looked for all at once in one pass over the bytes.

An automaton after Aho and Corasick (Communications of the ACM 18, 1975), compiled by numba. It reads ASCII letters in
either case alike; whoever finds a text with it asks the pattern itself.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

import numpy as np

from heard.methods.coding import kernel
from heard.methods.coding.features import Array

# Longer ones are looked for by their beginning: the automaton stays in the nearest cache.
LONGEST: Final = 7


def literals(pattern: str) -> frozenset[str]:
    r"""Strings of which every match of a pattern has one, in small letters; none where the pattern needs none.

    >>> sorted(literals(r"\bno (?:\w+ ){0,2}(?:staff|nurses)|under[ -]?staff"))
    ['nurses', 'staff', 'under']
    >>> literals(r"\d+|pain")
    frozenset()
    """
    # Python's own parser of patterns: the one that can read all that they may hold.
    parser: Any = re._parser  # type: ignore[attr-defined]
    return _needed(parser.parse(pattern, re.IGNORECASE | re.ASCII))


def _needed(sequence: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    best: frozenset[str] = frozenset()
    run = ""
    for operation, value in [*sequence, ("END", None)]:
        if _is_letter(operation, value):
            run += chr(value).lower()
            continue
        # The parser takes out what branches begin with: 'hour|hr' is 'h' before 'our' or 'r'.
        ways = [run + _beginning(way) for way in value[1]] if str(operation) == "BRANCH" else [run]
        best = _better(best, frozenset(ways) if all(ways) else frozenset())
        best = _better(best, _needed_by(str(operation), value))
        run = ""
    return best


def _is_letter(operation: Any, value: Any) -> bool:
    return str(operation) == "LITERAL" and value < 128


def _beginning(sequence: Iterable[tuple[Any, Any]]) -> str:
    return "".join(chr(value).lower() for _, value in takewhile(lambda part: _is_letter(*part), sequence))


def _needed_by(operation: str, value: Any) -> frozenset[str]:
    if operation == "BRANCH":
        each = [_needed(branch) for branch in value[1]]
        return frozenset().union(*each) if all(each) else frozenset()
    if operation == "SUBPATTERN":
        return _needed(value[3])
    if operation in {"MAX_REPEAT", "MIN_REPEAT"} and value[0]:
        return _needed(value[2])
    return frozenset()


def _better(first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
    """The one whose shortest string is longer, for it finds fewer texts."""
    return max(first, second, key=lambda found: min(map(len, found), default=0))


@dataclass(frozen=True, slots=True)
class Automaton:
    """Looks for strings of up to 64 patterns.

    classes uint8 [256]: the column of a byte; steps int16 [S, C]: the next state; found uint64 [S]: bits of the
    patterns of which a string ends here.
    """

    classes: Array
    steps: Array
    found: Array

    @classmethod
    def of(cls, patterns: Sequence[frozenset[str]]) -> Automaton:
        """The automaton of the strings of each pattern. Raises ValueError where one needs none, or has too many."""
        if len(patterns) > 64 or not all(patterns):
            raise ValueError("Every pattern, of at most 64, has to need a string.")
        alphabet = sorted({character for strings in patterns for string in strings for character in string[:LONGEST]})
        classes = np.zeros(256, dtype=np.uint8)
        for place, character in enumerate(alphabet, 1):
            classes[[ord(character), ord(character.upper())]] = place
        tree: list[dict[int, int]] = [{}]
        found = [0]
        for bit, strings in enumerate(patterns):
            for string in strings:
                state = 0
                for character in string[:LONGEST]:
                    step = int(classes[ord(character)])
                    if step not in tree[state]:
                        tree[state][step] = len(tree)
                        tree.append({})
                        found.append(0)
                    state = tree[state][step]
                found[state] |= 1 << bit
        return cls(classes, *_completed(tree, found, len(alphabet) + 1))

    def look(self, data: Array, offsets: Array) -> Array:
        """Bits uint64 [N] of the patterns that each text may match; ImportError where numba cannot run."""
        masks = np.zeros(len(offsets) - 1, dtype=np.uint64)
        data = np.ascontiguousarray(data).view()
        data.flags.writeable = False
        kernel.compile_once(_look)(data, offsets, self.classes, self.steps, self.found, masks)
        return masks


def _completed(tree: list[dict[int, int]], found: list[int], width: int) -> tuple[Array, Array]:
    """Every step of every state: where no string goes on, that of the longest ending that begins one."""
    steps = np.zeros((len(tree), width), dtype=np.int16)
    shorter = [0] * len(tree)
    waiting = deque([0])
    while waiting:
        state = waiting.popleft()
        found[state] |= found[shorter[state]]
        steps[state] = steps[shorter[state]]
        for step, following in tree[state].items():
            shorter[following] = int(steps[state, step]) if state else 0
            steps[state, step] = following
            waiting.append(following)
    return steps, np.array(found, dtype=np.uint64)


def _look(  # noqa: PLR0917 - numba takes arrays one by one
    data: Any, offsets: Any, classes: Any, steps: Any, found: Any, masks: Any
) -> None:
    for text in range(len(offsets) - 1):
        state, mask = 0, np.uint64(0)
        for at in range(offsets[text], offsets[text + 1]):
            state = steps[state, classes[data[at]]]
            mask |= found[state]
        masks[text] = mask
