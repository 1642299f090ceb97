"""Four roles explore in a browser: on a telephone and a desk, with and without script, by keyboard, axe clean."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from heard.coding.tests.ground import make_ground, signed_in
from tests.browser import axe, sign_in_session

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SEEN = {"lead": 11, "manager": 5, "analyst": 11, "board": 11}


@pytest.fixture
def ground():
    return make_ground()


@pytest.fixture
def open_as(ground, page_at):
    def open_page(who, width=1280, javascript=True):
        page = page_at(width, javascript=javascript)
        sign_in_session(page, signed_in(ground, who))
        page.goto(page.address + ground.explore)
        return page

    return open_page


def sideways(page):
    """How far the page is wider than its window, in pixels."""
    return page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize("width", [390, 1280])
def test_every_role_explores_with_script(ground, open_as, width):
    for who, seen in SEEN.items():
        # Given: the page of everything that this role may see
        page = open_as(who, width)
        expect(page.get_by_role("heading", level=1)).to_have_text("Explore")
        expect(page.locator("li[data-heard-item]")).to_have_count(seen)
        assert axe(page) == [], who
        assert sideways(page) <= 0
        # When: they search for a word, and read the voice behind the first comment
        page.get_by_role("searchbox", name="Search the words").fill("pain")
        page.get_by_role("button", name="Search").click()
        expect(page.locator("li[data-heard-item]")).to_have_count(1)
        expect(page.locator("mark")).to_have_text("pain")
        page.get_by_role("link", name=re.compile("Heron Ward")).first.click()
        # Then: the voice stands there, with what it was understood as, and leads back to the search
        expect(page.get_by_role("heading", name="Understood as")).to_be_visible()
        assert axe(page) == [], who
        assert sideways(page) <= 0
        page.get_by_role("link", name="Back to your search").click()
        expect(page.get_by_role("link", name="Remove Words: ‘pain’")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_every_role_explores_without_script(ground, open_as, width):
    for who, seen in SEEN.items():
        # Given
        page = open_as(who, width, javascript=False)
        expect(page.locator("li[data-heard-item]")).to_have_count(seen)
        # When: a service is typed, a theme ticked and the form sent
        page.get_by_label("Service", exact=True).fill("Heron Ward")
        page.get_by_text("Theme", exact=True).first.click()
        page.get_by_label("Pain management").check()
        page.get_by_role("button", name="Show").click()
        # Then
        expect(page.locator("li[data-heard-item]")).to_have_count(1)
        expect(page.get_by_role("link", name="Remove Theme: Pain management")).to_be_visible()
        page.get_by_role("link", name="Remove Theme: Pain management").click()
        expect(page.locator("li[data-heard-item]")).to_have_count(5)
        page.get_by_text("Show the figures as a table").first.click()
        expect(page.get_by_role("columnheader", name="Other concerns")).to_be_visible()


def test_on_a_telephone_the_filters_are_folded_and_open(open_as):
    page = open_as("lead", 390)
    expect(page.get_by_label("Service", exact=True)).to_be_hidden()
    page.get_by_text(re.compile("^Filters")).click()
    expect(page.get_by_label("Service", exact=True)).to_be_visible()
    assert axe(page) == []


def test_it_is_explored_by_keyboard_alone(ground, open_as):
    # Given
    page = open_as("lead")
    items = page.locator("li[data-heard-item]")
    # When: the search box, a search, and the second comment
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("level1")
    page.keyboard.press("Enter")
    expect(items).to_have_count(3)
    page.wait_for_load_state("load")  # the list stands there before the script that answers to keys
    for key, place in (("j", 0), ("j", 1), ("k", 0), ("j", 1)):
        page.keyboard.press(key)
        expect(items.nth(place).get_by_role("link")).to_be_focused()
    wanted = items.nth(1).get_by_role("link").get_attribute("href")
    # Then: o opens it
    page.keyboard.press("o")
    page.wait_for_url("**" + wanted)
    page.go_back(wait_until="load")
    page.keyboard.press("?")
    expect(page.get_by_text("Next comment")).to_be_visible()


def test_a_code_is_corrected(ground, open_as):
    # Given: the analyst reads the serious comment
    page = open_as("analyst", 390)
    page.goto(page.address + ground.explore + "?serious=3")
    page.get_by_role("link", name=re.compile("Heron Ward, 4 March 2026")).click()
    page.get_by_role("link", name=re.compile("^Correct")).click()
    assert axe(page) == []
    # When
    page.get_by_label("Distress or risk").check()
    page.get_by_label("Feeling safe").check()
    page.get_by_role("button", name="Save").click()
    # Then: who and when stand there, and the search no longer finds it
    expect(page.get_by_text("Before that (1)")).to_be_visible()
    expect(page.get_by_text("Analyst").first).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Back to your search").click()
    expect(page.get_by_text("Nothing fits all of this")).to_be_visible()


def test_a_services_page_is_read_at_both_widths(ground, open_as):
    for width in (390, 1280):
        page = open_as("board", width)
        for unit in (ground.medicine, ground.heron):
            page.goto(page.address + ground.at(f"services/{unit.reference}/"))
            expect(page.get_by_role("heading", name="The latest serious comments")).to_be_visible()
            charts = page.get_by_role("img", name=re.compile("Concerns over time")).locator("visible=true")
            expect(charts).to_have_count(1)
            assert axe(page) == []
            assert sideways(page) <= 0


def test_forms_with_errors_and_saved_views_are_clean(ground, open_as):
    page = open_as("lead", 390)
    for path in (
        "explore/?theme=999&from=x",
        "explore/?words=zebra&serious=3",
        "explore/?service=ward",
        "explore/?grain=week&by=service",
        "explore/saved/",
        "explore/saved/new/?serious=3",
    ):
        page.goto(page.address + ground.at(path))
        assert axe(page) == [], path
        assert sideways(page) <= 0, path


def test_a_file_is_downloaded(ground, open_as):
    page = open_as("analyst")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert re.fullmatch(r"heard-riverside-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
