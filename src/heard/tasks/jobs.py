"""What the worker does for this room by the clock. Several workers may do it at once."""

from __future__ import annotations

from heard.organisations.policy import SYSTEM
from heard.store.background import periodic
from heard.tasks import actions


@periodic(seconds=5 * 60)
def run_clocks() -> None:
    """Go on after pauses, warn of what is due soon, raise what is overdue, and hand on what leavers own."""
    actions.resume_paused(actor=SYSTEM)
    actions.warn_due(actor=SYSTEM)
    actions.escalate_overdue(actor=SYSTEM)
    actions.hand_on_leavers_tasks(actor=SYSTEM)


@periodic(seconds=60 * 60)
def count_day() -> None:
    """Write down how the tasks of every organisation stand today."""
    actions.count_day(actor=SYSTEM)
