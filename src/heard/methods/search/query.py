"""What a person typed into the search box, understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeVar

from heard.methods.search.normalise import stem, stems, straight_quotes, words

_TYPED: Final = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
# Endings that the stemmer takes off: somebody who typed 'appointm*' has typed past the stem that is indexed.
_ENDINGS: Final = (
    "ment",
    "ments",
    "ing",
    "ings",
    "ed",
    "ation",
    "ations",
    "ness",
    "ly",
    "able",
    "ful",
    "ive",
    "s",
    "es",
)
_SHORTEST_STEM: Final = 3
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Prefix:
    """The start of a word as typed, and the stems that lie before its end."""

    start: str
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What must be in a text, all of it, and what must not; in stemmed words.

    A phrase of one word is a word. `excluded` holds words and phrases alike.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    prefixes: tuple[Prefix, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing; exclusions alone ask for nothing, since every list would match them."""
        return not (self.words or self.phrases or self.prefixes)


def parse(query: str) -> Query:
    """Read words, "phrases", -excluded words and prefix* from what was typed; anything may be typed.

    >>> query = parse('waiting "call back" -parking appoint*')
    >>> query.words, query.phrases, query.excluded
    (('wait',), (('call', 'back'),), (('park',),))
    >>> query.prefixes
    (Prefix(start='appoint', stems=()),)
    >>> parse('" -').is_empty
    True
    """
    found = Query()
    for minus, phrase, word in _TYPED.findall(straight_quotes(query)):
        found = _with_part(found, minus == "-", phrase or word, starts=word.endswith("*"))
    return found


def _with_part(query: Query, minus: bool, text: str, *, starts: bool) -> Query:
    plain = words(text)
    if not plain:
        return query
    if starts and len(plain) == 1 and not minus:
        return Query(query.words, query.phrases, query.excluded, _added(query.prefixes, _prefix(plain[0])))
    sequence = stems(text)
    if minus:
        return Query(query.words, query.phrases, _added(query.excluded, sequence), query.prefixes)
    if len(sequence) == 1:
        return Query(_added(query.words, sequence[0]), query.phrases, query.excluded, query.prefixes)
    return Query(query.words, _added(query.phrases, sequence), query.excluded, query.prefixes)


def _added(parts: tuple[_Part, ...], part: _Part) -> tuple[_Part, ...]:
    return parts if part in parts else (*parts, part)


def _prefix(start: str) -> Prefix:
    candidates = {stem(start)}
    for ending in _ENDINGS:
        for typed in range(1, len(ending) + 1):
            if start.endswith(ending[:typed]):
                candidates.add(stem(start[:-typed] + ending))
    before = sorted(word for word in candidates if len(word) >= _SHORTEST_STEM and start.startswith(word))
    return Prefix(start, tuple(word for word in before if word != start))
