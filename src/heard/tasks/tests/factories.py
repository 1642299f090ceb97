"""Small makers of tasks for tests of any room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM, Actor
from heard.organisations.queries import OrganisationSummary, UnitSummary
from heard.store.ports import Port
from heard.tasks import actions
from heard.tasks.ports import Notice, notify
from heard.tasks.queries.shapes import TaskSummary

_number = count(1)


def make_task(organisation: OrganisationSummary, unit: UnitSummary | None = None, **fields: Any) -> TaskSummary:
    """An open task about something new, which a service manager has to answer for."""
    number = next(_number)
    given: dict[str, Any] = {
        "actor": SYSTEM,
        "organisation_id": organisation.id,
        "unit_id": unit.id if unit else None,
        "kind": "signals.signal",
        "subject": f"signals.signal:{number}",
        "title": f"Look at concern {number}",
        "role": Role.SERVICE_MANAGER,
        "clock": "reply",
    }
    return actions.open_task(**{**given, **fields})


def owned_task(
    organisation: OrganisationSummary, owner: Actor, unit: UnitSummary | None = None, **more: Any
) -> TaskSummary:
    """A task that somebody owns."""
    return make_task(organisation, unit, owner_id=owner.account_id, **more)


@contextmanager
def answering(port: Port[..., Any], function: Any) -> Iterator[None]:
    """A room above answers a port, for a while."""
    port.register(function)
    try:
        yield
    finally:
        port._functions.remove(function)


@contextmanager
def notices() -> Iterator[list[Notice]]:
    """What people are told meanwhile."""
    told: list[Notice] = []
    with answering(notify, told.extend):
        yield told
