"""Jobs by the clock."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Event

from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)

# Seconds between two looks at what is due.
TICK = 0.25

_jobs: dict[Callable[[], object], float] = {}


def periodic(*, seconds: float) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Have every worker call a function of a room's jobs.py at its start and then every `seconds`.

    Several workers keep their own time, so that two may call it at once: it takes a lock where that matters.
    """

    def decorate(function: Callable[[], object]) -> Callable[[], object]:
        _jobs[function] = seconds
        return function

    return decorate


def run_periodic() -> None:
    """Call every periodic function once; one that fails is logged and holds up no other."""
    for function in list(_jobs):
        _call(function)


def keep_time(stop: Event) -> None:
    """Call each periodic function when it is due, until `stop` is set. For a thread of its own."""
    due: dict[Callable[[], object], float] = {}
    try:
        while not stop.is_set():
            close_old_connections()
            for function, seconds in list(_jobs.items()):
                if due.get(function, 0.0) <= time.monotonic() and not stop.is_set():
                    _call(function)
                    due[function] = time.monotonic() + seconds
            stop.wait(TICK)
    finally:
        connections.close_all()


def _call(function: Callable[[], object]) -> None:
    try:
        function()
    except Exception:
        logger.exception("%s.%s failed; it runs again when it is next due", function.__module__, function.__name__)
