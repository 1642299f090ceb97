"""The words of a text with their places."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_POSSESSIVES: Final = ("'s", "\u2019s", "'S", "\u2019S")
# What is neither an ASCII letter nor inside of words becomes a space.
_SEPARATED: Final = {code: " " for code in range(128) if not chr(code).isalpha() and chr(code) not in "'-"}
_CAPITALS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SMALL: Final = _CAPITALS.lower()
_MANY: Final = 4


class Token(NamedTuple):
    """A word with its place; `core` is the word without a possessive."""

    start: int
    end: int
    core: str
    low: str


class Tokens:
    """The words of a text; each becomes a Token when it is first looked at, for most never are."""

    __slots__ = ("_made", "_starts", "_text", "_words", "lows")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []
        self._made: dict[int, Token] = {}
        self._words = text.translate(_SEPARATED).split()
        if not text.isascii() or "'" in text or "-" in text:
            self._words = [
                part for word in self._words for part in ((word,) if word.isalpha() else _TOKEN.findall(word))
            ]
            self.lows = [
                word.lower() if word.isalpha() else _without_possessive(word).lower().replace("\u2019", "'")
                for word in self._words
            ]
        else:
            self.lows = [word.lower() for word in self._words]

    def __len__(self) -> int:
        """How many words."""
        return len(self._words)

    def __getitem__(self, place: int) -> Token:
        """The word at a place. Raises IndexError beyond the last."""
        token = self._made.get(place)
        if token is None:
            core = _without_possessive(self._words[place])
            start = self._begins(place)[place]
            token = self._made[place] = Token(start, start + len(core), core, self.lows[place])
        return token

    def word(self, place: int) -> str:
        """The word at a place as it is written."""
        return self._words[place]

    def _begins(self, upto: int) -> list[int]:
        """Where the words begin, as far as this one at the least."""
        starts, words, text = self._starts, self._words, self._text
        at = starts[-1] + len(words[len(starts) - 1]) if starts else 0
        for place in range(len(starts), upto + 1):
            # Nothing of a word stands between two: what does is no letter.
            at = text.index(words[place], at)
            starts.append(at)
            at += len(words[place])
        return starts

    def among(self, words: frozenset[str]) -> list[int]:
        """Places of the words that are among these, in lower case."""
        return [place for place, low in enumerate(self.lows) if low in words] if not words.isdisjoint(self.lows) else []

    def starting_at(self, start: int) -> int | None:
        """The place of the word that starts at this character."""
        place = bisect_left(self._begins(len(self._words) - 1), start)
        return place if place < len(self._words) and self._starts[place] == start else None

    def has_title_case(self) -> bool:
        """Whether most words of a text of some length begin with a capital, so that one more says nothing."""
        rough = len(self._text) - len(
            self._text.encode(errors="replace").translate(None, _CAPITALS).decode(errors="replace")
        )
        if len(self._words) < _MANY or 3 * rough < 2 * len(self._words):
            return False
        capitals = sum(word[0].isupper() and word != "I" for word in self._words)
        return 3 * capitals >= 2 * len(self._words)


def _without_possessive(word: str) -> str:
    return word[:-2] if word[-1] in "sS" and word.endswith(_POSSESSIVES) else word


def is_shouting(text: str) -> bool:
    """Whether a text has more capitals than small letters."""
    if text.isascii():
        # The fewer are left without capitals, the more capitals there are; bytes are left out at once.
        encoded = text.encode()
        return len(encoded.translate(None, _CAPITALS)) < len(encoded.translate(None, _SMALL))
    return sum(map(str.isupper, text)) > sum(map(str.islower, text))
