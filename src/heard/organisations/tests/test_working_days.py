"""Working days: the arithmetic against a count day by day, and the bank holidays that Heard knows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.methods.working_days import (
    Calendar,
    NoHolidaysError,
    add_working_days,
    calendar_of,
    is_working_day,
    working_days_between,
)
from heard.organisations import packs
from heard.organisations.actions import describe_organisation
from heard.organisations.models import Organisation, Role
from heard.organisations.tests.factories import make_actor, make_organisation
from heard.organisations.working_days import PACK, calendar, calendar_for, calendar_from, calendars

NATIONS = {}


def known(nation: str) -> Calendar:
    """The calendar as its file says, without a database."""
    if not NATIONS:
        content = next(pack for pack in map(packs.read, packs.files()) if pack.slug == PACK).content
        NATIONS.update({name: calendar_from(name, years) for name, years in content.items()})
    return NATIONS[nation]


nations = st.sampled_from([str(nation) for nation in Organisation.Nation])
days = st.dates(date(2023, 1, 1), date(2028, 12, 31))


def works(day: date, of: Calendar) -> bool:
    return day.weekday() < 5 and day not in of.holidays


@given(nations, days, st.integers(0, 300))
def test_adding_agrees_with_a_count_day_by_day(nation, start, number):
    of, day, left = known(nation), start, number
    while left and day < of.until:
        day += timedelta(days=1)
        left -= works(day, of)
    if day >= of.until:
        with pytest.raises(NoHolidaysError):
            add_working_days(start, number, of)
    else:
        assert add_working_days(start, number, of) == day
        assert working_days_between(start, day, of) == number


@given(nations, days, days)
def test_counting_agrees_with_a_count_day_by_day(nation, a, b):
    of = known(nation)
    first, last = min(a, b), max(a, b)
    count = sum(works(first + timedelta(days=step), of) for step in range(1, (last - first).days + 1))
    assert working_days_between(a, b, of) == (count if a <= b else -count)


@given(nations, days, days, days)
def test_counts_of_two_stretches_add_up(nation, a, b, c):
    of = known(nation)
    whole = working_days_between(a, c, of)
    assert working_days_between(a, b, of) + working_days_between(b, c, of) == whole


@pytest.mark.parametrize("nation", [str(nation) for nation in Organisation.Nation])
def test_every_year_from_2023_to_2028_has_its_holidays_on_weekdays(nation):
    of = known(nation)
    assert (of.first, of.until) == (date(2023, 1, 1), date(2029, 1, 1))
    assert all(day.weekday() < 5 for day in of.holidays)
    assert all(8 <= sum(day.year == year for day in of.holidays) <= 11 for year in range(2023, 2029))


def test_nations_differ_where_they_do():
    england, scotland = known("england_and_wales"), known("scotland")
    easter_monday, world_cup, boyne = date(2026, 4, 6), date(2026, 6, 15), date(2026, 7, 13)
    assert [is_working_day(easter_monday, of) for of in (england, scotland)] == [False, True]
    assert [is_working_day(world_cup, of) for of in (england, scotland)] == [True, False]
    assert not is_working_day(boyne, known("northern_ireland"))


def test_a_christmas_on_a_weekend_is_kept_on_the_days_after():
    assert add_working_days(date(2027, 12, 24), 1, known("england_and_wales")) == date(2027, 12, 29)


def test_a_year_without_data_is_refused_with_what_to_do():
    with pytest.raises(NoHolidaysError, match=r"known for 2029\. Add them to the pack bank-holidays"):
        add_working_days(date(2028, 12, 29), 1, known("scotland"))
    with pytest.raises(NoHolidaysError, match="known for 2022"):
        working_days_between(date(2022, 12, 31), date(2023, 1, 5), known("scotland"))


def test_a_year_missing_between_two_is_refused():
    with pytest.raises(ValueError, match="follow one another"):
        calendar_of("Scotland", [2024, 2026], [])


@pytest.mark.django_db
def test_an_organisation_keeps_the_holidays_of_its_nation():
    organisation = make_organisation()
    assert calendar_for(organisation.id) == calendar("england_and_wales")
    administrator = make_actor(organisation, Role.ADMINISTRATOR)
    facts = {name: getattr(organisation, name) for name in ("name", "kind", "sector", "ods_code", "cqc_id", "brand")}
    changed = describe_organisation(actor=administrator, organisation_id=organisation.id, nation="scotland", **facts)
    assert changed.nation_label == "Scotland"
    assert calendar_for(organisation.id).nation == "Scotland"


@pytest.mark.django_db
def test_the_calendars_cost_one_query(django_assert_num_queries):
    packs.forget()
    with django_assert_num_queries(1):
        assert len(calendars()) == len(Organisation.Nation)
        assert calendars() is calendars()
