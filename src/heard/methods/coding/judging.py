"""What rules make of the places where their patterns match: what `rules` says, in one compiled pass over many texts.

Python's way stays: it decides what is too deep or names a time, runs where numba cannot, and is the oracle of the test.
"""
# ruff: noqa: PLR0917 - numba takes arrays one by one

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from heard.methods.coding import kernel, prepared
from heard.methods.coding.columns import readable
from heard.methods.coding.durations import DURATION
from heard.methods.coding.features import Array
from heard.methods.coding.matching import (
    BYTE,
    DEPTH,
    NOWHERE,
    PARTS,
    TOO_DEEP,
    UNDECIDED,
    copy_small,
    find,
)  # fmt: skip
from heard.methods.coding.rules import CLAUSES, DENIED, Rule
from heard.methods.coding.selecting import Lists, Selection

# Characters before a hit in which its denial begins: `rules`.
_NEAR: Final = 60
# Columns of what is known of a rule.
LEVEL, HCAT, KINDS, DENIABLE, WITHIN, MINUTES, BESIDE, UNLESS = range(8)
FACTS: Final = 8
# What programs are for that no rule has: to cut clauses, to deny, to find a time.
CUTS, DENIES, TIMES = range(3)
_USED: Final = (CLAUSES, DENIED, DURATION)


@dataclass(frozen=True, slots=True)
class Judging:
    """Rules as `judge_all` takes them; the first programs of the tape are the patterns of the selection."""

    tape: Array
    used: Array
    facts: Array
    owners: Lists
    own: Lists

    @classmethod
    def of(cls, rules: Sequence[Rule], adding: Sequence[Rule], selection: Selection) -> Judging:
        """For rules that allege something, those that add their kinds, and the selection of the former."""
        every = (*rules, *adding)
        patterns = programs_of(rules, adding, selection)
        number = {pattern: place for place, pattern in enumerate(patterns)}
        facts = [
            [
                rule.level, rule.hcat, rule.kinds, rule.denied, rule.within, rule.minutes,
                number[rule.beside] if rule.beside else -1, number[rule.unless] if rule.unless else -1,
            ]
            for rule in every
        ]  # fmt: skip
        return cls(
            prepared.tape(patterns),
            np.array([number[pattern.pattern] for pattern in _USED], np.int32),
            np.array(facts, np.int32).reshape(-1, FACTS),
            Lists.of(owners for _, owners in selection.patterns),
            Lists.of([number[pattern] for pattern in _searched(rule)] if not rule.level else [] for rule in every),
        )

    def verdicts(self, pairs: Array, data: Array, offsets: Array) -> Array:
        """Row, level, category and kinds int64 [N, 4] of the texts that allege something or are UNDECIDED.

        pairs are those of `Selection.looked`. Raises ImportError where numba cannot run.
        """
        judge = kernel.compile_once(judge_all, _PARTS)
        verdicts = np.zeros((len(pairs), 4), dtype=np.int64)
        longest = int(np.diff(offsets).max()) if len(offsets) > 1 else 0
        count: Any = judge(
            self.tape, self.used, self.facts, self.owners.first, self.owners.numbers, self.own.first,
            self.own.numbers, pairs, readable(data), offsets, longest, verdicts,
        )  # fmt: skip
        return verdicts[:count]


def programs_of(rules: Sequence[Rule], adding: Sequence[Rule], selection: Selection) -> list[str]:
    """All patterns that need a program, each once: those of the selection first, in its order."""
    found = [pattern for pattern, _ in selection.patterns]
    for rule in (*rules, *adding):
        found += [pattern for pattern in (rule.beside, rule.unless) if pattern]
    for rule in adding:
        found += _searched(rule)
    return list(dict.fromkeys([*found, *(pattern.pattern for pattern in _USED)]))


def _searched(rule: Rule) -> tuple[str, ...]:
    """What a rule that only adds is looked for by: where nothing denies it, one pattern for all is soonest."""
    return rule.patterns if rule.denied else ("|".join(rule.patterns),)


def blank(text: Any, at: int, high: int) -> int:
    """How many bytes the blank character has that begins at a place, as Python's `strip` knows it; 0 for none."""
    byte = text[at, BYTE]
    if byte < 0x80:
        return 1 if byte == 32 or 9 <= byte <= 13 or 28 <= byte <= 31 else 0
    if byte == 0xC2:
        return 2 if at + 1 < high and (text[at + 1, BYTE] == 0x85 or text[at + 1, BYTE] == 0xA0) else 0
    if at + 2 >= high:
        return 0
    second, third = text[at + 1, BYTE], text[at + 2, BYTE]
    if byte == 0xE2 and second == 0x80:
        return 3 if 0x80 <= third <= 0x8A or 0xA8 <= third <= 0xA9 or third == 0xAF else 0
    other = (byte == 0xE1 and second == 0x9A and third == 0x80) or (byte == 0xE2 and second == 0x81 and third == 0x9F)
    return 3 if other or (byte == 0xE3 and second == 0x80 and third == 0x80) else 0


def strip(text: Any, low: int, high: int) -> tuple[int, int]:
    """Where a piece of a text begins and ends without the blanks around it."""
    while low < high and blank(text, low, high):
        low += blank(text, low, high)
    while low < high:
        last = high - 1
        while last > low and text[last, BYTE] & 0xC0 == 0x80:
            last -= 1
        if not blank(text, last, high):
            break
        high = last
    return low, high


def cut(tape: Any, which: int, text: Any, length: int, spans: Any, stack: Any) -> int:
    """Clauses that say something into spans int64 [C, 2], without the blanks around them; how many, or TOO_DEEP."""
    clauses, start, at, advance = 0, 0, 0, False
    while start <= length:
        begin, end = find(tape, which, text, 0, at, length, advance, stack)
        if begin == TOO_DEEP:
            return TOO_DEEP
        low, high = strip(text, start, length if begin == NOWHERE else begin)
        if low < high:
            spans[clauses, 0], spans[clauses, 1] = low, high
            clauses += 1
        if begin == NOWHERE:
            break
        start, at, advance = end, end, begin == end
    return clauses


def stands(tape: Any, which: int, denies: int, text: Any, low: int, high: int, stack: Any) -> int:
    """Whether a program finds something in a clause before which `denies` finds nothing; UNDECIDED where too deep.

    denies is -1 where it does not matter.
    """
    at, advance = low, False
    while True:
        begin, end = find(tape, which, text, low, at, high, advance, stack)
        if begin < 0:
            return 0 if begin == NOWHERE else UNDECIDED
        if denies < 0:
            return 1
        near = begin
        for _ in range(_NEAR):
            near -= near > low
            while near > low and text[near, BYTE] & 0xC0 == 0x80:
                near -= 1
        denial, _ = find(tape, denies, text, low, near, begin, False, stack)
        if denial < 0:
            return 1 if denial == NOWHERE else UNDECIDED
        at, advance = end, begin == end


def alleged(
    tape: Any, used: Any, fact: Any, mine: Any, count: int, text: Any, length: int, spans: Any, clauses: int,
    stack: Any,
) -> int:  # fmt: skip
    """Whether any clause alleges a rule by one of its programs, the first `count` of mine; UNDECIDED for a time."""
    beside, unless, within = fact[BESIDE], fact[UNLESS], fact[WITHIN]
    if beside >= 0:
        found, _ = find(tape, beside, text, 0, 0, length, False, stack)
        if found < 0:
            return 0 if found == NOWHERE else UNDECIDED
    if fact[MINUTES]:
        found, _ = find(tape, used[TIMES], text, 0, 0, length, False, stack)
        if found < 0:
            return 0 if found == NOWHERE else UNDECIDED
    denies = used[DENIES] if fact[DENIABLE] else -1
    for clause in range(clauses):
        low, high = spans[clause, 0], spans[clause, 1]
        found = 0
        for place in range(count):
            found = stands(tape, mine[place], denies, text, low, high, stack)
            if found:
                break
        if found == 1 and unless >= 0:
            taken, _ = find(tape, unless, text, low, low, high, False, stack)
            found = 1 if taken == NOWHERE else UNDECIDED if taken == TOO_DEEP else 0
        if found == 1 and beside >= 0:
            found = 0
            for near in range(max(clause - within, 0), min(clause + within + 1, clauses)):
                place, _ = find(tape, beside, text, spans[near, 0], spans[near, 0], spans[near, 1], False, stack)
                if place != NOWHERE:
                    found = 1 if place >= 0 else UNDECIDED
                    break
        if found:
            return UNDECIDED if fact[MINUTES] else found
    return 0


def judge(
    tape: Any, used: Any, facts: Any, chosen: Any, count: int, text: Any, length: int, spans: Any, mine: Any,
    own_first: Any, own: Any, stack: Any,
) -> tuple[int, int, int]:  # fmt: skip
    """Level, category and kinds of a text by rules with the programs that were found, chosen [count, 2]; or UNDECIDED.

    chosen are in the order of the rules; those that only add are asked where another alleges something.
    """
    clauses = cut(tape, used[CUTS], text, length, spans, stack)
    if clauses == TOO_DEEP:
        return UNDECIDED, 0, 0
    level, hcat, kinds, place = 0, 0, 0, 0
    while place < count:
        rule, some = chosen[place, 0], 0
        while place < count and chosen[place, 0] == rule:
            mine[some] = chosen[place, 1]
            some += 1
            place += 1
        verdict = alleged(tape, used, facts[rule], mine, some, text, length, spans, clauses, stack)
        if verdict == UNDECIDED:
            return UNDECIDED, 0, 0
        if verdict:
            kinds |= facts[rule, KINDS]
            if facts[rule, LEVEL] > level:
                level, hcat = facts[rule, LEVEL], facts[rule, HCAT]
    for rule in range(len(facts) if level else 0):
        some = own_first[rule + 1] - own_first[rule]
        if some:
            programs = own[own_first[rule] :]
            verdict = alleged(tape, used, facts[rule], programs, some, text, length, spans, clauses, stack)
            if verdict == UNDECIDED:
                return UNDECIDED, 0, 0
            kinds |= facts[rule, KINDS] if verdict else 0
    return level, hcat, kinds


def choose(chosen: Any, count: int, rule: int, program: int) -> int:
    """Put a rule and its program among the chosen, which stay in the order of rules; how many there are then."""
    place = count
    while place and chosen[place - 1, 0] > rule:
        chosen[place, 0], chosen[place, 1] = chosen[place - 1, 0], chosen[place - 1, 1]
        place -= 1
    chosen[place, 0], chosen[place, 1] = rule, program
    return count + 1


def judge_all(
    tape: Any, used: Any, facts: Any, owners_first: Any, owners: Any, own_first: Any, own: Any, pairs: Any, data: Any,
    offsets: Any, longest: int, verdicts: Any,
) -> int:  # fmt: skip
    """Row, level, category and kinds of texts that allege something or are UNDECIDED, into verdicts; how many.

    tape has the programs, of which `used` are those that no rule has. facts int32 [R, 8] is what is known of rules;
    owners are the rules of a program, own the programs of a rule that only adds. pairs int64 [N, 2] are texts, in
    order, with a program that may match; longest is the length of the longest text.
    """
    text, stack = np.zeros((longest + 1, 2), np.int32), np.zeros((DEPTH, 2), np.int32)
    spans, chosen = np.zeros((longest + 2, 2), np.int64), np.zeros((len(owners) + 1, 2), np.int32)
    mine = np.zeros(len(owners) + 1, np.int32)
    count, place = 0, 0
    while place < len(pairs):
        row = pairs[place, 0]
        length = copy_small(data, offsets[row], offsets[row + 1], text)
        found, deep = 0, False
        while place < len(pairs) and pairs[place, 0] == row:
            which = pairs[place, 1]
            begin, _ = find(tape, which, text, 0, 0, length, False, stack)
            deep |= begin == TOO_DEEP
            if begin >= 0:
                for owner in range(owners_first[which], owners_first[which + 1]):
                    found = choose(chosen, found, owners[owner], which)
            place += 1
        level, hcat, kinds = UNDECIDED if deep else 0, 0, 0
        if found and not deep:
            level, hcat, kinds = judge(
                tape, used, facts, chosen, found, text, length, spans, mine, own_first, own, stack
            )
        if level:
            verdicts[count, 0], verdicts[count, 1], verdicts[count, 2], verdicts[count, 3] = row, level, hcat, kinds
            count += 1
    return count


_PARTS: Final = (*PARTS, blank, strip, cut, stands, alleged, judge, choose)
