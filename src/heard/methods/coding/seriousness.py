"""A lexicon of serious concerns, mapped to HCAT: the first rule, beside the learned heads, never gated by praise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heard.methods.coding.columns import buffers
from heard.methods.coding.features import Array
from heard.methods.coding.literals import Automaton, literals

# Where a clause ends for the lexicon: as in `features`, but a comma stays inside.
_CLAUSES: Final = re.compile(
    r"[.!?;\n\r]+|\b(?=(?:but|however|although|though|unfortunately|except|yet)\b)", re.IGNORECASE
)


FEW: Final = 50
# Bits of a mask.
MOST: Final = 64
# RE2 takes as long to make one of the patterns ready as Python takes to search about so many texts for it.
WORTH_COMPILING: Final = 100


class Found(NamedTuple):
    """The worst that the lexicon found in a text: level 1 to 3, place of its HCAT category, bit mask of kinds."""

    level: int
    hcat: int
    kinds: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern with what it alleges; `unless` found in the same clause takes it back.

    needs is an RE2 pattern that finds every text that `pattern` does, at a hundredth of its cost.
    """

    needs: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    level: int
    hcat: int
    kinds: int

    def finds(self, clause: str) -> bool:
        """Whether a clause alleges it."""
        return bool(self.pattern.search(clause)) and not (self.unless and self.unless.search(clause))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Rules of the seriousness pack."""

    rules: tuple[Rule, ...]
    # Looks for the words that each rule needs; None where a rule needs none.
    words: Automaton | None

    @classmethod
    def from_pack(cls, content: Mapping[str, Any]) -> Lexicon:
        """Rules of a pack's content."""
        rules = cls._rules(content)
        needed = [literals(rule.needs.removeprefix("(?i)")) for rule in rules]
        return cls(rules, Automaton.of(needed) if all(needed) and len(needed) <= MOST else None)

    @staticmethod
    def _rules(content: Mapping[str, Any]) -> tuple[Rule, ...]:
        categories, kinds = content["categories"], [kind["kind"] for kind in content["kinds"]]
        return tuple(
            Rule(
                "(?i)" + rule["needs"],
                re.compile(rule["pattern"], re.IGNORECASE | re.ASCII),
                re.compile(rule["unless"], re.IGNORECASE | re.ASCII) if "unless" in rule else None,
                rule["level"],
                categories.index(rule["hcat"]),
                sum(1 << kinds.index(kind) for kind in rule.get("kinds", ())),
            )
            for rule in content["lexicon"]
        )

    def find(self, column: pa.Array) -> dict[int, Found]:
        """What the lexicon found, by row; rows where it found nothing are left out.

        One pass selects by the words that each rule needs, RE2 rule by rule those texts that its pattern matches;
        Python's `re` only cuts these few into clauses and looks for what takes them back.
        """
        if len(column) <= FEW:
            looked = {row: self.look(text or "") for row, text in enumerate(column.to_pylist())}
            return {row: worst for row, worst in looked.items() if worst is not None}
        return self.selected(column)

    def selected(self, column: pa.Array) -> dict[int, Found]:
        """The same by selection alone, whose patterns cost as much to make ready as some texts to look at."""
        possible: dict[int, list[Rule]] = {}
        for rule, rows in self._needing(column):
            some = column.take(pa.array(rows))
            needing = rows[_matching(some, rule.needs)] if len(rows) > WORTH_COMPILING else rows
            some = column.take(pa.array(needing))
            if len(needing) > WORTH_COMPILING:
                matching = _matching(some, "(?i)" + rule.pattern.pattern).tolist()
            else:
                texts = enumerate(some.to_pylist())
                matching = [place for place, text in texts if text and rule.pattern.search(text)]
            for place in matching:
                possible.setdefault(int(needing[place]), []).append(rule)
        found = {row: _worst(column[row].as_py(), rules) for row, rules in sorted(possible.items())}
        return {row: worst for row, worst in found.items() if worst is not None}

    def _needing(self, column: pa.Array) -> Iterator[tuple[Rule, Array]]:
        """Each rule with the rows that have a word which it needs; with all rows that any may find without numba."""
        masks = None
        if self.words is not None:
            with suppress(ImportError):
                masks = self.words.look(*buffers(column))
        if masks is None:
            rows = _matching(column, "(?i)" + "|".join(rule.needs.removeprefix("(?i)") for rule in self.rules))
            yield from ((rule, rows) for rule in self.rules)
            return
        for bit, rule in enumerate(self.rules):
            yield rule, np.flatnonzero(masks & np.uint64(1 << bit))

    def look(self, text: str) -> Found | None:
        """The worst of a text, clause by clause; its category is that of the worst rule, its kinds those of all."""
        return _worst(text, self.rules)


def _matching(column: pa.Array, pattern: str) -> Array:
    """Rows int64 that RE2 finds a pattern in."""
    hits = pc.fill_null(pc.match_substring_regex(column, pattern), False)
    return np.flatnonzero(hits.to_numpy(zero_copy_only=False))


def _worst(text: str, rules: Sequence[Rule]) -> Found | None:
    worst: Found | None = None
    kinds = 0
    clauses = _CLAUSES.split(text)
    for rule in rules:
        if any(map(rule.finds, clauses)):
            kinds |= rule.kinds
            if worst is None or rule.level > worst.level:
                worst = Found(rule.level, rule.hcat, 0)
    return worst and worst._replace(kinds=kinds)
