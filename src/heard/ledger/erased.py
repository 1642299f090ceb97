"""The list of what was erased, kept beside the database: a restored backup has to forget it again.

It holds opaque references and times, one JSON object a line, and no word of anybody.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from heard.ledger import published
from heard.ledger.models import Erasure


def list_path(using: str) -> Path:
    """The file, beside the last published checkpoint and named after the database as that is."""
    return published.note_path(using).with_suffix(".erased")


def listed(path: Path) -> dict[str, datetime]:
    """Subjects and when they were erased; empty where there is no such file. Raises ValueError for another file."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    found = {}
    # A last line that a power cut left half-written is not one: the database still has its row, and it is added again.
    for number, line in enumerate(filter(str.strip, lines), start=1):
        try:
            one = json.loads(line)
            found[str(one["subject"])] = datetime.fromisoformat(one["at"])
        except (ValueError, KeyError, TypeError) as problem:
            if number == len(lines):
                break
            raise ValueError(f"Line {number} of {path} is not of a list of erasures.") from problem
    return found


def write(path: Path, rows: Mapping[str, datetime]) -> None:
    """Write a whole list, readable by the installation alone, on disk before this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.writelines(
            json.dumps({"subject": subject, "at": at.isoformat()}) + "\n" for subject, at in sorted(rows.items())
        )
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def keep(using: str, subject: str, at: datetime) -> None:
    """Add one to the list, at its end, on disk before this returns."""
    path = list_path(using)
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(json.dumps({"subject": subject, "at": at.isoformat()}) + "\n")
        file.flush()
        os.fsync(file.fileno())


def recorded(using: str) -> dict[str, datetime]:
    """The same as the database has it."""
    return dict(Erasure.objects.using(using).values_list("subject", "at"))


def lost(using: str, rows: Mapping[str, datetime] | None = None) -> dict[str, datetime]:
    """What the list says was erased and the database does not know of: it was restored from an older backup."""
    wanted = listed(list_path(using)) if rows is None else rows
    return {subject: at for subject, at in wanted.items() if subject not in _known(using, wanted)}


def catch_up(using: str) -> int:
    """Add to the list what the database has and it lacks (another machine erased it, or the disk was full)."""
    there = listed(list_path(using))
    missing = {subject: at for subject, at in recorded(using).items() if subject not in there}
    if missing:
        write(list_path(using), there | missing)
    return len(missing)


def _known(using: str, subjects: Iterable[str]) -> set[str]:
    wanted, found = list(subjects), set()
    for start in range(0, len(wanted), 5_000):
        rows = Erasure.objects.using(using).filter(subject__in=wanted[start : start + 5_000])
        found |= set(rows.values_list("subject", flat=True))
    return found
