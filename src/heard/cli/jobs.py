"""What the command asks of the worker."""

from __future__ import annotations

from heard.store import background


@background.job(retries=0)
def answer() -> None:
    """Nothing but to be taken from the queue: so the doctor sees that a worker lives."""
