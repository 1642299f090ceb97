"""A manager's way through the tasks in Chromium: telephone and desk, with and without script, axe on every page."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from heard.organisations import queries as organisations
from heard.organisations.models import Role
from heard.organisations.tests.factories import make_account, make_membership, make_organisation, make_unit
from heard.tasks.tests.factories import make_task, owned_task
from tests.browser import axe, sign_in_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, True), (390, False)])
def test_a_manager_takes_a_task_passes_two_on_and_has_them_back(page_at, width, javascript):
    trust = make_organisation()
    ward = make_unit(trust, "Kestrel Ward", "ward")
    manager = make_membership(trust, Role.SERVICE_MANAGER, account=make_account(name="David Osei"), unit=ward).account
    make_membership(trust, Role.ENGAGEMENT_LEAD, account=make_account(name="Amina Clarke"))
    make_task(trust, ward, title="Look at call bells at night", clock="serious")
    owned_task(trust, organisations.actor(manager), ward, title="Answer a relative")
    client = Client()
    client.force_login(manager)
    page = page_at(width, javascript=javascript)
    sign_in_session(page, client)

    def sound() -> None:
        if javascript:
            assert axe(page) == []
        assert not javascript or page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto(f"{page.address}/o/{trust.code}/tasks/?show=area")
    sound()
    page.get_by_role("link", name="Look at call bells at night").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Look at call bells at night")
    sound()
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_text("This task is yours now.")).to_be_visible()
    page.goto(f"{page.address}/o/{trust.code}/tasks/")
    for box in page.get_by_role("checkbox").all():
        box.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Pass the chosen tasks on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pass 2 tasks on")
    page.get_by_role("button", name="Pass on").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a reason.")
    sound()
    page.get_by_label("To whom").select_option("Amina Clarke")
    page.get_by_label("Why").fill("I am away until Monday")
    page.get_by_role("button", name="Pass on").click()
    expect(page.get_by_text("2 tasks are passed on.")).to_be_visible()
    sound()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("2 tasks are back where they came from.")).to_be_visible()
    expect(page.get_by_text("Mine (2)")).to_be_visible()
