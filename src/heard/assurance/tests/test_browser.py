"""A return's whole way in Chromium, on a telephone and on a desk, with and without script, axe clean on every page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from heard.assurance.tests.test_counts import rated
from heard.coding.tests.ground import make_ground, signed_in
from heard.coding.tests.spoken import speak
from tests.browser import axe, sign_in_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, False)], ids=["390-script", "1280-no script"])
def test_a_month_is_begun_completed_submitted_and_published(page_at: Any, width: int, javascript: bool) -> None:
    from playwright.sync_api import expect

    ground = make_ground(voices=False)
    day = date(2026, 3, 4)
    speak(ground.organisation.id, [*rated(ground.heron.id, day, 1, 30), *rated(ground.curlew.id, day, 0, 2)])
    page = page_at(width, javascript=javascript)
    sign_in_session(page, signed_in(ground, "lead"))
    main = page.locator("main")

    def arrives(heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        if javascript:
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), heading

    page.goto(page.address + ground.at("returns/fft/"))
    arrives("Friends and Family Test")
    page.get_by_role("link", name="March 2026").click()
    arrives("March 2026")
    main.get_by_role("button", name="Start this month").click()
    main.get_by_role("button", name="Enter who could have answered").click()
    arrives("Who could have answered in March 2026?")
    page.get_by_label("Heron Ward").fill("none")
    main.get_by_role("button", name="Save").click()
    expect(main).to_contain_text("There is a problem")
    arrives("Who could have answered in March 2026?")
    page.get_by_label("Heron Ward").fill("60")
    main.get_by_role("button", name="Save").click()
    expect(main).to_contain_text("50.0%")
    main.get_by_role("button", name="Keep the file as submitted").click()
    arrives("March 2026")
    main.get_by_role("button", name="Publish the percentages").click()
    arrives("March 2026")
    expect(main).to_contain_text("Published percentages, version 1")
    # What everybody sees of it.
    page.goto(f"{page.address}/p/{ground.organisation.code}/fft/")
    arrives("Friends and Family Test")
    page.get_by_role("link", name="March 2026").click()
    arrives("March 2026")
    expect(main).to_contain_text("What a percentage hides")
