"""The pages of tasks as their readers meet them, without a browser."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from heard.organisations.models import Account, Role
from heard.organisations.tests.factories import make_account, make_actor, make_membership, make_organisation, make_unit
from heard.tasks import actions, ports, queries
from heard.tasks.models import Task
from heard.tasks.ports import Described
from heard.tasks.tests.factories import answering, make_task, owned_task

pytestmark = pytest.mark.django_db
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
def manager(trust, ward, client):
    membership = make_membership(trust, Role.SERVICE_MANAGER, account=make_account(name="David Osei"), unit=ward)
    client.force_login(membership.account)
    return queries_actor(membership.account)


@pytest.fixture
def lead(trust):
    return queries_actor(
        make_membership(trust, Role.ENGAGEMENT_LEAD, account=make_account(name="Amina Clarke")).account
    )


def queries_actor(account: Account):
    from heard.organisations import queries as organisations

    return organisations.actor(account)


def page(trust, name="tasks", reference=""):
    return reverse(f"tasks:{name}", args=[trust.code, reference] if reference else [trust.code])


def text(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_an_empty_list_says_what_to_do_next(client, trust, manager):
    for show, sentence in {
        "mine": "take what is yours",
        "overdue": "Nothing is overdue",
        "done": "finished yet",
    }.items():
        assert sentence in text(client.get(page(trust), {"show": show}))


def test_a_list_shows_owner_place_and_clock_in_words_and_its_counts(client, trust, ward, manager):
    owned_task(trust, manager, ward, title="Answer a relative", clock="second_look")
    shown = text(client.get(page(trust)))
    assert "Due in 5 working days, on Monday 30 November" in shown
    assert "<span>Reply</span>" not in shown
    assert "<span>Signal</span><span>Kestrel Ward</span><span>David Osei</span>" in shown
    assert "Mine</strong> (1)" in shown


def test_an_address_that_makes_no_sense_shows_the_first_page(client, trust, ward, manager):
    owned_task(trust, manager, ward, title="Here")
    nonsense = {"show": "x", "at": "after~2026-99-99~1", "level": "99", "unit": "99999999999999999999"}
    assert "Here" in text(client.get(page(trust), nonsense))


def test_a_page_has_a_way_to_the_next(client, trust, ward, manager):
    for number in range(30):
        owned_task(trust, manager, ward, title=f"Task {number}")
    first = client.get(page(trust), {"show": "mine"})
    address = queries.tasks(manager, trust.id, queries.TaskFilter()).next.text()
    assert f"at={address}".replace("~", "~") in first.content.decode()
    assert text(client.get(page(trust), {"show": "mine", "at": address})).count("data-heard-item") == 5


def test_the_list_is_exported_as_it_is_filtered_and_runs_no_formula(client, trust, ward, manager):
    owned_task(trust, manager, ward, title="=HYPERLINK()")
    make_task(trust, make_unit(trust), title="Elsewhere")
    rows = list(
        csv.reader(io.StringIO(client.get(page(trust, "tasks-export"), {"show": "area"}).content.decode("utf-8-sig")))
    )
    assert [row[0] for row in rows] == ["Task", "'=HYPERLINK()"]
    assert rows[1][7:9] == ["2026-12-07", "no"]


def test_a_task_is_taken_passed_on_and_that_undone(client, trust, ward, manager, lead):
    task = make_task(trust, ward)
    assert "This task is yours now." in text(client.post(page(trust, "task-take", task.reference), follow=True))
    given = {"to": str(lead.account_id), "reason": "On leave"}
    passed = text(client.post(page(trust, "task-pass", task.reference), given, follow=True))
    assert "The task is passed to Amina Clarke." in passed
    assert "You have just passed on 1 task" in passed
    assert Task.objects.get(pk=task.id).owner_id == lead.account_id
    undone = text(client.post(page(trust, "tasks-pass-undo"), follow=True))
    assert "1 task is back where it came from." in undone
    assert Task.objects.get(pk=task.id).owner_id == manager.account_id
    assert "There is nothing to undo." in text(client.post(page(trust, "tasks-pass-undo"), follow=True))


def test_several_are_passed_on_at_once(client, trust, ward, manager, lead):
    tasks = [owned_task(trust, manager, ward, title=f"Task {number}") for number in range(3)]
    references = [task.reference for task in tasks]
    asked = text(client.get(page(trust, "tasks-pass"), {"task": references}))
    assert "Pass 3 tasks on" in asked
    assert "Amina Clarke" in asked
    wrong = text(client.post(page(trust, "tasks-pass"), {"task": references}))
    assert "Choose to whom it goes." in wrong
    assert "Enter a reason." in wrong
    given = {"task": references, "to": str(lead.account_id), "reason": "On leave"}
    assert "3 tasks are passed on." in text(client.post(page(trust, "tasks-pass"), given, follow=True))
    assert queries.counts(lead, trust.id).mine == 3
    assert "3 tasks are back where they came from." in text(client.post(page(trust, "tasks-pass-undo"), follow=True))


def test_passing_nothing_on_says_to_choose_first(client, trust, manager):
    assert "Choose at least one task first." in text(client.get(page(trust, "tasks-pass"), follow=True))


def test_an_undo_is_offered_for_ten_minutes(client, trust, ward, manager, on_a_monday):
    task = owned_task(trust, manager, ward)
    client.post(page(trust, "task-pass", task.reference), {"to": "role", "reason": "Not mine"})
    assert "You have just passed on" in text(client.get(page(trust)))
    on_a_monday.shift(timedelta(minutes=11))
    assert "You have just passed on" not in text(client.get(page(trust)))


def test_the_second_who_takes_it_reads_who_has_it(client, trust, ward, manager, lead):
    task = make_task(trust, ward)
    actions.take_task(actor=lead, reference=task.reference)
    answer = text(client.post(page(trust, "task-take", task.reference), follow=True))
    assert "Amina Clarke has taken this task already." in answer


def test_a_clock_is_stopped_and_goes_on(client, trust, ward, manager):
    task = owned_task(trust, manager, ward)
    address = page(trust, "task-pause", task.reference)
    day = {"until_0": "27", "until_1": "11", "until_2": "2026"}
    assert "Enter a reason." in text(client.post(address, day))
    assert "Enter the day on which its clock goes on." in text(client.post(address, {"reason": "Waits"}))
    far = text(client.post(address, {"reason": "Waits", **day, "until_1": "12"}))
    assert "can be paused for at most 10 working days" in far
    paused = text(client.post(address, {"reason": "Waits for notes", **day}, follow=True))
    assert "Its clock stands still until 27 November 2026: Waits for notes" in paused
    assert "Its clock goes on." in text(client.post(page(trust, "task-resume", task.reference), follow=True))


def test_another_rooms_refusal_stands_above_the_form(client, trust, ward, manager):
    task = owned_task(trust, manager, ward)
    with answering(ports.may_finish, lambda _: "Record a decision first."):
        assert "Record a decision first." in text(
            client.post(page(trust, "task-finish", task.reference), {"reason": ""})
        )
    done = text(client.post(page(trust, "task-finish", task.reference), {"reason": "Spoke to her"}, follow=True))
    assert "Finished. Reason: Spoke to her" in done
    assert "Pass on</a>" not in done


def test_a_task_shows_what_it_is_about_as_its_room_says_for_this_reader(client, trust, ward, manager):
    task = owned_task(trust, manager, ward, subject="elsewhere.thing:9")

    def describe(actor, subject):
        if subject != "elsewhere.thing:9":
            return None
        return Described("Call bells at night", "/o/x/signals/9/", "Nobody came <b>all</b> night", 3)

    with answering(ports.describe, describe):
        shown = text(client.get(page(trust, "task", task.reference)))
    assert '<a href="/o/x/signals/9/">Call bells at night</a>' in shown
    assert "heard-words--serious" in shown
    assert "Nobody came &lt;b&gt;all&lt;/b&gt; night" in shown
    assert "To the manager (service manager), on Tuesday 8 December" in shown


def test_who_has_a_conflict_reads_it_and_can_only_pass_it_back(client, trust, ward, manager):
    task = owned_task(trust, manager, ward)
    with answering(ports.conflicted, lambda subjects: {one: {manager.account_id} for one in subjects}):
        shown = text(client.get(page(trust, "task", task.reference)))
    assert "You have a conflict of interest" in shown
    assert "Pass on" in shown
    assert "Finish" not in shown
    assert "Change deputy" not in " ".join(shown.split())


def test_a_deputy_is_chosen_and_taken_away(client, trust, ward, manager, lead):
    task = owned_task(trust, manager, ward)
    address = page(trust, "task-deputy", task.reference)
    chosen = text(client.post(address, {"deputy": str(lead.account_id)}, follow=True))
    assert "Amina Clarke is the deputy on this task." in chosen
    assert "The task has no deputy." in text(client.post(address, {"deputy": ""}, follow=True))


def test_a_confined_task_is_not_there_for_whoever_may_not_know(client, trust, ward, manager):
    make_actor(trust, Role.SAFEGUARDING_LEAD)
    task = make_task(
        trust, ward, role=Role.SAFEGUARDING_LEAD, ladder="outside", clock="safeguarding", title="Allegation"
    )
    for name in ("task", "task-pass", "task-pause", "task-finish"):
        assert client.get(page(trust, name, task.reference)).status_code == 404
    asked = client.get(page(trust, "tasks-pass"), {"task": [task.reference]}, follow=True)
    assert "Allegation" not in text(asked)
    elsewhere = make_task(trust, make_unit(trust))
    assert client.get(page(trust, "task", elsewhere.reference)).status_code == 403
