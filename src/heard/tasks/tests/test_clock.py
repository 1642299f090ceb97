"""What happens by the clock: warnings, the ladder level by level, and pauses that neither lose nor gain a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from heard.ledger.queries import history
from heard.methods.working_days import working_days_between
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.packs import BadPackError
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit
from heard.organisations.working_days import calendar
from heard.tasks import actions, rules
from heard.tasks.models import DayCount, Level, Task
from heard.tasks.tests.factories import make_task, notices, owned_task

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LONDON = ZoneInfo("Europe/London")


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=LONDON)


def simulate(first: date, days: int) -> dict[date, int]:
    """Every morning for some days, weekends too, the clocks run twice; how many went up a level on each."""
    raised = {}
    for step in range(days):
        day = first + timedelta(days=step)
        with time_machine.travel(morning(day), tick=False):
            count = actions.escalate_overdue(actor=SYSTEM)
            assert actions.escalate_overdue(actor=SYSTEM) == 0, "safe to run twice"
        if count:
            raised[day] = count
    return raised


def test_what_nobody_does_climbs_level_by_level_to_the_body_outside():
    trust = make_organisation()
    ward = make_unit(trust, "Kestrel Ward", "ward")
    people = {
        role: make_actor(trust, role, ward if role == Role.SERVICE_MANAGER else None)
        for role in (
            Role.SERVICE_MANAGER,
            Role.ENGAGEMENT_LEAD,
            Role.BOARD_MEMBER,
            Role.INDEPENDENT_VOICE,
            Role.ANALYST,
        )
    }
    owner = people[Role.ANALYST]
    with time_machine.travel(morning(date(2026, 12, 21)), tick=False):
        task = owned_task(trust, owner, ward, role=Role.ANALYST, clock="serious")
    assert task.due_on == date(2026, 12, 22)
    with notices() as told:
        raised = simulate(date(2026, 12, 21), 45)
    # Christmas Day, 28 December and New Year's Day are no working days.
    assert raised == {date(2026, 12, 23): 1, date(2026, 12, 29): 1, date(2027, 1, 6): 1, date(2027, 1, 20): 1}
    order = (Role.SERVICE_MANAGER, Role.ENGAGEMENT_LEAD, Role.BOARD_MEMBER, Role.INDEPENDENT_VOICE)
    climbed = [(notice.kind, notice.task.level, notice.to) for notice in told]
    assert climbed[0] == ("overdue", Level.MANAGER, (owner.account_id,))
    assert climbed[1:] == [("raised", level, (people[role].account_id,)) for level, role in enumerate(order, start=1)]
    done = Task.objects.get(pk=task.id)
    assert (done.level, done.raise_on, done.owner_id) == (Level.INDEPENDENT, None, owner.account_id)
    events = [entry for entry in history(f"task:{task.reference}") if entry.kind == "tasks.raised"]
    assert [entry.content["level"] for entry in events] == [1, 2, 3, 4]


def test_whoever_it_reaches_has_their_days_even_if_nothing_ran_for_weeks():
    trust = make_organisation()
    with time_machine.travel(morning(date(2026, 11, 2)), tick=False):
        task = make_task(trust, clock="serious")
    assert simulate(date(2026, 11, 23), 3) == {date(2026, 11, 23): 1, date(2026, 11, 25): 1}
    assert Task.objects.get(pk=task.id).level == Level.DIRECTOR


def test_a_level_on_which_nobody_stands_is_passed_over():
    trust = make_organisation()
    board = make_actor(trust, Role.BOARD_MEMBER)
    elsewhere = make_unit(trust)
    make_actor(trust, Role.SERVICE_MANAGER, elsewhere)
    with time_machine.travel(morning(date(2026, 11, 2)), tick=False):
        make_task(trust, clock="serious")
    with notices() as told:
        assert simulate(date(2026, 11, 2), 5) == {date(2026, 11, 4): 1}
    assert [(notice.kind, notice.to) for notice in told] == [("raised", (board.account_id,))]


def test_a_confined_task_climbs_outside_the_line():
    trust = make_organisation()
    safeguarding, board = (make_actor(trust, role) for role in (Role.SAFEGUARDING_LEAD, Role.BOARD_MEMBER))
    make_actor(trust, Role.SERVICE_MANAGER)
    with time_machine.travel(morning(date(2026, 11, 23)), tick=False):
        make_task(trust, role=Role.SAFEGUARDING_LEAD, clock="safeguarding", ladder="outside")
    with notices() as told:
        simulate(date(2026, 11, 23), 6)
    assert [(notice.kind, notice.to) for notice in told] == [
        ("overdue", (safeguarding.account_id,)),
        ("raised", (safeguarding.account_id,)),
        ("raised", (board.account_id,)),
    ]


def test_what_is_finished_or_paused_goes_nowhere():
    trust = make_organisation()
    manager = make_actor(trust, Role.SERVICE_MANAGER)
    with time_machine.travel(morning(date(2026, 11, 23)), tick=False):
        done, paused = owned_task(trust, manager), owned_task(trust, manager)
        actions.finish_task(actor=manager, reference=done.reference)
        actions.pause_task(actor=manager, reference=paused.reference, reason="Waits", until=date(2026, 12, 7))
    assert simulate(date(2026, 11, 23), 30) == {}


def test_many_are_raised_in_chunks():
    trust = make_organisation()
    with time_machine.travel(morning(date(2026, 11, 2)), tick=False):
        for _ in range(7):
            make_task(trust, clock="serious")
    with time_machine.travel(morning(date(2026, 11, 6)), tick=False):
        assert actions.escalate_overdue(actor=SYSTEM, chunk=3) == 7
    assert set(Task.objects.values_list("level", flat=True)) == {Level.MANAGER}


def test_those_answerable_are_warned_once():
    trust = make_organisation()
    manager = make_actor(trust, Role.SERVICE_MANAGER)
    with time_machine.travel(morning(date(2026, 11, 23)), tick=False):
        make_task(trust, clock="reply")
    with notices() as told, time_machine.travel(morning(date(2026, 12, 1)), tick=False) as traveller:
        assert actions.warn_due(actor=SYSTEM) == 0
        traveller.shift(timedelta(days=1))
        assert actions.warn_due(actor=SYSTEM) == 1
        assert actions.warn_due(actor=SYSTEM) == 0
    assert [(notice.kind, notice.to) for notice in told] == [("due_soon", (manager.account_id,))]


def test_a_clock_beyond_the_known_holidays_is_refused_and_holds_up_no_other(caplog):
    trust = make_organisation()
    with time_machine.travel(morning(date(2028, 12, 20)), tick=False):
        last, first = make_task(trust, clock="serious"), make_task(trust, clock="serious")
    Task.objects.filter(pk=first.id).update(level=Level.DIRECTOR)
    with time_machine.travel(morning(date(2028, 12, 27)), tick=False):
        assert actions.escalate_overdue(actor=SYSTEM) == 1
    assert Task.objects.get(pk=last.id).level == Level.MANAGER
    assert "known for 2029" in caplog.text


def test_a_day_is_counted_by_level_for_every_organisation_and_once():
    trust, other = make_organisation(), make_organisation()
    with time_machine.travel(morning(date(2026, 11, 23)), tick=False):
        make_task(trust, clock="serious")
        make_task(trust, clock="reply")
    with time_machine.travel(morning(date(2026, 11, 25)), tick=False):
        actions.escalate_overdue(actor=SYSTEM)
        actions.count_day(actor=SYSTEM)
        actions.count_day(actor=SYSTEM)
    rows = DayCount.objects.filter(day=date(2026, 11, 25)).order_by("organisation_id", "level")
    counts = [(row.organisation_id, row.level, row.live, row.overdue, row.unowned) for row in rows]
    assert counts[:2] == [(trust.id, Level.OWNER, 1, 0, 1), (trust.id, Level.MANAGER, 1, 1, 1)]
    assert sum(row[2] for row in counts if row[0] == other.id) == 0
    assert len(counts) == 2 * len(Level)


@pytest.mark.parametrize(
    "steps",
    [[], [{"level": 1, "roles": [], "after": 0}], [{"level": n, "roles": [], "after": 1} for n in (2, 1)]],
)
def test_a_ladder_that_could_be_climbed_in_one_go_is_refused(steps):
    entry = {"label": "Wrong", "confined": False, "names_actor": True, "steps": steps}
    with pytest.raises(BadPackError, match="needs levels that rise"):
        rules._ladder("wrong", entry)


def test_every_clock_and_ladder_that_ships_can_be_read():
    assert {"reply", "serious"} <= set(rules.clocks())
    assert rules.ladders()["line"].steps[-1].level == Level.INDEPENDENT
    with pytest.raises(rules.NoClockError, match="has no nonsense"):
        rules.clock("nonsense")


class PausesKeepEveryWorkingDay(TestCase):
    """Random pauses at random days, ended by hand or by the clock, early, in time or late."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        start=st.dates(date(2024, 1, 1), date(2027, 6, 1)),
        pauses=st.lists(st.tuples(st.integers(0, 4), st.integers(1, 9), st.integers(0, 12)), max_size=4),
    )
    def test_working_days_from_the_opening_to_the_due_day_are_those_of_the_clock_and_of_the_pauses(self, start, pauses):
        trust = make_organisation()
        known = calendar("england_and_wales")
        with time_machine.travel(morning(start), tick=False) as traveller:
            task = make_task(trust, clock="concern")
            for before, length, ended_after in pauses:
                traveller.shift(timedelta(days=before))
                until = timezone.localdate() + timedelta(days=length)
                try:
                    actions.pause_task(actor=SYSTEM, reference=task.reference, reason="Waits", until=until)
                except Refused:
                    continue
                traveller.shift(timedelta(days=ended_after))
                actions.resume_task(actor=SYSTEM, reference=task.reference)
        now = Task.objects.get(pk=task.id)
        assert working_days_between(start, now.due_on, known) == rules.clock("concern").working_days + now.paused_days
        assert now.paused_days <= now.longest_pause
