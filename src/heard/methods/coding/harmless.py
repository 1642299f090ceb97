"""What sounds grave and is not: 'no pain at all', 'to die for', 'parking is murder'.

The learned heads see words, and a word may be denied, a figure of speech, or about the car park. Where they alone find
a concern, what the pack's `harmless` patterns know is left out, and they read what is left. Praise is not among them,
and where a rule of the lexicon finds something, nothing is left out.
"""
# ruff: noqa: PLR0917 - numba takes arrays one by one

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from heard.methods.coding import kernel, prepared
from heard.methods.coding.columns import buffers, readable
from heard.methods.coding.features import Array
from heard.methods.coding.literals import alternatives
from heard.methods.coding.matching import DEPTH, NOWHERE, PARTS, TOO_DEEP, copy_small, find
from heard.methods.coding.rules import quick, small, written
from heard.methods.coding.selecting import FEW, Selection, grouped

# Smaller than clauses: what is left out by mistake shall be little.
_PIECES: Final = re.compile(
    r"(?:[,;:!?()\n\r]|\.(?!\d)| - )+|\b(?=(?:but|however|although|though|unfortunately|except|yet)\b)", re.ASCII
)
# Longer pieces say more than a pattern can know of.
_LONGEST: Final = 110


@dataclass(frozen=True, slots=True)
class Sort:
    """Patterns of one sort of pieces, as `Selection` takes them."""

    patterns: tuple[str, ...]
    also: tuple[str, int] = ("", 0)

    def needed(self) -> tuple[frozenset[str], ...]:
        """Nothing has to stand beside them."""
        return ()


@dataclass(frozen=True, slots=True)
class Harmless:
    """Patterns of pieces that allege nothing grave."""

    sorts: tuple[Sort, ...]
    selection: Selection
    tape: Array

    @classmethod
    def from_pack(cls, content: Mapping[str, Any]) -> Harmless:
        """Those of a pack's content. Raises KeyError for a term that it does not have."""
        return cls.of(written(one["pattern"], content["terms"]) for one in content["harmless"])

    @classmethod
    def of(cls, patterns: Iterable[str]) -> Harmless:
        """Those of patterns. Raises ValueError where one needs no word."""
        sorts = tuple(Sort(alternatives(pattern)) for pattern in patterns)
        selection = prepared.selection(sorts)
        return cls(sorts, selection, prepared.tape(programs_of(selection)))

    def left(self, column: pa.Array) -> dict[int, str]:
        """By row, what is left of the texts that have harmless pieces."""
        pairs = list(self._pairs(column))
        texts = column.take(pa.array([row for row, _ in pairs], pa.int64())).to_pylist()
        found = {
            row: self._without(text, [self.selection.patterns[place][0] for place in places])
            for (row, places), text in zip(pairs, texts, strict=True)
        }
        return {row: left for row, left in found.items() if left is not None}

    def _pairs(self, column: pa.Array) -> Iterable[tuple[int, list[int]]]:
        """Rows that may have harmless pieces, each with the places of the patterns: almost all that are given do."""
        if len(column) > FEW:
            with suppress(ImportError):
                data, offsets = buffers(column)
                pairs, cuts = self.selection.looked(data, offsets), len(self.selection.patterns)
                longest, matching = int(np.diff(offsets).max()), np.zeros(len(pairs), dtype=bool)
                look = kernel.compile_once(_matching, (*PARTS, _matches_piece))
                look(self.tape, cuts, pairs, readable(data), offsets, longest, matching)
                return grouped(pairs[matching])
        return self.selection.pairs(column)

    def without(self, text: str) -> str:
        """A text without its harmless pieces; the same text where it has none.

        >>> Harmless.of(["no pain"]).without("No pain at all, but he hit me")
        'but he hit me'
        """
        left = self._without(text, [self.selection.patterns[place][0] for place in self.selection.walk(text)])
        return text if left is None else left

    def _without(self, text: str, patterns: Iterable[str]) -> str | None:
        some = [quick(pattern) for pattern in patterns]
        lower = small(text)
        kept, start, left_out = [], 0, False
        for end in [*_PIECES.finditer(lower), None]:
            stop = end.start() if end else len(lower)
            if stop - start <= _LONGEST and any(pattern.search(lower[start:stop]) for pattern in some):
                left_out = True
            else:
                kept.append(text[start : end.end() if end else len(text)])
            start = end.end() if end else stop
        if not left_out:
            return None
        left = "".join(kept).strip()
        # Less than three words were never read by those who labelled: 'but still' alleges nothing.
        return left if len(left.split()) > 2 else ""


def programs_of(selection: Selection) -> list[str]:
    """Patterns whose programs are needed: those of a selection, then that which cuts pieces."""
    return [*(pattern for pattern, _ in selection.patterns), _PIECES.pattern]


def _matching(tape: Any, cuts: int, pairs: Any, data: Any, offsets: Any, longest: int, matching: Any) -> None:
    """Of pairs of a text and a program, whether the program matches in a piece of the text, or is too deep to say."""
    text, stack = np.zeros((longest + 1, 2), np.int32), np.zeros((DEPTH, 2), np.int32)
    row, length = -1, 0
    for place in range(len(pairs)):
        if pairs[place, 0] != row:
            row = pairs[place, 0]
            length = copy_small(data, offsets[row], offsets[row + 1], text)
        matching[place] = _matches_piece(tape, pairs[place, 1], cuts, text, length, stack)


def _matches_piece(tape: Any, which: int, cuts: int, text: Any, length: int, stack: Any) -> bool:
    start, at, advance = 0, 0, False
    while True:
        begin, end = find(tape, cuts, text, 0, at, length, advance, stack)
        stop = length if begin < 0 else begin
        # A character has at most four bytes; whoever leaves pieces out counts characters.
        if stop - start <= 4 * _LONGEST and find(tape, which, text, start, start, stop, False, stack)[0] != NOWHERE:
            return True
        if begin < 0:
            return begin == TOO_DEEP
        start, at, advance = end, end, begin == end
