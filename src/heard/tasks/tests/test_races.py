"""Two people, and two workers, at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date
from threading import Barrier

import pytest
import time_machine
from django.db import connections

from heard.ledger.queries import history
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor, make_organisation
from heard.tasks import actions
from heard.tasks.actions import NewTask
from heard.tasks.models import Level, Task
from heard.tasks.tests.factories import make_task

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each comes to, all begun at the same moment; a refusal is its sentence."""
    ready = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            ready.wait()
            return work()
        except Refused as refused:
            return refused.sentence
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_of_four_who_take_a_task_one_has_it_and_the_others_read_who():
    trust = make_organisation()
    people = [make_actor(trust, Role.ENGAGEMENT_LEAD) for _ in range(4)]
    task = make_task(trust)
    works = [lambda actor=actor: actions.take_task(actor=actor, reference=task.reference).owner_id for actor in people]
    outcomes = at_once(*works)
    owner = Task.objects.get(pk=task.id).owner_id
    assert outcomes.count(owner) == 1
    assert outcomes.count("Ann Example has taken this task already.") == 3
    assert [entry.kind for entry in history(f"task:{task.reference}")] == ["tasks.opened", "tasks.taken"]


def test_of_two_rooms_that_open_the_same_both_get_one_task():
    trust = make_organisation()
    found = at_once(*[lambda: make_task(trust, subject="signals.signal:1").reference] * 4)
    assert len(set(found)) == 1
    assert Task.objects.count() == 1


def test_two_workers_raise_each_task_once():
    trust = make_organisation()
    with time_machine.travel(date(2026, 11, 2), tick=False):
        tasks = [make_task(trust, clock="serious") for _ in range(6)]
    with time_machine.travel(date(2026, 11, 4), tick=False):
        counts = at_once(*[lambda: actions.escalate_overdue(actor=SYSTEM)] * 2)
        at_once(*[lambda: actions.count_day(actor=SYSTEM)] * 2)
    assert sum(counts) == 6
    assert set(Task.objects.values_list("level", flat=True)) == {Level.MANAGER}
    assert all(len(history(f"task:{task.reference}")) == 2 for task in tasks)


def test_what_somebody_else_opened_since_it_was_planned_is_not_opened_twice() -> None:
    organisation = make_organisation()
    same = NewTask(
        organisation.id, "voices.reading", "voices.voice:01J", "Read it", Role.ENGAGEMENT_LEAD, clock="reply"
    )
    planned = actions.plan_tasks([same], new=True)
    other = actions.open_task(actor=SYSTEM, **asdict(same))
    (opened,) = actions.open_planned(actor=SYSTEM, planned=planned)
    assert opened == other
    assert Task.objects.count() == 1
    assert [entry.kind for entry in history(f"task:{other.reference}")] == ["tasks.opened"]
