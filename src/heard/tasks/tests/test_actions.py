"""Who may own a task, pass it on, stop its clock and end it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from heard.ledger.queries import history
from heard.organisations import actions as organisation_actions
from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.models import Account, Membership, Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_account, make_actor, make_membership, make_organisation, make_unit
from heard.tasks import actions, ports, queries
from heard.tasks.models import Task
from heard.tasks.tests.factories import answering, make_task, notices, owned_task

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


@pytest.fixture
def lead(trust):
    return make_actor(trust, Role.ENGAGEMENT_LEAD)


def kinds(task):
    return [entry.kind.removeprefix("tasks.") for entry in history(f"task:{task.reference}")]


def test_a_new_task_has_the_days_of_its_clock_and_tells_the_role_responsible(trust, ward, manager):
    with notices() as told:
        task = make_task(trust, ward, clock="reply")
    assert (task.warn_on, task.due_on) == (date(2026, 12, 2), date(2026, 12, 7))
    assert task.raise_on == date(2026, 12, 8)
    assert [(notice.kind, notice.to) for notice in told] == [("opened", (manager.account_id,))]
    assert kinds(task) == ["opened"]


def test_opening_again_what_is_open_changes_nothing(trust):
    first = make_task(trust, subject="signals.signal:1")
    assert make_task(trust, subject="signals.signal:1").reference == first.reference
    assert kinds(first) == ["opened"]
    actions.cancel_task(actor=SYSTEM, reference=first.reference, reason="By mistake")
    assert make_task(trust, subject="signals.signal:1").reference != first.reference


def test_a_task_may_have_a_day_of_its_own(trust):
    task = make_task(trust, clock="", due_on=date(2026, 12, 11))
    assert (task.due_on, task.warn_on) == (date(2026, 12, 11), date(2026, 12, 7))
    with pytest.raises(ValueError, match="a clock or a day"):
        make_task(trust, clock="")


def test_a_role_that_could_not_take_the_task_is_not_made_responsible(trust):
    with pytest.raises(ValueError, match="nobody responsible"):
        make_task(trust, role=Role.ADMINISTRATOR)


def test_somebody_of_the_place_takes_it_once(trust, ward, manager):
    task = make_task(trust, ward)
    assert actions.take_task(actor=manager, reference=task.reference).owner_id == manager.account_id
    actions.take_task(actor=manager, reference=task.reference)
    assert kinds(task) == ["opened", "taken"]


def test_the_second_who_takes_a_task_reads_who_has_it(trust, ward, manager, lead):
    task = make_task(trust, ward)
    actions.take_task(actor=manager, reference=task.reference)
    with pytest.raises(Refused, match="Ann Example has taken this task already"):
        actions.take_task(actor=lead, reference=task.reference)


def test_nobody_of_another_place_or_organisation_takes_it(trust, ward):
    task = make_task(trust, ward)
    elsewhere = make_actor(trust, Role.SERVICE_MANAGER, make_unit(trust))
    stranger = make_actor(make_organisation(), Role.SERVICE_MANAGER)
    for actor in (elsewhere, stranger, make_actor(trust, Role.ADMINISTRATOR), make_actor(trust, Role.REGULATOR)):
        with pytest.raises(Refused, match="does not include this task"):
            actions.take_task(actor=actor, reference=task.reference)


def test_a_task_is_passed_on_with_a_reason_to_somebody_who_may_have_it(trust, ward, manager, lead):
    task = owned_task(trust, manager, ward)
    with notices() as told:
        passed = actions.pass_task(actor=manager, reference=task.reference, to=lead.account_id, reason="On leave")
    assert passed.owner_id == lead.account_id
    assert [(notice.kind, notice.to, notice.reason) for notice in told] == [("passed", (lead.account_id,), "On leave")]
    last = history(f"task:{task.reference}")[-1]
    assert (last.content["from"], last.content["to"]) == (manager.reference, lead.reference)


def test_a_task_is_not_passed_to_who_may_not_have_it(trust, ward, manager):
    task = owned_task(trust, manager, ward)
    outside = make_actor(trust, Role.SERVICE_MANAGER, make_unit(trust))
    stranger = make_actor(make_organisation(), Role.SERVICE_MANAGER)
    for other, sentence in ((outside, "does not include this at Kestrel Ward"), (stranger, "has a role in this")):
        with pytest.raises(Refused, match=sentence):
            actions.pass_task(actor=manager, reference=task.reference, to=other.account_id, reason="Busy")
    with pytest.raises(Refused, match="Enter a reason"):
        actions.pass_task(actor=manager, reference=task.reference, to=None, reason="  ")


def test_a_colleague_does_not_pass_on_what_somebody_owns(trust, ward, manager):
    task = owned_task(trust, manager, ward)
    with pytest.raises(Refused, match="does not include this task"):
        actions.pass_task(actor=make_actor(trust, Role.ANALYST), reference=task.reference, to=None, reason="I think so")


def test_passing_on_is_undone_within_ten_minutes_by_whoever_did_it(trust, ward, manager, lead, on_a_monday):
    task = owned_task(trust, manager, ward)
    actions.pass_task(actor=manager, reference=task.reference, to=lead.account_id, reason="Busy")
    with pytest.raises(Refused, match="no longer be undone"):
        actions.pass_back(actor=lead, reference=task.reference)
    assert actions.pass_back(actor=manager, reference=task.reference).owner_id == manager.account_id
    actions.pass_task(actor=manager, reference=task.reference, to=lead.account_id, reason="Busy")
    on_a_monday.shift(timedelta(minutes=11))
    with pytest.raises(Refused, match="no longer be undone"):
        actions.pass_back(actor=manager, reference=task.reference)


def test_passing_on_is_not_undone_once_somebody_else_has_it(trust, ward, manager, lead):
    task = owned_task(trust, manager, ward)
    actions.pass_task(actor=manager, reference=task.reference, to=None, reason="Busy")
    actions.take_task(actor=lead, reference=task.reference)
    with pytest.raises(Refused, match="no longer be undone"):
        actions.pass_back(actor=manager, reference=task.reference)


def test_many_are_passed_on_and_those_that_cannot_are_named(trust, ward, manager, lead):
    mine, done = owned_task(trust, manager, ward), owned_task(trust, manager, ward)
    actions.finish_task(actor=manager, reference=done.reference)
    references = [mine.reference, done.reference, "NOTHING"]
    passed = actions.pass_tasks(actor=manager, references=references, to=lead.account_id, reason="On leave")
    assert [task.reference for task in passed.tasks] == [mine.reference]
    assert passed.refused == (
        (done.reference, "This task is done: nothing more can be done about it."),
        ("NOTHING", "There is no such task."),
    )


def test_who_has_a_conflict_of_interest_neither_owns_nor_ends_it(trust, ward, manager, lead):
    task = make_task(trust, ward)
    with answering(ports.conflicted, lambda _: {task.subject: {manager.account_id}}):
        with pytest.raises(Refused, match="You have a conflict of interest"):
            actions.take_task(actor=manager, reference=task.reference)
        actions.take_task(actor=lead, reference=task.reference)
        with pytest.raises(Refused, match="Ann Example has a conflict of interest"):
            actions.pass_task(actor=lead, reference=task.reference, to=manager.account_id, reason="Busy")
        with pytest.raises(Refused, match="has a conflict of interest"):
            actions.set_deputy(actor=lead, reference=task.reference, deputy_id=manager.account_id)
        with pytest.raises(Refused, match="You have a conflict of interest"):
            actions.finish_task(actor=manager, reference=task.reference)
        with notices() as told:
            actions.pass_task(actor=lead, reference=task.reference, to=None, reason="Busy")
        assert all(manager.account_id not in notice.to for notice in told)


def test_the_deputy_of_the_owners_role_stands_in_unless_the_task_has_its_own(trust, ward, lead):
    deputy = make_actor(trust, Role.SERVICE_MANAGER, ward)
    owner = make_membership(trust, Role.SERVICE_MANAGER, unit=ward, deputy_id=deputy.account_id).account
    task = owned_task(trust, organisations.actor(owner), ward)
    assert (task.deputy_id, task.own_deputy) == (deputy.account_id, False)
    changed = actions.set_deputy(actor=organisations.actor(owner), reference=task.reference, deputy_id=lead.account_id)
    assert (changed.deputy_id, changed.own_deputy) == (lead.account_id, True)
    assert actions.finish_task(actor=lead, reference=task.reference).state == "done"


def test_nobody_is_their_own_deputy(trust, ward, manager):
    task = owned_task(trust, manager, ward)
    with pytest.raises(Refused, match="nobody is their own deputy"):
        actions.set_deputy(actor=manager, reference=task.reference, deputy_id=manager.account_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.id).update(deputy=manager.account_id)


def test_a_pause_gives_back_the_working_days_that_were_left(trust, ward, manager, on_a_monday):
    task = owned_task(trust, manager, ward, clock="reply")
    on_a_monday.shift(timedelta(days=2))
    until = date(2026, 11, 30)
    paused = actions.pause_task(actor=manager, reference=task.reference, reason="Waits for notes", until=until)
    assert (paused.state, paused.raise_on, paused.overdue(date(2027, 1, 1))) == ("paused", None, False)
    on_a_monday.shift(timedelta(days=5))
    actions.resume_paused(actor=SYSTEM)
    resumed = Task.objects.get(pk=task.id)
    # Due on the 7th with 8 working days left on the 25th; from the 30th, 8 working days lead to the 10th.
    assert (resumed.state, resumed.due_on, resumed.paused_days) == ("open", date(2026, 12, 10), 3)
    assert kinds(task) == ["opened", "paused", "resumed"]


def test_a_pause_that_ended_while_nothing_ran_counts_to_its_end_only(trust, ward, manager, on_a_monday):
    task = owned_task(trust, manager, ward, clock="reply")
    actions.pause_task(actor=manager, reference=task.reference, reason="Waits", until=date(2026, 11, 25))
    on_a_monday.shift(timedelta(days=20))
    assert actions.resume_paused(actor=SYSTEM) == 1
    assert actions.resume_paused(actor=SYSTEM) == 0
    assert Task.objects.get(pk=task.id).due_on == date(2026, 12, 9)


def test_pauses_are_bounded_over_all_of_them(trust, ward, manager, on_a_monday):
    task = owned_task(trust, manager, ward, clock="reply")
    with pytest.raises(Refused, match="for at most 10 working days\\."):
        actions.pause_task(actor=manager, reference=task.reference, reason="Waits", until=date(2026, 12, 8))
    actions.pause_task(actor=manager, reference=task.reference, reason="Waits", until=date(2026, 12, 4))
    on_a_monday.shift(timedelta(days=11))
    actions.resume_task(actor=manager, reference=task.reference)
    with pytest.raises(Refused, match="of which 9 working days are over"):
        actions.pause_task(actor=manager, reference=task.reference, reason="Waits", until=date(2026, 12, 9))


def test_a_serious_clock_and_an_overdue_one_do_not_stand_still(trust, ward, manager, on_a_monday):
    serious = owned_task(trust, manager, ward, clock="serious")
    late = owned_task(trust, manager, ward, clock="reply")
    with pytest.raises(Refused, match="cannot stand still"):
        actions.pause_task(actor=manager, reference=serious.reference, reason="Waits", until=date(2026, 11, 24))
    on_a_monday.shift(timedelta(days=16))
    with pytest.raises(Refused, match="overdue: it cannot be paused"):
        actions.pause_task(actor=manager, reference=late.reference, reason="Waits", until=date(2026, 12, 10))


def test_other_rooms_may_refuse_that_a_task_ends(trust, ward, manager):
    task = owned_task(trust, manager, ward)

    def decided(ending):
        return None if ending.outcome else "Record a decision first: the person who spoke will read it."

    with answering(ports.may_finish, decided):
        for end in (actions.finish_task, lambda **given: actions.cancel_task(**given, reason="Not needed")):
            with pytest.raises(Refused, match="Record a decision first"):
                end(actor=manager, reference=task.reference)
        done = actions.finish_task(actor=manager, reference=task.reference, outcome="decisions.decision:7")
    assert (done.state, done.outcome, done.closed_by, done.raise_on) == (
        "done",
        "decisions.decision:7",
        "Ann Example",
        None,
    )


def test_a_paused_task_can_be_finished(trust, ward, manager):
    task = owned_task(trust, manager, ward)
    actions.pause_task(actor=manager, reference=task.reference, reason="Waits", until=date(2026, 11, 25))
    assert actions.finish_task(actor=manager, reference=task.reference).state == "done"


def test_a_reopened_task_begins_anew_with_its_owner(trust, ward, manager, on_a_monday):
    task = owned_task(trust, manager, ward)
    actions.finish_task(actor=manager, reference=task.reference)
    on_a_monday.shift(timedelta(days=7))
    with notices() as told:
        again = actions.reopen_task(actor=SYSTEM, reference=task.reference, reason="It did not change")
    assert (again.state, again.due_on, again.reopened) == ("open", date(2026, 12, 14), 1)
    assert [(notice.kind, notice.to) for notice in told] == [("reopened", (manager.account_id,))]
    with pytest.raises(Refused, match="open already"):
        actions.reopen_task(actor=SYSTEM, reference=task.reference, reason="Again")


def test_a_leavers_tasks_go_to_the_deputy_or_else_to_the_role(trust, ward, lead):
    make_membership(trust, Role.ADMINISTRATOR)
    deputy = make_actor(trust, Role.SERVICE_MANAGER, ward)
    leaver = make_membership(trust, Role.SERVICE_MANAGER, unit=ward, deputy_id=deputy.account_id)
    alone = make_membership(trust, Role.SERVICE_MANAGER, unit=ward)
    covered = owned_task(trust, organisations.actor(leaver.account), ward)
    uncovered = owned_task(trust, organisations.actor(alone.account), ward)
    stays = owned_task(trust, lead, ward)
    assert actions.hand_on_leavers_tasks(actor=SYSTEM) == 0
    for membership in (leaver, alone):
        organisation_actions.end_membership(
            actor=SYSTEM, organisation_id=trust.id, reference=membership.reference, on=MONDAY
        )
    assert not Account.objects.get(pk=leaver.account_id).is_active
    with notices() as told:
        assert actions.hand_on_leavers_tasks(actor=SYSTEM) == 2
    owners = {task.reference: Task.objects.get(pk=task.id).owner_id for task in (covered, uncovered, stays)}
    assert owners == {
        covered.reference: deputy.account_id,
        uncovered.reference: None,
        stays.reference: lead.account_id,
    }
    assert [notice.to for notice in told] == [(deputy.account_id,), (deputy.account_id,)]
    assert actions.hand_on_leavers_tasks(actor=SYSTEM) == 0


def test_whoever_moves_to_another_ward_leaves_the_tasks_of_the_former(trust, ward, manager):
    task = owned_task(trust, manager, ward)
    Membership.objects.filter(account=manager.account_id).update(unit_id=make_unit(trust).id)
    assert actions.hand_on_leavers_tasks(actor=SYSTEM) == 1
    assert Task.objects.get(pk=task.id).owner_id is None


def test_people_hand_on_their_own_tasks_and_administrators_those_of_others(trust, ward, manager, lead):
    task = owned_task(trust, manager, ward)
    with pytest.raises(Refused, match="does not include"):
        actions.hand_on_task(actor=make_actor(trust, Role.ANALYST), reference=task.reference, reason="Away")
    administrator = make_actor(trust, Role.ADMINISTRATOR)
    count = actions.hand_on_tasks(
        actor=administrator, organisation_id=trust.id, account_id=manager.account_id, reason="Off sick"
    )
    assert (count, Task.objects.get(pk=task.id).owner_id) == (1, None)


def test_events_of_the_speaking_up_ladder_name_nobody(trust):
    guardian = make_actor(trust, Role.SPEAKING_UP_GUARDIAN)
    task = make_task(trust, role=Role.SPEAKING_UP_GUARDIAN, clock="speaking_up", ladder="speaking_up")
    actions.take_task(actor=guardian, reference=task.reference)
    taken = history(f"task:{task.reference}")[-1]
    assert (taken.actor, taken.content) == ("", {"about": task.subject})


def test_the_database_refuses_what_no_action_does(trust):
    task = make_task(trust)
    wrong = (
        {"state": "done"},
        {"state": "paused"},
        {"pause_reason": "Because"},
        {"warn_on": date(2027, 1, 1)},
        {"paused_days": 11},
        {"level": 5},
        {"owner": make_account().pk},
    )
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(pk=task.id).update(**fields)


def test_a_task_that_is_opened_for_somebody_is_told_as_it_stands_in_the_database(trust, ward, manager, lead):
    given = {"owner_id": manager.account_id, "deputy_id": lead.account_id}
    for number, chosen in enumerate(({}, {"owner_id": manager.account_id}, given, {"deputy_id": lead.account_id})):
        opened = make_task(trust, ward, subject=f"signals.signal:{number}", **chosen)
        assert opened == queries.task(trust.id, opened.reference)
    Membership.objects.filter(account=manager.account_id).update(deputy=lead.account_id)
    opened = make_task(trust, ward, subject="signals.signal:9", owner_id=manager.account_id)
    assert (opened.deputy_id, opened.own_deputy) == (lead.account_id, False)
    assert opened == queries.task(trust.id, opened.reference)


def test_two_people_are_looked_up_as_one_by_one(trust, ward, manager, lead):
    Membership.objects.filter(account=manager.account_id).update(deputy=lead.account_id)
    gone = make_actor(trust, Role.SERVICE_MANAGER, ward)
    Account.objects.filter(pk=gone.account_id).update(is_active=False)
    ids = [manager.account_id, lead.account_id, gone.account_id]
    assert organisations.actors_of(ids) == {pk: organisations.actor_of(pk) for pk in ids[:2]}
    assert len(organisations.actor_of(lead.account_id).grants) == 2


def test_what_is_asked_for_again_sooner_is_due_sooner_with_one_event_and_goes_on(trust, ward, manager):
    task = owned_task(trust, manager, ward, subject="signals.signal:1")
    actions.pause_task(actor=manager, reference=task.reference, reason="Waits", until=MONDAY + timedelta(days=2))
    with notices() as told:
        for clock in ("serious", "serious", "concern"):
            make_task(trust, ward, subject="signals.signal:1", clock=clock)
    now = queries.task(trust.id, task.reference)
    assert (now.due_on, now.raise_on, now.state, now.clock) == (
        date(2026, 11, 24),
        date(2026, 11, 25),
        "open",
        "serious",
    )
    assert [(one.kind, one.to) for one in told] == [("brought_forward", (manager.account_id,))]
    assert kinds(task) == ["opened", "paused", "brought-forward"]


def test_a_task_that_goes_another_way_leaves_whoever_may_not_have_it_there(trust, ward, manager):
    lead = make_actor(trust, Role.SAFEGUARDING_LEAD)
    task = owned_task(trust, manager, ward, subject="signals.signal:1")
    asked = actions.NewTask(
        trust.id, "signals.signal", "signals.signal:1", "Look", Role.SAFEGUARDING_LEAD, "concern", ladder="outside"
    )
    with notices() as told:
        now = actions.restate_task(actor=SYSTEM, asked=asked, level=2)
        assert actions.restate_task(actor=SYSTEM, asked=asked, level=2) == now
    assert (now.owner_id, now.unit_id, now.confined, now.level) == (None, None, True, 2)
    assert (now.due_on, now.raise_on) == (task.due_on, date(2026, 11, 25))
    assert [(one.kind, one.to) for one in told] == [("opened", (lead.account_id,))]
    assert kinds(task) == ["opened", "moved"]


def test_a_closed_task_that_goes_another_way_is_on_no_list_of_who_did_it(trust, ward, manager):
    task = owned_task(trust, manager, ward, subject="signals.signal:1")
    asked = actions.NewTask(
        trust.id, "signals.signal", "signals.signal:1", "Looked", Role.SAFEGUARDING_LEAD, "concern", ladder="outside"
    )
    assert actions.move_closed(actor=SYSTEM, reference=task.reference, asked=asked) is None
    actions.finish_task(actor=manager, reference=task.reference, outcome="signals.signal:1")
    wanted = queries.TaskFilter(show="done")
    assert [row.task.reference for row in queries.tasks(manager, trust.id, wanted).rows] == [task.reference]
    now = actions.move_closed(actor=SYSTEM, reference=task.reference, asked=asked)
    assert (now.title, now.owner_id, now.confined, now.state) == ("Looked", None, True, "done")
    assert actions.move_closed(actor=SYSTEM, reference=task.reference, asked=asked) is None
    assert queries.tasks(manager, trust.id, wanted).rows == ()
    assert kinds(task) == ["opened", "finished", "moved"]
