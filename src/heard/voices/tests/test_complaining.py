"""A complaint about Heard itself: without an account, outside the line of the wards, on a clock, answered."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from heard.organisations import policy
from heard.organisations.models import Role
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_actor, make_organisation
from heard.tasks.queries import tasks_about
from heard.voices import actions, queries
from heard.voices.models import Contact, Voice
from heard.voices.tests.desk import page
from heard.voices.tests.speaking import KEY

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ADDRESS = "/p/riverside/complain/"
GIVEN = {"about": "access", "words": "My screen reader stops at the second step"}


@pytest.fixture
def trust() -> OrganisationSummary:
    return make_organisation("riverside")


def token(client: Client) -> str:
    found = re.search(r'name="token" value="([^"]*)"', client.get(ADDRESS).content.decode())
    assert found
    return found[1]


def complain(client: Client, **given: str) -> str:
    return client.post(ADDRESS, {**GIVEN, "token": token(client), **given}).content.decode()


def test_it_is_kept_outside_the_line_with_two_clocks_and_a_key(trust: OrganisationSummary) -> None:
    client = Client(enforce_csrf_checks=True)
    receipt = complain(client, email="ann@example.org")
    assert "We have received your complaint" in receipt
    assert "A person reads it by" in receipt
    assert client.cookies == {}
    voice = Voice.objects.select_related("unit").get()
    assert (voice.route, voice.unit.kind) == (Voice.Route.OUTSIDE, "organisation")
    assert Contact.objects.filter(voice=voice).exists()
    owed = tasks_about(f"voices.voice:{voice.reference}")
    assert {(task.kind, task.clock) for task in owed} == {("voices.reading", "first_read"), ("voices.reply", "reply")}
    detail = queries.voice(trust.id, voice.reference, any_route=True)
    assert detail is not None
    assert detail.answers[0].question == "A complaint about Heard: somebody cannot use the pages"
    for role, may in ((Role.COMPLAINTS_OFFICER, True), (Role.SERVICE_MANAGER, False)):
        assert policy.can(make_actor(trust, role), "read_outside", trust) is may


def test_whoever_gave_no_address_is_owed_an_answer_too_and_reads_it_by_the_key(trust: OrganisationSummary) -> None:
    client = Client()
    found = KEY.search(complain(client))
    assert found
    reference = Voice.objects.get().reference
    officer = make_actor(trust, Role.COMPLAINTS_OFFICER)
    answer = "The second step now has a heading."
    actions.answer_voice(actor=officer, organisation_id=trust.id, reference=reference, words=answer)
    assert answer in page(client.post("/p/riverside/follow/", {"do": "find", "key": found[1]})) or answer in page(
        _shown(client, found[1])
    )


def _shown(client: Client, key: str) -> object:
    first = client.post("/p/riverside/follow/", {"do": "find", "key": key}).content.decode()
    ticket = re.search(r'name="pass" value="([^"]*)"', first)
    assert ticket
    return client.post("/p/riverside/follow/", {"do": "show", "pass": ticket[1]})


def test_words_that_suggest_danger_bring_help_in_a_complaint_too(trust: OrganisationSummary) -> None:
    receipt = complain(Client(), words="I want to die and nobody reads this")
    assert "Nobody has read them yet" in receipt
    assert 'href="tel:999"' in receipt
    (voice,) = Voice.objects.all()
    clocks = {task.kind: task.clock for task in tasks_about(f"voices.voice:{voice.reference}")}
    assert clocks["voices.reading"] == "serious"
    assert "Get help now" not in complain(Client())


def test_a_double_press_keeps_it_once(trust: OrganisationSummary) -> None:
    client = Client()
    sent = {**GIVEN, "token": token(client)}
    first, second = (KEY.search(client.post(ADDRESS, sent).content.decode()) for _ in range(2))
    assert first
    assert second
    assert first[1] == second[1]
    assert Voice.objects.count() == 1


def test_what_is_missing_has_its_sentence_and_keeps_nothing(trust: OrganisationSummary) -> None:
    for given, sentence in (
        ({"words": ""}, "Enter what went wrong"),
        ({"about": ""}, "Choose what it is about"),
        ({"phone": "soon"}, "Enter a telephone number"),
        ({"website": "http://x.example"}, "Leave the last box empty"),
    ):
        assert sentence in complain(Client(), **given)
    assert not Voice.objects.exists()
