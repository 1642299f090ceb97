"""Which words of a comment were searched for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from heard.methods import search

# What a reader sees as one word: letters, digits and marks with the apostrophes inside.
_WORD: Final = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words as they stand, and whether they were searched for."""

    text: str
    hit: bool


def pieces(words: str, query: search.Query) -> tuple[Piece, ...]:
    """A comment cut at the words that the search found in it, phrases as a whole.

    >>> [(piece.text, piece.hit) for piece in pieces("They called back, twice.", search.parse('"call back"'))]
    [('They ', False), ('called back', True), (', twice.', False)]
    """
    if query.is_empty:
        return (Piece(words, False),)
    tokens = [(found.start(), found.end(), _stems(found[0])) for found in _WORD.finditer(words)]
    hits = _joined(_hits(tokens, query))
    made, at = [], 0
    for start, end in hits:
        if start > at:
            made.append(Piece(words[at:start], False))
        made.append(Piece(words[start:end], True))
        at = end
    if at < len(words):
        made.append(Piece(words[at:], False))
    return tuple(made)


def marked(words: str, query: search.Query) -> Markup:
    """A comment with what was searched for in <mark>.

    >>> marked("<b> parking", search.parse("park"))
    Markup('&lt;b&gt; <mark>parking</mark>')
    """
    return Markup("").join(
        Markup("<mark>{}</mark>").format(piece.text) if piece.hit else escape(piece.text)
        for piece in pieces(words, query)
    )


def _stems(word: str) -> tuple[str, ...]:
    return tuple(search.terms(word).split())


def _hits(tokens: Sequence[tuple[int, int, tuple[str, ...]]], query: search.Query) -> list[tuple[int, int]]:
    wanted = set(query.words)
    found = []
    for start, end, stems in tokens:
        if wanted.intersection(stems) or any(
            stem.startswith(prefix.start) or stem in prefix.stems for prefix in query.prefixes for stem in stems
        ):
            found.append((start, end))
    flat = [(start, end, stem) for start, end, stems in tokens for stem in stems[-1:]]
    for phrase in query.phrases:
        length = len(phrase)
        for at in range(len(flat) - length + 1):
            if tuple(stem for _, _, stem in flat[at : at + length]) == phrase:
                found.append((flat[at][0], flat[at + length - 1][1]))
    return sorted(found)


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping spans as one."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
