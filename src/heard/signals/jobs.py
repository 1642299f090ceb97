"""What the worker does for this room. Everything is safe to run twice, at once, and after it was killed."""

from __future__ import annotations

from heard.organisations.policy import SYSTEM
from heard.store.background import job, periodic


@job()
def raise_signals() -> None:
    """Make signals of what was noted."""
    from heard.signals.actions import raise_waiting

    raise_waiting(actor=SYSTEM)


@periodic(seconds=20)
def raise_what_waits() -> None:
    """The same by the clock: what a file brought, and what a killed job left."""
    from heard.signals.actions import raise_waiting

    raise_waiting(actor=SYSTEM)


@periodic(seconds=5 * 60)
def follow_tasks() -> None:
    """Find what has stalled and was not told, and settle what has stalled no longer."""
    from heard.signals.actions import find_stalled, settle_stalled

    find_stalled(actor=SYSTEM)
    settle_stalled(actor=SYSTEM)


@periodic(seconds=15 * 60)
def watch_streams() -> None:
    """Early warning: look at the organisations whose streams nobody looked at for some hours."""
    from heard.signals.actions import watch_all

    watch_all(actor=SYSTEM)
