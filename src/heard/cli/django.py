"""Django, loaded only by the commands that need it: `heard --help` answers at once."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from heard.cli.errors import CommandError


def setup() -> None:
    """Load the settings and every room. Raises CommandError with a sentence for settings that cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.config.settings")
    import django

    try:
        django.setup()
    except (ValueError, OSError) as problem:
        raise CommandError(str(problem)) from problem


def database_name() -> str:
    """Which database this is, without its password."""
    from django.db import connection

    if connection.vendor == "postgresql":
        found = connection.settings_dict
        return f"PostgreSQL {found['NAME']} on {found['HOST'] or 'this machine'}:{found['PORT'] or 5432}"
    return f"SQLite {connection.settings_dict['NAME']}"


def reach_database() -> None:
    """Open the database once. Raises CommandError where it does not answer."""
    from django.db import Error, connection

    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    try:
        connection.ensure_connection()
    except Error as problem:
        first = str(problem).strip().splitlines()[0]
        raise CommandError(f"The database does not answer ({first}). Check DATABASE_URL and start it.") from problem


def migrate() -> bool:
    """Apply what is missing of the migrations; returns whether anything was.

    One process at a time: several web nodes may start at once on one database.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    reach_database()
    with _alone("migrate"):
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            call_command("migrate", interactive=False, verbosity=0)
    return bool(plan)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        from heard.store.sql import SessionLock

        lock = SessionLock(name)
        try:
            yield
        finally:
            lock.close()
        return
    settings.HOME.mkdir(parents=True, exist_ok=True)
    with (settings.HOME / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def quiet() -> None:
    """Only warnings in the log: the command's own lines say what happens."""
    logging.getLogger().setLevel(logging.WARNING)
