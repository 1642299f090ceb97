"""In Chromium with axe, on a phone and at a desk: invitations, appeals, pictures and a recording made on the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_account, make_membership, make_organisation
from heard.voices import actions
from heard.voices.models import Attachment, Voice
from heard.voices.tests.speaking import open_at, say
from tests.browser import axe, sign_in_session

# A microphone that gives a tone: the page's own recorder takes it up.
TONE = """
navigator.mediaDevices.getUserMedia = async () => {
  const sound = new AudioContext(), tone = sound.createOscillator(), out = sound.createMediaStreamDestination();
  tone.connect(out); tone.start(); return out.stream;
};
"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pictures_and_a_recording_are_sent_and_every_page_of_it_is_for_everybody(page_at: Any) -> None:
    trust = make_organisation("riverside")
    point = open_at(trust)
    lead, outside = make_account(name="Lea"), make_account(name="Ina")
    make_membership(trust, Role.ENGAGEMENT_LEAD, lead)
    make_membership(trust, Role.INDEPENDENT_VOICE, outside)
    content = f"Email,Ward,Deceased\na@example.org,{point.unit},\nb@example.org,{point.unit},yes\n".encode()
    people = actions.take_list(actor=SYSTEM, organisation_id=trust.id, blocks=[content], file_name="people.csv")
    actions.map_list(actor=SYSTEM, organisation_id=trust.id, reference=people.reference, columns=people.columns)
    held = say(point).reference
    Voice.objects.filter(reference=held).update(moderation="held")
    appeal = actions.appeal_refusal(reference=held)

    page = page_at(390)
    page.add_init_script(TONE)
    page.goto(f"{page.address}/p/riverside/tell-us/{point.code}/who/")
    page.get_by_label("I am, or was, the patient").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Or choose pictures").click()
    page.get_by_label("Nobody came when I rang").check()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Record yourself, or add a photograph").click()
    page.get_by_role("button", name="Record yourself speaking").click()
    page.get_by_role("button", name="Stop recording").click(delay=700)
    expect(page.get_by_role("status")).to_have_text("Recorded. Press ‘Add’.")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Recording 1")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Back to your words").click()
    expect(page.get_by_label("Nobody came when I rang")).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("We have received what you said")
    sound = Attachment.objects.get()
    assert (sound.kind, sound.media_type) == ("sound", "audio/webm")
    assert sound.voice is not None

    page.goto(f"{page.address}/p/riverside/moderation/")
    assert axe(page) == []
    for width, account, paths in (
        (390, lead, [f"invitations/{people.reference}/", f"voices/{sound.voice.reference}/"]),
        (1280, lead, ["invitations/", "invitations/new/", f"invitations/{people.reference}/columns/"]),
        (1280, outside, ["appeals/", f"appeals/{appeal}/"]),
    ):
        desk = page_at(width)
        client = Client()
        client.force_login(account)
        sign_in_session(desk, client)
        for path in paths:
            desk.goto(f"{desk.address}/o/riverside/{path}")
            assert axe(desk) == [], path
            assert desk.evaluate("document.documentElement.scrollWidth") <= width, path
