"""Invitations from a list: who is asked and who never is, what they get, and how it is taken back and forgotten."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from heard.ledger.models import Event
from heard.messages import actions as messages
from heard.messages import addresses
from heard.messages.actions.recipients import stop_address
from heard.messages.actions.replies import Received, receive_reply
from heard.messages.models import Body, Message, Outbox, Recipient
from heard.messages.ports import Address
from heard.messages.queries import resolve
from heard.messages.sending import send_due
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_organisation
from heard.voices import actions, jobs
from heard.voices.errors import Refused
from heard.voices.inviting import sending, vault
from heard.voices.models import InvitationList, InvitationRow, Submission, Voice
from heard.voices.queries import PointDetail
from heard.voices.queries import inviting as queries
from heard.voices.tests.desk import at_desk, page
from heard.voices.tests.speaking import CARRIED, Speaker, open_at, say

HEADER = (
    "Name", "Email", "Mobile", "Address", "Ward", "Discharge date", "Language", "Format", "Date of birth", "Consent",
    "Opted out", "Deceased", "Bereaved", "Stillbirth", "Safeguarding", "Open complaint",
)  # fmt: skip
TODAY = date(2026, 11, 23)
NOON = timezone.make_aware(datetime(2026, 11, 23, 12, 0))


@pytest.fixture
def trust() -> OrganisationSummary:
    return make_organisation("riverside")


@pytest.fixture
def point(trust: OrganisationSummary) -> PointDetail:
    return open_at(trust)


def row(**given: str) -> list[str]:
    """A row of a list: somebody who was discharged three days ago and can be reached by e-mail."""
    cells = dict.fromkeys(HEADER, "")
    cells |= {"Name": "Ann", "Email": "ann@example.org", "Ward": "Kestrel Ward", "Discharge date": "20/11/2026"}
    return list({**cells, **{name.replace("_", " "): text for name, text in given.items()}}.values())


def table(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode()


def listed(trust: OrganisationSummary, rows: Sequence[Sequence[str]]) -> InvitationList:
    """A list taken in and mapped as it is suggested."""
    batch = actions.take_list(actor=SYSTEM, organisation_id=trust.id, blocks=[table(rows)], file_name="list.csv")
    return actions.map_list(
        actor=SYSTEM, organisation_id=trust.id, reference=batch.reference, columns=batch.columns, now=NOON
    )


def sent(trust: OrganisationSummary, batch: InvitationList) -> InvitationList:
    """The list confirmed, and its messages in the queue."""
    actions.confirm_list(actor=SYSTEM, organisation_id=trust.id, reference=batch.reference, enqueue=False)
    sending.send(batch.pk)
    batch.refresh_from_db()
    return batch


def rules_of(batch: InvitationList) -> list[str]:
    """What became of each row, in order: the rule, or 'send'."""
    return [one.rule or str(one.outcome) for one in InvitationRow.objects.filter(batch=batch).order_by("line")]


@pytest.mark.both
@pytest.mark.django_db
def test_each_row_is_invited_held_by_the_first_rule_that_fits_or_cannot_be_reached(
    trust: OrganisationSummary, point: PointDetail
) -> None:
    say(point, "t1", about_person="died", contact={"email": "widow@example.org"})
    stop_address(
        actor=SYSTEM,
        organisation_id=trust.id,
        fingerprint=addresses.fingerprint("sms", Address(phone="07700 900111")),
        asked_by="sms",
    )
    sent(trust, listed(trust, [row(Email="lately@example.org")]))
    cases = [
        ({"Email": "one@example.org"}, "send"),
        ({"Email": "", "Mobile": "07700 900222", "Language": "Cymraeg"}, "send"),
        ({"Email": "", "Address": "1 High Street, Riverside, RV1 1AA", "Format": "Large print"}, "send"),
        ({"Email": "died@example.org", "Deceased": "01/11/2026"}, "deceased"),
        ({"Email": "loss@example.org", "Stillbirth": "maybe"}, "pregnancy_loss"),
        ({"Email": "b@example.org", "Bereaved": "Y"}, "bereaved"),
        ({"Email": "s@example.org", "Safeguarding": "1", "Opted_out": "1"}, "safeguarding"),
        ({"Email": "c@example.org", "Open_complaint": "PALS 12"}, "complaint"),
        ({"Email": "o@example.org", "Opted_out": "yes"}, "opted_out"),
        ({"Email": "no@example.org", "Opted_out": "No", "Deceased": "n/a", "Bereaved": "0"}, "send"),
        ({"Email": "stopped-by-text@example.org", "Mobile": "07700900111"}, "stopped"),
        ({"Email": "child@example.org", "Date_of_birth": "01/01/2015"}, "under_16"),
        ({"Email": "slip@example.org", "Date_of_birth": "whenever"}, "under_16"),
        ({"Email": "agreed@example.org", "Date_of_birth": "01/01/2015", "Consent": "Mother"}, "send"),
        ({"Email": "grown@example.org", "Date_of_birth": "01/01/1960"}, "send"),
        ({"Email": "old@example.org", "Discharge_date": "01/03/2026"}, "too_long_ago"),
        ({"Email": "next@example.org", "Discharge_date": "30/11/2026"}, "not_yet"),
        ({"Email": "WIDOW@example.org"}, "not_now"),
        ({"Email": "Lately@Example.org"}, "not_now"),
        ({"Email": "one@example.org"}, "twice"),
        ({"Email": "somewhere"}, "address"),
        ({"Email": "w@example.org", "Ward": "Nowhere Ward"}, "service"),
        ({"Email": "d@example.org", "Discharge_date": "the other day"}, "date"),
    ]
    batch = listed(trust, [row(**given) for given, _ in cases])
    assert rules_of(batch) == [rule for _, rule in cases]
    assert batch.counts["send"] + sum(batch.counts["held"].values()) + sum(batch.counts["bad"].values()) == len(cases)
    found = queries.invitation_list(trust.id, batch.reference)
    assert found is not None
    assert found.rows == len(cases)
    # What somebody told us is not told on: the same words as for those who were asked lately.
    assert {one.label: one.count for one in found.held}["They were asked lately, or are in touch with us already"] == 2
    shown = {(one.preview.way, one.format, one.language): one for one in queries.samples(trust.id, batch.reference)}
    assert set(shown) == {("email", "standard", "en"), ("sms", "standard", "cy"), ("letter", "large_print", "en")}
    assert "STOP" in shown["sms", "standard", "cy"].preview.text
    assert f"/t/{point.code}/?i={batch.code}" in shown["email", "standard", "en"].preview.text
    assert "example.org" in shown["email", "standard", "en"].to
    assert "one@" not in shown["email", "standard", "en"].to


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_list_is_sealed_sent_once_recalled_and_forgotten(
    trust: OrganisationSummary, point: PointDetail, settings: object
) -> None:
    settings.MESSAGES = {**settings.MESSAGES, "site": "https://heard.example"}  # type: ignore[attr-defined]
    letter = row(Email="", Address="1 High Street\nRiverside\nRV1 1AA")
    batch = listed(trust, [row(), letter])
    kept = (vault.folder() / batch.reference).read_bytes()
    assert b"ann@example.org" not in kept
    assert b"High Street" not in kept
    sent(trust, batch)
    assert batch.state == "sent"
    assert not (vault.folder() / batch.reference).exists()
    # A job that is run again, from wherever it was cut off, sends nothing twice.
    InvitationList.objects.filter(pk=batch.pk).update(state="writing")
    sending.send(batch.pk)
    by_mail, by_post = Message.objects.order_by("pk")
    assert (by_mail.way, by_post.way) == ("email", "letter")
    assert "https://heard.example/messages/stop/" in Body.objects.get(message=by_post).words
    assert Event.objects.filter(kind="voices.invitations-queued").count() == 2
    # The link on the letter stops letters to that address, without an account, and the next list knows it.
    stop = f"/messages/stop/{by_post.token}/"
    assert "Stop letters from" in page(Client().get(stop))
    assert "no more letters" in page(Client().post(stop))
    assert rules_of(listed(trust, [letter])) == ["stopped"]
    assert queries.invitation_list(trust.id, batch.reference).progress.answered is None  # type: ignore[union-attr]
    assert actions.recall_list(actor=SYSTEM, organisation_id=trust.id, reference=batch.reference) == 2
    assert set(Message.objects.values_list("state", flat=True)) == {"recalled"}
    # What was recalled reached nobody: they may be asked again, and that time it goes out.
    again = sent(trust, listed(trust, [row()]))
    assert send_due(now=timezone.now() + timedelta(days=1)) == 1
    assert Outbox.objects.filter(sealed__isnull=False).count() == 1
    actions.forget_lists(actor=SYSTEM, on=again.forget_on)
    assert not Recipient.objects.filter(sealed__isnull=False).exists()
    assert not Outbox.objects.filter(sealed__isnull=False).exists()
    assert not Body.objects.filter(words__contains="Ann")
    assert not InvitationRow.objects.exists()
    again.refresh_from_db()
    assert again.counts["send"] == 1
    assert again.forgotten_at is not None
    # Forgotten, and still not asked again so soon.
    assert rules_of(listed(trust, [row()])) == ["not_now"]


@pytest.mark.django_db
def test_a_list_cannot_be_sent_that_says_too_little_or_holds_nobody(
    trust: OrganisationSummary, point: PointDetail
) -> None:
    given = {"actor": SYSTEM, "organisation_id": trust.id}
    batch = actions.take_list(**given, blocks=[b"Name,Colour\nAnn,blue\n"], file_name="x.csv")
    with pytest.raises(Refused, match="e-mail address"):
        actions.map_list(**given, reference=batch.reference, columns=batch.columns)
    with pytest.raises(Refused, match="Nobody on this list"):
        actions.confirm_list(**given, reference=listed(trust, [row(Deceased="yes")]).reference)
    bounced = sent(trust, listed(trust, [row()]))
    message = Message.objects.get(batch__reference=bounced.reference)
    send_due(now=timezone.now() + timedelta(days=1))
    messages.mark_delivery(sending_reference=f"{message.reference}.1", state="bounced", at=timezone.now())
    message.refresh_from_db()
    assert message.state == "bounced"
    assert message.settled_at is not None, "nobody has to find another way"


@pytest.mark.django_db
def test_answers_are_counted_for_the_list_alone_and_a_reply_is_a_voice(
    trust: OrganisationSummary, point: PointDetail
) -> None:
    batch = sent(trust, listed(trust, [row(Email=f"p{n}@example.org") for n in range(24)]))

    def answered() -> int | None:
        found = queries.invitation_list(trust.id, batch.reference)
        assert found is not None
        assert found.progress is not None
        return found.progress.answered

    said = actions.Said("Please tell us what happened, in your own words", "Kind people", rating=1)
    shown = []
    for n in range(21):
        actions.receive_voice(point_id=point.id, token=f"t{n}", said=said, invited=batch.code)
        shown.append(answered())
    # Few answers, and few who did not answer, would say who.
    assert shown == [None] * 4 + list(range(5, 20)) + [None, None]
    assert answered() is None
    message = Message.objects.filter(batch__reference=batch.reference).first()
    assert message is not None
    given = Received(trust.id, message.pk, "email", "answer", "x1", "Mum fell and nobody came", timezone.now())
    receive_reply(given)
    voice = Voice.objects.latest("pk")
    assert (voice.unit_id, voice.channel, voice.first_read_at) == (point.unit_id, "email", None)
    assert voice.answers.get().words == "Mum fell and nobody came"
    assert resolve(trust.id, f"voices.voice:{voice.reference}").address.email.startswith("p")  # type: ignore[union-attr]


@pytest.mark.django_db
def test_who_comes_by_the_link_is_counted_at_the_end_of_the_journey(
    trust: OrganisationSummary, point: PointDetail
) -> None:
    batch = sent(trust, listed(trust, [row()]))
    speaker = Speaker(point, "riverside")
    here = speaker.client.get(f"/t/{point.code}/?i={batch.code}")["Location"]
    start = speaker.client.get(here).content.decode()
    who = f"/p/riverside/tell-us/{point.code}/who/?i={batch.code}"
    assert who in start
    (carried,) = CARRIED.findall(speaker.client.get(who).content.decode())
    keys = []
    # Two people who get the same page from a cache are two senders.
    for _ in range(2):
        speaker.carried = unescape(carried)
        keys.append(speaker.tell())
    assert keys[0] != keys[1]
    assert Submission.objects.filter(invited=batch).count() == 2
    assert speaker.client.get(f"/t/{point.code}/?i=<script>")["Location"] == f"/p/riverside/tell-us/{point.code}/"


@pytest.mark.django_db
def test_a_long_list_takes_a_bounded_number_of_queries(
    trust: OrganisationSummary, point: PointDetail, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    batch = listed(trust, [row(Email=f"p{n}@example.org") for n in range(1_500)])
    actions.confirm_list(actor=SYSTEM, organisation_id=trust.id, reference=batch.reference, enqueue=False)
    # A few statements for each 500 people, and those of bulk insertion, 50 rows each.
    with django_assert_max_num_queries(300):
        sending.send(batch.pk)
    assert Message.objects.filter(state="queued").count() == 1_500
    with django_assert_max_num_queries(30):
        actions.forget_lists(actor=SYSTEM, on=date(2027, 12, 1))


@pytest.mark.django_db(transaction=True)
def test_an_engagement_lead_invites_people_from_a_list_on_the_pages(
    trust: OrganisationSummary, point: PointDetail, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[int] = []
    monkeypatch.setattr(type(jobs.send_invitations), "enqueue", lambda _, pk: queued.append(pk))
    client = at_desk(trust, Role.ENGAGEMENT_LEAD)
    base = "/o/riverside/invitations/"
    assert "No list has been uploaded" in page(client.get(base))
    assert "Choose the list to upload" in page(client.post(f"{base}new/", {}))
    content = table([row(), row(Email="b@example.org", Bereaved="yes")])
    response = client.post(f"{base}new/", {"file": SimpleUploadedFile("november.csv", content), "unit": ""})
    here = response["Location"].removesuffix("columns/")
    columns = page(client.get(f"{here}columns/"))
    assert "What is in each column?" in columns
    assert "ann@example.org" in columns
    fields = InvitationList.objects.get().columns
    sent_back = {f"column_{place}": fields[name] for place, name in enumerate(HEADER)}
    assert "cannot both be" in page(client.post(f"{here}columns/", {**sent_back, "column_0": "email"}))
    client.post(f"{here}columns/", sent_back)
    shown = page(client.get(here))
    assert "The list has 2 rows: 1 invited, 1 not invited, 0 cannot be reached" in shown
    assert "They are bereaved" in shown
    assert "Send 1 invitation" in shown
    assert "How was it?" not in shown
    assert client.get(f"{here}2/email.html").status_code == 200
    client.post(f"{here}send/")
    sending.send(*queued)
    shown = page(client.get(here))
    assert "Recall what has not gone out" in shown
    assert "Too few to say" in shown
    rows = b"".join(client.get(f"{here}rows.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "3,Not invited,They are bereaved" in rows
    assert "@" not in rows
    assert "invitations were stopped" in page(client.post(f"{here}recall/", follow=True))
    assert at_desk(trust, Role.SERVICE_MANAGER).get(base).status_code == 403
