"""Which words are names, which are words of the language, and which are neither: read from `data/` once."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

from heard.methods.redaction import first_names
from heard.methods.redaction.words import ALSO_WORDS, NEVER_NAMES, PLACES, ROLES

_DATA: Final = Path(__file__).with_name("data")


def plain_accents(word: str) -> str:
    """A word without its accents.

    >>> plain_accents("zoë"), plain_accents("łukasz")
    ('zoe', 'lukasz')
    """
    if word.isascii():
        return word
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return bare.translate(_STROKES)


_STROKES: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "ß": "ss", "ħ": "h", "þ": "th"})


def _read(name: str) -> frozenset[str]:
    lines = (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


_LONG: Final = 5
_english: Final = _read("english")
_places: Final = _read("places")
_given: Final = _read("first_names") | _read("surnames")
_hand: Final = first_names.PLAIN - first_names.AMBIGUOUS
_names: Final = frozenset({*_given, *map(plain_accents, _given)} - NEVER_NAMES - ROLES)

# Those marked by hand as another word too, but for short forms that are in no dictionary.
_unsure: Final = frozenset(name for name in first_names.AMBIGUOUS if name in _english or len(name) < _LONG)
# Names that are hardly ever another word, accents or none: found in any case.
PLAIN: Final = frozenset(
    {*(_names - _english - _unsure - _places - ALSO_WORDS - PLACES), *_hand, *map(plain_accents, _hand)} - {""}
)
# Names that are words too: a name where the sentence says so.
AMBIGUOUS: Final = frozenset((first_names.AMBIGUOUS | (_names & _english)) - PLAIN - _places - ALSO_WORDS - PLACES)
# Those marked by hand as another word too.
GIVEN_WORDS: Final = first_names.AMBIGUOUS
# Words that are no name by themselves.
ENGLISH: Final = frozenset((_english | ALSO_WORDS | ROLES | NEVER_NAMES) - PLAIN)
PROPER: Final = frozenset((_read("proper") | _places) - PLAIN - AMBIGUOUS)

# Words that no rule looks at, in small letters; a letter alone may be an initial.
SAFE: Final = frozenset(
    word for word in (ENGLISH | PROPER | {"i", "a"}) - AMBIGUOUS - PLAIN if len(word) > 1 or word in {"i", "a"}
)


def is_word(low: str) -> bool:
    """Whether a word, in small letters, is one of the language or a place: also as a plural, or without apostrophe.

    >>> is_word("nurses"), is_word("parkinsons"), is_word("xiomarax")
    (True, True, False)
    """
    return low in ENGLISH or low in PROPER or (low.endswith("s") and (low[:-1] in ENGLISH or low[:-1] in PROPER))


@lru_cache(maxsize=20_000)
def is_misspelt(low: str) -> bool:
    """Whether a letter more, less, other or exchanged makes an English word of it.

    >>> is_misspelt("recieved"), is_misspelt("okonkwo")
    (True, False)
    """
    halves = [(low[:at], low[at:]) for at in range(len(low) + 1)]
    if any(
        left + right[1:] in _english or left + right[1:2] + right[:1] + right[2:] in _english
        for left, right in halves
        if right
    ):
        return True
    letters = "abcdefghijklmnopqrstuvwxyz"
    return any(
        left + c + right in _english or left + c + right[1:] in _english for left, right in halves for c in letters
    )
