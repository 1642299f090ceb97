"""The last published checkpoint, kept beside the database: what a restored backup may not silently contradict."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from django.conf import settings
from django.db import connections

from heard.methods.tlog.note import Checkpoint, open_note, parse_checkpoint


def note_path(using: str) -> Path:
    """The file with the last published note: in LEDGER_FOLDER, else in the folder `ledger` of the home folder.

    It is named after the database, for an installation that moves to another one begins another log there.
    """
    folder = getattr(settings, "LEDGER_FOLDER", None) or Path(settings.HOME) / "ledger"
    connection = connections[using]
    name = Path(str(connection.settings_dict["NAME"])).stem
    return Path(folder) / f"{using}-{connection.vendor}-{name}.checkpoint"


def last(using: str) -> str | None:
    """The last published note, or None where none was published from here."""
    try:
        return note_path(using).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def publish(using: str, note: str, verifier: str) -> None:
    """Keep the note as the last one, unless a larger checkpoint of the same log stands there already."""
    path = note_path(using)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        standing = last(using)
        if standing is not None and _larger(standing, note, verifier):
            return
        fresh = path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)


def read(note: str, verifier: str) -> Checkpoint:
    """The checkpoint in a note of the log with this key. Raises ValueError for another log's or an altered note."""
    return parse_checkpoint(open_note(note, verifier))


def _larger(standing: str, note: str, verifier: str) -> bool:
    try:
        return read(standing, verifier).size > read(note, verifier).size
    except ValueError:
        return False  # another log's: the new one begins here
