"""Which phrases of one to three words stand in which comments, in arrays: a hundred thousand comments in seconds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from heard.methods.search.normalise import stem, words

Array = npt.NDArray[Any]
Phrase = tuple[str, ...]

LONGEST: Final = 3
# Words that carry no topic by themselves: grammar, and the verbs that go with everything. Our own list.
_GRAMMAR: Final = """
    a about after again all also am an and any anyone anything are as at be because been before being both but by came
    can cant come could couldnt did didnt do does doesnt doing done dont down each even ever every few for from get gets
    getting give given go goes going gone got had hadnt has hasnt have havent having he her here hers him his how i if
    im in into is isnt it its itself ive just know let like made make many may me might more most much must my myself
    never no nor not nothing now of off on once one only or other our ours out over own put really said same saw say
    see she should shouldnt so some someone something still such take than that thats the their them then there these
    they theyre thing things this those though through to told too took two under until up us very want wanted was
    wasnt way we well went were werent what when where which while who whom whose why will with without wont would
    wouldnt yet you your yours
    """
_EMPTY: Final = frozenset(map(stem, _GRAMMAR.split()))
# What takes the place of personal data ('[name]', '[phone number]'): nobody said that.
_MASK: Final = re.compile(r"\[[A-Za-z][A-Za-z -]{2,20}\]")
# Between two comments, so that no phrase runs from one into the next.
_END: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """Comments as numbers: token int32 [T] (place in the vocabulary, -1 after every comment), row int32 [T]."""

    token: Array
    row: Array
    count: int


class Vocabulary:
    """Stemmed words by number; `common[n]` where a word is too common to begin or end a phrase."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self.words: list[str] = []

    def read(self, texts: Sequence[str]) -> Tokens:
        """Comments as numbers of their stems; masks of personal data break a phrase, as the end of a comment does."""
        token: list[int] = []
        row: list[int] = []
        for place, text in enumerate(texts):
            before = len(token)
            for part in _MASK.split(text) if "[" in text else (text,):
                token.extend(map(self._number, words(part)))
                token.append(_END)
            row.extend([place] * (len(token) - before))
        return Tokens(np.array(token, np.int32), np.array(row, np.int32), len(texts))

    def _number(self, word: str) -> int:
        known = self.numbers.get(word)
        if known is None:
            root = stem(word)
            known = self._stems.get(root)
            if known is None:
                known = self._stems[root] = len(self.words)
                self.words.append(root)
            self.numbers[word] = known
        return known

    @property
    def common(self) -> Array:
        """Whether each word is an empty one, or no word at all (a number, a letter), bool [V]."""
        return np.array([word in _EMPTY or len(word) < 2 or word.isdigit() for word in self.words], bool)

    def phrase(self, numbers: Sequence[int]) -> Phrase:
        """The stems of a phrase by its numbers."""
        return tuple(self.words[number] for number in numbers)

    def find(self, phrase: Phrase) -> tuple[int, ...] | None:
        """The numbers of a phrase's stems; None where a word never occurred."""
        found = tuple(self._stems.get(word, _END) for word in phrase)
        return None if _END in found else found


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Phrases with the comments that have them: comment rows[starts[p]:starts[p + 1]] have phrase p, in order."""

    phrases: tuple[tuple[int, ...], ...]
    starts: Array
    rows: Array

    def of(self, place: int) -> Array:
        """The comments that have a phrase, each once, in order."""
        found: Array = self.rows[self.starts[place] : self.starts[place + 1]]
        return found


def frequent(tokens: Tokens, vocabulary: Vocabulary, fewest: int) -> Found:
    """Phrases of one to three words that at least `fewest` comments have, and begin and end with no common word.

    A phrase can be in so many comments only if each of its words is (the Apriori property: Agrawal and Srikant 1994),
    so only runs of frequent words are made, and memory stays at a few arrays as long as the comments have words.
    """
    common = vocabulary.common
    size = len(vocabulary.words)
    if not size:
        return Found((), np.zeros(1, np.int64), np.zeros(0, np.int64))
    pairs = _unique(tokens.token.astype(np.int64), tokens.row, tokens.token >= 0)
    enough = np.bincount(pairs[0], minlength=size) >= fewest
    edge = enough & ~common
    parts = []
    for length in range(1, LONGEST + 1):
        keys, inside = _runs(tokens.token, length, size, enough, edge)
        parts.append((length, *_kept(*_unique(keys, tokens.row[: len(keys)], inside), fewest)))
    phrases = [_split(key, length, size) for length, keys, _, _ in parts for key in keys.tolist()]
    counts = np.concatenate([number for _, _, number, _ in parts])
    rows = np.concatenate([found for _, _, _, found in parts])
    return Found(tuple(phrases), np.concatenate([[0], np.cumsum(counts)]), rows)


def occurrences(tokens: Tokens, vocabulary: Vocabulary, phrases: Sequence[tuple[int, ...]]) -> Found:
    """The comments that have each of these phrases, whatever they begin with and however few."""
    size = len(vocabulary.words)
    rows: list[Array] = [np.zeros(0, np.int64)] * len(phrases)
    for length in {len(phrase) for phrase in phrases}:
        wanted = [place for place, phrase in enumerate(phrases) if len(phrase) == length]
        keys = np.array([_joined(phrases[place], size) for place in wanted], np.int64)
        every = np.ones(size, bool)
        found, inside = _runs(tokens.token, length, size, every, every)
        inside &= np.isin(found, keys)
        key, row = _unique(found, tokens.row[: len(found)], inside)
        order = np.argsort(keys)
        bounds = np.searchsorted(key, np.stack([keys[order], keys[order] + 1]))
        for at, place in enumerate(order.tolist()):
            rows[wanted[place]] = row[bounds[0, at] : bounds[1, at]]
    starts = np.concatenate([[0], np.cumsum([len(part) for part in rows])])
    return Found(tuple(phrases), starts, np.concatenate(rows) if rows else np.zeros(0, np.int64))


def _runs(token: Array, length: int, size: int, inner: Array, edge: Array) -> tuple[Array, Array]:
    """The key of the run of words that begins at each place, and whether it is one that counts."""
    last = max(len(token) - length + 1, 0)
    keys = np.zeros(last, np.int64)
    inside = np.ones(last, bool)
    for step in range(length):
        at = token[step : step + last]
        known = at >= 0
        # The end of a comment reads as the last word here, and `known` rules it out.
        inside &= known & (edge if step in (0, length - 1) else inner)[at]
        keys = keys * size + np.where(known, at, 0)
    return keys, inside


def _unique(keys: Array, row: Array, inside: Array) -> tuple[Array, Array]:
    """(key, row) of every phrase once for each comment, sorted."""
    key, rows = keys[inside], row[inside].astype(np.int64)
    order = np.lexsort((rows, key))
    key, rows = key[order], rows[order]
    first = np.ones(len(key), bool)
    first[1:] = (key[1:] != key[:-1]) | (rows[1:] != rows[:-1])
    return key[first], rows[first]


def _kept(key: Array, rows: Array, fewest: int) -> tuple[Array, Array, Array]:
    """Keys with enough comments, how many each has, and those comments."""
    begins = np.flatnonzero(np.diff(key, prepend=-1))
    counts = np.diff(np.append(begins, len(key)))
    enough = counts >= fewest
    return key[begins[enough]], counts[enough], rows[np.repeat(enough, counts)]


def _joined(phrase: Sequence[int], size: int) -> int:
    key = 0
    for number in phrase:
        key = key * size + number
    return key


def _split(key: int, length: int, size: int) -> tuple[int, ...]:
    numbers = []
    for _ in range(length):
        key, number = divmod(key, size)
        numbers.append(number)
    return tuple(reversed(numbers))
