"""How far a long run is, on standard error: one line over and over at a terminal, else a line now and then."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import Final

_AT_A_TERMINAL: Final = 0.5
_ELSEWHERE: Final = 60.0


def say(sentence: str) -> None:
    """A sentence on standard error."""
    print(sentence, file=sys.stderr, flush=True)


@dataclass(slots=True)
class Progress:
    """Rows that are done, of which some were before this run."""

    before: int = 0
    rows: int = 0
    _started: float = field(default_factory=time.monotonic)
    _said: float = field(default_factory=time.monotonic)

    def add(self, rows: int, share: float) -> None:
        """So many more rows are done; `share` is that of the whole file, 0 where it is not known."""
        self.rows += rows
        now = time.monotonic()
        if now - self._said >= (_AT_A_TERMINAL if sys.stderr.isatty() else _ELSEWHERE):
            self._said = now
            line = self.line(now - self._started, share)
            print(f"\r{line}\x1b[K" if sys.stderr.isatty() else line, end="", file=sys.stderr)
            print(end="" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)

    def line(self, seconds: float, share: float) -> str:
        """What is said of it.

        >>> Progress(before=0, rows=120_000).line(2.0, 0.25)
        '120,000 rows, 60,000 rows/s, about 6 s left'
        """
        said = f"{self.before + self.rows:,} rows, {self.rows / max(seconds, 1e-9):,.0f} rows/s"
        every = (self.before + self.rows) / share if share else 0
        # A file that is read to its end may have much that waits.
        if not every or not self.rows or share > 0.99:
            return said
        left = max(every - self.before - self.rows, 0) * seconds / self.rows
        return f"{said}, about {_time(left)} left"

    def end(self) -> None:
        """Leave the line."""
        if sys.stderr.isatty() and self.rows:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
