"""The board's page: concern before praise, small numbers hidden, the same on paper, and who may see it."""

from __future__ import annotations

import re
import zlib
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heard.coding.tests.ground import WHY, Ground, make_ground, signed_in
from heard.coding.tests.spoken import Spoken, speak
from heard.coding.tests.test_explore_page import text_of
from tests.browser import axe, sign_in_session

BAD = "Left in pain level3 mood5 theme21"
NOW = date(2026, 11, 22)


def said(ground: Ground) -> list[Spoken]:
    """Fourteen months; the clinic's concerns behind good ratings rise in the last of them."""
    months = [date(2025 + month // 12, month % 12 + 1, 5) for month in range(8, 22)]
    usual = [
        Spoken(unit.id, day, 1, answers=[(WHY, "Kind nurses theme4 mood1")])
        for day in months
        for unit in (ground.clinic, ground.medicine)
        for _ in range(5 + day.month % 2)
    ]
    worse = [Spoken(ground.clinic.id, months[-1], 1, answers=[(WHY, BAD)]) for _ in range(9)]
    few = [Spoken(ground.medicine.id, months[-1], 5, answers=[(WHY, BAD)]) for _ in range(6)]
    unfinished = [Spoken(ground.medicine.id, NOW, 5, answers=[(WHY, BAD)]) for _ in range(40)]
    return [*usual, *worse, *few, *unfinished]


@pytest.fixture
def ground(db: None) -> Any:
    with time_machine.travel(NOW, tick=False):
        made = make_ground(voices=False)
        speak(made.organisation.id, said(made))
        yield made


def test_the_percentage_stands_beside_what_it_hides(ground: Ground) -> None:
    shown = text_of(signed_in(ground, "board").get(ground.at("board/")))
    assert "behind these stand 9 concerns" in shown
    assert "It hides 9 concerns from people who ticked Good or Very good" in shown
    assert shown.index("Serious 15") < shown.index("Positive")
    assert "For the board" in shown


def test_charts_say_what_their_icon_means(ground: Ground) -> None:
    response = signed_in(ground, "board").get(ground.at("board/"))
    shown = text_of(response)
    assert "Special cause for concern: higher than chance explains. October 2026:" in shown
    assert "Over these months it hides 9 concerns." in shown
    # Once as the sign of the chart of concerns, once among what the signs mean.
    assert shown.count("Concern, higher") == 2
    assert shown.index("Concern, higher") < shown.index("Special cause for concern: higher than chance explains. Oct")
    assert response.content.decode().count('role="img"') == 2


def test_the_worst_service_of_each_theme_is_named_with_its_denominator(ground: Ground) -> None:
    shown = text_of(signed_in(ground, "board").get(ground.at("board/")))
    assert "Pain management Eye Clinic 9 9" in shown or "Eye Clinic 9 9" in shown


def test_small_numbers_are_hidden_and_so_is_what_would_tell_them(db: None) -> None:
    with time_machine.travel(NOW, tick=False):
        made = make_ground(voices=False)
        day = date(2026, 10, 5)
        speak(
            made.organisation.id,
            [Spoken(unit.id, day, 5, answers=[(WHY, BAD)]) for unit in (made.clinic, made.clinic, made.medicine)],
        )
        shown = text_of(signed_in(made, "board").get(made.at("board/")))
    assert "Not named: too few everywhere fewer than 5" in shown
    assert "Eye Clinic" not in shown


def test_the_month_that_is_not_over_is_in_nothing(ground: Ground) -> None:
    assert "Serious 15 of" in text_of(signed_in(ground, "board").get(ground.at("board/")))


def test_an_empty_page_says_what_will_stand_there(db: None) -> None:
    empty = make_ground(voices=False, code="hillside")
    assert "Nothing has been said in a month that is over" in text_of(signed_in(empty, "board").get(empty.at("board/")))


def test_the_pdf_is_tagged_and_holds_the_same(ground: Ground) -> None:
    response = signed_in(ground, "board").get(ground.at("board.pdf"))
    assert response["Content-Type"] == "application/pdf"
    assert response.content[:5] == b"%PDF-"
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", response.content, re.DOTALL)
    # A stream that is not packed is metadata in plain text.
    parts = [zlib.decompress(one) if one[:1] == b"\x78" else one for one in packed]
    assert any(b"/StructTreeRoot" in one for one in [response.content, *parts])


def test_who_has_a_role_over_one_ward_alone_does_not_see_it(ground: Ground) -> None:
    assert signed_in(ground, "manager").get(ground.at("board/")).status_code == 403
    assert signed_in(ground, "lead").get(ground.at("board/")).status_code == 200


def test_it_asks_no_more_often_when_more_was_said(ground: Ground) -> None:
    def asked() -> int:
        client = signed_in(ground, "board")
        with CaptureQueriesContext(connection) as queries:
            client.get(ground.at("board/"))
        return len(queries)

    before = asked()
    speak(ground.organisation.id, said(ground))
    assert asked() <= before


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1280])
def test_it_is_clean_to_axe_and_fits_a_telephone(page_at: Any, width: int) -> None:
    ground = make_ground(voices=False)
    speak(ground.organisation.id, said(ground))
    page = page_at(width)
    sign_in_session(page, signed_in(ground, "board"))
    page.goto(page.address + ground.at("board/"))
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
