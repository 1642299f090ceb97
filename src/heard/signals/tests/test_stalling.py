"""What nobody does goes up a level, and is a signal at that level: over simulated days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.signals import actions, queries
from heard.signals.models import Signal
from heard.signals.subjects import subject_of
from heard.signals.tests.conftest import MONDAY
from heard.signals.tests.factories import do, say, signal
from heard.tasks import actions as tasks
from heard.tasks import queries as task_queries
from heard.tasks.jobs import run_clocks

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def stalled(trust):
    return [(row.reached, row.level) for row in queries.stalled(trust.id)]


def days_pass(traveller, number):
    """Every morning of `number` days the worker looks."""
    for _ in range(number):
        traveller.shift(timedelta(days=1))
        run_clocks()


@pytest.fixture
def ladder(manager, lead, board, person):
    return {1: manager, 2: lead, 3: board, 4: person(Role.INDEPENDENT_VOICE, name="Leila Haddad")}


def test_an_unread_box_stalls_and_climbs_to_the_independent_body(trust, ward, ladder, on_a_monday):
    voice = say(trust, ward, level=2, words="She was cold all night")
    reading = tasks.open_task(
        actor=SYSTEM,
        organisation_id=trust.id,
        unit_id=ward.id,
        kind="voices.reading",
        subject=f"voices.voice:{voice.reference}",
        title="Read what somebody said",
        role=Role.SERVICE_MANAGER,
        clock="first_read",
    )
    seen = []
    for _ in range(35):
        days_pass(on_a_monday, 1)
        now = stalled(trust)
        if now and now[0] not in seen:
            seen.append(now[0])
    assert seen == [(1, 2), (2, 2), (3, 2), (4, 2)]
    found = Signal.objects.get(kind="stalled")
    assert found.origin == f"task:{reading.reference}"
    (row,) = queries.open_signals(ladder[4], trust.id)
    assert row.title == "Stalled: it has gone up to the independent body"
    assert [moment.title for moment in queries.timeline(voice.reference)] == ["Raised", "Gone up", "Gone up", "Gone up"]
    tasks.finish_task(actor=ladder[2], reference=reading.reference, outcome=reading.subject)
    assert actions.settle_stalled(actor=SYSTEM) == 1
    found.refresh_from_db()
    assert (found.state, found.closing_reason.startswith("What had stalled was done on ")) == ("closed", True)


def test_a_serious_signal_that_nobody_takes_up_stands_at_the_board_after_nine_working_days(
    trust, ward, ladder, on_a_monday
):
    found = signal(trust, ward)
    days_pass(on_a_monday, 13)
    found.refresh_from_db()
    assert found.reached == 3
    assert stalled(trust) == [(3, 3)]
    assert queries.board_summary(trust.id).stalled == (("Board", 1),)
    do(actions.take_up, ladder[1], found)
    actions.settle_stalled(actor=SYSTEM)
    assert (found.reached, stalled(trust)) == (0, [])


def test_where_nobody_stands_at_a_level_it_is_found_all_the_same(trust, ward, on_a_monday):
    found = signal(trust, ward)
    days_pass(on_a_monday, 3)
    (task,) = task_queries.tasks_about(subject_of(found.reference))
    assert task.level == 1
    assert stalled(trust) == []
    assert actions.find_stalled(actor=SYSTEM) == 1
    assert actions.find_stalled(actor=SYSTEM) == 0
    assert stalled(trust) == [(1, 3)]


def test_what_was_decided_in_time_never_stalls(trust, ward, manager, complaints, on_a_monday):
    found = do(actions.take_up, manager, signal(trust, ward))
    do(actions.ask_to_close, manager, found, reason="Mended")
    do(actions.close_signal, complaints, found, reason="Mended")
    days_pass(on_a_monday, 30)
    assert not Signal.objects.filter(kind="stalled").exists()


def test_older_concerns_stall_as_one(trust, ward, ladder, on_a_monday):
    for number in range(5):
        say(trust, ward, said_on=date(2024, 3, 1), category=number)
    actions.raise_waiting(actor=SYSTEM)
    days_pass(on_a_monday, 30)
    assert stalled(trust) == [(1, 1)]


def test_a_pause_moves_the_signals_day(trust, ward, manager, on_a_monday):
    found = do(actions.take_up, manager, signal(trust, ward))
    (decide,) = [task for task in task_queries.tasks_about(subject_of(found.reference)) if task.live]
    due = found.due_on
    until = MONDAY + timedelta(days=7)
    tasks.pause_task(actor=manager, reference=decide.reference, reason="Waits for the notes", until=until)
    days_pass(on_a_monday, 7)
    found.refresh_from_db()
    assert found.due_on == due + timedelta(days=7)


def test_what_stalls_outside_the_line_stays_there(trust, ward, on_a_monday, person):
    manager, complaints = person(Role.SERVICE_MANAGER, ward), person(Role.COMPLAINTS_OFFICER)
    person(Role.SAFEGUARDING_LEAD)
    signal(trust, ward, words="Dr [name] laughed at him")
    days_pass(on_a_monday, 4)
    found = Signal.objects.get(kind="stalled")
    assert found.route == "outside"
    assert queries.signal(manager, trust.id, found.reference) is None
    assert queries.signal(complaints, trust.id, found.reference) is not None


def test_a_late_signal_stays_as_late_and_as_far_up_in_what_it_is_merged_into(trust, ward, ladder, on_a_monday):
    mild = do(actions.take_up, ladder[1], signal(trust, ward, level=2, relation="carer"))
    severe = signal(trust, ward, category=1)
    days_pass(on_a_monday, 8)
    severe.refresh_from_db()
    assert (severe.reached, severe.due_on) == (2, MONDAY + timedelta(days=1))
    shadow = Signal.objects.get(kind="stalled")
    do(actions.merge_signals, ladder[1], severe, into=mild.reference, reason="One night")
    mild.refresh_from_db()
    shadow.refresh_from_db()
    (task,) = [one for one in task_queries.tasks_about(subject_of(mild.reference)) if one.live]
    assert (mild.reached, mild.due_on, mild.level) == (2, MONDAY + timedelta(days=1), 3)
    assert (task.level, task.due_on, task.clock) == (2, mild.due_on, "serious_decision")
    assert task.title == "Decide on a serious concern"
    assert (shadow.state, shadow.closing_reason) == (
        "closed",
        "What had stalled goes on in the concern that it was merged into.",
    )
    assert stalled(trust) == [(2, 3)]
    days_pass(on_a_monday, 7)
    assert [row.reached for row in queries.stalled(trust.id)] == [3]
