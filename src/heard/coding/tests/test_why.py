"""A voice's page shows on demand which words led to a code, and says it in words too."""

from __future__ import annotations

import re

import pytest

from heard.coding import machine
from heard.coding.tests.ground import Ground, make_ground, signed_in
from heard.coding.tests.spoken import Spoken, speak
from heard.methods.coding import SHIPPED, Coder

pytestmark = pytest.mark.django_db
SAID = "The nurses were kind, but <b>the food</b> was cold."


@pytest.fixture
def ground(monkeypatch: pytest.MonkeyPatch) -> Ground:
    ground = make_ground(voices=False)
    shipped = Coder.load(SHIPPED, compiled=False)
    monkeypatch.setattr(machine, "coder", lambda: shipped)
    return ground


def test_the_words_that_led_to_a_code_are_marked_on_demand(ground: Ground) -> None:
    (voice,) = speak(ground.organisation.id, [Spoken(ground.heron.id, answers=[("Why?", SAID)])])
    answer = voice.answers.get()
    client = signed_in(ground, "analyst")
    address = ground.at(f"voices/{voice.reference}/")
    before = client.get(address).content.decode()
    assert f"?why={answer.pk}#understood-{answer.pk}" in before
    assert "<mark>" not in before
    page = client.get(f"{address}?why={answer.pk}").content.decode()
    assert re.search(r"Food &amp; drink provision &amp; facilities:</strong>\s*‘food’", page)
    assert "&lt;b&gt;the <mark>food</mark>&lt;/b&gt;" in page
    # Clause by clause.
    assert re.search(r"The nurses were kind</td><td[^>]*>Staff manner &amp; personal attributes</td>", page)
    assert re.search(r"was cold</td><td[^>]*>Food", page)


@pytest.mark.parametrize("asked", ["", "x", "999999", "-1"])
def test_another_answer_is_not_explained(ground: Ground, asked: str) -> None:
    (voice,) = speak(ground.organisation.id, [Spoken(ground.heron.id, answers=[("Why?", SAID)])])
    page = signed_in(ground, "analyst").get(ground.at(f"voices/{voice.reference}/?why={asked}"))
    assert page.status_code == 200
    assert b"<mark>" not in page.content


def test_the_clause_in_which_a_rule_found_something_is_shown_with_the_rule(ground: Ground) -> None:
    said = "Lovely crew. They gave my dad the wrong tablets!"
    (voice,) = speak(ground.organisation.id, [Spoken(ground.heron.id, answers=[("Why?", said)])])
    address = ground.at(f"voices/{voice.reference}/?why={voice.answers.get().pk}")
    page = signed_in(ground, "analyst").get(address).content.decode()
    assert "Serious (a wrong medicine or dose):</strong> ‘They gave my dad the wrong tablets’" in page
    assert "<mark>They gave my dad the wrong tablets</mark>" in page
