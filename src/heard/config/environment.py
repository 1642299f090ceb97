"""Settings that come from the environment: one reader for each, one place to look them up."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def home() -> Path:
    """The folder that holds Heard's own files (database, uploads, keys): HEARD_HOME, or ./var."""
    return Path(os.environ.get("HEARD_HOME", "var")).resolve()


def flag(name: str, default: bool = False) -> bool:
    """A yes or no from the environment.

    >>> import os; os.environ["HEARD_EXAMPLE"] = "yes"; flag("HEARD_EXAMPLE")
    True
    """
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def kept_secret(name: str) -> str:
    """The secret HEARD_<NAME>, else one made once and kept in the home folder, readable by its owner only."""
    if value := os.environ.get(f"HEARD_{name.upper()}"):
        return value
    path = home() / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass  # another process made it between the look and the write
        else:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
    return path.read_text()


def database(url: str | None) -> dict[str, Any]:
    """Django's DATABASES entry for a DATABASE_URL; SQLite (WAL) in the home folder without one.

    >>> database("postgresql://ann:p%40ss@db.example:5433/heard")["NAME"]
    'heard'
    >>> database("sqlite:////tmp/x.sqlite3")["NAME"]
    '/tmp/x.sqlite3'

    Raises ValueError with a sentence for another kind of database.
    """
    if not url:
        return sqlite(home() / "heard.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path[1:])))
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "heard.store.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", parts.hostname or "")),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # For planned_cursor; a pooler between has to know statements by name, as PgBouncer does from 1.21.
            "OPTIONS": {"application_name": "heard", "prepare_threshold": 1},
        }
    raise ValueError(f"DATABASE_URL starts with {parts.scheme}: use postgresql:// or sqlite://.")


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite as Heard needs it: write-ahead log, immediate transactions, triggers that REPLACE cannot pass."""
    synchronous = os.environ.get("HEARD_SQLITE_SYNCHRONOUS", "NORMAL")
    return {
        "ENGINE": "heard.store.sqlite3",
        "NAME": str(path),
        # To open it and set it up takes longer than most requests; a thread keeps its own.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; "
                # NORMAL survives a crash uncorrupted; a power cut may lose the last commits. FULL is one setting away.
                f"PRAGMA synchronous={synchronous}; "
                # Without this, INSERT OR REPLACE passes the ledger's DELETE trigger.
                "PRAGMA recursive_triggers=ON; "
                "PRAGMA secure_delete=ON; "
                "PRAGMA cache_size=-65536; "
                "PRAGMA mmap_size=268435456; "
                "PRAGMA temp_store=MEMORY; "
                # The worker folds the log into the database every few seconds (store/jobs.py), so that nobody who
                # speaks waits for the disk while everybody waits for them. Where none runs, it is folded at 32 MB.
                "PRAGMA wal_autocheckpoint=8000;"
            ),
        },
    }
