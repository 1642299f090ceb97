"""The whole public journey in Chromium, on a telephone and on a desk, with and without script, axe on every page."""

from __future__ import annotations

import re
from typing import Any

import pytest

from heard.organisations.tests.factories import make_organisation
from heard.voices.models import Answer, Voice
from heard.voices.tests.speaking import open_at
from tests.browser import Journey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "My mother was left without water all night"


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_relative_tells_something_and_follows_it(page_at: Any, width: int, javascript: bool) -> None:
    point = open_at(make_organisation("riverside"))
    page = page_at(width, javascript=javascript)
    relative = Journey(page, javascript)

    page.goto(f"{page.address}/t/{point.code}/")
    relative.arrives("Is someone unsafe now?")
    relative.presses("Yes, someone is unsafe")
    relative.arrives("Get help now")
    page.go_back()
    relative.presses("No, I want to tell you something")
    relative.arrives("Who are you in this?")
    page.get_by_label("I am a relative or friend").check()
    relative.presses("Continue")
    relative.arrives("Your words")
    relative.presses("Continue")
    relative.sees("There is a problem")
    relative.arrives("Your words")
    page.get_by_label(re.compile("Please tell us what happened")).fill(WORDS)
    if javascript:
        # The signal is lost, and the page comes again: the browser has kept the draft.
        assert WORDS in page.evaluate("JSON.stringify(localStorage)")
    page.get_by_label("Very poor", exact=True).check()
    relative.presses("Continue")
    relative.arrives("What should happen?")
    relative.presses("Back")
    relative.arrives("Your words")
    relative.sees("step 3 of 5")
    relative.presses("Continue")
    page.get_by_label("I would like a reply").check()
    page.get_by_label("Your e-mail address").fill("ann@example.org")
    page.get_by_label("Yes, without my name").check()
    relative.presses("Continue")
    relative.arrives("Check what you want to send")
    relative.sees(WORDS)
    relative.presses("Send")
    relative.arrives("We have received what you said")
    key = page.locator("#key").inner_text()
    if javascript:
        assert page.evaluate("localStorage.length") == 0
    assert (Voice.objects.count(), Answer.objects.get().words) == (1, WORDS)

    page.goto(f"{page.address}/p/riverside/follow/#{key.replace(' ', '-')}")
    relative.arrives("Follow your words")
    if javascript:
        assert page.get_by_label("Your key").input_value() == key
    else:
        page.get_by_label("Your key").fill(key)
    relative.presses("Show what happened")
    relative.arrives("What happened to your words")
    assert WORDS not in page.locator("main").inner_text()
    relative.presses("Show my words")
    relative.sees(WORDS)
    relative.arrives("What happened to your words")
    page.get_by_role("group", name="Did it change?").get_by_label("No", exact=True).check()
    page.get_by_role("group", name="Were you treated worse").get_by_label("No", exact=True).check()
    relative.presses("Send my answer")
    relative.sees("Thank you")
    relative.sees("You said: no")
    assert page.context.cookies() == []
