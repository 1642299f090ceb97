"""The pages: who finds what on them, and that each says what to do next."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from heard.ledger.models import Event
from heard.messages import actions, sending
from heard.messages.models import Message, OptOut
from heard.messages.tests.factories import NOON, VALUES, again, at_desk, page, person, queued
from heard.messages.tests.test_outside import LATER
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_organisation, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def trust() -> OrganisationSummary:
    return make_organisation("vale", "Vale Care")


def test_the_list_shows_each_message_with_its_state_and_what_can_be_done(trust: OrganisationSummary) -> None:
    from django.utils import timezone

    lead = at_desk(trust, Role.ENGAGEMENT_LEAD)
    assert "Nothing has been written to anybody yet" in page(lead.get("/o/vale/messages/"))
    message = queued(trust, now=timezone.now())
    queued(trust, "voices.contact:NOBODY")
    shown = page(lead.get("/o/vale/messages/"))
    assert "1 to 2 of 2 messages" in shown
    assert "for 10 minutes" in shown
    assert "Did not arrive (1)" in shown
    assert "There is no address for this person." in shown
    assert "No e-mails and no text messages leave this installation." in shown
    lead.post(f"/o/vale/messages/{message.reference}/recall/")
    assert again(message).state == "recalled"
    filtered = page(lead.get("/o/vale/messages/?state=recalled"))
    assert "1 to 1 of 1 message" in filtered


def test_a_message_is_shown_as_its_recipient_sees_it(trust: OrganisationSummary) -> None:
    lead = at_desk(trust, Role.ENGAGEMENT_LEAD)
    message = queued(trust)
    here = f"/o/vale/messages/{message.reference}/"
    shown = page(lead.get(here))
    for text in (
        "As the person will see it",
        "We have put a second person on at night.",
        "a…@example.org",
        "Put into the queue",
    ):
        assert text in shown
    document = lead.get(f"{here}email.html")
    assert document["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'none'" in document["Content-Security-Policy"]
    html = document.content.decode()
    assert not re.findall(r"(?:src|href)=\"(?!https://heard\.example)", html), "nothing is fetched from anywhere"
    sending.send_due(now=LATER)
    assert "This message was sent to nobody." in page(lead.get(here))


def test_a_draft_is_written_seen_and_sent_on_its_pages(trust: OrganisationSummary) -> None:
    lead = at_desk(trust, Role.ENGAGEMENT_LEAD)
    reference = actions.draft_message(
        actor=SYSTEM,
        organisation_id=trust.id,
        template="reply",
        recipient_ref=person(trust, "sms"),
        values=VALUES["reply"],
    )
    here = f"/o/vale/messages/{reference}/"
    assert "Enter what you want to say" in page(lead.post(f"{here}edit/", {"words": ""}))
    lead.post(f"{here}edit/", {"words": "Sorry. Ŵ"})
    shown = page(lead.get(here))
    assert "8 characters 1 part UCS-2" in shown
    assert "These characters make it more than twice as long to send: Ŵ" in shown
    assert "is on its way" in page(lead.post(f"{here}send/", follow=True))
    assert Message.objects.get(reference=reference).state == "queued"


def test_what_did_not_arrive_stays_on_its_list_until_a_person_has_seen_to_it(trust: OrganisationSummary) -> None:
    lead = at_desk(trust, Role.ENGAGEMENT_LEAD)
    message = queued(trust, "voices.contact:NOBODY")
    assert "There is no address for this person." in page(lead.get("/o/vale/messages/undelivered/"))
    here = f"/o/vale/messages/{message.reference}/"
    assert "Enter how you reached the person" in page(lead.post(f"{here}settle/", {"how": ""}))
    lead.post(f"{here}settle/", {"how": "Told by telephone"})
    assert "Everything that was sent has arrived" in page(lead.get("/o/vale/messages/undelivered/"))
    assert "Told by telephone" in page(lead.get(here))


def test_a_manager_of_one_ward_sees_its_messages_alone(trust: OrganisationSummary) -> None:
    ward, other = make_unit(trust), make_unit(trust)
    mine, theirs, whole = queued(trust, unit_id=ward.id), queued(trust, unit_id=other.id), queued(trust)
    manager = at_desk(trust, Role.SERVICE_MANAGER, ward)
    shown = manager.get("/o/vale/messages/").content.decode()
    assert mine.reference in shown
    assert theirs.reference not in shown
    assert whole.reference not in shown
    assert mine.reference not in manager.get("/o/vale/messages/undelivered/").content.decode()
    for message, status in ((mine, 200), (theirs, 403), (whole, 403)):
        assert manager.get(f"/o/vale/messages/{message.reference}/").status_code == status
        assert manager.get(f"/o/vale/messages/{message.reference}/email.html").status_code == status
    assert manager.post(f"/o/vale/messages/{theirs.reference}/recall/").status_code == 403
    assert again(theirs).state == "queued"


def test_the_list_is_downloaded_as_it_is_filtered_and_that_is_recorded(trust: OrganisationSummary) -> None:
    from heard.messages.ports import Address

    lead = at_desk(trust, Role.ENGAGEMENT_LEAD)
    queued(trust, person(trust, address=Address(name="=1+1", email="x@example.org")))
    queued(trust, "voices.contact:NOBODY")
    lines = lead.get("/o/vale/messages/messages.csv?state=queued").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("'=1+1,")
    assert Event.objects.filter(kind="messages.exported").count() == 1


def test_letters_are_printed_and_marked_as_posted_on_their_page(trust: OrganisationSummary) -> None:
    lead = at_desk(trust, Role.ENGAGEMENT_LEAD)
    assert "No letter waits" in page(lead.get("/o/vale/messages/letters/"))
    message = queued(trust, way="letter")
    sending.send_due(now=LATER)
    assert "1 letter waits to be printed" in page(lead.get("/o/vale/messages/letters/"))
    lead.post("/o/vale/messages/letters/print/")
    shown = lead.get("/o/vale/messages/letters/").content.decode()
    address = re.search(r"/o/vale/messages/letters/\w+/letters\.pdf", shown)
    assert address
    file = lead.get(address[0])
    assert file.content.startswith(b"%PDF")
    assert file["Cache-Control"] == "no-store"
    lead.post(address[0].replace("letters.pdf", "posted/"))
    assert again(message).state == "sent"


def test_a_template_is_changed_checked_and_reset_on_its_pages(trust: OrganisationSummary) -> None:
    lead = at_desk(trust, Role.ENGAGEMENT_LEAD)
    shown = page(lead.get("/o/vale/messages/templates/"))
    assert "A reply to what somebody told us" in shown
    here = "/o/vale/messages/templates/reply/cy/"
    assert "Ein hateb i chi" in page(lead.get(here))
    assert lead.get(f"{here}large/letter.pdf").content.startswith(b"%PDF")
    assert "Ein hateb" in lead.get(f"{here}easy/email.html").content.decode()
    given = {"subject": "Ateb", "body": "{answer} {naem}", "easy_read": "{answer}", "sms": "{answer}"}
    assert "There is no field {naem}." in page(lead.post(f"{here}edit/", given))
    lead.post(f"{here}edit/", {**given, "body": "Helo: {answer}"})
    shown = page(lead.get(here))
    assert "Your own wording is in force." in shown
    assert "Version 1" in shown
    lead.post(f"{here}reset/")
    assert "The wording that Heard comes with is in force." in page(lead.get(here))


def test_notices_stand_behind_the_bell_until_they_are_read(trust: OrganisationSummary) -> None:
    from heard.messages.models import Notice
    from heard.messages.ports import NoticeFor
    from heard.organisations.models import Account

    lead = at_desk(trust, Role.ENGAGEMENT_LEAD)
    account = Account.objects.latest("pk")
    assert "Nothing yet." in page(lead.get("/o/vale/notices/"))
    actions.notify(
        [NoticeFor(account.pk, trust.id, "reply", f"k{n}", f"Reply {n}", "/o/vale/messages/") for n in range(30)]
    )
    first = lead.get("/o/vale/notices/")
    assert "1 to 25 of 30 notices, 30 unread" in page(first)
    assert "Notices (30)" in first.content.decode()
    notice = Notice.objects.earliest("pk")
    assert lead.get(f"/o/vale/notices/{notice.pk}/")["Location"] == "/o/vale/messages/"
    assert "29 unread" in page(lead.get("/o/vale/notices/"))
    lead.post("/o/vale/notices/read/")
    assert "unread" not in page(lead.get("/o/vale/notices/"))
    stranger = at_desk(trust, Role.ANALYST)
    assert stranger.get(f"/o/vale/notices/{notice.pk}/").status_code == 404


def test_somebody_chooses_how_often_notices_are_mailed(trust: OrganisationSummary) -> None:
    from heard.messages.queries.notices import choices
    from heard.organisations.models import Account

    lead = at_desk(trust, Role.ENGAGEMENT_LEAD)
    account = Account.objects.latest("pk")
    given = {one.kind: one.often for one in choices(account.pk, trust.id)}
    assert given["task_up"] == "immediately"
    assert "Choose how often" in page(lead.post("/o/vale/notices/settings/", {**given, "reply": "hourly"}))
    lead.post("/o/vale/notices/settings/", {**given, "reply": "never"})
    assert {one.kind: one.often for one in choices(account.pk, trust.id)}["reply"] == "never"


def test_the_link_in_an_e_mail_stops_e_mails_without_signing_in(trust: OrganisationSummary, client: Any) -> None:
    message = queued(trust, now=NOON)
    here = reverse("messages-stop", args=[message.token])
    assert "Stop e-mails from Vale Care?" in page(client.get(here))
    assert not OptOut.objects.exists(), "a mail scanner that opens the link stops nothing"
    assert "You will get no more e-mails" in page(client.post(here, {"List-Unsubscribe": "One-Click"}))
    assert OptOut.objects.count() == 1
    assert client.get(reverse("messages-stop", args=["x" * 25])).status_code == 404
    sending.send_due(now=LATER)
    assert again(message).state == "unsent"


def test_a_forgotten_message_shows_what_happened_and_no_words(trust: OrganisationSummary) -> None:
    lead = at_desk(trust, Role.ENGAGEMENT_LEAD)
    ref = person(trust)
    message = queued(trust, ref)
    sending.send_due(now=LATER)
    actions.forget_recipient(actor=SYSTEM, organisation_id=trust.id, ref=ref)
    shown = page(lead.get(f"/o/vale/messages/{message.reference}/"))
    assert "Its words were erased." in shown
    assert "Handed to the channel" in shown
    assert "second person" not in shown
    assert lead.get(f"/o/vale/messages/{message.reference}/email.html").status_code == 404
