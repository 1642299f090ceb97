"""Whose turn it is to write to a SQLite database.

One transaction writes at a time. SQLite lets the others try again and again, sleeping ever longer in between, up to a
tenth of a second: whoever comes later takes the lock from those who sleep, and at 10 journeys a second one in twenty
waited .6 s for transactions of .03 s. So whoever wants to write waits here first: in a process by a lock, and between
processes by two locked files. Whoever has the first is next, and waits for the second, which is held while writing:
a process that writes again and again lets every other in between.

This is a courtesy: what keeps the database whole is SQLite's own lock. Single statements outside a transaction do not
wait here.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path
from typing import Final

# Seconds between two looks at a file that another process has locked; a few processes look, one thread of each.
LOOK: Final = 0.0005


class Turn:
    """The turn at one database, for all threads of this process."""

    def __init__(self, database: str) -> None:
        self._inside = threading.Lock()
        # Not the database itself: to close it would drop SQLite's own locks.
        self._next, self._writing = (
            os.open(f"{database}-{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) for name in ("next", "writing")
        )

    def take(self, seconds: float) -> bool:
        """Wait for the turn; False where it did not come within so many seconds."""
        end = time.monotonic() + seconds
        if not self._inside.acquire(timeout=seconds):
            return False
        if not _lock(self._next, end):
            self._inside.release()
            return False
        got = _lock(self._writing, end)
        fcntl.flock(self._next, fcntl.LOCK_UN)
        if not got:
            self._inside.release()
        return got

    def give(self) -> None:
        """Let the next one write."""
        fcntl.flock(self._writing, fcntl.LOCK_UN)
        self._inside.release()


def _lock(file: int, end: float) -> bool:
    """Wait for a locked file until a moment of the monotonic clock: flock itself would wait for ever."""
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                return False
            time.sleep(LOOK)
        else:
            return True


_turns: dict[str, Turn] = {}
_making: Final = threading.Lock()


def turn_at(database: str) -> Turn:
    """The turn at the database in this file."""
    path = str(Path(database).resolve())
    with _making:
        if path not in _turns:
            _turns[path] = Turn(path)
        return _turns[path]


# What a process inherits is its parent's turn; it opens the files anew.
os.register_at_fork(after_in_child=_turns.clear)
