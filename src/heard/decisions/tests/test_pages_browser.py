"""A lead's way from a question to a published decision in Chromium: telephone and desk, script on and off, axe."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from heard.decisions.models import Decision
from heard.decisions.tests.factories import about, decided, make_decision, make_voice
from heard.organisations.models import Role
from heard.organisations.tests.factories import make_account, make_membership, make_organisation, make_unit
from heard.voices.models import Voice
from tests.browser import axe, sign_in_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, True), (390, False)])
def test_a_lead_decides_replies_and_publishes(page_at, width, javascript):
    trust = make_organisation()
    ward = make_unit(trust, "Kestrel Ward", "ward")
    account = make_membership(trust, Role.ENGAGEMENT_LEAD, account=make_account(name="Amina Clarke")).account
    voice = make_voice(
        trust,
        ward,
        publication="without_name",
        moderation=Voice.Moderation.PUBLISHED,
        reply=True,
        email="ann@example.org",
    )
    make_decision(trust, ward, about=[about(voice)])
    decided(make_decision(trust, question="What about the car park?"))
    client = Client()
    client.force_login(account)
    page = page_at(width, javascript=javascript)
    sign_in_session(page, client)

    def sound() -> None:
        if javascript:
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto(f"{page.address}/o/{trust.code}/decisions/")
    sound()
    page.get_by_role("link", name="How do we make sure").click()
    sound()
    page.get_by_role("button", name="Fix the options").click()
    page.get_by_role("button", name="Decide").click()
    sound()
    page.get_by_label("We do part of it").check()
    page.get_by_label("A second person at night").check()
    page.get_by_label("What was decided?").fill("A second person answers bells at night.")
    page.get_by_label("Why?", exact=True).fill("People lay awake and were afraid.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("alert").first).to_contain_text("not done")
    sound()
    page.get_by_label("What is not done, and why?").fill("No more beds, because there is no room.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("It is decided.")).to_be_visible()
    sound()
    page.get_by_role("button", name="Replies").click()
    page.get_by_role("button", name="Draft replies").click()
    expect(page.get_by_role("heading", name="To Ann Example, as the person will see it")).to_be_visible()
    sound()
    page.get_by_role("button", name="Send 1 reply").click()
    expect(page.get_by_role("button", name="Stop 1 reply")).to_be_visible()
    decision = Decision.objects.get(unit=ward.id)
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
