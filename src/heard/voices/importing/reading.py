"""A file's rows, whatever it is: delimited text or an Excel workbook. Opening it finds out which."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from heard.methods.exports.delimited import Record, find_delimiter, records
from heard.methods.exports.encodings import Encoding, find_encoding, what_binary
from heard.voices.errors import BadFile
from heard.voices.importing import workbook

BLOCK = 1 << 20
# Characters of a line at most: a file without line ends must not fill the memory.
LONGEST_LINE = 4_000_000


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


def rows(path: Path, layout: Layout) -> Iterator[Record]:
    """Every record below the header, with its line. Bad ones carry their problem; blank lines are left out."""
    if layout.kind == "xlsx":
        yield from workbook.rows(path, layout.sheet, layout.header_line)
        return
    with path.open("r", encoding=layout.encoding, errors=layout.errors, newline="") as file:
        for record in records(_lines(file), layout.delimiter):
            if record.line > layout.header_line and (any(record.cells) or record.problem):
                yield record


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


def _lines(file: io.TextIOBase) -> Iterator[str]:
    """Lines with their ends; an endless one in pieces."""
    return iter(lambda: file.readline(LONGEST_LINE), "")


def _look_text(path: Path, name: str) -> Layout:
    encoding = _encoding(path)
    with path.open("r", encoding=encoding.name, errors=encoding.errors, newline="") as file:
        sample = "".join(islice(_lines(file), 60))
    start = sample[:20].lower()
    if start.lstrip().startswith(("<!doctype", "<html", "<?xml", "{", "[{")):
        raise BadFile(f"{name} is a web page, XML or JSON. Export the answers as CSV, and import that.")
    delimiter = find_delimiter(sample)
    with path.open("r", encoding=encoding.name, errors=encoding.errors, newline="") as file:
        found = list(islice((record for record in records(_lines(file), delimiter) if any(record.cells)), 2))
    if not found or found[0].problem:
        raise BadFile(f"The first line of {name} is no header. Give the file a first line with the columns’ names.")
    if len(found) < 2:
        raise BadFile(f"{name} has a header and no rows below it. Choose the file that holds the answers.")
    notes = [] if encoding.sure else [f"The text’s encoding was guessed as {encoding.name}: look at accents below."]
    notes += _header_notes(found[0].cells)
    return Layout(
        kind="csv",
        header=named(found[0].cells),
        header_line=found[0].line,
        encoding=encoding.name,
        errors=encoding.errors,
        encoding_sure=encoding.sure,
        delimiter=delimiter,
        notes=tuple(notes),
    )


def _encoding(path: Path) -> Encoding:
    with path.open("rb") as file:
        return find_encoding(iter(lambda: file.read(BLOCK), b""))


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
