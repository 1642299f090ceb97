"""What the selection knows of a word: bits by a hash of its small letters, in one table that numba reads.

The hash is FNV-1a of 64 bits (Fowler, Noll and Vo); two words of one hash would be taken for one, which among 100,000
happens once in 10^9 lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from heard.methods.redaction import accounts, addresses, births, cues, numbers
from heard.methods.redaction.lists import AMBIGUOUS, ENGLISH, PLAIN, PROPER
from heard.methods.redaction.words import (
    AFTER_A_TITLE,
    ANY_TITLES,
    MONTHS,
    NEVER_NAMES,
    PARTICLES,
    ROLES,
    SHORT_TITLES,
    SURNAMES_TOO,
    WORK,
)

Array = npt.NDArray[Any]

NAME: Final = 1 << 0
OTHER: Final = 1 << 1
KNOWN: Final = 1 << 2
# No name, however it is written.
DULL: Final = 1 << 3
SHORT_TITLE: Final = 1 << 4
TITLE: Final = 1 << 5
CUE: Final = 1 << 6
# Within a cue, between its first word and the name.
INNER: Final = 1 << 7
# No name after 'dr' in small letters.
NO_TITLED: Final = 1 << 8
PARTICLE: Final = 1 << 9
ROLE: Final = 1 << 10
OURS: Final = 1 << 11
# The words of 'my husband', 'nhs number', 'is his name' and 'she', after a strange word.
WHOSE: Final = 1 << 12
IS: Final = 1 << 13
CALLED: Final = 1 << 14
NHS: Final = 1 << 15
THEY: Final = 1 << 16
# Of structured data: a word that is enough, streets, what is no part of one, words before a number, birth, a figure.
TELLS: Final = 1 << 17
STREET: Final = 1 << 18
NO_STREET: Final = 1 << 19
BEFORE_NUMBER: Final = 1 << 20
BIRTH: Final = 1 << 21
FIGURE: Final = 1 << 22
WELSH: Final = 1 << 23
# 'will' and 'may': no names without a capital.
MODAL: Final = 1 << 24

_BASIS: Final = np.uint64(0xCBF29CE484222325)
_PRIME: Final = np.uint64(0x100000001B3)
BUCKETS: Final = 1 << 17


class Table(NamedTuple):
    """Words by bucket: those of bucket b stand at starts[b] to starts[b + 1]; keys uint64, bits int32."""

    starts: Array
    keys: Array
    bits: Array


def _meanings() -> Iterable[tuple[int, Iterable[str]]]:
    yield NAME, PLAIN
    yield OTHER, AMBIGUOUS | MONTHS
    yield KNOWN, ENGLISH
    yield KNOWN, PROPER
    yield DULL, (NEVER_NAMES | ROLES) - SURNAMES_TOO - MONTHS - PARTICLES
    yield SHORT_TITLE, SHORT_TITLES
    yield TITLE, {*ANY_TITLES - SHORT_TITLES, "law"}  # 'my mother-in-law'
    yield CUE, cues.WORDS
    yield INNER, cues.INNER
    yield NO_TITLED, (NEVER_NAMES | AFTER_A_TITLE | ROLES) - PARTICLES
    yield PARTICLE, PARTICLES
    yield ROLE, ROLES
    yield OURS, {"our", *WORK}
    yield WHOSE, ("the", "my", "our", "a", "her", "his")
    yield IS, ("is", "was")
    yield CALLED, ("name", "surname")
    yield NHS, ("nhs",)
    yield THEY, ("she", "he", "shes", "hes")
    yield TELLS, accounts.WORDS
    yield STREET, addresses.STREETS
    yield NO_STREET, addresses.NO_STREETS
    yield BEFORE_NUMBER, addresses.BEFORE_NUMBERS
    yield BIRTH, births.WORDS
    yield FIGURE, numbers.FIGURES
    yield WELSH, addresses.WELSH
    yield MODAL, ("will", "may")


@cache
def table() -> Table:
    """The table of all words that mean something."""
    bits: dict[str, int] = {}
    for bit, words in _meanings():
        for word in words:
            if word.isascii() and word.isalpha():
                bits[word] = bits.get(word, 0) | bit
    keys = hashes(bits)
    values = np.fromiter(bits.values(), dtype=np.int32, count=len(bits))
    places = keys & np.uint64(BUCKETS - 1)
    order = np.argsort(places, kind="stable")
    starts = np.searchsorted(places[order], np.arange(BUCKETS + 1)).astype(np.int32)
    return Table(starts, keys[order], values[order])


def hashes(words: Iterable[str]) -> Array:
    """Hash uint64 [N] of each word in small ASCII letters.

    >>> [hex(code) for code in hashes(["a", "foobar"]).tolist()]
    ['0xaf63dc4c8601ec8c', '0x85944171f73967e8']
    """
    letters = np.array([word.encode() for word in words], dtype=np.bytes_)
    grid = letters.view(np.uint8).reshape(len(letters), -1).astype(np.uint64)
    found = np.full(len(letters), _BASIS)
    with np.errstate(over="ignore"):
        for column in grid.T:
            found = np.where(column, (found ^ column) * _PRIME, found)
    return found
