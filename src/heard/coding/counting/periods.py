"""The periods of cells: the part of a week (from Monday) that lies in one month, named by its first day.

Weeks, months and quarters are sums of such parts, so one set of cells serves all three; there are 1.23 parts a week.
Days are whole numbers since 1970-01-01, a Thursday.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

EPOCH: Final = date(1970, 1, 1)


def day_of(day: date) -> int:
    """Days since 1970-01-01.

    >>> day_of(date(1970, 1, 2))
    1
    """
    return (day - EPOCH).days


def date_of(day: int) -> date:
    """The date of a number of days.

    >>> date_of(1)
    datetime.date(1970, 1, 2)
    """
    return EPOCH + timedelta(days=day)


def monday(days: NDArray[np.int32]) -> NDArray[np.int32]:
    """The Monday of each day's week."""
    return days - (days + 3) % 7


def month_start(days: NDArray[np.int32]) -> NDArray[np.int32]:
    """The first day of each day's month."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)


def quarter_start(days: NDArray[np.int32]) -> NDArray[np.int32]:
    """The first day of each day's quarter."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return (months - months % 3).astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)


def period(days: NDArray[np.int32], undated: int) -> NDArray[np.int32]:
    """The first day of the period of each day; `undated` stays what it is.

    >>> days = np.array([day_of(date(2026, 11, 1)), day_of(date(2026, 11, 4)), -1_000_000], np.int32)
    >>> [str(date_of(int(day))) for day in period(days, -1_000_000)[:2]]
    ['2026-11-01', '2026-11-02']
    """
    return np.where(days == undated, undated, np.maximum(monday(days), month_start(days))).astype(np.int32)


def whole_periods(first: int, last: int) -> tuple[int, int]:
    """The days of [first, last] that whole periods make up, as (first, last); empty where last < first.

    >>> begin, end = whole_periods(day_of(date(2026, 11, 3)), day_of(date(2026, 11, 30)))
    >>> str(date_of(begin)), str(date_of(end))
    ('2026-11-09', '2026-11-30')
    """
    begin = first if _starts(first) else _next_start(first)
    end = last if _starts(last + 1) else _start(last) - 1
    return begin, end


def _start(day: int) -> int:
    on = date_of(day)
    return max(day - on.weekday(), day_of(on.replace(day=1)))


def _starts(day: int) -> bool:
    return _start(day) == day


def _next_start(day: int) -> int:
    on = date_of(day)
    following = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return min(day - on.weekday() + 7, day_of(following))
