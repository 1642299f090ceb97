"""Several reads of one moment of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from heard.store import sql


@contextmanager
def one_moment(using: str = "default") -> Iterator[None]:
    """Whatever is read inside is as it was at the first read, however much is committed beside it; nobody waits.

    Nothing may be written inside. Within a transaction it changes nothing: that sees what it sees.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        yield
        return
    with sql.snapshot(connection):
        yield
