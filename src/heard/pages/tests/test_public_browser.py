"""The pages that everybody reads, in Chromium: telephone and desk, both languages, large letters, axe."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from heard.coding.tests.ground import make_ground
from heard.organisations.models import Role
from heard.organisations.tests.factories import make_account, make_membership
from heard.pages.tests.test_public_facts import GIVEN
from heard.voices.models import Voice
from heard.voices.tests.speaking import open_at
from tests.browser import axe, sign_in_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sound(page):
    assert axe(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_everybody_reads_and_complains_and_an_administrator_says_whom_to_reach(page_at):
    ground = make_ground(voices=False)
    open_at(ground.organisation)
    administrator = make_account("admin@riverside.example")
    make_membership(ground.organisation, Role.ADMINISTRATOR, administrator)
    client = Client()
    client.force_login(administrator)
    desk, phone = page_at(1280), page_at(390)
    sign_in_session(desk, client)
    base = f"/p/{ground.organisation.code}/"

    desk.goto(f"{desk.address}/o/{ground.organisation.code}/settings/")
    expect(desk.get_by_text("Before you open")).to_be_visible()
    desk.get_by_role("button", name="Change what the public pages say").click()
    sound(desk)
    desk.get_by_label("Telephone number", exact=True).fill(GIVEN["phone"])
    desk.get_by_role("button", name="Save").click()
    sound(desk)
    # Each kind of page once: doors and figures, a table that folds, pictures, large letters.
    for page, path in (
        (phone, base),
        (desk, f"/cy{base}privacy/"),
        (phone, f"/cy{base}easy-read/next/"),
        (phone, f"{base}contact/?large=1"),
    ):
        page.goto(f"{page.address}{path}")
        sound(page)
    phone.goto(f"{phone.address}{base}")
    phone.get_by_role("contentinfo").get_by_role("link", name="Complain about this service").click()
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("alert").first).to_contain_text("Enter what went wrong")
    sound(phone)
    phone.get_by_label("I cannot use these pages").check()
    phone.get_by_label("What went wrong").fill("The letters are too small")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("We have received your complaint")
    assert Voice.objects.get().route == Voice.Route.OUTSIDE
    phone.goto(f"{phone.address}{base}contact/")
    phone.get_by_role("link", name="Cymraeg").first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Cysylltu â ni")
