"""What an organisation says of itself: asked for in Settings, missed where it is missing, and shown to everybody."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from heard.coding.tests.test_explore_page import text_of
from heard.ledger import queries as ledger
from heard.organisations.models import Role
from heard.organisations.tests.factories import make_account, make_membership, make_organisation
from heard.voices.tests.speaking import open_at

pytestmark = pytest.mark.django_db

GIVEN = {
    "phone": "01632 960 100",
    "phone_hours": "Monday to Friday, 9am to 5pm",
    "email": "experience@riverside.example",
    "address": "Patient experience\n1 Water Lane",
    "answered_by": "the patient experience team",
    "answered_within": "5",
    "controller": "Riverside NHS Trust",
    "dpo_email": "dpo@riverside.example",
    "ico_number": "Z1234567",
    "hosted": "in the United Kingdom, run by the trust",
}


@pytest.fixture
def trust():
    return make_organisation("riverside")


@pytest.fixture
def administrator(trust):
    client = Client()
    client.force_login(make_membership(trust, Role.ADMINISTRATOR, make_account("admin@riverside.example")).account)
    return client


def test_settings_and_a_point_say_what_is_missing_before_tell_us_opens(trust, administrator):
    point = open_at(trust)
    settings, page = "/o/riverside/settings/", f"/o/riverside/capture/{point.reference}/"
    for address in (settings, page):
        shown = text_of(administrator.get(address))
        assert "how to reach the data protection officer" in shown
        assert "a telephone number" in shown
    assert "Before you open" in text_of(administrator.get(settings))
    administrator.post("/o/riverside/settings/public/", GIVEN)
    for address in (settings, page):
        assert "how to reach the data protection officer" not in text_of(administrator.get(address))


def test_what_is_filled_in_stands_on_the_pages_that_everybody_reads(trust, administrator):
    before = Client().get(reverse("contact", args=["riverside"]))
    assert "ask for PALS" in text_of(before)
    administrator.post("/o/riverside/settings/public/", GIVEN)
    contact = text_of(Client().get(reverse("contact", args=["riverside"])))
    assert "01632 960 100 , Monday to Friday" in contact
    assert "By post: Patient experience, 1 Water Lane" in contact
    assert "within 5 working days" in contact
    privacy = text_of(Client().get(reverse("privacy", args=["riverside"])))
    assert "Riverside NHS Trust decides what happens" in privacy
    assert "dpo@riverside.example" in privacy
    assert "is Z1234567" in privacy
    assert "in the United Kingdom, run by the trust" in privacy
    (told,) = [entry for entry in ledger.history(f"organisation:{trust.reference}") if "publicly" in entry.kind]
    assert told.content["phone"] == "01632 960 100"


def test_what_is_wrong_has_its_own_sentence(administrator):
    wrong = {"phone": "ring us", "email": "nobody", "answered_within": "soon", "ico_number": "?", "dpo_email": "x"}
    shown = text_of(administrator.post("/o/riverside/settings/public/", wrong))
    for sentence in (
        "Enter a telephone number, like 01632 960 001.",
        "Enter an e-mail address in the correct format",
        "Enter a number of working days from 1 to 60.",
        "Enter a number like Z1234567",
    ):
        assert sentence in shown
