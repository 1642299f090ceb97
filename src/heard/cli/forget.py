"""`heard forget`: the list of what was erased, erasing it again after a restore, and taking the last traces away."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from heard.cli import django
from heard.cli.errors import CommandError


def write_list(target: Path | None, *, as_json: bool) -> None:
    """Write the list: opaque references and times, to be kept beside backups; to standard output without a file."""
    _ready()
    from heard.ledger import erased

    rows = erased.listed(erased.list_path("default")) | erased.recorded("default")
    if target is None:
        for subject, at in sorted(rows.items()):
            print(json.dumps({"subject": subject, "at": at.isoformat()}))
        return
    try:
        erased.write(target, rows)
    except OSError as problem:
        raise CommandError(f"{target} cannot be written ({problem.strerror}).") from problem
    print(json.dumps({"erasures": len(rows)}) if as_json else f"{len(rows):,} erasures are listed: {target}")


def replay(source: Path | None, *, as_json: bool) -> None:
    """Erase again what a restored backup brought back, by the list beside the database or by a file."""
    _ready()
    from heard.ledger import actions, erased

    try:
        rows = erased.listed(source) if source is not None else None
    except (ValueError, OSError) as problem:
        raise CommandError(str(problem)) from problem
    if source is not None and not source.exists():
        raise CommandError(f"There is no file {source}.")
    count = actions.replay(rows=rows)
    if count:
        _scrub()
    print(json.dumps({"erased": count}) if as_json else f"{count:,} erased again.")


def scrub() -> None:
    """Rewrite the database's files without what was deleted from them. Nobody else can use it meanwhile."""
    _ready()
    _scrub()
    print("The database's files hold nothing any more that was deleted.", file=sys.stderr)


def _scrub() -> None:
    from heard.ledger import actions
    from heard.ledger.sql import StillInUseError

    try:
        actions.scrub(full=True)
    except StillInUseError as problem:
        raise CommandError(str(problem)) from problem


def _ready() -> None:
    django.setup()
    django.quiet()
    django.migrate()
