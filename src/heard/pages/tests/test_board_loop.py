"""What stands still comes first on the board's page; what was decided without evidence is named."""

from __future__ import annotations

import pytest

from heard.coding.tests.ground import make_ground, signed_in
from heard.coding.tests.test_explore_page import text_of
from heard.decisions.tests.factories import decided, make_decision
from heard.organisations.policy import SYSTEM
from heard.signals.actions import raise_waiting
from heard.signals.tests.factories import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    return make_ground(voices=False)


def board(ground):
    return text_of(signed_in(ground, "board").get(ground.at("board/")))


def test_what_stands_still_comes_before_every_percentage(ground):
    say(ground.organisation, ground.heron, "He lay on the floor for nine hours", 3)
    raise_waiting(actor=SYSTEM)
    shown = board(ground)
    assert "What stands still 1 serious signal is open, and nobody has taken it up" in shown


def test_a_board_without_signals_does_not_speak_of_them(ground):
    assert "What stands still" not in board(ground)


def test_a_decision_without_evidence_is_named(ground):
    decided(make_decision(ground.organisation, ground.heron))
    shown = board(ground)
    assert "1 decision since" in shown
    assert "How do we make sure that bells are answered at night? No evidence" in shown
