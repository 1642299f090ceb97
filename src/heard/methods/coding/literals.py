"""Which of many patterns a text may match: words that each needs, looked for all at once in one pass over the bytes.

An automaton after Aho and Corasick (Communications of the ACM 18, 1975), compiled by numba. It reads ASCII letters in
either case alike and all that is no letter, digit or underscore as a space; whoever finds a text with it asks the
pattern itself.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final, NamedTuple

import numpy as np

from heard.methods.coding import kernel
from heard.methods.coding.features import Array

# Words and their beginnings that a tenth of comments have: to need one of these selects little.
_COMMON: Final = frozenset((
    "a", "about", "after", "all", "am", "and", "any", "are", "as", "at", "be", "been", "before", "but", "by", "call",
    "came", "care", "come", "could", "did", "didn", "do", "don", "for", "from", "get", "give", "given", "go", "good",
    "got", "great", "had", "has", "have", "he", "help", "helped", "her", "him", "his", "home", "hour", "how", "i",
    "in", "is", "it", "just", "left", "like", "made", "make", "me", "more", "my", "need", "never", "nice", "no",
    "not", "now", "of", "on", "one", "only", "or", "other", "our", "out", "over", "people", "put", "s", "sat", "see",
    "seen", "she", "should", "so", "some", "staff", "t", "take", "taken", "than", "that", "the", "their", "them",
    "there", "they", "time", "to", "told", "too", "took", "up", "us", "very", "wait", "waiting", "was", "we", "well",
    "went", "were", "what", "when", "which", "who", "will", "with", "work", "would", "wouldn", "you", "your",
))  # fmt: skip
# Longer ones are looked for by their beginning: the automaton stays in a near cache.
LONGEST: Final = 16
# A place between a letter and what is none; beside a character that is none, it is that character.
_EDGE: Final = "\0"
BITS: Final = 64
_PIECE: Final = re.compile(r"\\.|\[\^?\]?[^\]]*\]|.", re.DOTALL)
_BEGINNING: Final = re.compile(r"(?:\\b)+([a-z][a-z ]*)(?![a-z ?*+{])")
_WHOLE: Final = re.compile(r"((?:\\b)?)\(\?:(.*)\)((?:\\b)?)", re.DOTALL)


def alternatives(pattern: str) -> tuple[str, ...]:
    r"""Patterns of which one matches wherever the whole does, and none elsewhere: each is looked for sooner by itself.

    >>> alternatives(r"\b(?:left (?:in|on)|wet|\b(?:a|b)\b)\b|c")
    ('\\bleft (?:in|on)\\b', '\\bwet\\b', '\\b\\ba\\b\\b', '\\b\\bb\\b\\b', 'c')
    """
    found: list[str] = []
    for branch in _split(pattern):
        before, inner, after = _whole_group(branch)
        found.extend(before + each + after for each in alternatives(inner)) if inner else found.append(branch)
    return tuple(dict.fromkeys(found))


def sooner(pattern: str) -> str:
    r"""The same pattern with the letters that it begins with before the edge: `re` looks for letters much sooner.

    >>> sooner(r"\bleft (?:in|on)"), sooner(r"\bhours?"), sooner(r"\w+")
    ('left (?<=\\bleft )(?:in|on)', '\\bhours?', '\\w+')
    """
    found = _BEGINNING.match(pattern)
    if not found:
        return pattern
    letters, rest = found[1], pattern[found.end() :]
    return f"{letters}(?<=\\b{letters}){rest}"


def _split(pattern: str) -> list[str]:
    """The parts of a pattern between the bars that stand in no group."""
    parts, depth = [""], 0
    for piece in _PIECE.findall(pattern):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _whole_group(branch: str) -> tuple[str, str, str]:
    """An edge or nothing, what is in the one group that a branch is, an edge or nothing; all empty where it is none."""
    found = _WHOLE.fullmatch(branch)
    if found:
        depth = 0
        for piece in _PIECE.findall(found[2]):
            depth += (piece == "(") - (piece == ")")
            if depth < 0:
                return "", "", ""
        return found[1], found[2], found[3]
    return "", "", ""


def literals(pattern: str) -> frozenset[str]:
    r"""Strings of which every match of a pattern has one, in small letters; none where the pattern needs none.

    A space is any character that is no letter, digit or underscore, or the beginning or the end of the text.

    >>> sorted(literals(r"\bno (?:\w+ ){0,2}(?:staff|nurses)|under[ -]?staff"))
    [' no ', 'under']
    >>> sorted(literals(r"\b(?:hours?|day)\b|aid\w*"))
    [' day ', ' hour', 'aid']
    >>> literals(r"\d+|pain")
    frozenset()
    """
    # Python's own parser of patterns: the one that can read all that they may hold.
    parser: Any = re._parser  # type: ignore[attr-defined]
    return frozenset(found.replace(_EDGE, " ") for found in _needed(parser.parse(pattern, re.ASCII)))


def _needed(sequence: Iterable[tuple[Any, Any]], before: str = "") -> frozenset[str]:
    """Strings that a sequence needs; it follows `before` at once."""
    best: frozenset[str] = frozenset()
    run, parts = before, [*sequence, ("END", None)]
    for place, (operation, value) in enumerate(parts):
        name = str(operation)
        if _is_letter(name, value):
            run = _with(run, chr(value).lower())
        elif _is_edge(name, value):
            run += "" if run.endswith((" ", _EDGE)) else _EDGE
        else:
            following = list(takewhile(lambda part: _is_letter(*part) or _is_edge(*part), parts[place + 1 :]))
            best = rarer(best, _one(run))
            best = rarer(best, _needed_by(name, value, run, following))
            # '(?:\\w+ ){0,2}' after a space ends after one too.
            run = " " if run.endswith(" ") and _ends_in_space(name, value) else ""
    return best


def _is_letter(operation: Any, value: Any) -> bool:
    return str(operation) == "LITERAL" and value < 128


def _is_edge(operation: Any, value: Any) -> bool:
    return str(operation) == "AT" and str(value) == "AT_BOUNDARY"


def _ends_in_space(operation: str, value: Any) -> bool:
    if operation not in {"MAX_REPEAT", "MIN_REPEAT"}:
        return False
    last = [*value[2]][-1]
    return _is_letter(*last) and chr(last[1]) == " "


def _with(run: str, character: str) -> str:
    if character.isalnum() or character == "_":
        return run + character
    return run.removesuffix(_EDGE) + " "


def _needed_by(operation: str, value: Any, before: str, following: list[tuple[Any, Any]]) -> frozenset[str]:
    """Strings that a part needs which `before` precedes and `following` follows at once."""
    if operation == "BRANCH":
        each = [_needed([*branch, *following], before) for branch in value[1]]
        return frozenset().union(*each) if all(each) else frozenset()
    if operation == "SUBPATTERN":
        return _needed([*value[3], *following], before)
    if operation in {"MAX_REPEAT", "MIN_REPEAT"} and value[0]:
        return _needed(value[2], before)
    return frozenset()


def _one(string: str) -> frozenset[str]:
    return frozenset([string]) if string.strip(" " + _EDGE) else frozenset()


def rarer(first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
    """The one that fewer texts have, by a guess from length and from which words are common; not one that is empty."""
    return min((found for found in (first, second) if found), key=_commonness, default=frozenset())


def _commonness(strings: frozenset[str]) -> float:
    return sum(_share(string[:LONGEST].replace(_EDGE, " ")) for string in strings)


def _share(string: str) -> float:
    """About what share of comments has a string: each letter more makes it about three times as rare."""
    word = string.strip()
    if word in _COMMON:
        return 0.1 if string[0] == " " == string[-1] else 0.2
    return min(2 * 3.0 ** -len(string), 1) if string[0] == " " else min(8 * 3.0 ** -len(string), 1)


class State(NamedTuple):
    """A state of an automaton as Python walks it: where a column leads, which state to try else, bits of what ends."""

    steps: dict[int, int]
    shorter: int
    found: int


@dataclass(frozen=True, slots=True)
class Automaton:
    """Looks for strings of G groups.

    classes uint8 [256]: the column of a byte; states [S]; for the kernel steps int16 [S, C]: the next state, found
    uint64 [S, ceil(G / 64)]: bits of the groups of which a string ends here, ends bool [S]: whether any does. A text
    begins in the state `start`.
    """

    classes: Array
    states: tuple[State, ...]
    steps: Array
    found: Array
    ends: Array
    start: int

    @classmethod
    def of(cls, groups: Sequence[frozenset[str]]) -> Automaton:
        """The automaton of the strings of each group, as `literals` gives them."""
        strings = {string[:LONGEST] for group in groups for string in group}
        alphabet = sorted({character for string in strings for character in string} - {" "})
        # Of every byte: 0 a letter or digit that no string has, 1 what is neither.
        classes = np.ones(256, dtype=np.uint8)
        for code in range(128):
            if chr(code).isalnum() or chr(code) == "_":
                classes[code] = 0
        for place, character in enumerate(alphabet, 2):
            classes[[ord(character), ord(character.upper())]] = place
        tree: list[dict[int, int]] = [{}]
        found = [0]
        for bit, group in enumerate(groups):
            for string in group:
                state = 0
                for character in string[:LONGEST]:
                    step = int(classes[ord(character)])
                    if step not in tree[state]:
                        tree[state][step] = len(tree)
                        tree.append({})
                        found.append(0)
                    state = tree[state][step]
                found[state] |= 1 << bit
        steps, shorter = _completed(tree, found, len(alphabet) + 2)
        ones, words = (1 << BITS) - 1, range(-(-len(groups) // BITS))
        masks = np.array([[bits >> BITS * word & ones for word in words] for bits in found], dtype=np.uint64)
        states = tuple(map(State, tree, shorter, found))
        return cls(classes, states, steps, masks, np.asarray(masks.any(axis=1)), int(steps[0, 1]))

    def look(self, data: Array, offsets: Array) -> list[int]:
        """Bits of the groups that each of N texts may have; ImportError where numba cannot run."""
        masks = np.zeros((len(offsets) - 1, self.found.shape[1]), dtype=np.uint64)
        data = np.ascontiguousarray(data).view()
        data.flags.writeable = False
        kernel.compile_once(_look)(
            data, offsets, self.classes, self.steps, self.found, self.ends, np.int64(self.start), masks
        )
        width, bits = masks.shape[1] * masks.itemsize, masks.tobytes()
        return [int.from_bytes(bits[at : at + width], sys.byteorder) for at in range(0, len(bits), width)]

    def walk(self, text: str) -> int:
        """The same of one text without numba."""
        state, bits, states = self.start, 0, self.states
        # A text ends as if a space followed.
        for step in [*self.classes[np.frombuffer(text.encode(), dtype=np.uint8)].tolist(), 1]:
            while step not in states[state].steps and state:
                state = states[state].shorter
            state = states[state].steps.get(step, 0)
            bits |= states[state].found
        return bits


def _completed(tree: list[dict[int, int]], found: list[int], width: int) -> tuple[Array, list[int]]:
    """Every step of every state, and the state of the longest ending that begins a string: it goes on from there."""
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
    return steps, shorter


def _look(  # noqa: PLR0917 - numba takes arrays one by one
    data: Any, offsets: Any, classes: Any, steps: Any, found: Any, ends: Any, start: Any, masks: Any
) -> None:
    for text in range(len(offsets) - 1):
        state = start
        for at in range(offsets[text], offsets[text + 1]):
            state = np.int64(steps[state, classes[data[at]]])
            if ends[state]:
                for word in range(found.shape[1]):
                    masks[text, word] |= found[state, word]
        # A text ends as if a space followed.
        state = np.int64(steps[state, 1])
        for word in range(found.shape[1]):
            masks[text, word] |= found[state, word]
