"""Monday: worst first as words, then clocks, what came back, one thanks; and as many queries for any number of them."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heard.coding.tests.ground import make_ground, signed_in
from heard.coding.tests.spoken import Spoken, speak
from heard.coding.tests.test_explore_page import text_of
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.pages.monday import CAME_BACK
from heard.signals.actions import raise_waiting
from heard.signals.tests.factories import say
from heard.tasks.actions import open_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    return make_ground(voices=False)


def monday(ground, who="lead"):
    return signed_in(ground, who).get(ground.at("monday/"))


def concern(ground, words, level, unit=None):
    say(ground.organisation, unit or ground.heron, words, level, relation="relative")
    raise_waiting(actor=SYSTEM)


def test_three_things_stand_first_the_worst_in_front_as_words(ground):
    for number in range(3):
        concern(ground, f"She was cold {number}", 2)
    concern(ground, "He lay on the floor for nine hours", 3)
    shown = text_of(monday(ground))
    assert shown.index("He lay on the floor for nine hours") < shown.index("She was cold")
    assert len(re.findall(r"She was cold \d", shown)) == 2
    assert re.search(r"[1-9]\d* more signals?", shown)


def test_a_manager_is_shown_only_what_is_theirs(ground):
    concern(ground, "Left on the floor of the clinic", 3, ground.clinic)
    shown = text_of(monday(ground, "manager"))
    assert "Left on the floor of the clinic" not in shown


def test_what_nobody_owns_yet_and_what_one_deputises_for_waits_here_too(ground):
    lead, manager = ground.people["lead"], ground.people["manager"]
    given = {"actor": SYSTEM, "organisation_id": ground.organisation.id, "unit_id": ground.heron.id}
    given |= {"kind": "voices.reading", "clock": "first_read"}
    open_task(subject="voices.voice:1", title="Read what nobody has", role=Role.ENGAGEMENT_LEAD, **given)
    deputised = {"owner_id": manager.id, "deputy_id": lead.id, "role": Role.SERVICE_MANAGER}
    open_task(subject="voices.voice:2", title="Read for a colleague", **deputised, **given)
    open_task(subject="voices.voice:3", title="Not for the lead", role=Role.SERVICE_MANAGER, **given)
    shown = text_of(monday(ground))
    assert "Read what nobody has" in shown
    assert "Read for a colleague" in shown
    assert "Not for the lead" not in shown


def test_clocks_and_what_came_back_stand_below(ground):
    lead = ground.people["lead"]
    given = {"organisation_id": ground.organisation.id, "unit_id": ground.heron.id, "role": Role.ENGAGEMENT_LEAD}
    open_task(
        actor=SYSTEM, kind="voices.reading", subject="voices.voice:1", title="Read a card", owner_id=lead.id,
        clock="first_read", **given,
    )  # fmt: skip
    open_task(
        actor=SYSTEM, kind=CAME_BACK[0], subject="decisions.decision:1", title="Look at the lights again",
        clock="came_back", **given,
    )  # fmt: skip
    shown = text_of(monday(ground))
    assert shown.index("Your clocks") < shown.index("Read a card") < shown.index("Came back: not changed")
    assert "Look at the lights again" in shown


def test_one_thanks_ends_the_page_and_only_one(ground):
    today = timezone.localdate()
    warm = "The nurses sat with my father all night and we are so grateful mood1"
    speak(ground.organisation.id, [Spoken(ground.heron.id, today, answers=[("Why?", warm)]) for _ in range(2)])
    assert text_of(monday(ground)).count("so grateful") == 1


def test_an_empty_monday_says_what_will_stand_here(ground):
    assert "Nothing waits for you" in text_of(monday(ground))


def test_its_queries_do_not_grow(ground):
    for number in range(3):
        concern(ground, f"She was cold {number}", 3)
    client = signed_in(ground, "lead")
    client.get(ground.at("monday/"))
    with CaptureQueriesContext(connection) as few:
        client.get(ground.at("monday/"))
    for number in range(12):
        concern(ground, f"He fell {number}", 3)
    with CaptureQueriesContext(connection) as many:
        client.get(ground.at("monday/"))
    assert len(many) <= len(few)
