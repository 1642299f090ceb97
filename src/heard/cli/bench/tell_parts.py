"""For which part of an installation the processor worked: web server, worker or database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from heard.cli.bench.machine import children_of, processor_seconds_of

# A word of the command by which `heard up` starts each.
STARTED: Final = {"web": "gunicorn", "worker": "worker"}


def seconds_by_part(process: int, url: str = "") -> dict[str, float]:
    """Seconds for which each part has been at work since it started.

    `process` is `heard up`, or the web server alone; `url` is the DATABASE_URL of a PostgreSQL on this machine.
    """
    parts = {process: _words(process), **{child: _words(child) for child in children_of(process)}}
    found = {
        part: sum(processor_seconds_of(one) for one, words in parts.items() if word in words)
        for part, word in STARTED.items()
    }
    # With SQLite, the database is at work in the other two.
    return {**found, "database": processor_seconds_of(_postgres(url))} if url else found


def milliseconds_each(before: Mapping[str, float], after: Mapping[str, float], journeys: int) -> dict[str, float]:
    """What was added since for each journey.

    >>> milliseconds_each({"web": 1.0, "worker": 0.5}, {"web": 2.5, "worker": 0.5}, 10)
    {'web': 150.0, 'worker': 0.0}
    """
    return {part: round((after[part] - before[part]) * 1000 / journeys, 1) for part in after}


def _postgres(url: str) -> int:
    """The first process of the server that listens on the port of `url`."""
    port = str(urlsplit(url).port)
    return next(
        one
        for one in (int(folder.name) for folder in Path("/proc").glob("[0-9]*"))
        if (words := _words(one)) and words[0].endswith("postgres") and port in words
    )


def _words(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except OSError:
        return []
