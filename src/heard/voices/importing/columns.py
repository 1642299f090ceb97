"""A block of rows column by column, and what cells mean whatever row they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heard.voices.importing import words
from heard.voices.importing.tables import Numbers, Table
from heard.voices.models import Answer

SAID, BLANK, NON_ANSWER = (int(state) for state in (Answer.State.SAID, Answer.State.BLANK, Answer.State.NON_ANSWER))


class Columns:
    """Rows turned on their side, column by column as it is asked for."""

    def __init__(self, place: dict[str, int], rows: list[list[str]]) -> None:
        self._place = place
        self._turned = list(zip(*rows, strict=True))
        self._arrays: dict[str, pa.Array] = {}
        self.length = len(rows)

    def __getitem__(self, header: str) -> pa.Array:
        if header not in self._arrays:
            cells = self._turned[self._place[header]] if self._turned else ()
            self._arrays[header] = pa.array(cells, pa.string())
        return self._arrays[header]

    def of(self, header: str | None) -> pa.Array | None:
        """The column, or None where no header is mapped."""
        return None if header is None else self[header]

    def cell(self, row: int, header: str) -> str:
        """One cell."""
        return str(self._turned[self._place[header]][row])

    def joined(self, headers: list[str]) -> Iterator[str]:
        """Each row's cells under these headers as one text."""
        return map("\x1f".join, zip(*(self._turned[self._place[header]] for header in headers), strict=True))


def states(said: pa.Array) -> Any:
    """Answer.State of each text, uint8: 'Did not answer' is no answer, 'Nothing.' is one."""
    trimmed = pc.utf8_trim_whitespace(said)
    plain = pc.utf8_rtrim(pc.utf8_lower(trimmed), " .")
    known = pc.is_in(plain, value_set=pa.array(words.non_answers(), pa.string()))
    numbers = pc.if_else(pc.equal(trimmed, ""), BLANK, pc.if_else(known, NON_ANSWER, SAID))
    return numbers.cast(pa.uint8()).to_numpy(zero_copy_only=False)


def rating_key(text: str) -> str | None:
    """A rating as the file writes it; None where there is none."""
    plain = words.plain(text)
    return None if not plain or text.strip().casefold().rstrip(".") in words.non_answers() else text.strip()[:60]


def encode(table: Table, cells: pa.Array | None, length: int) -> Numbers:
    """Numbers of a column's texts; -1 throughout where no column is mapped."""
    return np.full(length, -1, np.int32) if cells is None else table.encode(cells)


def short(cells: pa.Array | None, most: int, length: int) -> pa.Array:
    """Texts without spaces around and at most so long; empty ones where no column is mapped."""
    if cells is None:
        return pa.array([""], pa.string()).take(pa.array(np.zeros(length, np.int64)))
    return pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(cells), 0, most)
