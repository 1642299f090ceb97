"""Percentages for everyone: those that were published, equal to what was submitted, with small numbers hidden."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from heard.assurance import actions, queries
from heard.assurance.models import Submission
from heard.assurance.queries.counts import line_of
from heard.assurance.tests.test_counts import rated
from heard.coding.tests.ground import WHY, Ground, make_ground
from heard.coding.tests.spoken import Spoken, speak
from heard.coding.tests.test_explore_page import text_of
from heard.methods.fft import Month
from heard.organisations.policy import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MARCH = Month(2026, 3)


@pytest.fixture
def ground() -> Ground:
    made = make_ground(voices=False)
    day = date(2026, 3, 4)
    speak(
        made.organisation.id,
        [
            # Without any words, all of them: a rating counts all the same.
            *rated(made.heron.id, day, 1, 20),
            *rated(made.heron.id, day, 6, 5),
            *rated(made.curlew.id, day, 2, 3),
            *rated(made.clinic.id, day, 5, 9),
            *rated(made.clinic.id, day, 0, 2),
            *rated(made.clinic.id, None, 4, 7),
            *[Spoken(made.heron.id, day, 1, answers=[(WHY, f"Left in pain {n} level3 mood5")]) for n in range(6)],
        ],
    )
    return made


def publish(ground: Ground, month: Month = MARCH, **given: Any) -> None:
    step = {"actor": SYSTEM, "organisation_id": ground.organisation.id, "month": month}
    actions.start_return(**step)
    actions.set_eligible(**step, numbers={ground.heron.id: 62})
    actions.submit_return(**step)
    actions.publish_percentages(**step, **given)


def page(ground: Ground, name: str = "fft-percentages", *parts: str) -> Any:
    cache.clear()
    return Client().get(reverse(name, args=[ground.organisation.code, *parts]))


def test_nothing_is_shown_before_it_is_published(ground: Ground) -> None:
    assert "Nothing is published yet" in text_of(page(ground))
    assert page(ground, "fft-percentages-month", "2026-03").status_code == 404
    assert page(ground, "fft-percentages-file", "2026-03").status_code == 404
    assert page(ground, "fft-percentages-month", "March").status_code == 404
    assert reverse("fft-percentages", args=[ground.organisation.code]) in page(ground, "front").content.decode()


def test_what_is_shown_equals_what_was_submitted_but_for_small_numbers(ground: Ground) -> None:
    publish(ground)
    submitted = {line.service: line for line in map(line_of, Submission.objects.get().lines)}
    found = queries.percentages(ground.organisation.id, MARCH)
    shown = {row.name: row for row in found.rows if row.level == "service"}
    assert {name for name, row in shown.items() if row.hidden} == {"Curlew Ward", "Eye Clinic"}
    heron, line = shown["Heron Ward"], submitted["Heron Ward"]
    assert (
        (heron.responses, heron.answers) == (line.ratings.responses, line.ratings.answers) == (31, (26, 0, 0, 0, 0, 5))
    )
    # (very good + good) of all responses, 'don't know' among them: 26 of 31.
    assert heron.percent_positive == str(line.ratings.percent_positive) == "83.9"
    assert heron.response_rate == "50.0"
    everyone = found.rows[0]
    assert everyone.responses == sum(line.ratings.responses for line in submitted.values()) == 43
    (row,) = queries.published_months(ground.organisation.id)
    assert row.total == everyone


def test_the_page_says_what_is_not_counted_what_is_missing_and_what_a_percentage_hides(ground: Ground) -> None:
    publish(ground)
    shown = text_of(page(ground, "fft-percentages-month", "2026-03"))
    for words in (
        "tell of a serious concern, that somebody was harmed or could have been: 6",
        "Concerns of people who chose Very good or Good all the same: 6",
        "missing for 2 of 3 services",
        "a code that is none of the six: fewer than 5",
        "without any date, which may belong to any month: 7",
        "Curlew Ward Hidden Hidden Hidden Hidden Hidden",
    ):
        assert words in shown, words
    speak(ground.organisation.id, rated(ground.heron.id, date(2026, 3, 5), 1, 4))
    assert "Heron Ward 31" in text_of(page(ground, "fft-percentages-month", "2026-03")), "what is published is frozen"
    publish(ground, reason="A late file came.")
    shown = text_of(page(ground, "fft-percentages-month", "2026-03"))
    assert "Heron Ward 35" in shown
    assert "A late file came." in shown


def test_the_file_is_the_table_with_the_mark_for_what_is_hidden(ground: Ground) -> None:
    publish(ground)
    content = page(ground, "fft-percentages-file", "2026-03").content.decode("utf-8-sig")
    rows = {row["Name"]: row for row in csv.DictReader(io.StringIO(content))}
    assert rows["Heron Ward"]["Responses"] == "31"
    assert rows["Heron Ward"]["Very good"] == "26"
    assert set(list(rows["Curlew Ward"].values())[4:]) == {"*"}


def test_the_pages_cost_the_same_whatever_they_hold(ground: Ground) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def costs() -> list[int]:
        found = []
        for name, parts in (("fft-percentages", ()), ("fft-percentages-month", ("2026-03",))):
            with CaptureQueriesContext(connection) as taken:
                page(ground, name, *parts)
            found.append(len(taken))
        return found

    publish(ground)
    page(ground)
    before = costs()
    speak(ground.organisation.id, rated(ground.clinic.id, date(2026, 2, 4), 1, 9))
    publish(ground, Month(2026, 2))
    speak(ground.organisation.id, rated(ground.medicine.id, date(2026, 3, 5), 1, 40))
    publish(ground, reason="A late file came.")
    assert costs() == before
