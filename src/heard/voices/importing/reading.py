"""A file's rows, whatever it is: delimited text or an Excel workbook. Opening it finds out which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from heard.methods.exports.delimited import Block, blocks, find_delimiter
from heard.methods.exports.encodings import Encoding, find_encoding, what_binary
from heard.methods.exports.formulas import as_said
from heard.voices.errors import BadFile
from heard.voices.importing import workbook

BLOCK: Final = 1 << 20
# Characters read together: some 10,000 rows of comments.
TOGETHER: Final = 2_000_000
# A file with no line end in so many bytes is no table, and would fill the memory.
LONGEST_LINE: Final = 16 * BLOCK

# The columns that a list of rejected rows has before the file's own; `columns.yaml` leaves them out when it comes back.
LINE, REASON = "Heard: line", "Heard: reason"


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file is: how to read it again, and its header as columns are called in a mapping (each name once)."""

    kind: str  # 'csv' or 'xlsx'
    header: tuple[str, ...]
    header_line: int = 1
    encoding: str = ""
    errors: str = "strict"
    encoding_sure: bool = True
    delimiter: str = ""
    sheet: str = ""
    # Sentences about what is odd, and was put up with.
    notes: tuple[str, ...] = ()


def look(path: Path, name: str, known_headers: frozenset[str] = frozenset()) -> Layout:
    """Find out what a file is. Raises BadFile with a sentence that says what to do.

    `known_headers`, as `plain` writes them, help to choose among the sheets of a workbook.
    """
    with path.open("rb") as file:
        head = file.read(65_536)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise BadFile(f"{name} is empty. Choose the file that was exported.")
    suffix = Path(name).suffix.lower()
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        layout = _look_workbook(path, name, known_headers)
        odd = suffix not in {".xlsx", ".xlsm"}
        return _noted(layout, f"{name} is an Excel workbook by its content, and was read as one.") if odd else layout
    if binary := what_binary(head):
        raise BadFile(f"{name} is {binary}. Save it as CSV (UTF-8) or as an Excel workbook (.xlsx), and import that.")
    layout = _look_text(path, name)
    odd = suffix not in {".csv", ".txt", ".tsv", ".tab", ""}
    return _noted(layout, f"{name} is text by its content, and was read as CSV.") if odd else layout


def rows(path: Path, layout: Layout) -> Iterator[Block]:
    """Every record below the header, block by block. Bad ones carry their problem; blank lines are left out.

    A list of rejected rows of Heard's own, corrected and back, loses what made its cells harmless to a spreadsheet.
    """
    ours = LINE in layout.header
    for block in _rows(path, layout):
        if ours:
            block.rows = [[as_said(cell) for cell in row] for row in block.rows]
        yield block


def _rows(path: Path, layout: Layout) -> Iterator[Block]:
    if layout.kind == "xlsx":
        yield from workbook.rows(path, layout.sheet, layout.header_line)
        return
    with path.open("r", encoding=layout.encoding, errors=layout.errors, newline="") as file:
        for number, block in enumerate(blocks(partial(_lines, file), layout.delimiter)):
            if not number or not all(map(any, block.rows)):
                _keep(block, layout.header_line)
            yield block


def _lines(file: TextIO) -> list[str]:
    """Some lines, without NUL characters, which PostgreSQL cannot hold."""
    lines = file.readlines(TOGETHER)
    return [line.replace("\0", "") for line in lines] if any("\0" in line for line in lines) else lines


def _keep(block: Block, after: int) -> None:
    """Take blank rows out of a block, and those up to a line."""
    kept = [place for place, row in enumerate(block.rows) if any(row) and block.lines[place] > after]
    block.lines, block.rows = [block.lines[place] for place in kept], [block.rows[place] for place in kept]
    block.bad = [bad for bad in block.bad if bad.line > after]


def named(header: list[str]) -> tuple[str, ...]:
    """Column names made usable: none empty, each once.

    >>> named(["Date", "", "Date"])
    ('Date', 'Column 2', 'Date (2)')
    """
    names: list[str] = []
    for place, raw in enumerate(header, 1):
        name = " ".join(raw.replace("\x00", "").split())[:200] or f"Column {place}"
        number, unique = 1, name
        while unique in names:
            number += 1
            unique = f"{name} ({number})"
        names.append(unique)
    return tuple(names)


def _look_text(path: Path, name: str) -> Layout:
    encoding = _encoding(path, name)
    with path.open("r", encoding=encoding.name, errors=encoding.errors, newline="") as file:
        lines = [line.replace("\0", "") for line in islice(file, 200)]
    sample = "".join(lines[:60])
    if sample[:20].lower().lstrip().startswith(("<!doctype", "<html", "<?xml", "{", "[{")):
        raise BadFile(f"{name} is a web page, XML or JSON. Export the answers as CSV, and import that.")
    delimiter = find_delimiter(sample)
    first = next(blocks(iter([lines, []]).__next__, delimiter))
    found = [(line, row) for line, row in zip(first.lines, first.rows, strict=True) if any(row)]
    if not found or (first.bad and first.bad[0].line < found[0][0]):
        raise BadFile(f"The first line of {name} is no header. Give the file a first line with the columns’ names.")
    if len(found) + len(first.bad) < 2:
        raise BadFile(f"{name} has a header and no rows below it. Choose the file that holds the answers.")
    header_line, header = found[0]
    notes = [] if encoding.sure else [f"The text’s encoding was guessed as {encoding.name}: look at accents below."]
    notes += _header_notes(header)
    return Layout(
        kind="csv",
        header=named(header),
        header_line=header_line,
        encoding=encoding.name,
        errors=encoding.errors,
        encoding_sure=encoding.sure,
        delimiter=delimiter,
        notes=tuple(notes),
    )


def _encoding(path: Path, name: str) -> Encoding:
    with path.open("rb") as file:
        return find_encoding(_with_lines(file, name))


def _with_lines(file: BinaryIO, name: str) -> Iterator[bytes]:
    """The file's blocks. Raises BadFile where lines never end."""
    since = 0
    while block := file.read(BLOCK):
        since = 0 if b"\n" in block or b"\r" in block else since + len(block)
        if since >= LONGEST_LINE:
            raise BadFile(f"{name} has lines that never end. Export it again as CSV, with one row a line.")
        yield block


def _look_workbook(path: Path, name: str, known_headers: frozenset[str]) -> Layout:
    workbook.refuse_bomb(path, name)
    sheet, line, header, others = workbook.choose(path, name, known_headers)
    notes = [f"The sheet “{sheet}” was read. Others were left out: {', '.join(others)}."] if others else []
    notes += _header_notes(header)
    return Layout(kind="xlsx", header=named(header), header_line=line, sheet=sheet, notes=tuple(notes))


def _header_notes(header: list[str]) -> list[str]:
    notes = []
    names = [" ".join(cell.split()) for cell in header]
    if twice := sorted({cell for cell in names if cell and names.count(cell) > 1}):
        notes.append(f"Several columns have the same name: {', '.join(twice)}. The later ones are numbered.")
    if "" in names:
        notes.append("A column has no name; it is called by its place.")
    return notes


def _noted(layout: Layout, note: str) -> Layout:
    return Layout(**{**{name: getattr(layout, name) for name in layout.__slots__}, "notes": (note, *layout.notes)})
