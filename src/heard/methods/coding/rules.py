"""Rules of the seriousness pack: what a clause alleges, what has to stand beside it, and what takes it back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

from heard.methods.coding.durations import UNITS, minutes
from heard.methods.coding.literals import alternatives, literals, sooner

# Where a clause ends for the lexicon: as in `features`, but a comma stays inside, and so does the point of '2.5 hours'.
_STOPS: Final = r"(?:[!?;\n\r]|\.(?!\d))+"
_TURNS: Final = ("but", "however", "although", "though", "unfortunately", "except", "yet")
_ENDS: Final = re.compile(_STOPS)
CLAUSES: Final = re.compile(rf"{_STOPS}|\b(?=(?:{'|'.join(_TURNS)})\b)", re.ASCII)
# What denies that which follows it at once: 'never felt unsafe', 'not at all frightened', 'no bullying'.
DENIED: Final = re.compile(
    r"(?:\b(?:not?|never|none|neither|nor|nothing|no ?one|nobody|without|zero|hardly|free (?:of|from))|n.?t)"
    r"(?: (?:once|ever|at all))?"
    r" (?:(?!(?:and|or|only|just|so|such|as|until|because|while|when|who|"
    r"were?|had|came|come|was|left|help\w*)\b)[\w-]+ ){0,3}$",
    re.ASCII,
)
# Characters before a hit in which its denial begins.
_NEAR: Final = 60
_TERM: Final = re.compile(r"\{([a-z_]+)\}")


class Clause(NamedTuple):
    """A clause in small letters, and where it begins in its text."""

    start: int
    words: str


def small(text: str) -> str:
    """A text with ASCII letters made small: every place stays where it was.

    >>> small("ÀB")
    'Àb'
    """
    return text.lower() if text.isascii() else text.encode().lower().decode()


@dataclass(frozen=True)
class Reading:
    """A text in small letters as rules read it."""

    small: str

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that say something, without the spaces around them."""
        # To look for an edge of a word takes ten times as long.
        cut = CLAUSES if any(turn in self.small for turn in _TURNS) else _ENDS
        ends = [*cut.finditer(self.small), None]
        clauses, start = [], 0
        for end in ends:
            words = self.small[start : end.start() if end else None]
            if words.strip():
                clauses.append(Clause(start + len(words) - len(words.lstrip()), words.strip()))
            start = end.end() if end else start
        return tuple(clauses)

    @cached_property
    def minutes(self) -> tuple[int, ...]:
        """The longest time that each clause names."""
        return tuple(minutes(clause.words) for clause in self.clauses)

    @cached_property
    def longest(self) -> int:
        """The longest time that the text names."""
        return minutes(self.small)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern with what it alleges.

    A hit counts if `beside` is found too and a time of `minutes` or more is named, in the same clause or up to `within`
    clauses away. It is taken back if words before it deny it (unless `denied` is False, for patterns that hold a denial
    of their own), or if `unless` is found in the same clause. A rule of level 0 alleges nothing: it adds its kinds to
    what others found.
    """

    name: str
    # What it is looked for by: each alternative of its pattern by itself.
    patterns: tuple[str, ...]
    beside: str | None
    minutes: int
    within: int
    unless: str | None
    denied: bool
    level: int
    hcat: int
    kinds: int

    def places(self, reading: Reading, patterns: Iterable[str] | None = None) -> Iterator[int]:
        """Places of the clauses that allege it. `patterns` are those of its own that the text has, if that is known."""
        some = [quick(pattern) for pattern in (self.patterns if patterns is None else patterns)]
        if self._may(reading):
            yield from (place for place in range(len(reading.clauses)) if self._finds(reading, place, some))

    def alleged(self, reading: Reading, patterns: Iterable[str] | None = None) -> bool:
        """Whether any clause alleges it."""
        return any(True for _ in self.places(reading, patterns))

    def _may(self, reading: Reading) -> bool:
        """Whether the whole text has what it needs beside a hit: that takes less long than to cut it into clauses."""
        return (not self.beside or compiled(self.beside).search(reading.small) is not None) and (
            not self.minutes or reading.longest >= self.minutes
        )

    def _finds(self, reading: Reading, place: int, patterns: Iterable[re.Pattern[str]]) -> bool:
        words = reading.clauses[place].words
        starts = (hit.start() for pattern in patterns for hit in pattern.finditer(words))
        if not any(not (self.denied and is_denied(words, start)) for start in starts):
            return False
        if self.unless and compiled(self.unless).search(words):
            return False
        near = slice(max(place - self.within, 0), place + self.within + 1)
        beside = compiled(self.beside) if self.beside else None
        return (not beside or any(beside.search(clause.words) for clause in reading.clauses[near])) and (
            not self.minutes or max(reading.minutes[near]) >= self.minutes
        )

    @property
    def also(self) -> tuple[str, int]:
        """The pattern and the minutes that a text needs beside; empty and 0 for none."""
        return self.beside or "", self.minutes

    def needed(self) -> tuple[frozenset[str], ...]:
        """Sets of strings of each of which a text needs one beside what the pattern finds."""
        sets = (literals(self.beside) if self.beside else frozenset(), UNITS if self.minutes else frozenset())
        return tuple(strings for strings in sets if strings)


def is_denied(words: str, at: int) -> bool:
    """Whether the words before a place of a clause, in small letters, deny what stands there.

    >>> is_denied("i never felt unsafe", 13), is_denied("not only was i unsafe", 15)
    (True, False)
    """
    return bool(DENIED.search(words, max(at - _NEAR, 0), at))


def read(content: Mapping[str, Any]) -> Iterator[Rule]:
    """The rules of a pack's content. Raises KeyError for a term that it does not have, ValueError for a kind."""
    kinds = [kind["kind"] for kind in content["kinds"]]
    for rule in content["lexicon"]:
        beside, unless = (
            written(rule[part], content["terms"]) if part in rule else None for part in ("beside", "unless")
        )
        yield Rule(
            rule["name"],
            alternatives(written(rule["pattern"], content["terms"])),
            beside,
            rule.get("minutes", 0),
            rule.get("within", 0),
            unless,
            rule.get("denied", True),
            rule["level"],
            content["categories"].index(rule["hcat"]),
            _bits(kinds.index(kind) for kind in rule.get("kinds", ())),
        )


def _bits(places: Iterable[int]) -> int:
    return sum(1 << place for place in places)


def written(pattern: str, terms: Mapping[str, str]) -> str:
    """A pattern with the terms that it names written out; a term may name others."""
    longer = _TERM.sub(lambda term: f"(?:{terms[term[1]]})", pattern)
    return written(longer, terms) if _TERM.search(longer) else longer


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern for small letters, made ready once."""
    return re.compile(pattern, re.ASCII)


@cache
def quick(pattern: str) -> re.Pattern[str]:
    """A pattern without bars outside of groups, in the form that is looked for soonest, made ready once."""
    return compiled(sooner(pattern))
