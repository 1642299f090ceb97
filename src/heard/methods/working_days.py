"""Working days: Monday to Friday without the bank holidays of a nation.

Regulations count so (SI 2009/309, regulation 13: "not later than 3 working days after the day on which it received
the complaint"): the day itself does not count, the last day does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np


class NoHolidaysError(LookupError):
    """The day lies where no bank holidays are known, so that working days cannot be counted."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The bank holidays of a nation, known from the first day until the day before `until`."""

    nation: str
    first: date
    until: date
    holidays: frozenset[date]
    _busy: np.busdaycalendar = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_busy", np.busdaycalendar(holidays=sorted(self.holidays)))

    def knows(self, day: date) -> bool:
        """Whether the bank holidays around the day are known."""
        return self.first <= day < self.until

    def require(self, day: date) -> None:
        """Raise NoHolidaysError for a day whose bank holidays are not known."""
        if not self.knows(day):
            raise NoHolidaysError(
                f"No bank holidays of {self.nation} are known for {day.year}."
                " Add them to the pack bank-holidays from gov.uk/bank-holidays."
            )


def calendar_of(nation: str, years: Iterable[int], holidays: Iterable[date]) -> Calendar:
    """A calendar of consecutive whole years. Raises ValueError where there is none or one is missing between two.

    >>> easter = calendar_of("England and Wales", [2026], [date(2026, 4, 3), date(2026, 4, 6)])
    >>> easter.first, easter.until
    (datetime.date(2026, 1, 1), datetime.date(2027, 1, 1))
    """
    known = sorted(set(years))
    if not known or known != list(range(known[0], known[-1] + 1)):
        raise ValueError(f"The years of {nation} have to follow one another: {known}.")
    return Calendar(nation, date(known[0], 1, 1), date(known[-1] + 1, 1, 1), frozenset(holidays))


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether people work on the day.

    >>> easter = calendar_of("England and Wales", [2026], [date(2026, 4, 3), date(2026, 4, 6)])
    >>> is_working_day(date(2026, 4, 2), easter), is_working_day(date(2026, 4, 3), easter)
    (True, False)
    """
    calendar.require(day)
    return bool(np.is_busday(day, busdaycal=calendar._busy))


def add_working_days(start: date, days: int, calendar: Calendar) -> date:
    """The `days`th working day after `start`; `start` itself for 0.

    Raises ValueError for a negative number, NoHolidaysError where the way leads outside the calendar.

    >>> easter = calendar_of("England and Wales", [2026], [date(2026, 4, 3), date(2026, 4, 6)])
    >>> add_working_days(date(2026, 4, 2), 3, easter)  # Thursday, then Good Friday and Easter Monday off
    datetime.date(2026, 4, 9)
    """
    if days < 0:
        raise ValueError("Working days are added, never taken away.")
    calendar.require(start)
    if days == 0:
        return start
    try:
        found: date = np.busday_offset(start, days, roll="backward", busdaycal=calendar._busy).astype(object)
    except (OverflowError, ValueError):
        found = date.max
    calendar.require(found)
    return found


def working_days_between(a: date, b: date, calendar: Calendar) -> int:
    """How many working days lie after `a` up to and with `b`; negative where `b` is before `a`.

    `working_days_between(a, add_working_days(a, n, c), c) == n`. Raises NoHolidaysError outside the calendar.

    >>> easter = calendar_of("England and Wales", [2026], [date(2026, 4, 3), date(2026, 4, 6)])
    >>> working_days_between(date(2026, 4, 2), date(2026, 4, 9), easter)
    3
    >>> working_days_between(date(2026, 4, 9), date(2026, 4, 2), easter)
    -3
    """
    calendar.require(a)
    calendar.require(b)
    first, last = sorted((a, b))
    tomorrow, after = first + timedelta(days=1), last + timedelta(days=1)
    count = int(np.busday_count(tomorrow, after, busdaycal=calendar._busy))
    return count if a <= b else -count
