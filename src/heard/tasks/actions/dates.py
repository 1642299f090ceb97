"""From when a task is due soon, until when it is in time, and for how long its clock may stand still."""

from __future__ import annotations

from datetime import date
from math import floor

from heard.organisations.working_days import Calendar, add_working_days, working_days_between
from heard.tasks.rules import Clock

# The share of its working days after which a task with a day of its own, without a clock, is due soon.
WARN = 0.75


def dates_of(rule: Clock | None, due_on: date | None, began: date, calendar: Calendar) -> tuple[date, date, int]:
    """(due soon from, due on, longest pause in working days). Raises ValueError for neither clock nor day."""
    if rule is None and due_on is None:
        raise ValueError("A task has a clock or a day of its own.")
    if rule is not None and due_on is None:
        due = add_working_days(began, rule.working_days, calendar)
        return add_working_days(began, rule.warn_after, calendar), due, rule.longest_pause
    assert due_on is not None, "one of the two is there"
    days = working_days_between(began, due_on, calendar)
    warn = add_working_days(began, floor(days * WARN), calendar) if days > 0 else due_on
    # Without a clock of its own it may stand still for as long as it had: no pause doubles more than its time.
    return min(warn, due_on), due_on, rule.longest_pause if rule else max(days, 0)
