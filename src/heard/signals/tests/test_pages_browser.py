"""A signal about somebody who cannot be reached is closed through others, in Chromium with axe.

How a warning is taken up and closed with a decision stands in tests/test_relatives_journey_browser.py.
"""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from heard.organisations import queries as organisations
from heard.organisations.models import Account
from heard.signals.tests.factories import say, signal
from tests.browser import axe, sign_in_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def on_a_monday():
    """Today: the live server's session counts by the clock of the wall."""


def test_a_manager_takes_up_the_worst_says_what_it_is_and_asks_to_close_it(page_at, ward, manager):
    trust = organisations.organisations()[0]
    say(trust, ward, words="Nobody came when she rang the bell, and she fell", kinds=["neglect"])
    signal(trust, ward, level=2, relation="carer", category=1, words="She was cold all night")
    client = Client()
    client.force_login(Account.objects.get(pk=manager.account_id))
    page = page_at(390)
    sign_in_session(page, client)

    def sound() -> None:
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto(f"{page.address}/o/{trust.code}/signals/")
    expect(page.locator("blockquote").first).to_contain_text("Nobody came when she rang")
    sound()
    page.get_by_role("link", name="Serious: neglect").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Serious: neglect")
    sound()
    page.get_by_role("button", name="Take it up").click()
    expect(page.get_by_text("This is yours now.")).to_be_visible()
    page.get_by_role("link", name="Change what was found").click()
    sound()
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what you found.")
    page.get_by_label("It is so").check()
    page.get_by_role("button", name="Save it").click()
    page.get_by_role("button", name="Close with a reason").click()
    sound()
    page.get_by_label("Why is it closed?").fill("We put a second person on nights and test the bells each week.")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="As whoever spoke will read it")).to_be_visible()
    sound()
    page.get_by_role("button", name="Ask somebody outside the line to close it").click()
    expect(page.get_by_text("It stays open until then.")).to_be_visible()
    sound()
