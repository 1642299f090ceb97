"""What people see of tasks: by place and role, in order, page by page, at a constant cost."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
import time_machine

from heard.organisations import queries as organisations
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor, make_membership, make_organisation, make_unit
from heard.tasks import actions, policy, queries, rules
from heard.tasks.models import Level, Task
from heard.tasks.queries import Cursor, TaskFilter
from heard.tasks.queries.access import visible
from heard.tasks.queries.shapes import summaries, with_names
from heard.tasks.tests.factories import make_task, owned_task

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def on_a_monday():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def trust():
    return make_organisation()


@pytest.fixture
def ward(trust):
    return make_unit(trust, "Kestrel Ward", "ward")


@pytest.fixture
def manager(trust, ward):
    return make_actor(trust, Role.SERVICE_MANAGER, ward)


def titles(page):
    return [row.task.title for row in page.rows]


def test_the_filter_of_lists_and_the_policy_of_pages_agree_for_every_role_place_ladder_and_level(trust, ward):
    other = make_unit(trust)
    actors = [make_actor(trust, role, unit) for role, unit in product(Role, (None, ward))]
    roles = {"line": Role.SERVICE_MANAGER, "outside": Role.SAFEGUARDING_LEAD, "speaking_up": Role.SPEAKING_UP_GUARDIAN}
    for (ladder, role), unit, level in product(roles.items(), (None, ward, other), Level):
        task = make_task(trust, unit, role=role, ladder=ladder, owner_id=None)
        Task.objects.filter(pk=task.id).update(level=level)
    worker = next(actor for actor in actors if actor.grants[0].role == Role.MODERATOR)
    Task.objects.filter(ladder="outside", level=0, unit=other.id).update(
        owner=worker.account_id, owned_at="2026-11-23T09:00Z"
    )
    every = summaries(with_names(Task.objects.all()))
    for actor in actors:
        listed = set(Task.objects.filter(visible(actor, trust.id, rules.ladders())).values_list("id", flat=True))
        assert listed == {task.id for task in every if policy.may_see(actor, task)}, actor.grants[0].role


def test_a_manager_in_the_line_does_not_see_what_goes_outside_it(trust, ward, manager):
    make_task(trust, ward, role=Role.SAFEGUARDING_LEAD, ladder="outside", clock="safeguarding", title="Allegation")
    assert queries.tasks(manager, trust.id, TaskFilter("area")).total == 0
    lead = make_actor(trust, Role.SAFEGUARDING_LEAD)
    assert titles(queries.tasks(lead, trust.id, TaskFilter("area"))) == ["Allegation"]


def test_another_organisations_tasks_are_in_no_list(trust):
    elsewhere = make_organisation()
    make_task(elsewhere)
    lead = make_actor(trust, Role.ENGAGEMENT_LEAD)
    assert [queries.tasks(lead, pk, TaskFilter("area")).total for pk in (trust.id, elsewhere.id)] == [0, 0]


def test_each_tab_shows_its_own(trust, ward, manager, on_a_monday):
    lead = make_actor(trust, Role.ENGAGEMENT_LEAD)
    owned_task(trust, manager, ward, title="Mine")
    paused = owned_task(trust, manager, ward, title="Paused")
    gone = owned_task(trust, manager, ward, title="Passed on")
    done = owned_task(trust, manager, ward, title="Done")
    make_task(trust, ward, title="Late", clock="serious")
    make_task(trust, make_unit(trust), title="Elsewhere", clock="serious")
    actions.pause_task(actor=manager, reference=paused.reference, reason="Waits", until=date(2026, 12, 4))
    actions.pass_task(actor=manager, reference=gone.reference, to=lead.account_id, reason="Busy")
    actions.finish_task(actor=manager, reference=done.reference)
    on_a_monday.shift(timedelta(days=2))
    shown = {show: titles(queries.tasks(manager, trust.id, TaskFilter(show))) for show in queries.SHOWS}
    assert shown == {
        "mine": ["Mine", "Paused"],
        "area": ["Late", "Mine", "Paused", "Passed on"],
        "overdue": ["Late"],
        "waiting": ["Paused", "Passed on"],
        "done": ["Done"],
    }
    counts = queries.counts(manager, trust.id)
    assert (counts.mine, counts.area, counts.overdue, counts.waiting) == (2, 4, 1, 2)
    assert (counts.mine_overdue, counts.unowned) == (0, 1)


def test_filters_narrow_by_kind_level_place_and_owner(trust, ward, manager):
    lead = make_actor(trust, Role.ENGAGEMENT_LEAD)
    below = make_unit(ward, "Bay 2", "team")
    make_task(trust, below, title="Below", kind="voices.reply")
    make_task(trust, title="Whole")
    raised = owned_task(trust, manager, ward, title="Raised")
    Task.objects.filter(pk=raised.id).update(level=Level.BOARD)

    def found(**given):
        return titles(queries.tasks(lead, trust.id, TaskFilter("area", **given)))

    assert found(kind="voices.reply") == ["Below"]
    assert found(unit_id=ward.id) == ["Below", "Raised"]
    assert found(level=Level.BOARD) == ["Raised"]
    assert found(unowned=True) == ["Below", "Whole"]
    assert queries.kinds(lead, trust.id) == ["signals.signal", "voices.reply"]


@pytest.mark.parametrize("show", ["area", "done"])
def test_pages_lead_through_every_task_once_and_back(trust, on_a_monday, show):
    lead = make_actor(trust, Role.ENGAGEMENT_LEAD)
    for number in range(60):
        task = make_task(trust, clock=("serious", "reply", "concern")[number % 3])
        if show == "done":
            on_a_monday.shift(timedelta(seconds=number % 2))
            actions.cancel_task(actor=SYSTEM, reference=task.reference, reason="Not needed")
    wanted = TaskFilter(show)
    pages = [queries.tasks(lead, trust.id, wanted)]
    while pages[-1].next:
        pages.append(queries.tasks(lead, trust.id, wanted, Cursor.read(pages[-1].next.text())))
    assert [len(page.rows) for page in pages] == [25, 25, 10]
    everything = [row.task.reference for page in pages for row in page.rows]
    assert everything == [row.task.reference for row in queries.all_tasks(lead, trust.id, wanted)]
    assert len(set(everything)) == 60
    back = queries.tasks(lead, trust.id, wanted, Cursor.read(pages[2].previous.text()))
    assert back.rows == pages[1].rows
    assert queries.tasks(lead, trust.id, wanted, back.previous).rows == pages[0].rows
    assert queries.tasks(lead, trust.id, wanted, back.previous).previous is None


def test_what_a_list_and_a_task_cost_does_not_grow(trust, ward, manager, django_assert_max_num_queries):
    for number in range(30):
        owned_task(trust, manager, ward, title=f"Task {number}")
    with django_assert_max_num_queries(7):
        assert len(queries.tasks(manager, trust.id, TaskFilter("area")).rows) == 25
    with django_assert_max_num_queries(2):
        queries.counts(manager, trust.id)
    reference = Task.objects.values_list("reference", flat=True)[0]
    with django_assert_max_num_queries(5):
        found = queries.task_row(trust.id, reference)
    with django_assert_max_num_queries(5):
        assert queries.task_history(found.task)


def test_whoever_depends_on_it_sees_how_it_stands_and_no_name(trust, ward, manager, on_a_monday):
    owned_task(trust, manager, ward, subject="signals.signal:7", clock="serious")
    on_a_monday.shift(timedelta(days=3))
    actions.escalate_overdue(actor=SYSTEM)
    standing = queries.standings(["signals.signal:7", "signals.signal:8"])["signals.signal:7"]
    assert (standing.overdue, standing.owned, standing.level_label) == (True, True, "Manager")
    assert standing.due == "overdue by 2 working days, since Tuesday 24 November"
    assert "Ann" not in repr(standing)


def test_history_says_what_happened_latest_first_and_by_whom(trust, ward, manager):
    lead = make_actor(trust, Role.ENGAGEMENT_LEAD)
    task = make_task(trust, ward)
    actions.take_task(actor=manager, reference=task.reference)
    actions.pass_task(actor=manager, reference=task.reference, to=lead.account_id, reason="On leave")
    actions.pause_task(actor=lead, reference=task.reference, reason="Waits for notes", until=date(2026, 11, 30))
    lines = queries.task_history(queries.task(trust.id, task.reference))
    assert [(line.sentence, line.who) for line in lines] == [
        ("Paused until 30 November 2026. Reason: Waits for notes", "Ann Example"),
        ("Passed from Ann Example to Ann Example. Reason: On leave", "Ann Example"),
        ("Taken.", "Ann Example"),
        ("Opened, due on 7 December 2026.", "Heard"),
    ]


def test_history_outside_the_line_names_nobody(trust):
    guardian = make_actor(trust, Role.SPEAKING_UP_GUARDIAN)
    task = owned_task(trust, guardian, role=Role.SPEAKING_UP_GUARDIAN, clock="speaking_up", ladder="speaking_up")
    actions.pass_task(actor=guardian, reference=task.reference, to=None, reason="On leave")
    lines = queries.task_history(queries.task(trust.id, task.reference))
    assert [(line.sentence, line.who) for line in lines] == [
        ("Passed from somebody to somebody. Reason: On leave", "Not recorded"),
        ("Opened, due on 25 November 2026.", "Not recorded"),
    ]


def test_only_those_who_may_have_it_are_offered(trust, ward, manager):
    lead = make_actor(trust, Role.ENGAGEMENT_LEAD)
    make_actor(trust, Role.SERVICE_MANAGER, make_unit(trust))
    make_actor(trust, Role.ADMINISTRATOR)
    deputy = make_actor(trust, Role.REGULATOR)
    make_membership(trust, Role.ANALYST, unit=ward, until_date=MONDAY)
    covered = make_membership(trust, Role.MODERATOR, unit=ward, deputy_id=deputy.account_id)
    task = queries.task(trust.id, make_task(trust, ward).reference)
    assert {pk for pk, _ in queries.candidates(task)} == {
        manager.account_id,
        lead.account_id,
        covered.account_id,
        deputy.account_id,
    }
    for pk, _ in queries.candidates(task):
        assert policy.may_own(organisations.actor_of(pk), task)


def test_the_board_sees_how_tasks_stood_day_by_day(trust, on_a_monday):
    for clock in ("serious", "reply"):
        make_task(trust, clock=clock)
    for _ in range(3):
        actions.escalate_overdue(actor=SYSTEM)
        actions.count_day(actor=SYSTEM)
        on_a_monday.shift(timedelta(days=1))
    days = queries.days(trust.id, MONDAY, MONDAY + timedelta(days=6))
    assert [(day.day.day, day.live, day.overdue) for day in days] == [(23, 2, 0), (24, 2, 0), (25, 2, 1)]
    assert [(level.label, level.live) for level in days[-1].levels if level.live] == [("Owner", 1), ("Manager", 1)]
