"""What is done already of a long run: pieces beside the target, with a record of what they are pieces of."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from heard.cli.errors import CommandError

_RECORD: Final = "record.json"
# The shape of pieces: another number, and what older versions left is not gone on with.
_SHAPE: Final = 1


@dataclass(frozen=True, slots=True)
class Parts:
    """A folder of finished pieces, numbered from 0; each file's name also says how many rows it has."""

    folder: Path
    _lock: int

    @classmethod
    def open(cls, target: Path, record: Mapping[str, Any], say: Callable[[str], None]) -> Parts:
        """Go on with what is there if it is of the same input, options and coder; else begin anew, and say why.

        Raises CommandError where another run is at it.
        """
        folder = target.with_name(f".{target.name}.parts")
        folder.mkdir(exist_ok=True)
        lock = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise CommandError(f"{target} is being written by another run. Wait for it, or stop it first.") from None
        parts = cls(folder, lock)
        known = parts._known()
        wanted = {"shape": _SHAPE, **record}
        changed = [name for name in wanted if known.get(name) != wanted[name]] if known else []
        if changed:
            say(f"Beginning anew: {' and '.join(_CHANGED.get(name, name) for name in changed)}.")
        if changed or not known:
            parts._empty()
            parts._write(folder / _RECORD, json.dumps(wanted, indent=1).encode())
        elif rows := sum(parts.done().values()):
            say(f"Going on after {rows:,} rows that are done already.")
        return parts

    def _known(self) -> dict[str, Any]:
        try:
            known: dict[str, Any] = json.loads((self.folder / _RECORD).read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return known

    def _empty(self) -> None:
        for file in self.folder.iterdir():
            shutil.rmtree(file) if file.is_dir() else file.unlink()

    def done(self) -> dict[int, int]:
        """Rows of each finished piece by its number."""
        return {int(path.name[:9]): int(path.name[10:-5]) for path in sorted(self.folder.glob("*.part"))}

    def pieces(self) -> list[Path]:
        """Files of the finished pieces in order."""
        return sorted(self.folder.glob("*.part"))

    def close(self, *, remove: bool) -> None:
        """Let another run have it, or take it away."""
        if remove:
            shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        part = path.with_suffix(".new")
        part.write_bytes(content)
        part.replace(path)


def keep_piece(folder: Path, number: int, rows: int, write: Callable[[Path], None]) -> None:
    """Keep a piece, whole or not at all, whatever stops the machine."""
    part = folder / f"{number}.new"
    write(part)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(folder / f"{number:09d}-{rows}.part")


def identity(source: Path) -> dict[str, Any]:
    """What tells an input from a changed one: its size and a sum over all of it."""
    with source.open("rb") as file:
        return {"bytes": source.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


_CHANGED: Final = {
    "source": "the input has changed since",
    "options": "the options are others",
    "version": "the coder is another one",
    "shape": "what was kept is of another version of Heard",
}
