"""A service's page: its place, its figures, and who may see it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heard.coding.tests.ground import WHY, make_ground, signed_in
from heard.coding.tests.spoken import Spoken, speak
from heard.coding.tests.test_explore_page import text_of, words_in
from heard.organisations import actions
from heard.organisations.policy import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    return make_ground()


def address(ground, unit):
    return ground.at(f"services/{unit.reference}/")


def test_concern_stands_before_praise_and_praise_beside_what_it_hides(ground):
    shown = text_of(signed_in(ground, "lead").get(address(ground, ground.heron)))
    assert "Serious 1 of 5 comments" in shown
    assert "Positive 75.0% 3 of 4 ratings It hides 2 concerns" in shown
    assert shown.index("The latest serious comments") < shown.index("Over time") < shown.index("What it is about")


def test_it_shows_the_serious_words_and_leads_to_all_of_them(ground):
    response = signed_in(ground, "lead").get(address(ground, ground.medicine))
    assert words_in(response) == ["Left in pain all night level3 mood5 theme21"]
    assert f'href="{ground.explore}?service={ground.medicine.reference}&amp;serious=3"' in response.content.decode()


def test_services_below_lead_to_their_own_pages(ground):
    body = signed_in(ground, "lead").get(address(ground, ground.medicine)).content.decode()
    assert f'href="{address(ground, ground.heron)}"' in body
    assert f'href="{address(ground, ground.curlew)}"' in body


def test_a_service_without_voices_says_what_would_stand_here(ground):
    empty = make_ground(voices=False, code="hillside")
    assert "Nothing has been said about this service yet" in text_of(
        signed_in(empty, "board").get(address(empty, empty.clinic))
    )


def test_what_happened_to_it_stands_beside_its_chart(ground):
    actions.rename_unit(actor=SYSTEM, unit_id=ground.heron.id, name="Egret Ward", on=date(2026, 2, 10))
    actions.merge_units(actor=SYSTEM, unit_id=ground.curlew.id, into_id=ground.heron.id, on=date(2026, 3, 1))
    response = signed_in(ground, "lead").get(address(ground, ground.heron))
    shown = text_of(response)
    assert "formerly Heron Ward (until 10 February 2026)" in shown
    assert "10 February 2026: named Egret Ward, before that Heron Ward" in shown
    assert "1 March 2026: carries on Curlew Ward, whose voices count here too" in shown
    # The chart itself has a numbered line for each.
    assert response.content.decode().count('stroke-dasharray="4 3"') >= 4
    gone = text_of(signed_in(ground, "lead").get(address(ground, ground.curlew)))
    assert "Closed from 1 March 2026" in gone
    assert "carried on by Egret Ward" in gone


def test_a_manager_of_one_ward_cannot_see_another(ground):
    client = signed_in(ground, "manager")
    assert client.get(address(ground, ground.heron)).status_code == 200
    for unit in (ground.curlew, ground.clinic, ground.medicine):
        assert client.get(address(ground, unit)).status_code == 404


def test_what_stands_above_is_named_without_a_link(ground):
    body = signed_in(ground, "manager").get(address(ground, ground.heron)).content.decode()
    assert "Medicine" in body
    assert address(ground, ground.medicine) not in body


def test_it_is_not_there_for_others(ground, client):
    other = make_ground(code="hillside")
    path = address(ground, ground.heron)
    assert "/account/login/" in client.get(path)["Location"]
    assert signed_in(other, "lead").get(path).status_code == 404
    assert signed_in(other, "lead").get(path.replace("riverside", "hillside")).status_code == 404
    assert signed_in(ground, "lead").get(ground.at("services/nonsense/")).status_code == 404


@pytest.mark.parametrize(("who", "link"), [("lead", True), ("board", False)])
def test_only_those_who_manage_services_get_the_way_to_it(ground, who, link):
    body = signed_in(ground, who).get(address(ground, ground.clinic)).content.decode()
    assert (f"services/{ground.clinic.reference}/edit/" in body) is link


def test_the_number_of_queries_does_not_grow_with_the_voices(ground):
    client = signed_in(ground, "lead")
    many = [Spoken(ground.heron.id, answers=[(WHY, "Left alone level3 mood5 theme4")])] * 20

    def queries():
        client.get(address(ground, ground.medicine))
        with CaptureQueriesContext(connection) as captured:
            client.get(address(ground, ground.medicine))
        return len(captured)

    speak(ground.organisation.id, many)
    few = queries()
    speak(ground.organisation.id, many * 100)
    assert queries() == few
