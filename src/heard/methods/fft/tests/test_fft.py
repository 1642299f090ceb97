"""Counted as rules in force say, and nothing lost: every response is counted or listed beside."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.methods.fft import Counted, Month, Rated, Ratings, count, count_months, percent, proportion

MARCH = Month(2026, 3)
DAYS = st.dates(date(2026, 2, 1), date(2026, 4, 30))


@st.composite
def rated(draw: st.DrawFn) -> Rated[str]:
    day = draw(st.none() | DAYS)
    readings = draw(st.none() | st.tuples(DAYS, DAYS)) if day is None else None
    code = draw(st.none() | st.integers(0, 8))
    unit, mode = draw(st.sampled_from("AB")), draw(st.sampled_from(["sms", "paper"]))
    return Rated(unit, code, day, readings, mode, draw(st.integers(0, 3)))


def listed(found: Counted[str]) -> int:
    beside = (found.unknown_codes, found.undecided, found.undated)
    return found.total.responses + sum(sum(one.values()) for one in beside)


@given(st.lists(rated(), max_size=30))
def test_every_response_of_the_month_is_counted_or_listed_beside(responses: list[Rated[str]]) -> None:
    ours = sum(
        one.number
        for one in responses
        if one.code is not None
        and (one.day in MARCH if one.day else one.readings is None or any(reading in MARCH for reading in one.readings))
    )
    assert listed(count(responses, MARCH)) == ours


@given(st.lists(rated(), max_size=30))
def test_modes_add_up_to_the_responses_and_alike_responses_may_be_given_together(responses: list[Rated[str]]) -> None:
    found = count(responses, MARCH)
    for ratings in found.units.values():
        assert sum(ratings.modes.values()) == ratings.responses
    one_by_one = [
        Rated(one.unit, one.code, one.day, one.readings, one.mode) for one in responses for _ in range(one.number)
    ]
    assert count(one_by_one, MARCH) == found


def test_dont_know_counts_in_the_denominator_and_in_neither_share() -> None:
    ratings = Ratings((6, 2, 0, 1, 0, 1))
    assert (ratings.percent_positive, ratings.percent_negative) == (Decimal("80.0"), Decimal("10.0"))


def test_an_unknown_code_is_in_no_percentage() -> None:
    found = count([Rated("A", 1, date(2026, 3, 1)), Rated("A", 7, date(2026, 3, 1), number=9)], MARCH)
    assert found.units["A"].percent_positive == Decimal("100.0")
    assert found.unknown_codes == {"A": 9}


def test_a_unit_with_unknown_codes_alone_has_no_percentage() -> None:
    found = count([Rated("A", 0, date(2026, 3, 1))], MARCH)
    assert found.units == {}
    assert found.total.percent_positive is None


def test_an_undecided_date_stands_beside_each_month_that_it_may_belong_to() -> None:
    doubtful = [Rated("A", 1, readings=(date(2026, 3, 4), date(2026, 4, 3)))]
    assert [count(doubtful, month).undecided for month in (MARCH, MARCH.next, MARCH.next.next)] == [
        {"A": 1},
        {"A": 1},
        {},
    ]
    assert count(doubtful, MARCH).units == {}


def test_a_response_rate_needs_the_number_of_those_who_could_answer() -> None:
    ratings = Ratings((3, 0, 0, 0, 0, 0))
    assert ratings.response_rate(12) == Decimal("25.0")
    assert ratings.response_rate(None) is None
    assert ratings.response_rate(0) is None


def test_halves_are_rounded_up_as_by_hand() -> None:
    assert percent(1, 16) == Decimal("6.3")  # 6.25
    assert proportion(1, 32) == Decimal("0.0313")  # 0.03125


def test_months_run_in_order() -> None:
    found = count_months([Rated("A", 1, date(2026, 1, 1)), Rated("A", 2, date(2025, 12, 31))])
    assert Counter({str(month): one.total.responses for month, one in found.items()}) == {"2025-12": 1, "2026-01": 1}


@pytest.mark.parametrize(
    "wrong", [Rated("A", 1, number=-1), Rated("A", 1, date(2026, 3, 1), (date(2026, 3, 1), date(2026, 1, 3)))]
)
def test_what_cannot_be_is_refused(wrong: Rated[str]) -> None:
    with pytest.raises(ValueError, match=r"cannot|either"):
        count([wrong], MARCH)
