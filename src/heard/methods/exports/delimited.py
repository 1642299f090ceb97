"""Records of delimited text (RFC 4180), each with the line on which it starts, and bad ones apart."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, NamedTuple

DELIMITERS: Final = ",;\t|"
# The longest cell that is kept whole; comments of 100,000 characters are known.
LONGEST_CELL: Final = 1_000_000
# A record that goes on over more lines than this has a quotation mark that is never closed.
MOST_LINES: Final = 5_000

UNCLOSED: Final = 'A quotation mark (") on this line is not closed, or stands alone. Close it, or write it twice.'
TOO_LONG: Final = f"A cell is longer than {LONGEST_CELL:,} characters. Shorten it."


class Bad(NamedTuple):
    """A record that cannot be read: its first line (the header's is 1), its text, and what is wrong with it."""

    line: int
    cells: list[str]
    problem: str


@dataclass
class Block:
    """Records read together: for each good one its first line and its cells; and the bad ones."""

    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)


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


def blocks(more: Callable[[], list[str]], delimiter: str) -> Iterator[Block]:
    """The records of a text, a block for each batch of lines that `more` gives (lines keep their ends; [] at the end).

    Quotation marks are read strictly, since a lenient reader lets one stray mark swallow the rows after it: a record
    that breaks the rule is given out as bad, up to the first line that can be read on its own again, and reading goes
    on there.

    >>> text = ['a,"b\\n', 'c"\\n', 'd,"e"f\\n', 'g,h\\n']
    >>> block = next(blocks(iter([text, []]).__next__, ","))
    >>> block.lines, block.rows, [bad.line for bad in block.bad]
    ([1, 4], [['a', 'b\\nc'], ['g', 'h']], [3])
    """
    csv.field_size_limit(LONGEST_CELL)
    first, waiting = 1, []
    while True:
        fresh = more()
        waiting += fresh
        block = Block()
        used = 0
        while used < len(waiting):
            read, problem = _read(block, waiting, used, first, delimiter)
            used += read
            if not problem:
                continue
            if problem == "unfinished" and fresh and len(waiting) - used <= MOST_LINES:
                break
            used += _resume(block, waiting[used:], first + used, delimiter, problem)
        first += used
        waiting = waiting[used:]
        yield block
        if not fresh:
            return


def _read(block: Block, lines: list[str], start: int, first: int, delimiter: str) -> tuple[int, str]:
    """Read records from lines[start:] into the block: lines used, and what stopped it ('' for nothing)."""
    reader = csv.reader(islice(lines, start, None), delimiter=delimiter, strict=True)
    numbers, rows = block.lines, block.rows
    done = 0
    base = first + start
    try:
        for row in reader:
            numbers.append(base + done)
            rows.append(row)
            done = reader.line_num
    except csv.Error as error:
        return done, "unfinished" if "unexpected end" in str(error) else str(error)
    return done, ""


def _resume(block: Block, held: list[str], line: int, delimiter: str, error: str) -> int:
    """Put the record that begins `held` among the bad ones; returns how many lines it takes."""
    end = 1
    while end < min(len(held), MOST_LINES):
        row = _alone(held[end], delimiter)
        if row is not None and len(row) > 1:
            break
        end += 1
    text = "".join(held[:end]).rstrip("\r\n")
    problem = TOO_LONG if "field larger" in error and end == 1 else UNCLOSED
    block.bad.append(Bad(line, [text[:LONGEST_CELL]], problem))
    return end


def _alone(line: str, delimiter: str) -> list[str] | None:
    """The cells of a line that can be read on its own, or None."""
    if line.count('"') % 2:
        return None
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), None)
    except csv.Error:
        return None
