"""`heard ledger start-log`."""

from __future__ import annotations

from heard.cli import django
from heard.cli.errors import CommandError


def start_log(because: str) -> None:
    """Begin a new log whose first event says why. Raises CommandError without a reason."""
    if not because.strip():
        raise CommandError('Say why a new log begins: --because "restored the backup of 3 March".')
    django.setup()
    django.quiet()
    django.migrate()
    from heard.ledger import actions

    origin = actions.start_log(because=because.strip())
    print(f"A new log has begun: {origin}. Events from now on go into it; the old log stays as it is.")
