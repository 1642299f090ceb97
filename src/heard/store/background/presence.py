"""Whether a worker still lives: it holds a lock that ends with its process, however that ends.

SQLite: a locked file in the home folder, for all workers share a machine there. PostgreSQL: an advisory lock on a
connection of its own, for workers may be on several machines. A heartbeat would need a table, and would take a worker
that is busy for a minute for a dead one.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from heard.store import sql


@contextmanager
def presence() -> Iterator[tuple[str, Callable[[], None]]]:
    """Hold a new worker's lock: its id, and a function that raises django.db.Error where the lock was lost."""
    worker_id = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(6)}"
    if connection.vendor == "postgresql":
        hold = sql.SessionLock(_lock_name(worker_id))
        try:
            yield worker_id, hold.check
        finally:
            hold.close()
        return
    path = _file(worker_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Under its name only once it is locked: between the two, whoever looks would take the worker for dead, and remove
    # the file that it is about to lock.
    new = path.with_name(f".{path.name}")
    with new.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        new.rename(path)
        try:
            yield worker_id, lambda: None
        finally:
            path.unlink(missing_ok=True)


def lives(worker_id: str) -> bool:
    """Whether the worker still holds its lock."""
    if connection.vendor == "postgresql":
        return sql.is_locked(connection, _lock_name(worker_id))
    try:
        with _file(worker_id).open() as file:
            # Shared, so that two who look at once do not take each other for the worker.
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    # No other worker ever has this name.
    _file(worker_id).unlink(missing_ok=True)
    return False


def _lock_name(worker_id: str) -> str:
    return f"worker {worker_id}"


def _file(worker_id: str) -> Path:
    return Path(settings.HOME) / "workers" / worker_id.replace("/", "_")
