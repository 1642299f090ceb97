"""Where recordings and pictures lie: sealed, outside what the web server shows, by opaque names."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from heard.store import sealing


def folder() -> Path:
    """The folder of all recordings and pictures."""
    path = Path(settings.HOME) / "files" / "attachments"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def keep(reference: str, data: bytes) -> None:
    """Write bytes down, sealed."""
    with os.fdopen(os.open(folder() / reference, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealing.seal_bytes(data))
        file.flush()
        os.fsync(file.fileno())


def load(reference: str) -> bytes | None:
    """The bytes, or None where they are gone."""
    try:
        return sealing.unseal_bytes((folder() / reference).read_bytes())
    except FileNotFoundError:
        return None


def remove(reference: str) -> None:
    """Delete a file, if it is still there."""
    (folder() / reference).unlink(missing_ok=True)
