"""A lexicon of serious concerns, mapped to HCAT: the first rule, beside the learned heads, never gated by praise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final, NamedTuple

import pyarrow as pa

from heard.methods.coding.columns import buffers
from heard.methods.coding.harmless import Harmless
from heard.methods.coding.literals import Automaton, alternatives, literals, sooner
from heard.methods.coding.rules import Reading, Rule, compiled, read, small

# So few texts are looked at one by one: the compiled pass takes longer to load.
FEW: Final = 50


class Found(NamedTuple):
    """The worst that the lexicon found in a text: level 1 to 3, place of its HCAT category, bit mask of kinds."""

    level: int
    hcat: int
    kinds: int


class Evidence(NamedTuple):
    """A clause, characters `start` to `end` (exclusive) of a text, with what a rule found alleged in it."""

    start: int
    end: int
    name: str
    level: int
    hcat: int
    kinds: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rules may find something in a text, known in one pass over its bytes.

    alternatives: patterns of which a rule's own is made, each with the places of its rules and the bits of what one of
    these needs beside it. Bits of what the automaton found are those of the alternatives, then of what stands beside:
    `first` has all of the former set, `second` has for every rule those of which it needs one.
    """

    automaton: Automaton
    alternatives: tuple[tuple[str, tuple[int, ...], int], ...]
    first: int
    second: tuple[int, ...]

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> Selection:
        """For rules in their order. Raises ValueError where one needs no word."""
        owners: dict[str, list[int]] = {}
        for place, rule in enumerate(rules):
            for alternative in alternatives(rule.pattern.pattern):
                owners.setdefault(alternative, []).append(place)
        groups = [literals(alternative) for alternative in owners]
        if not all(groups):
            raise ValueError(f"A text has to need a word to be found by: {list(owners)[groups.index(frozenset())]}.")
        needed = [rule.needed() for rule in rules]
        every = list(dict.fromkeys(strings for strings in needed if strings))
        # A rule that needs nothing beside it has all bits: one that was found is among them.
        second = [1 << len(groups) + every.index(strings) if strings else -1 for strings in needed]
        return cls(
            Automaton.of([*groups, *every]),
            tuple(
                (sooner(alternative), tuple(places), reduce(or_, (second[place] for place in places)))
                for alternative, places in owners.items()
            ),
            (1 << len(groups)) - 1,
            tuple(second),
        )

    def masks(self, column: pa.Array) -> list[int]:
        """Of each text the bits of what it may have."""
        if len(column) > FEW:
            with suppress(ImportError):
                return self.automaton.look(*buffers(column))
        return [self.automaton.walk(text or "") for text in column.to_pylist()]

    def places(self, text: str, bits: int) -> list[int]:
        """Places of the rules whose pattern a text in small letters has, and of what they need beside it a word."""
        found: set[int] = set()
        left = bits & self.first
        while left:
            lowest = left & -left
            left ^= lowest
            alternative, owners, beside = self.alternatives[lowest.bit_length() - 1]
            if bits & beside and compiled(alternative).search(text):
                found.update(place for place in owners if bits & self.second[place])
        return sorted(found)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Rules of the seriousness pack; `adding` are those of level 0."""

    rules: tuple[Rule, ...]
    adding: tuple[Rule, ...]
    selection: Selection
    harmless: Harmless

    @classmethod
    def from_pack(cls, content: Mapping[str, Any]) -> Lexicon:
        """Rules of a pack's content. Raises KeyError or ValueError for a term, category or kind that it has not."""
        every = tuple(read(content))
        rules = tuple(rule for rule in every if rule.level)
        adding = tuple(rule for rule in every if not rule.level)
        return cls(rules, adding, Selection.of(rules), Harmless.from_pack(content))

    def find(self, column: pa.Array) -> dict[int, Found]:
        """What the lexicon found, by row; rows where it found nothing are left out.

        One pass over the bytes says which rules may find something in which text; Python's `re` looks at these alone.
        """
        masks = self.selection.masks(column)
        rows = [row for row, bits in enumerate(masks) if bits & self.selection.first]
        found = {}
        for row, text in zip(rows, column.take(pa.array(rows, pa.int64())).to_pylist(), strict=True):
            worst = self._found(small(text), masks[row])
            if worst is not None:
                found[row] = worst
        return found

    def look(self, text: str) -> Found | None:
        """The worst of a text, clause by clause; its category is that of the worst rule, its kinds those of all."""
        return self._found(small(text), self.selection.automaton.walk(text))

    def _found(self, text: str, bits: int) -> Found | None:
        places = self.selection.places(text, bits)
        return self.worst(Reading(text), [self.rules[place] for place in places]) if places else None

    def worst(self, reading: Reading, rules: Iterable[Rule]) -> Found | None:
        """The worst that some of the rules find."""
        # `max` keeps the first of equals, which is the first in the pack.
        finding = [rule for rule in rules if rule.alleged(reading)]
        if not finding:
            return None
        worst = max(finding, key=lambda rule: rule.level)
        kinds = 0
        for rule in (*finding, *(rule for rule in self.adding if rule.alleged(reading))):
            kinds |= rule.kinds
        return Found(worst.level, worst.hcat, kinds)

    def evidence(self, text: str) -> tuple[Evidence, ...]:
        """Which clauses made the lexicon speak, and by what, in their order: what a page shows beside a level.

        >>> from heard.methods.coding import SHIPPED
        >>> from heard.methods.coding.artefact import Artefact
        >>> lexicon = Lexicon.from_pack(Artefact.load(SHIPPED).seriousness)
        >>> said = "Lovely crew. They gave my dad the wrong tablets!"
        >>> [(said[found.start : found.end], found.name, found.level) for found in lexicon.evidence(said)[:1]]
        [('They gave my dad the wrong tablets', 'a wrong medicine or dose', 3)]
        >>> lexicon.evidence("Lovely crew, kind and quick.")
        ()
        """
        reading = Reading(small(text))
        found = [(reading.clauses[place], rule) for rule in self.rules for place in rule.places(reading)]
        return tuple(
            Evidence(start, start + len(words), rule.name, rule.level, rule.hcat, rule.kinds)
            for (start, words), rule in sorted(found, key=lambda pair: (pair[0].start, -pair[1].level))
        )
