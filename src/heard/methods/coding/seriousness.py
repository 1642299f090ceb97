"""A lexicon of serious concerns, mapped to HCAT: the first rule, beside the learned heads, never gated by praise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

# Where a clause ends for the lexicon: as in `features`, but a comma stays inside.
_CLAUSES: Final = re.compile(
    r"[.!?;\n\r]+|\b(?=(?:but|however|although|though|unfortunately|except|yet)\b)", re.IGNORECASE
)


class Found(NamedTuple):
    """The worst that the lexicon found in a text: level 1 to 3, place of its HCAT category, bit mask of kinds."""

    level: int
    hcat: int
    kinds: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern with what it alleges; `unless` matched in the same clause takes it back."""

    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    level: int
    hcat: int
    kinds: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Rules of the seriousness pack, and one pattern for Arrow's RE2 that finds every text that a rule may match."""

    rules: tuple[Rule, ...]
    prefilter: str

    @classmethod
    def from_pack(cls, content: dict[str, Any]) -> Lexicon:
        """Rules of a pack's content; patterns use only what both `re` and RE2 know."""
        categories, kinds = content["categories"], [kind["kind"] for kind in content["kinds"]]
        rules = tuple(
            Rule(
                re.compile(rule["pattern"], re.IGNORECASE | re.ASCII),
                re.compile(rule["unless"], re.IGNORECASE | re.ASCII) if "unless" in rule else None,
                rule["level"],
                categories.index(rule["hcat"]),
                sum(1 << kinds.index(kind) for kind in rule.get("kinds", ())),
            )
            for rule in content["lexicon"]
        )
        return cls(rules, "(?i)" + "|".join(f"(?:{rule['pattern']})" for rule in content["lexicon"]))

    def find(self, column: pa.Array) -> dict[int, Found]:
        """What the lexicon found, by row; rows where it found nothing are left out."""
        hits = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(column, self.prefilter), False))
        texts = column.take(hits).to_pylist()
        found = {row: self.look(text) for row, text in zip(hits.to_pylist(), texts, strict=True)}
        return {row: worst for row, worst in found.items() if worst is not None}

    def look(self, text: str) -> Found | None:
        """The worst of a text, clause by clause; its category is that of the worst rule, its kinds those of all."""
        worst: Found | None = None
        kinds = 0
        for clause in _CLAUSES.split(text):
            for rule in self.rules:
                if rule.pattern.search(clause) and not (rule.unless and rule.unless.search(clause)):
                    kinds |= rule.kinds
                    if worst is None or rule.level > worst.level:
                        worst = Found(rule.level, rule.hcat, 0)
        return worst and worst._replace(kinds=kinds)
