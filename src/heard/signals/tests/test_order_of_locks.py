"""A signal's page and the ladder meet: both take the signal first and its task after it, so that neither is refused."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
import time_machine
from django.db import connection, connections

from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor
from heard.signals import actions
from heard.signals.actions import working
from heard.signals.tests.factories import signal
from heard.tasks import actions as tasks
from heard.tasks.models import Task

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_taking_up_and_going_up_at_once_both_succeed(trust, ward, monkeypatch):
    manager = make_actor(trust, Role.SERVICE_MANAGER, ward)
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False):
        found = signal(trust, ward)
    held, begun = Event(), Event()
    finish = working.changing.finish

    def waits_before_the_task(*given: Any) -> None:
        held.set()
        if connection.features.has_select_for_update:
            # Long enough for the ladder to come and want the same rows.
            begun.wait(5)
            begun.clear()
            begun.wait(0.5)
        finish(*given)

    monkeypatch.setattr(working.changing, "finish", waits_before_the_task)

    def take_up() -> None:
        actions.take_up(actor=manager, organisation_id=trust.id, reference=found.reference)

    def go_up() -> None:
        held.wait(5)
        begun.set()
        tasks.escalate_overdue(actor=SYSTEM)

    with time_machine.travel(datetime(2026, 11, 5, 9, tzinfo=UTC), tick=False):
        at_once(take_up, go_up)
    found.refresh_from_db()
    assert found.state == "taken_up"
    states = dict(Task.objects.filter(subject=f"signals.signal:{found.reference}").values_list("kind", "state"))
    assert states == {"signals.take_up": "done", "signals.decide": "open"}


def at_once(*works: Callable[[], None]) -> None:
    def run(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        for result in [pool.submit(run, work) for work in works]:
            result.result()
