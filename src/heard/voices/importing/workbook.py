"""Excel workbooks: refused before they are parsed where they would not fit, then read by python-calamine."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from heard.methods.exports.delimited import Block
from heard.voices.errors import BadFile
from heard.voices.importing.words import plain

# Bytes that a workbook may unpack to: about a million rows of comments. The parser holds a sheet in memory.
LARGEST = 768 * 1024 * 1024
# The most that real XML shrinks is some 100 times; a bomb shrinks a thousand times.
DENSEST = 400
# Rows given out together.
TOGETHER = 10_000
# Lines looked at for a header: exports have titles and blank lines above it.
HEADER_LINES = 15


def refuse_bomb(path: Path, name: str) -> None:
    """Raise BadFile for what is no workbook or unpacks to too much, by its own list and by unpacking it to nowhere."""
    too_large = BadFile(f"{name} unpacks to more than a workbook should. Save the sheet as CSV, and import that.")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise BadFile(f"{name} is no Excel workbook (.xlsx). Save it as CSV (UTF-8) or .xlsx, and import that.")
            if any(part.flag_bits & 1 for part in parts):
                raise BadFile(f"{name} is protected by a password. Save it without one, and import that.")
            if sum(part.file_size for part in parts) > LARGEST or len(parts) > 5_000:
                raise too_large
            if any(part.file_size > DENSEST * max(part.compress_size, 4096) for part in parts):
                raise too_large
            real = 0
            for part in parts:
                with archive.open(part) as stream:
                    while block := stream.read(1 << 20):
                        real += len(block)
                        if real > LARGEST:
                            raise too_large
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as problem:
        raise BadFile(f"{name} is damaged and cannot be opened. Export or save it again.") from problem


def choose(path: Path, name: str, known: frozenset[str]) -> tuple[str, int, list[str], list[str]]:
    """The sheet whose header matches best: its name, the header's line, the header, and other sheets with cells."""
    best: tuple[float, str, int, list[str]] | None = None
    filled: list[str] = []
    for sheet in _open(path, name).sheet_names:
        for line, cells in _first_lines(path, name, sheet):
            texts = [_text(cell) for cell in cells]
            if sum(map(bool, texts)) == 0:
                continue
            if sheet not in filled:
                filled.append(sheet)
            score = sum(plain(text) in known for text in texts if text) + 0.01 * sum(map(bool, texts)) - 0.001 * line
            if best is None or score > best[0]:
                best = (score, sheet, line, texts)
    if best is None:
        raise BadFile(f"{name} has no cells with anything in them. Choose the file that was exported.")
    _, sheet, line, header = best
    while header and not header[-1]:
        header.pop()
    if not any(block.rows for block in rows(path, sheet, line)):
        raise BadFile(f"{name} has a header and no rows below it. Choose the file that holds the answers.")
    return sheet, line, header, [other for other in filled if other != sheet]


def rows(path: Path, sheet: str, header_line: int) -> Iterator[Block]:
    """The rows below the header as text: dates as 2022-09-30, formulas as the value that Excel last gave them."""
    found = _open(path, path.name).get_sheet_by_name(sheet)
    block = Block()
    for line, cells in enumerate(found.iter_rows(), 1):
        if line <= header_line:
            continue
        texts = [cell if type(cell) is str else _text(cell) for cell in cells]
        if any(texts):
            block.lines.append(line)
            block.rows.append(texts)
        if len(block.rows) >= TOGETHER:
            yield block
            block = Block()
    yield block


def _open(path: Path, name: str) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as problem:
        raise BadFile(f"{name} is damaged and cannot be opened. Export or save it again.") from problem


def _first_lines(path: Path, name: str, sheet: str) -> Iterator[tuple[int, list[Any]]]:
    from python_calamine import CalamineError

    try:
        found = _open(path, name).get_sheet_by_name(sheet)
    except (CalamineError, ValueError) as problem:
        raise BadFile(f"The sheet “{sheet}” of {name} is damaged. Export or save it again.") from problem
    for line, cells in enumerate(found.iter_rows(), 1):
        if line > HEADER_LINES:
            return
        yield line, cells


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
