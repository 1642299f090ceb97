"""A return from its beginning to a corrected publication: what is frozen stays, and each step leaves one event."""

from __future__ import annotations

import csv
import io
from datetime import date
from hashlib import sha256

import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from heard.assurance import actions, files, queries
from heard.assurance.eligible import read
from heard.assurance.models import Eligible, Publication, Submission
from heard.assurance.queries.counts import Line
from heard.assurance.tests.test_counts import rated
from heard.coding.tests.ground import Ground, make_ground
from heard.coding.tests.spoken import speak
from heard.ledger import queries as ledger
from heard.methods.fft import Month, Ratings
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MARCH = Month(2026, 3)


@pytest.fixture
def ground() -> Ground:
    made = make_ground(voices=False)
    day = date(2026, 3, 4)
    speak(
        made.organisation.id,
        [
            *rated(made.heron.id, day, 1, 20),
            *rated(made.heron.id, day, 5, 4),
            *rated(made.curlew.id, day, 2, 3),
            *rated(made.clinic.id, day, 1, 9),
        ],
    )
    return made


def step(ground: Ground, act, **given):
    return act(actor=SYSTEM, organisation_id=ground.organisation.id, month=MARCH, **given)


def test_a_submission_is_the_file_of_that_moment_with_its_hash_in_the_ledger(ground: Ground) -> None:
    reference = step(ground, actions.start_return)
    step(ground, actions.set_eligible, numbers={ground.heron.id: 48})
    submitted = step(ground, actions.submit_return)
    content, month = queries.submitted_file(ground.organisation.id, submitted)
    assert month == MARCH
    history = ledger.history(f"assurance.return:{reference}")
    assert [entry.kind for entry in history] == [
        "assurance.fft-started",
        "assurance.fft-eligible-set",
        "assurance.fft-submitted",
    ]
    assert history[-1].content["sha256"] == sha256(content).hexdigest()
    rows = {row["Ward name"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}
    assert rows["Heron Ward"] | {"Yearnumber": "2025_26", "Periodname": "MARCH"} == rows["Heron Ward"]
    heron = [
        rows["Heron Ward"][name] for name in ("Total Responses", "Total Eligible SUM", "Response Rate", "Prop_Pos")
    ]
    assert heron == ["24", "48", "0.5", "0.8333"]
    # Nothing is suppressed in what is submitted, and a missing number is empty and not 0.
    assert (rows["Curlew Ward"]["2 Good SUM"], rows["Curlew Ward"]["Total Eligible SUM"]) == ("3", "")
    assert rows["Curlew Ward"]["Response Rate"] == ""


def test_a_later_rating_changes_the_month_and_not_the_submission(ground: Ground) -> None:
    step(ground, actions.start_return)
    first = step(ground, actions.submit_return)
    before = queries.submitted_file(ground.organisation.id, first)
    states = {row.month: row.state for row in queries.months(ground.organisation.id)}
    assert states == {MARCH: "submitted"}
    with pytest.raises(Refused, match="Nothing has changed"):
        step(ground, actions.submit_return)

    speak(ground.organisation.id, rated(ground.clinic.id, date(2026, 3, 30), 4))
    assert [row.state for row in queries.months(ground.organisation.id)] == ["changed"]
    detail = queries.return_detail(ground.organisation.id, MARCH)
    now = queries.month_count(ground.organisation.id, MARCH).lines
    assert queries.differs(detail.submissions[0].lines, now) == ["Eye Clinic: 9 responses then, 10 now."]
    assert queries.submitted_file(ground.organisation.id, first) == before
    step(ground, actions.submit_return)
    detail = queries.return_detail(ground.organisation.id, MARCH)
    assert [one.number for one in detail.submissions] == [2, 1]


def test_published_percentages_hide_small_numbers_and_stay_as_they_are(ground: Ground) -> None:
    step(ground, actions.start_return)
    with pytest.raises(Refused, match="Submit the month first"):
        step(ground, actions.publish_percentages)
    step(ground, actions.submit_return)
    assert step(ground, actions.publish_percentages) == 1
    with pytest.raises(Refused, match="Nothing that is shown"):
        step(ground, actions.publish_percentages)
    detail = queries.return_detail(ground.organisation.id, MARCH)
    shown = {row.name: row for row in detail.publications[0].rows}
    # Curlew has 3; the clinic's 9 would give them away.
    assert {name for name, row in shown.items() if row.hidden} == {"Curlew Ward", "Eye Clinic"}
    hidden = shown["Curlew Ward"].plain()
    assert [hidden[key] for key in ("responses", "percent_positive", "percent_negative", "answers")] == [None] * 4
    assert (shown["Heron Ward"].percent_positive, shown["Heron Ward"].responses) == ("83.3", 24)
    assert shown["Riverside NHS Trust"].responses == 36

    speak(ground.organisation.id, rated(ground.heron.id, date(2026, 3, 30), 5, 6))
    step(ground, actions.submit_return)
    with pytest.raises(Refused, match="Enter why"):
        step(ground, actions.publish_percentages)
    assert step(ground, actions.publish_percentages, reason="Paper forms came late") == 2
    later = queries.return_detail(ground.organisation.id, MARCH).publications
    assert later[1].rows == detail.publications[0].rows
    assert "Heron Ward: responses 24 to 30, positive 83.3% to 66.7%, negative 16.7% to 33.3%." in later[0].changes
    assert not any("Curlew" in change or "Clinic" in change for change in later[0].changes)


def test_a_number_of_those_who_could_have_answered_can_be_taken_away_again(ground: Ground) -> None:
    step(ground, actions.start_return)
    assert step(ground, actions.set_eligible, numbers={ground.heron.id: 48, ground.medicine.id: 30}) == 2
    assert step(ground, actions.set_eligible, numbers={ground.heron.id: None, ground.medicine.id: 30}) == 1
    assert dict(Eligible.objects.values_list("unit_id", "number")) == {ground.medicine.id: 30}
    # Nobody answered there, and 30 people could have.
    line = next(
        line for line in queries.month_count(ground.organisation.id, MARCH).lines if line.unit_id == ground.medicine.id
    )
    assert (line.ratings.responses, line.eligible) == (0, 30)


def test_what_cannot_be_is_refused_and_leaves_nothing(ground: Ground) -> None:
    with pytest.raises(Refused, match="Start this month's return first"):
        step(ground, actions.submit_return)
    step(ground, actions.start_return)
    other = make_ground(voices=False, code="hillside")
    for numbers in ({other.heron.id: 3}, {ground.heron.id: -1}):
        with pytest.raises(Refused):
            step(ground, actions.set_eligible, numbers=numbers)
    assert not Eligible.objects.exists()
    with time_machine.travel(date(2026, 3, 31), tick=False), pytest.raises(Refused, match="not over"):
        step(ground, actions.submit_return)
    with time_machine.travel(date(2026, 2, 27), tick=False), pytest.raises(Refused, match="not begun"):
        step(ground, actions.start_return)
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("role", "prepares", "submits"),
    [(Role.ENGAGEMENT_LEAD, True, True), (Role.ANALYST, True, False), (Role.BOARD_MEMBER, False, False)],
)
def test_each_step_asks_for_its_role(ground: Ground, role: Role, prepares: bool, submits: bool) -> None:
    actor = make_actor(ground.organisation, role)
    given = {"actor": actor, "organisation_id": ground.organisation.id, "month": MARCH}
    if not prepares:
        with pytest.raises(Refused, match="role"):
            actions.start_return(**given)
        return
    actions.start_return(**given)
    if not submits:
        with pytest.raises(Refused, match="role"):
            actions.submit_return(**given)
        return
    assert actions.submit_return(**given)
    assert Submission.objects.get().submitted_by_id == actor.account_id


def test_a_manager_of_one_ward_prepares_no_return_of_the_whole(ground: Ground) -> None:
    actor = make_actor(ground.organisation, Role.ENGAGEMENT_LEAD, unit=ground.heron)
    with pytest.raises(Refused, match="role"):
        actions.start_return(actor=actor, organisation_id=ground.organisation.id, month=MARCH)


def test_the_database_itself_wants_a_reason_for_a_second_version(ground: Ground) -> None:
    step(ground, actions.start_return)
    step(ground, actions.submit_return)
    step(ground, actions.publish_percentages)
    made = Publication.objects.get()
    made.pk, made.reference, made.number = None, "another", 2
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


LINES = st.lists(
    st.builds(
        lambda unit, site, answers: Line(
            unit, f"Ward {unit}", site, f"Site {site}" if site else "", "", False, Ratings(tuple(answers)), None
        ),
        st.integers(10, 99),
        st.integers(0, 2),
        st.lists(st.sampled_from([0, 0, 1, 2, 7]), min_size=6, max_size=6),
    ),
    max_size=8,
    unique_by=lambda line: line.unit_id,
)


@given(LINES)
def test_what_is_shown_adds_up_and_shows_no_small_number(lines: list[Line]) -> None:
    rows = queries.published_rows("Trust", MARCH, lines)
    assert all(row.responses == 0 or row.responses >= 5 for row in rows if row.responses is not None)
    shown = {row.key: row for row in rows}
    for site in {line.site_id for line in lines if line.site_id}:
        within = [shown[f"service:{line.unit_id}:{site}"] for line in lines if line.site_id == site]
        all_of_it = shown[f"site:{site}:0"]
        parts = [row.responses for row in within]
        if None not in (*parts, all_of_it.responses):
            assert sum(parts) == all_of_it.responses
        # One hidden number among those that add up would be no secret.
        assert [*parts, all_of_it.responses].count(None) != 1


def test_the_file_comes_back_as_it_was_written(ground: Ground) -> None:
    counted = queries.month_count(ground.organisation.id, MARCH)
    rows = files.table(ground.organisation, MARCH, counted.lines)
    assert files.rows_of(files.csv_bytes(rows)) == rows
    assert files.xlsx_bytes(rows, "Submission")[:2] == b"PK"


SERVICES = [(7, "Heron Ward"), (8, "Twin"), (9, "Twin")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Heron Ward,many\n", "Line 1: 'many' is no whole number"),
        (b"Nowhere,3\n", "Line 1: there was no service 'Nowhere'"),
        (b"Twin,3\n", "2 services are called 'Twin'"),
        (b"Heron Ward,3\nheron ward,4\n", "Line 2: heron ward stands in the list twice"),
        (b"Heron Ward,3,4\n", "Line 1 has 3 columns"),
        (b"service,eligible\n", "holds no number"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_a_list_with_a_slip_is_refused_with_its_line(content: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read(content, SERVICES)
