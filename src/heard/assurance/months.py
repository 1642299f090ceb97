"""Months in addresses and on pages."""

from __future__ import annotations

import re
from datetime import date

from heard.methods.fft import Month

_MONTH = re.compile(r"(\d{4})-(\d{2})")


def parse(text: str) -> Month | None:
    """A month as addresses have it; None for anything else.

    >>> parse("2026-03"), parse("2026-13"), parse("March")
    (Month(year=2026, month=3), None, None)
    """
    found = _MONTH.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1970:
        return None
    return Month(int(found[1]), int(found[2]))


def said(month: Month) -> str:
    """A month in words.

    >>> said(Month(2026, 3))
    'March 2026'
    """
    return f"{month.first:%B} {month.year}"


def financial_year(day: date) -> str:
    """The year from April to March, as returns name it.

    >>> financial_year(date(2025, 8, 1)), financial_year(date(2000, 3, 31))
    ('2025_26', '1999_00')
    """
    first = day.year if day.month >= 4 else day.year - 1
    return f"{first}_{(first + 1) % 100:02d}"
