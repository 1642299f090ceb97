"""A lexicon of serious concerns, mapped to HCAT: the first rule, beside the learned heads, never gated by praise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from heard.methods.coding import harmless, prepared
from heard.methods.coding.columns import buffers
from heard.methods.coding.harmless import Harmless
from heard.methods.coding.judging import Judging, programs_of
from heard.methods.coding.matching import UNDECIDED
from heard.methods.coding.rules import Reading, Rule, quick, read, small
from heard.methods.coding.selecting import FEW, Selected, Selection


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
class Lexicon:
    """Rules of the seriousness pack; `adding` are those of level 0."""

    rules: tuple[Rule, ...]
    adding: tuple[Rule, ...]
    selection: Selection
    judging: Judging
    harmless: Harmless

    @classmethod
    def from_pack(cls, content: Mapping[str, Any]) -> Lexicon:
        """Rules of a pack's content. Raises KeyError or ValueError for a term, category or kind that it has not."""
        every = tuple(read(content))
        rules = tuple(rule for rule in every if rule.level)
        adding = tuple(rule for rule in every if not rule.level)
        selection = prepared.selection(rules)
        judging = Judging.of(rules, adding, selection)
        return cls(rules, adding, selection, judging, Harmless.from_pack(content))

    def kept(self) -> tuple[list[Sequence[Selected]], list[list[str]]]:
        """Of what `prepared` keeps selections and programs."""
        return [self.rules, self.harmless.sorts], [
            programs_of(self.rules, self.adding, self.selection), harmless.programs_of(self.harmless.selection),
        ]  # fmt: skip

    def find(self, column: pa.Array) -> dict[int, Found]:
        """What the lexicon found, by row; rows where it found nothing are left out.

        One pass over the bytes says which rules may find something in which text; a second judges these, but leaves
        those that name a time to Python.
        """
        if len(column) > FEW:
            with suppress(ImportError):
                return self._found_fast(column)
        pairs = list(self.selection.pairs(column))
        rows = pa.array([row for row, _ in pairs], pa.int64())
        found = {}
        for (row, places), text in zip(pairs, column.take(rows).to_pylist(), strict=True):
            worst = self._found(small(text), places)
            if worst is not None:
                found[row] = worst
        return found

    def _found_fast(self, column: pa.Array) -> dict[int, Found]:
        data, offsets = buffers(column)
        pairs = self.selection.looked(data, offsets)
        verdicts = self.judging.verdicts(pairs, data, offsets)
        found = {row: Found(*rest) for row, *rest in verdicts.tolist() if rest[0] != UNDECIDED}
        undecided = verdicts[verdicts[:, 1] == UNDECIDED, 0]
        first, last = np.searchsorted(pairs[:, 0], undecided), np.searchsorted(pairs[:, 0], undecided, "right")
        texts = column.take(pa.array(undecided)).to_pylist()
        for row, start, stop, text in zip(undecided.tolist(), first.tolist(), last.tolist(), texts, strict=True):
            worst = self._found(small(text), pairs[start:stop, 1].tolist())
            if worst is not None:
                found[row] = worst
        return found

    def look(self, text: str) -> Found | None:
        """The worst of a text, clause by clause; its category is that of the worst rule, its kinds those of all."""
        return self._found(small(text), self.selection.walk(text))

    def _found(self, text: str, places: Iterable[int]) -> Found | None:
        hits: dict[int, list[str]] = {}
        for pattern, owners in map(self.selection.patterns.__getitem__, places):
            if quick(pattern).search(text):
                for owner in owners:
                    hits.setdefault(owner, []).append(pattern)
        return self.worst(Reading(text), hits)

    def worst(self, reading: Reading, hits: Mapping[int, Iterable[str] | None]) -> Found | None:
        """The worst that rules find, by their places, with the patterns of each that the text has, if that is known."""
        finding = [self.rules[place] for place in sorted(hits) if self.rules[place].alleged(reading, hits[place])]
        if not finding:
            return None
        # `max` keeps the first of equals, which is the first in the pack.
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
