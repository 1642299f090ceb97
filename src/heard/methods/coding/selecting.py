"""Which rules may find something in which text: all the words that they need are looked for in one pass over the bytes.

An automaton after Aho and Corasick (Communications of the ACM 18, 1975), compiled by numba. It reads ASCII letters in
either case alike and all that is no letter, digit or underscore as a space. A pattern is looked for only in texts that
have one string of each set that it needs; whoever finds a text so asks the pattern itself.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any, Final, Protocol

import numpy as np
import pyarrow as pa

from heard.methods.coding import kernel
from heard.methods.coding.columns import buffers, readable
from heard.methods.coding.features import Array
from heard.methods.coding.literals import LONGEST, conditions

# So few texts are looked at one by one: the compiled pass takes longer to load.
FEW: Final = 50
# Patterns that are looked for in a text, as far as there is room at first.
_ROOM: Final = 2


class Selected(Protocol):
    """What a rule is selected by."""

    @property
    def patterns(self) -> tuple[str, ...]:
        """Patterns of which one has to match."""

    @property
    def also(self) -> tuple[str, int]:
        """The pattern and the minutes that a text needs beside; empty and 0 for none."""

    def needed(self) -> tuple[frozenset[str], ...]:
        """Sets of strings of each of which a text needs one beside what the pattern finds."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Many lists of whole numbers in one: list n is numbers int32 [first[n] : first[n + 1]]; first int32 [N + 1]."""

    first: Array
    numbers: Array

    @classmethod
    def of(cls, lists: Iterable[Iterable[int]]) -> Lists:
        """Put lists together."""
        each = [list(one) for one in lists]
        first = list(accumulate(map(len, each), initial=0))
        return cls(np.array(first, np.int32), np.array(list(chain.from_iterable(each)), np.int32))

    def __getitem__(self, place: int) -> list[int]:
        found: list[int] = self.numbers[self.first[place] : self.first[place + 1]].tolist()
        return found


@dataclass(frozen=True, slots=True)
class Selection:
    """Patterns of which rules' own are made (`literals.alternatives`), and what a text needs for each.

    patterns: those of all rules, each with the places of its rules. Sets of strings are numbered: `led` has the
    patterns of which a set is the rarest that they need, `others` the other sets that a pattern needs, each of them,
    and `beside` those of which it needs one (empty: none). classes uint8 [256] is the column of a byte, steps int16
    [S, columns] the next state, found the sets of which a string ends in a state.
    """

    patterns: tuple[tuple[str, tuple[int, ...]], ...]
    classes: Array
    steps: Array
    found: Lists
    led: Lists
    others: Lists
    beside: Lists

    @classmethod
    def of(cls, rules: Sequence[Selected]) -> Selection:
        """For rules in their order. Raises ValueError where one needs no word."""
        owners: dict[str, list[int]] = {}
        for place, rule in enumerate(rules):
            for pattern in rule.patterns:
                owners.setdefault(pattern, []).append(place)
        needs = {pattern: conditions(pattern) for pattern in owners}
        if not all(needs.values()):
            unselected = next(pattern for pattern, sets in needs.items() if not sets)
            raise ValueError(f"A text has to need a word to be found by: {unselected}.")
        second = [rule.needed() for rule in rules]
        sets = list(dict.fromkeys(chain(chain.from_iterable(needs.values()), chain.from_iterable(second))))
        number = {strings: place for place, strings in enumerate(sets)}
        led: dict[int, list[int]] = defaultdict(list)
        for place, pattern in enumerate(owners):
            led[number[needs[pattern][0]]].append(place)
        asked = [[second[place] for place in places] for places in owners.values()]
        # What all of its rules need a pattern needs too; of the rest, something that one of them needs.
        common = [set(each[0]).intersection(*each[1:]) for each in asked]
        rest = [
            [next((strings for strings in one if strings not in same), None) for one in each]
            for each, same in zip(asked, common, strict=True)
        ]
        return cls(
            tuple((pattern, tuple(places)) for pattern, places in owners.items()),
            *_automaton(sets),
            Lists.of(led.get(place, ()) for place in range(len(sets))),
            Lists.of(
                sorted({number[strings] for strings in (*needs[pattern][1:], *same)})
                for pattern, same in zip(owners, common, strict=True)
            ),
            Lists.of([] if None in each else sorted(number[strings] for strings in each if strings) for each in rest),
        )

    def pairs(self, column: pa.Array) -> Iterator[tuple[int, list[int]]]:
        """Rows that may be found, each with the places of the patterns to look for."""
        if len(column) > FEW:
            with suppress(ImportError):
                yield from grouped(self.looked(*buffers(column)))
                return
        for row, text in enumerate(column.to_pylist()):
            places = self.walk(text or "")
            if places:
                yield row, places

    def looked(self, data: Array, offsets: Array) -> Array:
        """Rows that may be found with the place of a pattern to look for, int64 [N, 2]; ImportError without numba."""
        data = readable(data)
        look = kernel.compile_once(_look)
        room = _ROOM * len(offsets) + 100
        while True:
            pairs = np.zeros((room, 2), dtype=np.int64)
            count: Any = look(
                data, offsets, self.classes, self.steps, self.found.first, self.found.numbers, self.led.first,
                self.led.numbers, self.others.first, self.others.numbers, self.beside.first, self.beside.numbers,
                np.full(len(self.led.first), -1, dtype=np.int64), np.zeros(len(self.led.first), np.int64), pairs,
            )  # fmt: skip
            if count <= room:
                return pairs[:count]
            room = count

    def walk(self, text: str) -> list[int]:
        """Places of the patterns to look for in one text, without numba."""
        state, ended = int(self.steps[0, 1]), set()
        # A text ends as if a space followed.
        for step in [*self.classes[np.frombuffer(text.encode(), dtype=np.uint8)].tolist(), 1]:
            state = self.steps.item(state, step)
            ended.add(state)
        seen = {number for state in ended for number in self.found[state]}
        places = (place for number in seen for place in self.led[number] if seen.issuperset(self.others[place]))
        return [place for place in places if not (near := self.beside[place]) or not seen.isdisjoint(near)]


def grouped(pairs: Array) -> Iterator[tuple[int, list[int]]]:
    """Pairs int64 [N, 2] by their first number, which is in order."""
    if not len(pairs):
        return
    starts = np.flatnonzero(np.diff(pairs[:, 0], prepend=-1))
    for start, stop in zip(starts.tolist(), [*starts[1:].tolist(), len(pairs)], strict=True):
        yield int(pairs[start, 0]), pairs[start:stop, 1].tolist()


def _automaton(sets: Sequence[frozenset[str]]) -> tuple[Array, Array, Lists]:
    """classes, steps and found of an automaton that looks for the strings of all sets."""
    strings: Mapping[str, list[int]] = defaultdict(list)
    for number, each in enumerate(sets):
        for string in sorted({string[:LONGEST] for string in each}):
            strings[string].append(number)
    alphabet = sorted({character for string in strings for character in string} - {" "})
    # Of every byte: 0 a letter or digit that no string has, 1 what is neither.
    classes = np.ones(256, dtype=np.uint8)
    for code in range(128):
        if chr(code).isalnum() or chr(code) == "_":
            classes[code] = 0
    for place, character in enumerate(alphabet, 2):
        classes[[ord(character), ord(character.upper())]] = place
    tree: list[dict[int, int]] = [{}]
    found: list[set[int]] = [set()]
    for string, numbers in strings.items():
        state = 0
        for character in string:
            step = int(classes[ord(character)])
            if step not in tree[state]:
                tree[state][step] = len(tree)
                tree.append({})
                found.append(set())
            state = tree[state][step]
        found[state].update(numbers)
    steps = _completed(tree, found, len(alphabet) + 2)
    return classes, steps, Lists.of(map(sorted, found))


def _completed(tree: list[dict[int, int]], found: list[set[int]], width: int) -> Array:
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
    return steps


def _look(  # noqa: PLR0917 - numba takes arrays one by one
    data: Any, offsets: Any, classes: Any, steps: Any, found_first: Any, found: Any, led_first: Any, led: Any,
    others_first: Any, others: Any, beside_first: Any, beside: Any, seen: Any, ended: Any, pairs: Any,
) -> int:  # fmt: skip
    count = 0
    for text in range(len(offsets) - 1):
        sets = 0
        state = np.int64(steps[0, 1])
        for at in range(offsets[text], offsets[text + 1] + 1):
            # A text ends as if a space followed.
            state = np.int64(steps[state, classes[data[at]] if at < offsets[text + 1] else 1])
            for place in range(found_first[state], found_first[state + 1]):
                number = found[place]
                ended[sets] = number
                sets += seen[number] != text
                seen[number] = text
        for place in range(sets):
            for leading in range(led_first[ended[place]], led_first[ended[place] + 1]):
                pattern = led[leading]
                fits = True
                for other in range(others_first[pattern], others_first[pattern + 1]):
                    fits &= seen[others[other]] == text
                first, last = beside_first[pattern], beside_first[pattern + 1]
                near = first == last
                for one in range(first, last):
                    near |= seen[beside[one]] == text
                if fits and near:
                    if count < len(pairs):
                        pairs[count, 0], pairs[count, 1] = text, pattern
                    count += 1
    return count
