"""The review and the gold-set journey in a browser, and the page after 200 corrections; axe clean at both widths."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from heard.checking.tests.ground import Ground, make_ground
from heard.coding.tests.checked import make_checked
from tests.browser import Journey, sign_in_session

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ground() -> Ground:
    return make_ground()


@pytest.fixture
def opened(ground, page_at):
    def open_page(who, path, width=1280, javascript=True):
        page = page_at(width, javascript=javascript)
        sign_in_session(page, ground.client(who))
        page.goto(page.address + ground.at(path))
        return page

    return open_page


def test_comments_are_checked_from_the_queue_and_the_page_shows_what_200_corrections_change(ground, opened):
    # Given: 200 comments that one person checked, and an empty queue
    make_checked(ground.organisation.id, ground.ward.id, ground.actor("Analyst"), 200)
    page = opened("Analyst", "coding/review/", 390)
    journey = Journey(page, javascript=True)
    page.get_by_role("button", name="Bring comments in").click()
    # When: by keyboard, the first is agreed with, the second left to others, the third corrected
    journey.arrives("Check how comments were understood")
    expect(page.locator("blockquote")).to_have_text("He fell and lay on the floor all night")
    page.wait_for_load_state("load")
    page.keyboard.press("a")
    expect(page.get_by_text("1 checked by you today")).to_be_visible()
    page.wait_for_load_state("load")
    page.keyboard.press("s")
    expect(page.get_by_text("1 left to others by you")).to_be_visible()
    page.wait_for_load_state("load")
    page.keyboard.press("c")
    page.get_by_label("Distress or risk").check()
    page.get_by_label("Pain management").check()
    journey.arrives("Check how comments were understood")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("2 checked by you today")).to_be_visible()
    page.get_by_role("button", name="Undo the last one (corrected)").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    # Then: the page of quality measures what they change, and nothing changes before somebody adopts it
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(page.address + ground.at("coding/"))
    journey.presses("Measure what they would change")
    journey.arrives("Quality of coding")
    journey.sees("Better, on")
    expect(page.get_by_role("row", name=re.compile(r"^Change \+0\.\d+ 0\.\d+ to 0\.\d+$"))).to_be_visible()
    journey.presses("Adopt it")
    journey.arrives("Adopt what the corrections taught")
    journey.presses("Adopt it")
    journey.sees("Adopted, in your name")
    journey.sees("Being coded again by")
    page.set_viewport_size({"width": 390, "height": 900})
    journey.arrives("Quality of coding")


def test_a_gold_set_is_made_coded_alone_by_two_and_settled(ground, opened):
    # Given: the lead draws a set of ten
    page = opened("Lead", "coding/samples/new/")
    journey = Journey(page, javascript=True)
    journey.arrives("Make a sample")
    page.get_by_label("Name", exact=True).fill("Autumn")
    page.get_by_label("How many comments").fill("10")
    for label, name in (
        ("First coder", "Analyst"),
        ("Second coder", "Moderator"),
        ("Who settles differences", "Complaints"),
    ):
        page.get_by_label(label).select_option(label=name)
    journey.presses("Draw it and ask them")
    journey.arrives("Samples")
    sample = page.get_by_role("link", name="Autumn").get_attribute("href")
    # When: two code it, one of them without script; they differ in the first comment
    for who, width, level in (("Analyst", 390, "Serious"), ("Moderator", 1280, "No problem")):
        scripted = who == "Analyst"
        page = opened(who, "", width, javascript=scripted)
        page.goto(page.address + sample + "code/")
        journey = Journey(page, scripted)
        journey.arrives("Autumn")
        for number in range(10):
            expect(page.get_by_text(f"{10 - number} left of 10")).to_be_visible()
            page.get_by_label("Cannot tell").check()
            page.get_by_label(level if number == 0 else "No problem", exact=True).check()
            journey.presses("Save and go on")
        journey.sees("nothing left for you")
    # Then: a third settles it, and the figures stand there
    page = opened("Complaints", "", 390)
    page.goto(page.address + sample + "settle/")
    journey = Journey(page, javascript=True)
    journey.arrives("Autumn")
    expect(page.get_by_role("row", name=re.compile("Analyst"))).to_be_visible()
    page.get_by_label("Cannot tell").check()
    page.get_by_label("Serious", exact=True).check()
    journey.presses("Settle it and go on")
    journey.follows("The sample’s page")
    journey.sees("How far the two coders agree")
    journey.arrives("Autumn")
    page.set_viewport_size({"width": 1280, "height": 900})
    journey.arrives("Autumn")
