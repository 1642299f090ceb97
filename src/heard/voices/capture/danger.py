"""Words that suggest that somebody is in danger now. A list, not a judgement: it brings help, it decides nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from heard.organisations import packs


def find(text: str, kinds: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The kinds of which a phrase stands in the text, whole words, whatever the case, the accents and the spaces.

    A star at the end of a word of a phrase stands for any letters more.

    >>> find("She is NOT  breathing!", {"emergency": ["not breathing"], "self_harm": ["kill myself"]})
    ('emergency',)
    >>> find("breathtaking", {"emergency": ["breath"]})
    ()
    >>> find("He keeps hitting my dad, she cant breath", {"abuse": ["hit* my"], "emergency": ["can't breath*"]})
    ('abuse', 'emergency')
    >>> find("Cafodd hi strôc!", {"emergency": ["cafodd hi stroc"]})
    ('emergency',)
    """
    plain = _plain(text)
    return tuple(kind for kind, phrases in kinds.items() if _pattern(tuple(phrases)).search(plain))


def danger(text: str) -> tuple[str, ...]:
    """The kinds of danger that words suggest, by the pack in force today. One query."""
    return find(text, packs.load("danger-words").content["kinds"])


def _plain(text: str) -> str:
    """Small letters without accents or apostrophes, digits and single spaces."""
    letters = unicodedata.normalize("NFKD", re.sub("['\u2018\u2019]", "", text.casefold()))
    without = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", without).split())


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    words = (" ".join(_word(word) for word in phrase.split()) for phrase in phrases)
    return re.compile(r"\b(?:" + "|".join(words) + r")\b")


def _word(word: str) -> str:
    """The pattern of a word of a phrase."""
    return _plain(word) + ("[a-z]*" if word.endswith("*") else "")
