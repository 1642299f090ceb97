"""`heard worker`: one process that runs the jobs."""

from __future__ import annotations

import signal
from threading import Event

from heard.cli import django


def work() -> None:
    """Run jobs until SIGTERM or SIGINT; the job that runs then is finished first."""
    django.setup()
    django.reach_database()
    from heard.store.background import run_worker

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_worker(stop)
