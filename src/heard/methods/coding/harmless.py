"""What sounds grave and is not: 'no pain at all', 'to die for', 'parking is murder'.

The learned heads see words, and a word may be denied, a figure of speech, or about the car park. Where they alone find
a concern, what the pack's `harmless` patterns know is left out, and they read what is left. Praise is not among them,
and where a rule of the lexicon finds something, nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from heard.methods.coding import prepared
from heard.methods.coding.literals import alternatives
from heard.methods.coding.rules import quick, small, written
from heard.methods.coding.selecting import Selection

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

    selection: Selection

    @classmethod
    def from_pack(cls, content: Mapping[str, Any]) -> Harmless:
        """Those of a pack's content. Raises KeyError for a term that it does not have."""
        return cls(prepared.selection(cls.sorts(content)))

    @staticmethod
    def sorts(content: Mapping[str, Any]) -> list[Sort]:
        """The patterns of a pack's content, each by itself. Raises KeyError for a term that it does not have."""
        return [Sort(alternatives(written(one["pattern"], content["terms"]))) for one in content["harmless"]]

    @classmethod
    def of(cls, patterns: Iterable[str]) -> Harmless:
        """Those of patterns. Raises ValueError where one needs no word."""
        return cls(Selection.of([Sort(alternatives(pattern)) for pattern in patterns]))

    def left(self, column: pa.Array) -> dict[int, str]:
        """By row, what is left of the texts that have harmless pieces."""
        pairs = list(self.selection.pairs(column))
        texts = column.take(pa.array([row for row, _ in pairs], pa.int64())).to_pylist()
        found = {
            row: self._without(text, [self.selection.patterns[place][0] for place in places])
            for (row, places), text in zip(pairs, texts, strict=True)
        }
        return {row: left for row, left in found.items() if left is not None}

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
