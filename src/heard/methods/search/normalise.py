"""From text as said to the words that both databases index."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from Stemmer import Stemmer

from heard.methods.search.common import COMMON_WORDS

# PostgreSQL refuses lexemes of 2,048 bytes and more; 200 characters of 4 bytes stay well under, and no word is longer.
LONGEST_WORD: Final = 200
PAIR: Final = "_"
# ' ’ ‘ ʼ ` ´ ＇ and the prime: what keyboards and word processors make of one apostrophe.
_APOSTROPHES: Final = "'\u2019\u2018\u02bc`\u00b4\uff07\u2032"
_ASCII_DELETE: Final = b"'`"
_ASCII_TABLE: Final = bytes(
    code + 32 if 65 <= code <= 90 else code if chr(code).isalnum() and code < 128 else 32 for code in range(256)
)
# Without its own cache: `stem` has one.
_STEMMER: Final = Stemmer("english", 0)
_STEM_CACHE_SIZE: Final = 200_000


@lru_cache(maxsize=_STEM_CACHE_SIZE)
def stem(word: str) -> str:
    """The English stem of a normalised word; words with letters beyond ASCII stay as they are.

    Source: the Snowball English stemmer (Porter 2).

    >>> stem("waiting"), stem("waits"), stem("ਸੇਵਾ")
    ('wait', 'wait', 'ਸੇਵਾ')
    """
    if not word.isascii():
        return word[:LONGEST_WORD]
    stemmed: str = _STEMMER.stemWord(word[:LONGEST_WORD])
    return stemmed


COMMON: Final = frozenset(stem(word) for word in COMMON_WORDS)


class _Words(dict[str, tuple[str, bool]]):
    """Every word met, with its stem and whether that is common; forgets everything when it grows too large."""

    def __missing__(self, word: str) -> tuple[str, bool]:
        if len(self) >= _STEM_CACHE_SIZE:
            self.clear()
        stemmed = stem(word)
        entry = self[word] = (stemmed, stemmed in COMMON)
        return entry


_WORDS: Final = _Words()


def words(text: str) -> list[str]:
    """Normalised words of a text in their order, not stemmed.

    NFKC, case folded, apostrophes dropped, accents taken off Latin letters only: marks of other scripts belong to the
    letter. Whatever is not a letter, mark or digit separates.

    >>> words("Café didn’t call back: 2 days!")
    ['cafe', 'didnt', 'call', 'back', '2', 'days']
    """
    if text.isascii():
        return text.encode().translate(_ASCII_TABLE, _ASCII_DELETE).decode().split()
    return _unicode_words(text)


def _unicode_words(text: str) -> list[str]:
    # NFKC would make a space and a mark of the acute accent that people type for an apostrophe, so it goes before.
    text = text.translate(_APOSTROPHE_TABLE)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if not folded.isascii():
        folded = unicodedata.normalize("NFC", "".join(_separated(unicodedata.normalize("NFD", folded))))
        return folded.translate(_APOSTROPHE_TABLE).split()
    return folded.encode().translate(_ASCII_TABLE, _ASCII_DELETE).decode().split()


def _separated(decomposed: str) -> list[str]:
    kept: list[str] = []
    after_latin = False
    for character in decomposed:
        kind = _kind(character)
        if kind == "M":
            if not after_latin:
                kept.append(character)
        else:
            after_latin = kind == "latin"
            kept.append(" " if kind == "" else character)
    return kept


@lru_cache(maxsize=20_000)
def _kind(character: str) -> str:
    """'latin' or 'L' for a letter, 'M' for a mark, 'N' for a digit, 'A' for an apostrophe, '' for what separates."""
    if character in _APOSTROPHES:
        return "A"
    category = unicodedata.category(character)[0]
    if category == "L":
        return "latin" if unicodedata.name(character, "").startswith("LATIN") else "L"
    return category if category in "MN" else ""


_APOSTROPHE_TABLE: Final = {ord(mark): None for mark in _APOSTROPHES}


def terms(text: str) -> str:
    """What both databases index of a text: stemmed words, and the pair after a common word before a common word.

    >>> terms("The staff were wonderful")
    'the the_staff staff staff_were were wonder'
    >>> terms("ਸੇਵਾ ਚੰਗੀ ਸੀ")
    'ਸੇਵਾ ਚੰਗੀ ਸੀ'
    """
    return " ".join(stream(text))


def terms_batch(texts: Sequence[str]) -> list[str]:
    """`terms` of many texts, in their order.

    >>> terms_batch(["Long waits", ""])
    ['long long_wait wait', '']
    """
    return [" ".join(stream(text)) for text in texts]


def stream(text: str) -> list[str]:
    """The tokens of `terms` as a list."""
    found: list[str] = []
    append = found.append
    before = ""
    for word in words(text):
        token, common = _WORDS[word]
        if common:
            if before:
                append(before + PAIR + token)
            before = token
        else:
            before = ""
        append(token)
    return found


def stems(text: str) -> tuple[str, ...]:
    """Stemmed words of a text without pairs.

    >>> stems("The staff")
    ('the', 'staff')
    """
    return tuple(stem(word) for word in words(text))


_QUOTES: Final = re.compile("[\u201c\u201d\u201e\u00ab\u00bb\uff02]")


def straight_quotes(text: str) -> str:
    """Typographic double quotation marks as the plain one, so that a phrase may be pasted.

    >>> straight_quotes("“call back”")
    '"call back"'
    """
    return _QUOTES.sub('"', text)
