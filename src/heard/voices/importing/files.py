"""Where a file lies until its import is over: a folder of its own, readable by the installation only."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from heard.voices.errors import BadFile

BLOCK = 1 << 20
# Seconds after which a folder that no import knows is swept away.
STALE = 24 * 3600


def folder() -> Path:
    """The folder of all imports."""
    path = Path(settings.HOME) / "files" / "imports"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def keep(reference: str, blocks: Iterable[bytes]) -> tuple[str, str, int]:
    """Write a file's bytes to the import's folder: its path below the files' folder, its SHA-256, its length."""
    place = folder() / reference
    place.mkdir(mode=0o700)
    path = place / "source"
    digest, length = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for block in blocks:
            digest.update(block)
            length += len(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return f"imports/{reference}/source", digest.hexdigest(), length


def blocks(path: Path) -> Iterable[bytes]:
    """A file in blocks."""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def path_of(file: str) -> Path:
    """The full path of an import's file."""
    return Path(settings.HOME) / "files" / file


@contextmanager
def workplace(file: str) -> Iterator[Path]:
    """A new folder beside an import's file for one run. Raises BadFile where the file is gone.

    Each run has its own: a run that takes over must not write under the feet of one that has not noticed yet.
    """
    path = path_of(file)
    if not path.exists():
        raise BadFile("The file is no longer in the file store. Import it again.")
    place = Path(tempfile.mkdtemp(dir=path.parent))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def remove(file: str) -> None:
    """Remove an import's folder, if it is still there."""
    if file:
        shutil.rmtree(path_of(file).parent, ignore_errors=True)


def sweep(known: set[str], now: float | None = None) -> int:
    """Remove folders of references that are not in `known` and a day old: left by an upload that was cut off."""
    moment = time.time() if now is None else now
    count = 0
    for place in folder().iterdir():
        if place.name not in known and moment - place.stat().st_mtime > STALE:
            shutil.rmtree(place, ignore_errors=True)
            count += 1
    # What a server that was killed in the middle of an upload left.
    if settings.FILE_UPLOAD_TEMP_DIR:
        for left in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*"):
            if moment - left.stat().st_mtime > STALE:
                left.unlink(missing_ok=True)
                count += 1
    return count
