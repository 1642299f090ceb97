"""Days and periods in words, and what the presets of a period mean today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from heard.coding.queries.shapes import Interval

_PRESET_MONTHS: Final = {"3m": 3, "12m": 12, "24m": 24}


def months_before(day: date, months: int) -> date:
    """The day after the same day so many months before, so that the span holds whole months of days.

    >>> months_before(date(2026, 11, 22), 12), months_before(date(2026, 3, 31), 1)
    (datetime.date(2025, 11, 23), datetime.date(2026, 3, 1))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for back in range(4):
        try:
            return date(year, month + 1, day.day - back) + timedelta(days=1)
        except ValueError:
            continue
    raise AssertionError("unreachable: every month has 28 days")


def preset(period: str, first: date | None, last: date | None, today: date) -> tuple[date | None, date | None]:
    """The first and last day of a chosen period; days typed without a choice count as 'between'.

    >>> preset("year", None, None, date(2026, 3, 31))[0], preset("4w", None, None, date(2026, 11, 22))[0]
    (datetime.date(2025, 4, 1), datetime.date(2026, 10, 26))
    """
    if period in _PRESET_MONTHS:
        return months_before(today, _PRESET_MONTHS[period]), today
    if period == "4w":
        return today - timedelta(days=27), today
    if period == "year":
        return date(today.year - (today < date(today.year, 4, 1)), 4, 1), today
    return (None, None) if period == "undated" else (first, last)


def said(day: date) -> str:
    """A day in words.

    >>> said(date(2026, 3, 1))
    '1 March 2026'
    """
    return f"{day.day} {day:%B %Y}"


def span(first: date | None, last: date | None) -> str:
    """A period in words.

    >>> span(date(2026, 3, 1), None), span(None, None)
    ('from 1 March 2026', 'all dates')
    """
    if first and last:
        return f"{said(first)} to {said(last)}"
    if first:
        return f"from {said(first)}"
    return f"until {said(last)}" if last else "all dates"


def next_start(start: date, interval: Interval) -> date:
    """The first day of the following period.

    >>> next_start(date(2026, 10, 1), Interval.QUARTER), next_start(date(2026, 11, 16), Interval.WEEK)
    (datetime.date(2027, 1, 1), datetime.date(2026, 11, 23))
    """
    if interval is Interval.WEEK:
        return start + timedelta(days=7)
    months = start.year * 12 + start.month - 1 + (3 if interval is Interval.QUARTER else 1)
    return date(months // 12, months % 12 + 1, 1)


def short(start: date, interval: Interval) -> str:
    """A period as a label on an axis.

    >>> [short(date(2026, 1, 5), grain) for grain in (Interval.WEEK, Interval.MONTH, Interval.QUARTER)]
    ['5 Jan 26', 'Jan 26', 'Jan–Mar 26']
    """
    if interval is Interval.WEEK:
        return f"{start.day} {start:%b %y}"
    if interval is Interval.MONTH:
        return f"{start:%b %y}"
    return f"{start:%b}–{next_start(start, interval) - timedelta(days=1):%b %y}"


def name(start: date, interval: Interval) -> str:
    """A period in words.

    >>> name(date(2026, 1, 5), Interval.WEEK), name(date(2026, 1, 1), Interval.QUARTER)
    ('Week from 5 January 2026', 'January to March 2026')
    """
    if interval is Interval.WEEK:
        return f"Week from {said(start)}"
    if interval is Interval.MONTH:
        return f"{start:%B %Y}"
    return f"{start:%B} to {next_start(start, interval) - timedelta(days=1):%B %Y}"
