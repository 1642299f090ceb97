"""What a month counts, at which site, and what it lists beside, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from heard.assurance import queries
from heard.coding.queries import ratings
from heard.coding.tests.ground import Ground, make_ground
from heard.coding.tests.spoken import Spoken, speak
from heard.methods.fft import Month
from heard.organisations import actions as organisations
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_unit
from heard.voices.models import Voice

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MARCH = Month(2026, 3)


def rated(unit_id: int, day: date | None, code: int, number: int = 1, channel: str = "sms") -> list[Spoken]:
    return [Spoken(unit_id, day, code, channel=channel, answers=[]) for _ in range(number)]


@pytest.fixture
def ground() -> Ground:
    return make_ground(voices=False)


def lines(ground: Ground, month: Month = MARCH) -> dict[tuple[str, str], tuple[int, ...]]:
    found = queries.month_count(ground.organisation.id, month).lines
    return {(line.site, line.service): line.ratings.answers for line in found}


def test_wordless_ratings_count_each_at_its_own_service(ground: Ground) -> None:
    speak(
        ground.organisation.id,
        [
            *rated(ground.heron.id, date(2026, 3, 1), 1, 3),
            *rated(ground.heron.id, date(2026, 3, 31), 6),
            *rated(ground.curlew.id, date(2026, 3, 2), 5),
            *rated(ground.curlew.id, date(2026, 4, 1), 5),
            *rated(ground.curlew.id, date(2026, 2, 28), 5),
            Spoken(ground.heron.id, date(2026, 3, 3), None),
        ],
    )
    assert lines(ground) == {("", "Curlew Ward"): (0, 0, 0, 0, 1, 0), ("", "Heron Ward"): (3, 0, 0, 0, 0, 1)}


def test_what_is_not_counted_stands_beside_with_its_reason(ground: Ground) -> None:
    heron = ground.heron.id
    said = speak(
        ground.organisation.id,
        [*rated(heron, date(2026, 3, 1), 0, 2), *rated(heron, None, 1, 3), *rated(heron, date(2026, 3, 2), 1)],
    )
    doubtful = Voice.objects.filter(pk__in=[voice.pk for voice in said[2:4]])
    doubtful.update(said_on_day_first=date(2026, 3, 4), said_on_month_first=date(2026, 4, 3))
    found = queries.month_count(ground.organisation.id, MARCH)
    assert found.total.answers == (1, 0, 0, 0, 0, 0)
    assert found.beside_totals() == {"unknown_codes": 2, "undecided": 2, "undated": 1}
    assert [(doubt.source, doubt.here) for doubt in found.doubts] == [("Supplier", 2)]
    elsewhere = queries.month_count(ground.organisation.id, Month(2026, 6))
    assert elsewhere.beside_totals() == {"unknown_codes": 0, "undecided": 0, "undated": 1}
    assert elsewhere.doubts == ()


def test_withdrawn_ratings_and_those_of_others_do_not_count(ground: Ground) -> None:
    other = make_ground(voices=False, code="hillside")
    speak(other.organisation.id, rated(other.heron.id, date(2026, 3, 1), 1, 2))
    assert lines(ground) == {}


def test_collection_modes_are_the_ffts(ground: Ground) -> None:
    heron, day = ground.heron.id, date(2026, 3, 1)
    given = [one for channel in ("sms", "paper", "", "tablet") for one in rated(heron, day, 1, 1, channel)]
    speak(ground.organisation.id, given)
    (line,) = queries.month_count(ground.organisation.id, MARCH).lines
    assert line.ratings.modes == {"SMS": 1, "Paper Discharge": 1, "Other": 1, "Electronic Discharge": 1}


def test_a_ward_that_moves_within_the_month_has_a_line_at_each_site(ground: Ground) -> None:
    north = make_unit(ground.organisation, "North Site", "site")
    south = make_unit(ground.organisation, "South Site", "site")
    ward = make_unit(north, "Wren Ward", "ward")
    organisations.move_unit(actor=SYSTEM, unit_id=ward.id, parent_id=south.id, on=date(2026, 3, 15))
    organisations.rename_unit(actor=SYSTEM, unit_id=ward.id, name="Robin Ward", on=date(2026, 3, 20))
    speak(
        ground.organisation.id,
        [*rated(ward.id, date(2026, 3, 14), 1, 2), *rated(ward.id, date(2026, 3, 15), 4, 3)],
    )
    assert lines(ground) == {
        ("North Site", "Robin Ward"): (2, 0, 0, 0, 0, 0),
        ("South Site", "Robin Ward"): (0, 0, 0, 3, 0, 0),
    }


def test_counting_reads_the_rows_of_the_month_by_an_index(ground: Ground) -> None:
    speak(ground.organisation.id, rated(ground.heron.id, date(2026, 3, 1), 1, 50))
    plans: list[str] = []

    def keep(execute, sql, params, many, context):
        if sql.startswith("SELECT unit_id"):
            plans.append(plan(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        ratings.rating_counts([ground.heron.id, ground.clinic.id], MARCH.first, MARCH.last)
    assert len(plans) == 1
    assert "explorevoice_by_unit" in plans[0]


def plan(statement: str, parameters: object) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Fifty rows are read from end to end whatever the index; where that way is shut, it has to fit.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {statement}", parameters)
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return "\n".join(str(row) for row in cursor.fetchall())
