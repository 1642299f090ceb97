"""A message that a person changes, recalls and sends again, and the room's other pages, in Chromium with axe.

How replies go out by e-mail, text message and letter stands in tests/test_relatives_journey_browser.py.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from heard.messages import actions, sending
from heard.messages.models import Message
from heard.messages.tests.factories import VALUES, at_desk, person
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_organisation
from tests.browser import axe, sign_in_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_letter_is_written_recalled_sent_printed_and_posted(page_at: Any) -> None:
    from playwright.sync_api import expect

    trust = make_organisation("vale", "Vale Care")
    given = {"actor": SYSTEM, "organisation_id": trust.id}
    draft = actions.draft_message(
        **given, template="reply", recipient_ref=person(trust, "letter"), values=VALUES["reply"]
    )
    page = page_at(390)
    sign_in_session(page, at_desk(trust, Role.ENGAGEMENT_LEAD))
    main = page.locator("main")

    def arrives(heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), heading

    def presses(name: str) -> None:
        main.get_by_role("button", name=name).first.click()

    page.goto(page.address + f"/o/vale/messages/{draft}/")
    arrives("To Ann Example")
    presses("Change the words")
    arrives("Message to Ann Example")
    page.get_by_label("What you want to say").fill("")
    presses("Save and see it")
    expect(main).to_contain_text("Enter what you want to say")
    page.get_by_label("What you want to say").fill("We are sorry.")
    presses("Save and see it")
    expect(main).to_contain_text("We are sorry.")
    presses("Send")
    expect(main).to_contain_text("You can still recall it.")
    presses("Recall this message")
    expect(main).to_contain_text("nobody has had it")
    presses("Send")
    expect(main).to_contain_text("You can still recall it.")
    sending.send_due(now=timezone.now() + timedelta(minutes=11))

    page.goto(page.address + "/o/vale/messages/letters/")
    arrives("Letters")
    presses("Make the PDF")
    arrives("Letters")
    presses("Mark as posted")
    expect(main).to_contain_text("1 letter is marked as posted.")
    assert sorted(Message.objects.values_list("state", flat=True)) == ["recalled", "sent"]

    page.goto(page.address + "/o/vale/messages/")
    arrives("Messages")
    page.goto(page.address + "/o/vale/messages/templates/reply/cy/")
    arrives("A reply to what somebody told us")
    page.goto(page.address + "/o/vale/notices/settings/")
    arrives("How often do you want e-mails?")
