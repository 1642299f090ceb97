"""The submission of a real export equals a calculation by hand: csv and plain Python, and nothing of Heard's."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from heard.assurance import actions, queries
from heard.methods.fft import Month
from heard.organisations.policy import SYSTEM
from heard.voices import actions as voices
from heard.voices.models import Source
from heard.voices.tests.factories import bring, organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.slow]
Counts = dict[tuple[int, int], dict[str, list[int]]]


@pytest.fixture
def fake_coder() -> None:
    """The coder that ships: the other one reads its codes out of the words."""


def readings(text: str) -> set[date]:
    """Both ways to read a date, of which one may not exist."""
    first, second, year = map(int, text.split("/"))
    found = set()
    for day, month in ((first, second), (second, first)):
        try:
            found.add(date(year, month, day))
        except ValueError:
            continue
    return found


def day_first(text: str) -> date:
    day, month, year = map(int, text.split("/"))
    return date(year, month, day)


class ByHand:
    """Months counted from the file alone, with this resolution of its doubtful dates.

    The rows of one respondent are one response of one day. A respondent whose rows have different dates gave the day
    that all of them can be read as. Where two days fit, it is the one nearest to those of the respondents numbered
    before and after whose day is sure: that service numbers by date. All other dates have the day first.
    """

    def __init__(self, content: str) -> None:
        self.respondents: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        for row in csv.DictReader(io.StringIO(content, newline="")):
            self.respondents[row["Respondent ID"]].append(row)
        swapped = {
            rows[0]["Service type 1"] for rows in self.respondents.values() if len({row["Date"] for row in rows}) > 1
        }
        self.sure: dict[str, dict[int, date]] = {service: {} for service in swapped}
        for name, rows in self.respondents.items():
            days = self.days(rows)
            if len(days) == 1 and rows[0]["Service type 1"] in swapped:
                self.sure[rows[0]["Service type 1"]][int(name.split()[-1])] = min(days)

    def days(self, rows: list[dict[str, str]]) -> set[date]:
        return set.intersection(*(readings(row["Date"]) for row in rows))

    def day(self, name: str) -> date:
        rows = self.respondents[name]
        days = self.days(rows)
        service = rows[0]["Service type 1"]
        if len(days) == 1:
            return min(days)
        if len({row["Date"] for row in rows}) == 1:
            return day_first(rows[0]["Date"])
        number = int(name.rsplit(maxsplit=1)[-1])
        below = max((one for one in self.sure[service] if one < number), default=None)
        above = min((one for one in self.sure[service] if one > number), default=None)
        near = [self.sure[service][one] for one in (below, above) if one is not None]
        return min(days, key=lambda day: sum(abs((day - other).days) for other in near))

    def counts(self) -> tuple[Counts, dict[tuple[int, int], int]]:
        """Answers 1 to 6 by month and service; and how many with another code, by month."""
        months: Counts = defaultdict(lambda: defaultdict(lambda: [0] * 6))
        unknown: defaultdict[tuple[int, int], int] = defaultdict(int)
        for name, rows in self.respondents.items():
            day = self.day(name)
            code = rows[0]["FFT categorical answer"]
            place = next(
                text
                for text in (rows[0]["Service type 2"], rows[0]["Service type 1"], rows[0]["Trust"])
                if text.strip()
            )
            if code in {"1", "2", "3", "4", "5", "6"}:
                months[day.year, day.month][" ".join(place.split())][int(code) - 1] += 1
            else:
                unknown[day.year, day.month] += 1
        return months, unknown


def test_the_submission_equals_a_calculation_by_hand(shared_data: Path) -> None:
    content = (shared_data / "fft" / "fft_export.csv").read_bytes()
    place = organisation()
    bring(place.id, content, name="fft_export.csv")
    voices.settle_dates(actor=SYSTEM, source_id=Source.objects.get().pk, order="day_first")
    expected, unknown = ByHand(content.decode("utf-8-sig")).counts()
    assert sum(unknown.values()) == 190

    listed = {row.month for row in queries.months(place.id)}
    assert listed == {Month(*key) for key in expected}
    for key, services in expected.items():
        month = Month(*key)
        given = {"actor": SYSTEM, "organisation_id": place.id, "month": month}
        actions.start_return(**given)
        reference = actions.submit_return(**given)
        found = queries.submitted_file(place.id, reference)
        assert found is not None
        rows = list(csv.DictReader(io.StringIO(found[0].decode("utf-8-sig"), newline="")))
        assert {row["Ward name"]: [int(row[name]) for name in list(row)[10:16]] for row in rows} == services, month
        for row in rows:
            answers = services[row["Ward name"]]
            assert int(row["Total Responses"]) == sum(answers)
            assert float(row["Prop_Pos"]) == pytest.approx((answers[0] + answers[1]) / sum(answers), abs=5.1e-5)
            assert float(row["Prop_Neg"]) == pytest.approx((answers[3] + answers[4]) / sum(answers), abs=5.1e-5)
            assert (row["Total Eligible SUM"], row["Response Rate"]) == ("", "")
        beside = queries.month_count(place.id, month).beside_totals()
        assert beside == {"unknown_codes": unknown[key], "undecided": 0, "undated": 0}


def test_before_its_dates_are_settled_they_stand_beside_and_are_counted_nowhere(shared_data: Path) -> None:
    content = (shared_data / "fft" / "fft_export.csv").read_bytes()
    place = organisation()
    bring(place.id, content, name="fft_export.csv")
    counted = sum(row.responses for row in queries.months(place.id))
    voices.settle_dates(actor=SYSTEM, source_id=Source.objects.get().pk, order="day_first")
    assert counted < sum(row.responses for row in queries.months(place.id))
