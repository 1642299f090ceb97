"""A voice's page: what it shows, to whom; the original words; withdrawal; history."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from heard.organisations import queries as organisations
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary, UnitSummary
from heard.organisations.tests.factories import make_organisation
from heard.voices import ports
from heard.voices.actions import withdraw_voice
from heard.voices.models import Source, Voice
from heard.voices.tests.desk import at_desk, page
from heard.voices.tests.factories import bring, row, table

pytestmark = pytest.mark.django_db

ROWS = [
    row(1, 1, ward="Ward 4", answer="The nurses were kind. Ring me on 01632 960001 please"),
    row(1, 2, ward="Ward 4", answer="Did not answer"),
    row(2, 1, ward="Ward 5", rating="7", answer="I was left in pain"),
    row(3, 1, ward="Ward 5", rating="5", date="03/10/2021", answer="Cold"),
    row(3, 2, ward="Ward 5", rating="5", date="10/03/2021", answer="Blankets"),
]


@pytest.fixture
def trust() -> OrganisationSummary:
    made = make_organisation("riverside")
    bring(made.id, table(ROWS), channel="sms")
    return made


def ward(trust: OrganisationSummary, name: str) -> UnitSummary:
    return next(one.unit for one in organisations.tree(trust.id) if one.name == name)


def at(respondent: str, name: str = "voice", *more: object) -> str:
    voice = Voice.objects.get(supplier_id=respondent)
    return reverse(f"voices:{name}", args=["riverside", voice.reference, *more])


def masked_answer() -> int:
    return Voice.objects.get(supplier_id="r1").answers.get(masked=True).pk


def test_the_page_shows_words_masked_with_what_is_known(trust: OrganisationSummary) -> None:
    shown = page(at_desk(trust, Role.ANALYST).get(at("r1")))
    for text in (
        "Feedback about Ward 4",
        "What was good? The nurses were kind. Ring me on [phone number] please",
        "What could we do better? Did not answer",
        "Date 30 September 2022",
        "Service Ward 4",
        "Rating Very good",
        "Who spoke Not said",
        "How it was collected Text message",
        "Source Texts",
        "First read Not yet",
        "Understood as",
    ):
        assert text in shown
    assert "01632" not in shown


def test_an_unknown_code_is_shown_as_it_was_written(trust: OrganisationSummary) -> None:
    assert "Rating Unknown code (7)" in page(at_desk(trust, Role.ANALYST).get(at("r2")))


def test_a_date_that_is_not_decided_shows_both_readings(trust: OrganisationSummary) -> None:
    shown = page(at_desk(trust, Role.ANALYST).get(at("r3")))
    assert "3 October 2021 or 10 March 2021: day and month can be read both ways, so it counts in no month" in shown


def test_a_manager_of_one_service_finds_its_voices_and_no_others(trust: OrganisationSummary) -> None:
    manager = at_desk(trust, Role.SERVICE_MANAGER, ward(trust, "Ward 5"))
    assert manager.get(at("r2")).status_code == 200
    assert manager.get(at("r1")).status_code == 404


def test_nobody_of_another_organisation_finds_it(trust: OrganisationSummary) -> None:
    other = make_organisation("elsewhere")
    stranger = at_desk(other, Role.INFORMATION_GOVERNANCE)
    assert stranger.get(at("r1")).status_code == 404
    assert stranger.get(at("r1").replace("riverside", "elsewhere")).status_code == 404
    assert stranger.post(at("r1", "voice-original", masked_answer()), {"reason": "To look"}).status_code == 404


def test_an_administrator_is_refused(trust: OrganisationSummary) -> None:
    assert at_desk(trust, Role.ADMINISTRATOR).get(at("r1")).status_code == 403


def test_the_first_reading_by_staff_is_noted_once(trust: OrganisationSummary) -> None:
    at_desk(trust, Role.ANALYST).get(at("r2"))
    assert Voice.objects.get(supplier_id="r2").first_read_at is None
    manager = at_desk(trust, Role.SERVICE_MANAGER)
    assert "Read for the first time." in page(manager.get(at("r2")))
    read_at = Voice.objects.get(supplier_id="r2").first_read_at
    assert read_at is not None
    manager.get(at("r2"))
    assert Voice.objects.get(supplier_id="r2").first_read_at == read_at


def test_the_original_opens_with_a_reason_and_leaves_a_record(trust: OrganisationSummary) -> None:
    governance = at_desk(trust, Role.INFORMATION_GOVERNANCE)
    address = at("r1", "voice-original", masked_answer())
    assert address in governance.get(at("r1")).content.decode()
    assert "01632" not in page(governance.get(address))

    refused = page(governance.post(address, {"reason": "  "}))
    assert "Enter your reason" in refused
    assert "01632" not in refused

    opened = governance.post(address, {"reason": "To ring them back, as they asked"})
    assert opened.headers["Cache-Control"] == "no-store"
    shown = page(opened)
    assert "Ring me on 01632 960001 please" in shown
    assert "Who opened the original words The original words were opened." in shown
    assert "Reason: To ring them back, as they asked" in shown
    assert "Information governance lead of Riverside NHS Trust" in shown

    again = page(governance.get(at("r1")))
    assert "01632" not in again
    assert "Reason: To ring them back, as they asked" in again


@pytest.mark.parametrize("role", [Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.SERVICE_MANAGER, Role.BOARD_MEMBER])
def test_other_roles_cannot_open_the_original(trust: OrganisationSummary, role: Role) -> None:
    client = at_desk(trust, role)
    address = at("r1", "voice-original", masked_answer())
    assert address not in client.get(at("r1")).content.decode()
    assert client.post(address, {"reason": "To look"}).status_code == 403


def test_an_answer_without_masks_has_no_original_to_open(trust: OrganisationSummary) -> None:
    plain = Voice.objects.get(supplier_id="r2").answers.get().pk
    governance = at_desk(trust, Role.INFORMATION_GOVERNANCE)
    assert governance.post(at("r2", "voice-original", plain), {"reason": "To look"}).status_code == 404


def test_a_voice_is_withdrawn_with_a_reason_and_brought_back(
    trust: OrganisationSummary, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The concern in it has been decided upon.
    monkeypatch.setattr(ports.undecided, "_functions", [])
    lead, analyst = at_desk(trust, Role.ENGAGEMENT_LEAD), at_desk(trust, Role.ANALYST)
    ask = page(lead.get(at("r2", "voice-withdraw")))
    assert "What will go It is no longer counted" in ask
    assert "What will stay The words and the record" in ask
    assert "Enter why the voice is withdrawn" in page(lead.post(at("r2", "voice-withdraw"), {"reason": ""}))

    assert lead.post(at("r2", "voice-withdraw"), {"reason": "The person asked"}).headers["Location"] == at("r2")
    shown = page(lead.get(at("r2")))
    assert "Withdrawn" in shown
    assert "Reason: The person asked" in shown
    assert analyst.get(at("r2")).status_code == 404

    lead.post(at("r2", "voice-restore"), {"reason": "They changed their mind"})
    assert analyst.get(at("r2")).status_code == 200


def test_the_way_back_to_the_search_is_kept(trust: OrganisationSummary) -> None:
    analyst = at_desk(trust, Role.ANALYST)
    assert "Back to" not in page(analyst.get(at("r1")))
    response = analyst.get(at("r1") + "?from=rating%3D1").content.decode()
    assert "Back to" in response
    assert "/o/riverside/explore/?" in response


def test_settled_dates_are_shown_on_the_voice(trust: OrganisationSummary) -> None:
    source = Source.objects.get()
    lead = at_desk(trust, Role.ENGAGEMENT_LEAD)
    lead.post(reverse("voices:source-dates", args=["riverside", source.pk]), {"order": "month_first"})
    assert Voice.objects.get(supplier_id="r3").said_on == date(2021, 3, 10)
    assert "Date 10 March 2021" in page(lead.get(at("r3")))


def test_a_number_that_is_a_telephone_number_is_masked(trust: OrganisationSummary) -> None:
    Voice.objects.filter(supplier_id="r2").update(supplier_id="07700 900123", about={"extra 1": "ann@example.org"})
    shown = page(at_desk(trust, Role.BOARD_MEMBER).get(at("07700 900123")))
    assert "Supplier’s number [phone number]" in shown
    assert "ann@example.org" not in shown
    assert "ann@example.org" not in page(at_desk(trust, Role.ANALYST).get(at("07700 900123")))


def test_what_people_said_about_themselves_is_shown_to_few(trust: OrganisationSummary) -> None:
    Voice.objects.filter(supplier_id="r2").update(about={"ethnicity": "Irish"})
    assert "Ethnicity Irish" in page(at_desk(trust, Role.ANALYST).get(at("r2")))
    for role in (Role.BOARD_MEMBER, Role.SERVICE_MANAGER):
        assert "Irish" not in page(at_desk(trust, role).get(at("r2")))


def test_the_codes_of_a_withdrawn_voice_cannot_be_opened_to_be_corrected(trust: OrganisationSummary) -> None:
    address = reverse("coding:codes-correct", args=["riverside", *_reference_and_answer()])
    analyst = at_desk(trust, Role.ANALYST)
    assert "I was left in pain" in page(analyst.get(address))
    withdraw_voice(actor=SYSTEM, voice_id=Voice.objects.get(supplier_id="r2").pk, reason="Meant for another trust")
    assert analyst.get(address).status_code == 404


def _reference_and_answer() -> tuple[str, int]:
    voice = Voice.objects.get(supplier_id="r2")
    return voice.reference, voice.answers.get().pk
