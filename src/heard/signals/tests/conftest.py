"""An organisation with a ward and the people who deal with its signals, on a Monday."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from heard.coding import machine
from heard.coding.tests.factories import FakeCoder
from heard.organisations import queries as organisations
from heard.organisations.models import Role
from heard.organisations.tests.factories import make_account, make_membership, make_organisation, make_unit
from heard.signals.tests.wards import Wards

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def on_a_monday():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def trust(db):
    return make_organisation()


@pytest.fixture
def ward(trust):
    return make_unit(trust, "Kestrel Ward", "ward")


@pytest.fixture
def person(trust):
    """Makes people: person(role), person(role, unit)."""

    def make(role, unit=None, name="Ann Example"):
        return organisations.actor(make_membership(trust, role, account=make_account(name=name), unit=unit).account)

    return make


@pytest.fixture
def manager(person, ward):
    return person(Role.SERVICE_MANAGER, ward, "David Osei")


@pytest.fixture
def lead(person):
    return person(Role.ENGAGEMENT_LEAD, name="Amina Clarke")


@pytest.fixture
def complaints(person):
    return person(Role.COMPLAINTS_OFFICER, name="Ruth Bellamy")


@pytest.fixture
def board(person):
    return person(Role.BOARD_MEMBER, name="Margaret Adeyemi")


@pytest.fixture
def wards(trust, monkeypatch):
    """Wards to speak about; their comments say their own codes."""
    monkeypatch.setattr(machine, "coder", FakeCoder)
    return Wards(trust)


@pytest.fixture
def failing(wards):
    """One of them has failed for ten weeks."""
    return wards.fail()
