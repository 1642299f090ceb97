"""Over how long places are compared: whole weeks or months that are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEKS = 12


class Over(StrEnum):
    """What a reader can choose. Twelve months tell more, twelve weeks sooner."""

    MONTHS = "months"
    WEEKS = "weeks"


@dataclass(frozen=True, slots=True)
class Period:
    """From a day until the day before another."""

    first: date
    until: date

    @property
    def last(self) -> date:
        """The last day within."""
        return self.until - timedelta(days=1)

    @property
    def said(self) -> str:
        """As it stands on a page.

        >>> Period(date(2025, 11, 1), date(2026, 11, 1)).said
        '1 November 2025 to 31 October 2026'
        """
        return " to ".join(f"{day.day} {day:%B %Y}" for day in (self.first, self.last))


def period(over: Over, today: date) -> Period:
    """The last twelve weeks from Monday to Sunday, or the last twelve months, that are over.

    >>> period(Over.WEEKS, date(2026, 11, 22)).said
    '24 August 2026 to 15 November 2026'
    >>> period(Over.MONTHS, date(2026, 11, 22)).said
    '1 November 2025 to 31 October 2026'
    """
    if over is Over.WEEKS:
        monday = today - timedelta(days=today.weekday())
        return Period(monday - timedelta(weeks=WEEKS), monday)
    month = today.replace(day=1)
    return Period(month.replace(year=month.year - 1), month)
