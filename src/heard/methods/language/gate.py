"""Whether a text is English, cheaply: RE2 finds the words that tell, and Python looks at the few texts without any."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from heard.methods.language.words import ENGLISH, FOREIGN, TELLING

Array = npt.NDArray[Any]

# With no letter but those of English, and a word that tells. Marks such as ’ and emoji stand beside any language.
_TELLING: Final = rf"(?i)(?:^|[^\w\x{{c0}}-\x{{24f}}])(?:{TELLING})(?:[^\w\x{{c0}}-\x{{24f}}]|$)"
_OTHER_LETTERS: Final = (
    r"[\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{1fff}\x{2c00}-\x{2fef}\x{3005}-\x{d7ff}\x{f900}-\x{faff}]"
)
_LETTER: Final = r"[A-Za-z\x{c0}-\x{1fff}\x{2c00}-\x{2fef}\x{3005}-\x{d7ff}\x{f900}-\x{faff}]"
_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
# Ends of English words, taken off where the word itself is not in the list.
_ENDINGS: Final = ("s", "d", "ed", "ing", "ly", "er", "es", "est", "y", "'s", "ness", "ful", "less", "n't", "'ve", "'m")
_FORMS: Final = ENGLISH | {word + ending for word in ENGLISH for ending in _ENDINGS}
# Of the three-letter pieces of English words, slips of spelling among them, at least this share is in listed ones.
_ENGLISH_PIECES: Final = 0.66
# Letters with a mark are rare in English: more than this share of them, and the text is looked at more closely.
_MARKED: Final = 0.08


class Gate(IntEnum):
    """What the gate says of a text."""

    NO_WORDS = 0
    ENGLISH = 1
    DOUBTFUL = 2


def gate(column: pa.Array) -> Array:
    """A Gate uint8 for every text of a string column.

    >>> gate(pa.array(["The nurse was kind", "Obsługa była bardzo miła", "10/10", None])).tolist()
    [1, 2, 0, 0]
    """
    telling = _matches(column, _TELLING)
    # Most are ASCII, which Arrow sees in no time, and so have no other letters.
    ascii_only = np.asarray(pc.fill_null(pc.string_is_ascii(column), True).to_numpy(zero_copy_only=False), dtype=bool)
    others = np.flatnonzero(telling & ~ascii_only)
    telling[others] = ~_matches(column.take(pa.array(others)), _OTHER_LETTERS)
    said = np.where(telling, Gate.ENGLISH, Gate.NO_WORDS).astype(np.uint8)
    rest = np.flatnonzero(~telling)
    some = column.take(pa.array(rest))
    lettered = np.flatnonzero(_matches(some, _LETTER))
    # Much of what is that short is said again and again.
    distinct = some.take(pa.array(lettered)).dictionary_encode()
    looks = np.array([look(text) for text in distinct.dictionary.to_pylist()], np.uint8)
    said[rest[lettered]] = looks[distinct.indices.to_numpy()]
    return said


def look(text: str) -> Gate:
    """What the gate says of one text, word by word.

    English is what has more words of the English list than of the other, or whose pieces look English: 'Excelent
    servise', 'reyt gud' and 'gr8' are English, and so is a name alone.

    >>> look("Excelent servise verry profesional").name, look("Très bon accueil").name, look("?!").name
    ('ENGLISH', 'DOUBTFUL', 'NO_WORDS')
    """
    found = _WORD.findall(text)
    if not found:
        return Gate.NO_WORDS
    words = [word.lower() for word in found] if text.isascii() else [_plain(word) for word in found]
    letters = "".join(words).replace("'", "")
    plain = letters.isascii()
    if not plain and sum(map(_is_other_script, letters)) * 2 > len(letters):
        return Gate.DOUBTFUL
    foreign = sum(map(FOREIGN.__contains__, words))
    english = sum(map(is_english, words))
    if foreign > english:
        return Gate.DOUBTFUL
    # Two words, or names, are too little to doubt.
    if english * 3 >= len(words) or sum(word[0].islower() for word in found) < 3:
        return Gate.ENGLISH
    marked = 0 if plain else sum(not letter.isascii() for letter in letters)
    strange = not english and _pieces(words) < _ENGLISH_PIECES
    return Gate.DOUBTFUL if strange or marked > _MARKED * len(letters) else Gate.ENGLISH


def _plain(word: str) -> str:
    return word.replace("\u2019", "'").lower()


def is_english(word: str) -> bool:
    """Whether a word in small letters, or what is left of it without an ending, is in the English list.

    >>> is_english("nurse's"), is_english("waited"), is_english("bardzo")
    (True, True, False)
    """
    return word in _FORMS or ("'" in word and word.replace("'", "") in ENGLISH)


def _is_other_script(letter: str) -> bool:
    """Whether a letter belongs to none of the Latin alphabets."""
    return letter > "\u024f" and not "\u1e00" <= letter <= "\u1eff"


def _three(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


_PIECES: Final = frozenset().union(*map(_three, ENGLISH))


def _pieces(words: list[str]) -> float:
    """Share of the three-letter pieces of words that English words have too."""
    found = [piece for word in words for piece in _three(word)]
    return sum(piece in _PIECES for piece in found) / len(found)


def _matches(column: pa.Array, pattern: str) -> Array:
    hits = pc.fill_null(pc.match_substring_regex(column, pattern), False)
    return np.asarray(hits.to_numpy(zero_copy_only=False), dtype=bool)
