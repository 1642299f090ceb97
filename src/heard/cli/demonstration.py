"""`heard demonstration add` and `remove`."""

from __future__ import annotations

from rich.console import Console

from heard.cli import django
from heard.cli.errors import CommandError


def add() -> None:
    """Make the demonstration organisation."""
    _ready()
    from heard.demonstration import actions

    made = actions.ensure(progress=Console(stderr=True).print)
    print(f"{made.name} is there. Its code is {made.code}.")


def remove() -> None:
    """Remove it. Raises CommandError where there is none."""
    _ready()
    from heard.demonstration import actions

    removed = actions.remove()
    if removed is None:
        raise CommandError("There is no demonstration organisation. Nothing was removed.")
    print(f"{removed} was removed with everything in it. The ledger's events stay: they say that it was there.")


def _ready() -> None:
    django.setup()
    django.quiet()
    django.migrate()
