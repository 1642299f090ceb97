"""A decision is published, and found among the others, in Chromium with axe.

How it is opened, decided and answered stands in tests/test_relatives_journey_browser.py.
"""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from heard.decisions.tests.factories import about, decided, make_decision, make_voice
from heard.organisations.models import Role
from heard.organisations.tests.factories import make_account, make_membership, make_organisation, make_unit
from heard.voices.models import Voice
from tests.browser import axe, sign_in_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_lead_publishes_what_was_decided(page_at):
    trust = make_organisation()
    ward = make_unit(trust, "Kestrel Ward", "ward")
    account = make_membership(trust, Role.ENGAGEMENT_LEAD, account=make_account(name="Amina Clarke")).account
    voice = make_voice(
        trust,
        ward,
        publication="without_name",
        moderation=Voice.Moderation.PUBLISHED,
    )
    decision = decided(make_decision(trust, ward, about=[about(voice)]))
    decided(make_decision(trust, question="What about the car park?"))
    client = Client()
    client.force_login(account)
    page = page_at(390)
    sign_in_session(page, client)

    def sound() -> None:
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto(f"{page.address}/o/{trust.code}/decisions/")
    sound()
    page.get_by_role("link", name="How do we make sure").click()
    sound()
    page.goto(f"{page.address}/o/{trust.code}/decisions/{decision.reference}/publish/")
    page.get_by_label("You said").fill("Bells were not answered at night.")
    page.get_by_role("button", name="Go on").click()
    sound()
    page.get_by_role("button", name="Publish it").click()
    page.get_by_role("link", name="What everyone sees").click()
    sound()
    expect(page.get_by_text("These people said that everyone may read their words.")).to_be_visible()
    page.get_by_role("link", name="What changed").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What changed")
    sound()
    for path in ("decisions/calendar/", "decisions/questions/", "decisions/open/"):
        page.goto(f"{page.address}/o/{trust.code}/{path}")
        sound()
