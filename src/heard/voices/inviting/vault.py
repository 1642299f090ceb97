"""Where a list lies until it is sent: sealed, in a folder of its own, by an opaque name."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from heard.store import sealing
from heard.voices.errors import BadFile
from heard.voices.importing import reading


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it was read. `rows` are (line, cells as wide as the header); `ragged` lines do not fit it."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    ragged: list[int]
    notes: list[str]


def folder() -> Path:
    """The folder of all lists."""
    path = Path(settings.HOME) / "files" / "invitations"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def read(blocks: Iterable[bytes], name: str, most_rows: int, known: frozenset[str]) -> Listed:
    """A list out of the bytes of a CSV file or a workbook; the file itself is gone afterwards.

    Raises BadFile with a sentence for what is no list, or has too many rows.
    """
    handle, path = tempfile.mkstemp(dir=folder(), suffix=".reading")
    try:
        with os.fdopen(handle, "wb") as file:
            for block in blocks:
                file.write(block)
        return _read(Path(path), name, most_rows, known)
    finally:
        Path(path).unlink(missing_ok=True)


def _read(path: Path, name: str, most_rows: int, known: frozenset[str]) -> Listed:
    layout = reading.look(path, name, known)
    width = len(layout.header)
    listed = Listed(list(layout.header), [], [], list(layout.notes))
    for block in reading.rows(path, layout):
        listed.ragged.extend(bad.line for bad in block.bad)
        for line, found in zip(block.lines, block.rows, strict=True):
            missing = width - len(found)
            cells = [*found, *[""] * missing] if layout.kind == "xlsx" else found
            if len(cells) >= width and not any(cells[width:]):
                listed.rows.append((line, cells[:width]))
            else:
                listed.ragged.append(line)
        if len(listed.rows) + len(listed.ragged) > most_rows:
            raise BadFile(f"{name} has more than {most_rows:,} rows. Split it, and send the parts one by one.")
    if not listed.rows:
        raise BadFile(f"{name} has no row that fits its columns. Export it again.")
    return listed


def keep(reference: str, listed: Listed) -> None:
    """Write a list down, sealed."""
    text = json.dumps([listed.header, listed.rows, listed.ragged, listed.notes], ensure_ascii=False)
    path = folder() / reference
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealing.seal(text))
        file.flush()
        os.fsync(file.fileno())


def load(reference: str) -> Listed:
    """The list. Raises BadFile where it is gone."""
    try:
        token = (folder() / reference).read_bytes()
    except FileNotFoundError as gone:
        raise BadFile("The list is no longer kept. Upload it again.") from gone
    header, rows, ragged, notes = json.loads(sealing.unseal(token))
    return Listed(header, [(line, cells) for line, cells in rows], ragged, notes)


def remove(reference: str) -> None:
    """Delete a list, if it is still there."""
    (folder() / reference).unlink(missing_ok=True)
