"""Find words of one text again in others, and take them out: for what quotes something that is to be forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

# So many words in a row are taken for a quotation; a text with fewer counts as a whole where it is telling.
RUN: Final = 4
# A single word is telling by itself where it is an address, a number or a key, and no plain word.
_TELLING: Final = re.compile(r"(?=.*\d)[\w.+-]{6,}|[\w.+-]+@[\w.-]+", re.UNICODE)
_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)
_CHUNK: Final = re.compile(r"\S+")
# Shorter texts than this say nothing of anybody by themselves ('Very good').
_SHORTEST: Final = 12
GONE: Final = "[erased]"


class Quoted:
    """The quotations of some texts: every four words in a row, short texts as a whole, and numbers and addresses.

    Case, punctuation and line breaks make no difference. Fewer than four words out of a longer text are not found.

    >>> said = Quoted(["Nobody came when I rang the bell.", "ann@example.org"])
    >>> said.found("She wrote: 'nobody came when I' rang"), said.found("Nobody came."), said.found("ANN@example.org!")
    (True, False, True)
    >>> said.taken_out("She wrote: nobody came when I rang, twice (ann@example.org)")
    'She wrote: [erased], twice [erased]'
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._runs: set[tuple[str, ...]] = set()
        self._telling: set[str] = set()
        for text in texts:
            words = tuple(_WORD.findall(text.casefold()))
            self._runs.update(words[start : start + RUN] for start in range(len(words) - RUN + 1))
            if 1 < len(words) < RUN and len(text.strip()) >= _SHORTEST:
                self._runs.add(words)
            self._telling.update(word for word in map(_bare, text.casefold().split()) if _TELLING.fullmatch(word))
        self._lengths = sorted({len(run) for run in self._runs}, reverse=True)

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self._runs or self._telling)

    def found(self, text: str) -> bool:
        """Whether a text quotes them."""
        return bool(self._marked(text))

    def taken_out(self, text: str) -> str:
        """The text with every quotation replaced by '[erased]'."""
        for start, end in reversed(self._marked(text)):
            text = text[:start] + GONE + text[end:]
        return text

    def _marked(self, text: str) -> list[tuple[int, int]]:
        """Where quotations stand, as (start, end) in characters, in order, each apart from the next."""
        spans = [
            (match.start(), match.end())
            for match in _CHUNK.finditer(text)
            if self._telling and _bare(match.group().casefold()) in self._telling
        ]
        words = [(match.group().casefold(), match.start(), match.end()) for match in _WORD.finditer(text)]
        plain = [word for word, _, _ in words]
        for length in self._lengths:
            for place in range(len(words) - length + 1):
                if tuple(plain[place : place + length]) in self._runs:
                    spans.append((words[place][1], words[place + length - 1][2]))
        return _joined(text, spans)


def within(value: Any, quoted: Quoted) -> bool:
    """Whether any text inside a JSON value quotes them, keys included.

    >>> within({"reasons": ["so", {"why": "Nobody came when I rang"}]}, Quoted(["nobody came when I rang the bell"]))
    True
    """
    if isinstance(value, str):
        return quoted.found(value)
    if isinstance(value, dict):
        return any(within(part, quoted) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple):
        return any(within(part, quoted) for part in value)
    return False


def _bare(word: str) -> str:
    """A word without the punctuation around it."""
    return word.strip(".,;:!?()[]{}<>'\"“”‘’…")


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order; those that touch, but for punctuation and spaces, are one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and (start <= joined[-1][1] or not _WORD.search(text[joined[-1][1] : start])):
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
