"""Texts of a column numbered in the order in which they are met, so that a row carries a number instead."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from heard.voices.errors import BadFile

Numbers = npt.NDArray[np.int32]


class Table:
    """Distinct texts of one column over the whole file. `key` says which texts are one; None is 'nothing'.

    >>> table = Table("Question", lambda text: text.lower() or None)
    >>> table.encode(pa.array(["Why?", "", "why?"])).tolist(), table.values
    ([0, -1, 0], ['Why?'])
    """

    def __init__(self, header: str, key: Callable[[str], Hashable | None], most: int = 50_000) -> None:
        self.header = header
        self.values: list[str] = []
        self._key = key
        self._most = most
        self._numbers: dict[Hashable, int] = {}
        self._seen: dict[str | None, int] = {None: -1}

    def encode(self, cells: pa.Array) -> Numbers:
        """The number of each row's text, int32, -1 for nothing. Raises BadFile where there are too many texts."""
        encoded = cells.dictionary_encode()
        numbers = np.array([self.number(text) for text in encoded.dictionary.to_pylist()] + [-1], np.int32)
        places = encoded.indices.fill_null(len(numbers) - 1).to_numpy(zero_copy_only=False)
        result: Numbers = numbers[places]
        return result

    def number(self, text: str) -> int:
        """The number of one text."""
        number = self._seen.get(text)
        if number is None:
            key = self._key(text)
            number = -1 if key is None else self._numbers.setdefault(key, len(self.values))
            if number == len(self.values):
                self.values.append(text)
                if number >= self._most:
                    raise BadFile(
                        f"The column “{self.header}” has more than {self._most:,} different values. "
                        "It does not hold what was chosen for it: choose again."
                    )
            self._seen[text] = number
        return number


class Paths:
    """Distinct paths of names in the services tree: one tuple of texts a row, out of several columns."""

    def __init__(self, headers: list[str], most: int = 50_000) -> None:
        self.values: list[tuple[str, ...]] = []
        self._columns = [Table(header, clean, most) for header in headers]
        self._numbers: dict[tuple[int, ...], int] = {}

    def encode(self, columns: list[pa.Array], length: int) -> Numbers:
        """The number of each row's path, int32."""
        if not columns:
            return np.full(length, self._number(()), np.int32)
        codes = np.stack([table.encode(column) for table, column in zip(self._columns, columns, strict=True)], axis=1)
        combined = np.zeros(length, np.int64)
        for place, table in enumerate(self._columns):
            combined = combined * (len(table.values) + 1) + codes[:, place] + 1
        _, first, inverse = np.unique(combined, return_index=True, return_inverse=True)
        numbers = np.array([self._number(tuple(codes[row].tolist())) for row in first], np.int32)
        return numbers[inverse]

    def _number(self, codes: tuple[int, ...]) -> int:
        number = self._numbers.setdefault(codes, len(self.values))
        if number == len(self.values):
            texts = zip(self._columns, codes, strict=True)
            self.values.append(tuple(clean(table.values[code]) or "" if code >= 0 else "" for table, code in texts))
        return number

    def first_level(self) -> set[str]:
        """The different texts of the first column, without case."""
        return {path[0].casefold() for path in self.values if path and path[0]}


def clean(text: str) -> str | None:
    """A name with its spaces in order (exports have no-break spaces in service names); None for nothing."""
    return " ".join(text.split()) or None
