"""Records of delimited text (RFC 4180), each with the line on which it starts, and bad ones apart."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

DELIMITERS = ",;\t|"
# The longest cell that is kept whole; comments of 100,000 characters are known.
LONGEST_CELL = 1_000_000
# A record that goes on over more lines than this has a quotation mark that is never closed.
MOST_LINES = 5_000


class Record(NamedTuple):
    """A record as read: its first line (the header's is 1), its cells, and what is wrong with it ('' for nothing)."""

    line: int
    cells: list[str]
    problem: str


UNCLOSED = 'A quotation mark (") on this line is opened and not closed. Close it, or write it twice.'


def find_delimiter(sample: str) -> str:
    """The delimiter that cuts the first lines into the same number of cells, and into most.

    >>> find_delimiter("Date;Comment\\n1/2/2022;Good, thanks\\n")
    ';'
    >>> find_delimiter("Comment\\nGood\\n")
    ','
    """
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        rows = [row for row in islice(csv.reader(sample.splitlines(), delimiter=delimiter), 50) if row]
        if not rows or len(rows[0]) < 2:
            continue
        width, times = Counter(map(len, rows)).most_common(1)[0]
        score = times / len(rows) * (2 if width == len(rows[0]) else 1) + min(len(rows[0]), 50) / 1000
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def records(lines: Iterable[str], delimiter: str) -> Iterator[Record]:
    """The records of text lines that keep their ends. Reading never stops at a bad record.

    Quotation marks are read strictly, since a lenient reader lets one stray mark swallow the rows after it: a record
    that breaks the rule is given out with its problem, up to the first line that can be read on its own again.

    >>> [(r.line, r.cells, bool(r.problem)) for r in records(['a,"b\\n', 'c"\\n', 'd,"e"f\\n', 'g,h\\n'], ",")]
    [(1, ['a', 'b\\nc'], False), (3, ['d,"e"f'], True), (4, ['g', 'h'], False)]
    """
    csv.field_size_limit(LONGEST_CELL)
    source = _Source(iter(lines))
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        source.begin()
        start = source.number + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # The reader keeps the half-read cell, so that a new one has to go on.
            yield _resume(source, start, delimiter, str(error))
            reader = csv.reader(source, delimiter=delimiter, strict=True)
        else:
            yield Record(start, row, "")


def _resume(source: _Source, start: int, delimiter: str, error: str) -> Record:
    """Gather a broken record's lines, put back what follows it, and say what is wrong."""
    held = source.held
    width = 0
    end = 1
    while end < len(held):
        row = _alone(held[end], delimiter)
        if row is not None and (width := max(width, len(row))) > 1:
            break
        end += 1
    text = "".join(held[:end]).rstrip("\r\n")
    source.put_back(held[end:])
    if "field larger" in error and len(text) > LONGEST_CELL and end == 1:
        return Record(start, [text[:1000]], f"A cell is longer than {LONGEST_CELL:,} characters. Shorten it.")
    return Record(start, [text[:LONGEST_CELL]], UNCLOSED)


def _alone(line: str, delimiter: str) -> list[str] | None:
    """The cells of a line that can be read on its own, or None."""
    if line.count('"') % 2:
        return None
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), None)
    except csv.Error:
        return None


class _Source:
    """Lines that remember the current record's, so that they can be read again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._waiting: list[str] = []
        self.held: list[str] = []
        self.number = 0

    def __iter__(self) -> _Source:
        return self

    def __next__(self) -> str:
        if len(self.held) > MOST_LINES:
            raise csv.Error("too many lines in one record")
        line = self._waiting.pop() if self._waiting else next(self._lines)
        self.held.append(line)
        self.number += 1
        return line

    def begin(self) -> None:
        """A new record starts with the next line."""
        self.held = []

    def put_back(self, lines: list[str]) -> None:
        """Give these lines out again."""
        self._waiting.extend(reversed(lines))
        self.number -= len(lines)
