"""What everybody may read: doors with something behind them, concerns before praise, in words that most can read."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heard.coding.tests.ground import make_ground
from heard.coding.tests.spoken import Spoken, speak
from heard.coding.tests.test_explore_page import text_of
from heard.decisions.actions import publish
from heard.decisions.tests.factories import decided, make_decision
from heard.organisations.policy import SYSTEM
from heard.pages.tests.reading_age import reading_age, words_of
from heard.pages.views.public import EASY
from heard.voices.tests.speaking import Speaker, open_at

pytestmark = pytest.mark.django_db

OWED = ("front", "privacy", "accessibility", "cookies", "contact", "languages", "easy-read", "complain")
PLACES = ("tell-us", "follow", "what-changed")


@pytest.fixture
def ground():
    return make_ground(voices=False)


def seen(ground, name, *more):
    return Client().get(reverse(name, args=[ground.organisation.code, *more]))


def spoken_last_month(ground, **levels):
    day = timezone.localdate().replace(day=1) - timedelta(days=10)
    said = [(3, "level3 mood5"), (2, "level2 mood4"), (0, "theme4 mood1")]
    wanted = [levels.get("serious", 0), levels.get("other", 0), levels.get("rest", 0)]
    spoken = [
        Spoken(ground.heron.id, day, 5 if level else 1, answers=[("Why?", f"Said {marks}")])
        for (level, marks), number in zip(said, wanted, strict=True)
        for _ in range(number)
    ]
    speak(ground.organisation.id, spoken)


def test_the_front_page_has_doors_only_where_there_is_something_behind(ground):
    shown = text_of(seen(ground, "front"))
    assert "Follow your words" in shown
    assert "Say how care was, good or bad" not in shown
    assert "What people said, what we did" not in shown
    open_at(ground.organisation)
    decision = decided(make_decision(ground.organisation, ground.heron))
    publish(actor=SYSTEM, reference=decision.reference, you_said="It is cold", we_did="We heat it")
    shown = text_of(seen(ground, "front"))
    assert "Say how care was, good or bad" in shown
    assert "What people said, what we did" in shown


def test_the_front_page_says_concerns_before_praise_and_hides_small_numbers(ground):
    assert "What people said in" not in text_of(seen(ground, "front"))
    spoken_last_month(ground, serious=8, other=6, rest=40)
    shown = text_of(seen(ground, "front"))
    assert shown.index("Serious concerns 8 of 54 comments") < shown.index("Other concerns 6") < shown.index("74%")
    spoken_last_month(ground, serious=0, other=0, rest=2)
    assert "Chose Good or Very good 75%" in text_of(seen(ground, "front"))


def test_a_small_number_on_the_front_page_takes_another_with_it(ground):
    spoken_last_month(ground, serious=2, other=6, rest=40)
    shown = text_of(seen(ground, "front"))
    assert "Serious concerns Hidden" in shown
    assert "Other concerns Hidden" in shown
    speak(ground.organisation.id, [Spoken(ground.heron.id, timezone.localdate(), 1, answers=[("Why?", "level3")])])
    assert text_of(seen(ground, "front")) == shown, "the month that goes on is in nothing"


def test_every_page_says_itself_in_words_for_ten_year_olds_and_sets_no_cookie(ground):
    point = open_at(ground.organisation)
    pages = {name: seen(ground, name) for name in (*OWED, *PLACES)}
    pages |= {f"easy {about}": seen(ground, "easy-read-page", about) for about in EASY}
    pages |= {name: seen(ground, name, point.code) for name in ("tell-us-point", "tell-us-unsafe", "tell-us-who")}
    speaker = Speaker(point, ground.organisation.code)
    pages["words"] = speaker.send("who", relation="patient")
    pages["wishes"] = speaker.send("words", words="It was cold", rating="5")
    pages["check"] = speaker.send("wishes", publication="none")
    pages["receipt"] = speaker.send("check")
    follow = reverse("follow", args=[ground.organisation.code])
    pages["timeline"] = speaker.client.post(follow, {"do": "find", "key": speaker.key()})
    assert {name: page.status_code for name, page in pages.items() if page.status_code != 200} == {}
    assert {name for name, page in pages.items() if page.cookies} == set()
    ages = {name: round(reading_age(words_of(page.content.decode())), 1) for name, page in pages.items()}
    assert {name: age for name, age in ages.items() if age > 11} == {}, ages


def test_every_page_of_the_desk_and_of_the_public_leads_to_what_is_owed(ground):
    client = Client()
    client.force_login(ground.people["lead"])
    code = ground.organisation.code
    owed = {reverse(name, args=[code]) for name in ("tell-us", "follow", *OWED[1:])} | {f"/cy/p/{code}/"}
    for response in (seen(ground, "front"), seen(ground, "follow"), client.get(ground.at("services/"))):
        foot = re.search(r"<footer.*?</footer>", response.content.decode(), re.S)[0]
        assert owed <= set(re.findall(r'href="([^"]*)"', foot))
    assert ground.at("safety/") in foot, "the desk leads to the hazard log too"
    assert reverse("privacy", args=[code]) in Client().get("/account/login/").content.decode()


def test_large_letters_are_a_link_away_and_need_no_script(ground):
    address = reverse("privacy", args=[ground.organisation.code])
    page = Client().get(address).content.decode()
    assert f'href="{address}?large=1"' in page
    assert "heard-large" not in page
    assert 'class="heard-large"' in Client().get(f"{address}?large=1").content.decode()


def test_pages_of_nothing_are_absent(ground):
    assert Client().get("/p/nowhere/privacy/").status_code == 404
    assert seen(ground, "easy-read-page", "nonsense").status_code == 404
