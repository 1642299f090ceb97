"""A lexicon of serious concerns, mapped to HCAT: the first rule, beside the learned heads, never gated by praise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# Where a clause ends for the lexicon: as in `features`, but a comma stays inside.
_CLAUSES: Final = re.compile(
    r"[.!?;\n\r]+|\b(?=(?:but|however|although|though|unfortunately|except|yet)\b)", re.IGNORECASE
)


FEW: Final = 50
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

    @classmethod
    def from_pack(cls, content: Mapping[str, Any]) -> Lexicon:
        """Rules of a pack's content."""
        categories, kinds = content["categories"], [kind["kind"] for kind in content["kinds"]]
        return cls(
            tuple(
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
        )

    def find(self, column: pa.Array) -> dict[int, Found]:
        """What the lexicon found, by row; rows where it found nothing are left out.

        RE2 selects the texts that any rule may find, then rule by rule those that it may find and those that its
        pattern matches; Python's `re` only cuts these few into clauses and looks for what takes them back.
        """
        if len(column) <= FEW:
            looked = {row: self.look(text or "") for row, text in enumerate(column.to_pylist())}
            return {row: worst for row, worst in looked.items() if worst is not None}
        return self.selected(column)

    def selected(self, column: pa.Array) -> dict[int, Found]:
        """The same by selection alone, whose patterns cost as much to make ready as some texts to look at."""
        encoded = column.dictionary_encode()
        once = self._selected(encoded.dictionary)
        places = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(np.isin(places, list(once)))
        return {row: once[place] for row, place in zip(rows.tolist(), places[rows].tolist(), strict=True)}

    def _selected(self, column: pa.Array) -> dict[int, Found]:
        rows = _matching(column, "(?i)" + "|".join(rule.needs.removeprefix("(?i)") for rule in self.rules))
        chosen = column.take(pa.array(rows, pa.int64()))
        possible: dict[int, list[Rule]] = {}
        for rule in self.rules:
            needing = _matching(chosen, rule.needs)
            some = chosen.take(pa.array(needing, pa.int64()))
            if len(some) > WORTH_COMPILING:
                matching = _matching(some, "(?i)" + rule.pattern.pattern)
            else:
                matching = [place for place, text in enumerate(some.to_pylist()) if rule.pattern.search(text)]
            for place in matching:
                possible.setdefault(needing[place], []).append(rule)
        found = {rows[at]: _worst(chosen[at].as_py(), rules) for at, rules in sorted(possible.items())}
        return {row: worst for row, worst in found.items() if worst is not None}

    def look(self, text: str) -> Found | None:
        """The worst of a text, clause by clause; its category is that of the worst rule, its kinds those of all."""
        return _worst(text, self.rules)


def _matching(column: pa.Array, pattern: str) -> list[int]:
    rows: list[int] = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(column, pattern), False)).to_pylist()
    return rows


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
