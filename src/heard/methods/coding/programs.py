"""Patterns as programs for a matcher that numba compiles: made from Python's own parse, so that both read them alike.

A program is a list of small instructions, tried and taken back in the order in which `re` tries them (Thompson 1968;
Spencer's backtracking), so that it finds the same places. It reads UTF-8, small ASCII letters, and knows `re.ASCII`
alone. What it cannot say (groups that are named again, flags, endless repeats of nothing) raises `UnsaidError`, and
whoever asks goes to `re` instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any, Final

import numpy as np

from heard.methods.coding.features import Array

# Instructions: matched; a string; a character of a set; as many as there are of a set, none given back; go; try here,
# else there; by the next byte; fail; an edge of a word or none; begin and end; what follows or precedes, or does not.
MATCHED, STRING, ONE, MANY, GO, TRY, SWITCH, FAIL, EDGE, INSIDE, BEGIN, END = range(12)
AHEAD, NOT_AHEAD, BEHIND, NOT_BEHIND, LOOKED = range(12, 17)
# Where in a tape the programs are listed, and how many numbers there are for each.
HEAD: Final = 256
SIZE: Final = 5
_SET_SIZE: Final = 8
# Columns of a switch: of every byte of a text in small letters, and one for the end of the text.
END_COLUMN: Final = 73
_WORD: Final = sum(1 << code for code in range(128) if chr(code).isalnum() or chr(code) == "_")
_DIGIT: Final = sum(1 << code for code in range(48, 58))
_BLANK: Final = sum(1 << ord(character) for character in " \t\n\r\f\v")
_ASCII: Final = (1 << 128) - 1
# Bytes with which a character beyond ASCII begins.
_BEYOND: Final = ((1 << 256) - 1) ^ ((1 << 192) - 1)
_ANY: Final = (_ASCII | _BEYOND) & ~(1 << 10)
_ALL: Final = _ASCII | _BEYOND
_CATEGORIES: Final = {
    "CATEGORY_WORD": _WORD, "CATEGORY_DIGIT": _DIGIT, "CATEGORY_SPACE": _BLANK, "CATEGORY_NOT_WORD": _ALL & ~_WORD,
    "CATEGORY_NOT_DIGIT": _ALL & ~_DIGIT, "CATEGORY_NOT_SPACE": _ALL & ~_BLANK,
}  # fmt: skip
_AT: Final = {"AT_BOUNDARY": EDGE, "AT_NON_BOUNDARY": INSIDE, "AT_BEGINNING": BEGIN, "AT_END": END}
_ENDLESS: Final = int(re._parser.MAXREPEAT)  # type: ignore[attr-defined]

Node = tuple[str, Any]


class UnsaidError(ValueError):
    """A pattern has something that no program can say."""


def tape(patterns: Iterable[str]) -> Array:
    """Programs of patterns for texts in small letters, in one list of numbers int32.

    It begins with the column of every byte; then stand, for each pattern in turn, where its program begins (-1 where it
    cannot be said), where the sets of bytes are that a match begins with anywhere and at the beginning of a word,
    whether a match may be of nothing, and whether all begin with a word. A set is 256 bits, by the first byte of a
    character; a switch says for every column where to go; an instruction has three numbers: what to do, and what it is
    about.
    """
    writer = _Writer()
    for pattern in patterns:
        writer.add(pattern)
    return writer.tape()


def columns() -> Array:
    """Of every byte its column: printable ASCII but capitals each its own, other ASCII one, all beyond one."""
    found = np.full(256, END_COLUMN - 1, dtype=np.uint8)
    found[:128] = END_COLUMN - 2
    own = [*range(32, 65), *range(91, 127)]
    found[own] = np.arange(len(own))
    return found


_COLUMNS: Final = columns()
_BYTES: Final = [
    sum(1 << byte for byte in np.flatnonzero(column == _COLUMNS).tolist()) for column in range(END_COLUMN + 1)
]


def _nodes(parsed: Iterable[tuple[Any, Any]]) -> list[Node]:
    return [(str(operation), value) for operation, value in parsed]


def _set(operation: str, value: Any) -> int | None:
    """The first bytes of the characters that a part of one character matches; None where it is something else."""
    if operation == "ANY":
        return _ANY
    if operation in {"LITERAL", "NOT_LITERAL"}:
        if value >= 128:
            return None
        only = 1 << int(value)
        return only if operation == "LITERAL" else _ALL & ~only
    if operation != "IN":
        return None
    members = _nodes(value)
    negated = members[0][0] == "NEGATE"
    found = 0
    for name, member in members[negated:]:
        low, high = member if name == "RANGE" else (member, member) if name == "LITERAL" else (0, -1)
        if high > 127:
            return None
        found |= _CATEGORIES[str(member)] if name == "CATEGORY" else (1 << high + 1) - (1 << low)
    return _ALL & ~found if negated else found


def _string(node: Node) -> bytes | None:
    return chr(node[1]).encode() if node[0] == "LITERAL" else None


def _first(nodes: Iterable[Node]) -> tuple[int, bool]:
    """Bytes with which a match of a sequence may begin, and whether it may be of nothing."""
    found = 0
    for operation, value in nodes:
        if operation == "BRANCH":
            each = [_first(_nodes(branch)) for branch in value[1]]
            begin, empty = 0, any(nothing for _, nothing in each)
            for one, _ in each:
                begin |= one
        elif operation == "SUBPATTERN":
            begin, empty = _first(_nodes(value[3]))
        elif operation in {"MAX_REPEAT", "MIN_REPEAT"}:
            begin, empty = _first(_nodes(value[2]))
            empty |= value[0] == 0
        elif operation == "ASSERT" and value[0] > 0:
            begin, empty = _first(_nodes(value[1]))
            begin = 0 if empty else begin
        elif operation in {"AT", "ASSERT", "ASSERT_NOT"}:
            begin, empty = 0, True
        else:
            begin, empty = _begins(operation, value), False
        found |= begin
        if not empty:
            return found, False
    return found, True


def _first_of_words(nodes: Sequence[Node]) -> tuple[int, int]:
    """Bytes with which a match that is not of nothing may begin: anywhere, and at a word's beginning."""
    operation, value = nodes[0]
    begin, empty = _first(nodes)
    if operation == "AT" and str(value) == "AT_BOUNDARY" and not begin & ~_WORD:
        return 0, begin
    if operation == "SUBPATTERN":
        return _first_of_words([*_nodes(value[3]), *nodes[1:]])
    if operation == "BRANCH":
        each = [_first_of_words([*_nodes(branch), *nodes[1:]]) for branch in value[1]]
        return reduce(or_, (anywhere for anywhere, _ in each)), reduce(or_, (words for _, words in each))
    return _ALL if empty else begin, 0


def _bits(mask: int) -> list[int]:
    numbers: list[int] = np.frombuffer(mask.to_bytes(32, "little"), "<i4").tolist()
    return numbers


def _begins(operation: str, value: Any) -> int:
    string = _string((operation, value))
    if string:
        return 1 << string[0]
    found = _set(operation, value)
    return _ALL if found is None else found


class _Writer:
    """Writes one program after the other."""

    def __init__(self) -> None:
        self.code: list[list[int]] = []
        self.letters = bytearray()
        self.sets: dict[int, int] = {}
        self.switches: list[list[int]] = []
        self.starts: list[int] = []
        self.firsts: list[tuple[int, int]] = []
        self.empty: list[bool] = []

    def add(self, pattern: str) -> None:
        """Write the program of one more pattern, or that it cannot be said."""
        parser: Any = re._parser  # type: ignore[attr-defined]
        nodes = _nodes(parser.parse(pattern, re.ASCII))
        _, empty = _first(nodes)
        start, switches = len(self.code), len(self.switches)
        try:
            self._sequence(nodes, [])
            self._put(MATCHED)
        except UnsaidError:
            del self.code[start:], self.switches[switches:]
            start = -1
        self.starts.append(start)
        anywhere, words = (_ALL, 0) if empty else _first_of_words(nodes)
        self.firsts.append((anywhere, words))
        self._number(anywhere)
        self._number(words)
        self.empty.append(empty)

    def tape(self) -> Array:
        """All that was written, with its places in the tape."""
        letters = HEAD + SIZE * len(self.starts)
        sets = letters + len(self.letters)
        switches = sets + _SET_SIZE * len(self.sets)
        code = switches + len(_BYTES) * len(self.switches)
        about = {STRING: (letters, 1), ONE: (sets, _SET_SIZE), MANY: (sets, _SET_SIZE), SWITCH: (switches, len(_BYTES))}
        told = [_COLUMNS.tolist()]
        for start, firsts, empty in zip(self.starts, self.firsts, self.empty, strict=True):
            places = (sets + _SET_SIZE * self._number(mask) for mask in firsts)
            told.append([-1 if start < 0 else code + 3 * start, *places, int(empty), int(not firsts[0])])
        told.append(list(self.letters))
        told += map(_bits, self.sets)
        told += [[code + 3 * place for place in switch] for switch in self.switches]
        for instruction, first, second in self.code:
            begin, size = about.get(instruction, (code, 3))
            told.append([instruction, begin + size * first, code + 3 * second if instruction == TRY else second])
        return np.array(list(chain.from_iterable(told)), np.int32)

    def _put(self, instruction: int, first: int = 0, second: int = 0) -> int:
        self.code.append([instruction, first, second])
        return len(self.code) - 1

    def _number(self, mask: int) -> int:
        return self.sets.setdefault(mask, len(self.sets))

    def _sequence(self, nodes: Sequence[Node], after: Sequence[Node] | None) -> None:
        """Write parts one after the other; `after` are those that follow, None where that is not known."""
        place = 0
        while place < len(nodes):
            string = b""
            while place < len(nodes) and (letter := _string(nodes[place])):
                string += letter
                place += 1
            if string:
                self._put(STRING, len(self.letters), len(string))
                self.letters += string
                continue
            rest = None if after is None else [*nodes[place + 1 :], *after]
            self._part(*nodes[place], rest if rest is not None else [*nodes[place + 1 :]] or None)
            place += 1

    def _part(self, operation: str, value: Any, after: Sequence[Node] | None) -> None:
        mask = _set(operation, value)
        if mask is not None:
            self._put(ONE, self._number(mask))
        elif operation == "AT" and str(value) in _AT:
            self._put(_AT[str(value)])
        elif operation == "BRANCH":
            self._branch([_nodes(branch) for branch in value[1]], after)
        elif operation == "SUBPATTERN" and not value[1] and not value[2]:
            self._sequence(_nodes(value[3]), after)
        elif operation in {"MAX_REPEAT", "MIN_REPEAT"}:
            self._repeat(operation == "MAX_REPEAT", value[0], value[1], value[2], after)
        elif operation in {"ASSERT", "ASSERT_NOT"}:
            self._look(operation == "ASSERT", *value)
        elif operation == "IN":
            self._branch([[(str(name), member)] for name, member in value], after)
        else:
            raise UnsaidError(operation)

    def _branch(self, branches: Sequence[list[Node]], after: Sequence[Node] | None) -> None:
        """Only those branches are tried that the next byte may begin."""
        if any(len(branch) == 1 and branch[0][0] in {"NEGATE", "RANGE", "CATEGORY"} for branch in branches):
            raise UnsaidError("A set with letters beyond ASCII.")
        switch = self._put(SWITCH, len(self.switches))
        self.switches.append([])
        starts, leaves = [], []
        for branch in branches:
            starts.append(len(self.code))
            self._sequence(branch, after)
            leaves.append(self._put(GO))
        tried: dict[tuple[int, ...], int] = {}
        firsts = [_first(branch) for branch in branches]
        row = []
        for own in _BYTES:
            some = tuple(start for start, (begin, empty) in zip(starts, firsts, strict=True) if empty or begin & own)
            if some not in tried:
                tried[some] = self._tries(some)
            row.append(tried[some])
        self.switches[self.code[switch][1]] = row
        for leave in leaves:
            self.code[leave][1] = len(self.code)

    def _tries(self, starts: Sequence[int]) -> int:
        if len(starts) == 1:
            return starts[0]
        first = len(self.code)
        for start in starts[:-1]:
            self._put(TRY, start, len(self.code) + 1)
        self._put(GO, starts[-1]) if starts else self._put(FAIL)
        return first

    def _repeat(self, greedy: bool, least: int, most: Any, body: Any, after: Sequence[Node] | None) -> None:
        nodes, endless = _nodes(body), int(most) == _ENDLESS
        if _first(nodes)[1] and int(most) > 1:
            raise UnsaidError("A repeat of what may be nothing.")
        for _ in range(least):
            self._sequence(nodes, None)
        mask = _set(*nodes[0]) if len(nodes) == 1 else None
        if endless and greedy and mask is not None and _gives_none_back(mask, after):
            self._put(MANY, self._number(mask))
            return
        tries = []
        for _ in range(1 if endless else int(most) - least):
            tries.append(self._put(TRY))
            self._sequence(nodes, None)
        if endless:
            self._put(GO, tries[0])
        for tried in tries:
            self.code[tried][1:] = [tried + 1, len(self.code)] if greedy else [len(self.code), tried + 1]

    def _look(self, wanted: bool, direction: int, body: Any) -> None:
        width = 0
        if direction < 0:
            width = body.getwidth()[0]
            look = self._put(BEHIND if wanted else NOT_BEHIND, 0, width)
        else:
            look = self._put(AHEAD if wanted else NOT_AHEAD)
        self._sequence(_nodes(body), [])
        self._put(LOOKED)
        self.code[look][1] = len(self.code)


def _gives_none_back(mask: int, after: Sequence[Node] | None) -> bool:
    """Whether to take all that there are of a set and give none back finds the same: nothing that follows begins so."""
    if after is None:
        return False
    if after and after[0][0] == "AT":
        return str(after[0][1]) == "AT_BOUNDARY" and not mask & ~_WORD
    begin, empty = _first(after)
    return not after or (not empty and not begin & mask)
