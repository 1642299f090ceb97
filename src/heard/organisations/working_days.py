"""Working days of an organisation: its nation's bank holidays, from the pack bank-holidays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from heard.methods.working_days import (
    Calendar,
    NoHolidaysError,
    add_working_days,
    calendar_of,
    is_working_day,
    working_days_between,
)
from heard.organisations import packs
from heard.organisations.models import Organisation
from heard.organisations.queries.once import known_organisations

__all__ = [
    "KNOWN_AHEAD",
    "Calendar",
    "NoHolidaysError",
    "add_working_days",
    "calendar",
    "calendar_for",
    "calendars",
    "ends_soon",
    "is_working_day",
    "working_days_between",
]

PACK = "bank-holidays"
# So long ahead have bank holidays to be known: what is due after the last of them has no day.
KNOWN_AHEAD = timedelta(days=365)


def calendar(nation: str) -> Calendar:
    """The calendar of a nation (an Organisation.Nation). One query at most."""
    return calendars()[nation]


def calendar_for(organisation_id: int) -> Calendar:
    """The calendar of an organisation's nation. Two queries at most."""
    known = known_organisations().get(organisation_id)
    return calendar(
        known.nation if known else Organisation.objects.values_list("nation", flat=True).get(pk=organisation_id)
    )


def ends_soon(nation: str, today: date) -> date | None:
    """The last day whose bank holidays are known, where that is less than a year ahead; else None."""
    last = calendar(nation).until - timedelta(days=1)
    return last if last - today < KNOWN_AHEAD else None


def calendars() -> dict[str, Calendar]:
    """The calendar of every nation. One query at most. Raises NoPackError where the pack is not there."""
    return packs.load(PACK).once(_calendars)


def _calendars(content: Mapping[str, Any]) -> dict[str, Calendar]:
    return {str(nation): calendar_from(nation.label, content[nation]) for nation in Organisation.Nation}


def calendar_from(name: str, years: Mapping[str, Any]) -> Calendar:
    """A calendar from one nation of the pack: its years, each with the months and days of its bank holidays.

    >>> calendar_from("Scotland", {"2026": ["01-01", "01-02"]}).until
    datetime.date(2027, 1, 1)
    """
    days = [date.fromisoformat(f"{year}-{day}") for year, found in years.items() for day in found]
    return calendar_of(name, map(int, years), days)
