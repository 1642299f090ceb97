"""Themes beyond the frame, and a frame of one's own, from the first click to the count: in a browser, axe clean."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from heard.coding.actions.frames import take_examples
from heard.coding.tests.ground import Ground, make_ground, signed_in
from heard.coding.tests.spoken import Spoken, speak
from heard.methods.emerging.tests.planted import WIFI, comments
from heard.organisations.queries import actor
from heard.store.background import run_all_now
from tests.browser import Journey, sign_in_session

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ground() -> Ground:
    """Twenty weeks of what is always said on Heron Ward, and no wifi in the last four."""
    ground = make_ground(voices=False)
    today = timezone.localdate()
    said = [(place % 120 + 30, text) for place, text in enumerate(comments(90, 1))]
    said += [(place % 25, text) for place, text in enumerate(comments(30, 2, [(WIFI, 9)]))]
    speak(
        ground.organisation.id,
        [Spoken(ground.heron.id, today - timedelta(days=days), answers=[("Why?", text)]) for days, text in said],
    )
    return ground


@pytest.fixture
def person(ground, page_at):
    def open_as(who: str, width: int, path: str, *, javascript: bool = True) -> Journey:
        page = page_at(width, javascript=javascript)
        sign_in_session(page, signed_in(ground, who))
        page.goto(page.address + ground.at(path))
        return Journey(page, javascript)

    return open_as


@pytest.mark.parametrize("width", [390, 1280])
def test_a_topic_is_proposed_named_signed_off_and_counted(ground, person, width) -> None:
    # Given: the analyst finds nothing yet, and has Heard look
    analyst = person("analyst", width, "themes/")
    analyst.arrives("Emerging themes")
    analyst.presses("Look for themes")
    analyst.arrives("Look for themes")
    analyst.page.get_by_label("Service").select_option(label="Medicine › Heron Ward")
    analyst.presses("Look")
    analyst.sees("Looking…")
    run_all_now()
    # When: what stands out is proposed with why and words, and the analyst names it
    analyst.page.goto(analyst.page.address + ground.at("themes/"))
    analyst.sees("9 comments in 4 weeks")
    analyst.arrives("Emerging themes")
    analyst.follows("wifi")
    analyst.arrives("wifi")
    expect(analyst.page.locator("blockquote").first).to_contain_text("ifi")
    analyst.follows("Name it")
    analyst.arrives("Name this topic")
    analyst.presses("Save the name")
    analyst.arrives("Name this topic")
    analyst.sees("Enter a name for the topic")
    analyst.page.get_by_label("Name", exact=True).fill("No wifi on the ward")
    analyst.presses("Save the name")
    analyst.sees("somebody else signs it off")
    # Then: the manager, a second person, signs it off, and it is counted by week
    manager = person("manager", width, "themes/", javascript=width == 1280)
    manager.follows("No wifi on the ward")
    manager.presses("Sign it off")
    manager.sees("Tracked")
    manager.sees("9 comments of 129 in 26 weeks")
    manager.arrives("No wifi on the ward")
    # And: a rule is changed, which waits for somebody else
    analyst.page.reload()
    analyst.follows("Change what finds it")
    analyst.arrives("Change what finds this topic")
    analyst.page.get_by_label("Phrases, one a line").fill("wifi\ninternet")
    analyst.presses("Save the rule")
    analyst.sees("found by ‘wifi’, ‘internet’, waits for a second person")
    for step, heading in (("Split it", "Split this topic"), ("Dismiss it", "Dismiss this topic")):
        analyst.follows(step)
        analyst.arrives(heading)
        analyst.page.go_back()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_frame_is_made_labelled_learned_put_in_force_and_counted_by(ground, person, width) -> None:
    # Given: a frame with two labels
    lead = person("lead", width, "frames/")
    lead.arrives("Frames of your own")
    lead.presses("Make a frame")
    lead.page.get_by_label("Name of the frame").fill("Our nights")
    lead.page.get_by_label("Labels").fill("Night noise: bells, beds and noise\nWigs: for people who lose their hair")
    lead.arrives("Make a frame")
    lead.presses("Make the frame")
    lead.arrives("Our nights")
    # When: one comment is labelled by keyboard, and the rest come from a file
    lead.presses("Label comments")
    lead.arrives("Which labels fit?")
    lead.page.get_by_label("Night noise").focus()
    lead.page.keyboard.press("Space")
    lead.page.keyboard.press("Enter")
    lead.sees("1 comment labelled")
    texts = comments(200, 11)
    noisy = ["noisy at night" in text or "bed was hard" in text for text in texts]
    lines = [f'"{text}",{"Night noise" if night else ""}' for text, night in zip(texts, noisy, strict=True)]
    reference = lead.page.url.split("/frames/")[1].split("/")[0]
    take_examples(
        actor=actor(ground.people["lead"]),
        organisation_id=ground.organisation.id,
        reference=reference,
        content="\n".join(["comment,labels", *lines]).encode(),
    )
    lead.page.goto(lead.page.address + ground.at(f"frames/{reference}/"))
    lead.presses("Learn from them")
    lead.sees("Heard is learning")
    run_all_now()
    lead.page.reload()
    # Then: it says what is good enough and what is not, is put in force, and comments are counted by it
    lead.sees("Too few examples: 0 of 15")
    lead.arrives("Our nights")
    lead.presses("Put model 1 in force")
    lead.sees("In force. All comments are coded by it.")
    run_all_now()
    lead.page.goto(lead.page.address + ground.at(f"explore/by-frame/?frame={reference}"))
    expect(lead.page.get_by_role("rowheader", name="Night noise")).to_be_visible()
    lead.arrives("Count by another frame")
    lead.page.get_by_label("Count by").select_option(label="HCAT categories")
    lead.presses("Count")
    expect(lead.page.get_by_role("heading", name="By HCAT categories")).to_be_visible()
    lead.arrives("Count by another frame")
