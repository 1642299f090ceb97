"""Dates as people read them."""

from __future__ import annotations

from datetime import date


def long_date(day: date) -> str:
    """A date in words.

    >>> long_date(date(2026, 4, 1))
    '1 April 2026'
    """
    return f"{day.day} {day:%B %Y}"
