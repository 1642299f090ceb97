"""What comes back: replies, STOP, bounces, receipts, machines; each once, to its message, to the room that asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.ledger import queries as ledger
from heard.messages import actions, ports, sending
from heard.messages.inbound import mail
from heard.messages.inbound.receiving import Nobody, receive, receive_receipt, receive_text
from heard.messages.models import Message, Notice, OptOut, Reply
from heard.messages.tests.factories import NOON, again, person, queued
from heard.messages.views.outside import bearer
from heard.organisations.models import Role
from heard.organisations.tests.factories import make_actor, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = NOON + timedelta(minutes=11)


@pytest.fixture
def heard() -> Iterator[list[ports.Inbound]]:
    told: list[ports.Inbound] = []
    ports.inbound.register(told.append)
    yield told
    ports.inbound._functions.remove(told.append)


def email(
    token: str = "", body: str = "No, nothing changed.", subject: str = "Re: Did it change?", **headers: str
) -> bytes:
    given = {
        "From": "Ann <ann@example.org>",
        "To": f"heard+{token}@localhost" if token else "heard@localhost",
        "Subject": subject,
        "Message-ID": "<one@example.org>",
        **headers,
    }
    lines = [f"{name.replace('_', '-')}: {text}" for name, text in given.items()]
    return ("\r\n".join(lines) + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body).encode()


def bounce(message: Message, status: str = "5.1.1", action: str = "failed", address: str = "") -> bytes:
    returned = f"Message-ID: <{message.token}.1@localhost>\r\nSubject: Our answer"
    return (
        f"From: MAILER-DAEMON@mail.example\r\nTo: {address or 'heard@localhost'}\r\n"
        f"Message-ID: <b{status}@mail.example>\r\n"
        "Subject: Undelivered Mail\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\n"
        f"Final-Recipient: rfc822; ann@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
        f"--x\r\nContent-Type: text/rfc822-headers\r\n\r\n{returned}\r\n\r\n--x--\r\n"
    ).encode()


def sent(way: str = "email", **given: Any) -> Message:
    organisation = given.pop("organisation", None) or make_organisation()
    message = queued(organisation, given.pop("ref", "") or person(organisation, way), about="voices.voice:V1", **given)
    sending.send_due(now=LATER)
    return again(message)


def test_a_reply_finds_its_message_by_the_address_that_it_came_to(heard: list[ports.Inbound]) -> None:
    message = sent()
    assert receive(email(message.token), NOON) == "answer"
    (told,) = heard
    assert (told.about, told.ref, told.text) == ("voices.voice:V1", message.recipient_ref, "No, nothing changed.")
    reply = Reply.objects.get()
    assert reply.message_id == message.pk
    entries = ledger.history(f"message:{message.reference}")
    assert entries[-1].kind == "messages.received"
    assert "nothing changed" not in str(entries[-1].content)


def test_a_reply_finds_its_message_by_what_it_answers(heard: list[ports.Inbound]) -> None:
    message = sent()
    named = f"<{message.token}.1@localhost>"
    assert receive(email(In_Reply_To=named)) == "answer"
    assert heard[0].message == message.reference


def test_the_same_reply_twice_is_kept_and_told_once(heard: list[ports.Inbound]) -> None:
    message = sent()
    assert receive(email(message.token)) == "answer"
    assert receive(email(message.token)) == "known"
    assert len(heard) == Reply.objects.count() == 1


def test_whoever_wrote_is_told_of_a_reply() -> None:
    organisation = make_organisation()
    lead = make_actor(organisation, Role.ENGAGEMENT_LEAD)
    message = sent(organisation=organisation, actor=lead)
    receive(email(message.token))
    (notice,) = Notice.objects.filter(subject_kind="reply")
    assert (notice.account_id, notice.link) == (
        lead.account_id,
        f"/o/{organisation.code}/messages/{message.reference}/",
    )


def test_what_somebody_wrote_is_kept_as_they_wrote_it_without_our_own_words_below() -> None:
    message = sent()
    body = "Diolch – yes.\r\n\r\nMary\r\n\r\nOn 1 Nov 2026 at 10:00, Vale Care wrote:\r\n> Did it change?\r\n> Yes?\r\n"
    receive(email(message.token, body))
    assert Reply.objects.get().words == "Diolch – yes.\n\nMary"


def test_html_alone_is_read_as_its_words() -> None:
    raw = email("", "<p>No.<br>Worse &amp; worse</p><script>x()</script>").replace(b"text/plain", b"text/html")
    assert mail.read(raw).words == "No.\nWorse & worse"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"Subject": "Automatic reply: Did it change?"},
        {"Subject": "Out of Office"},
    ],
)
def test_a_machines_reply_is_kept_apart_and_told_to_nobody(heard: list[ports.Inbound], headers: dict[str, str]) -> None:
    message = sent()
    raw = email(message.token, **{"subject": headers.pop("Subject", "Re: x"), **headers})
    assert receive(raw) == "machine"
    assert heard == []


def test_stop_by_e_mail_stops_the_address_that_was_written_to(heard: list[ports.Inbound]) -> None:
    message = sent()
    assert receive(email(message.token, "STOP\r\n", **{"From": "other@example.org"})) == "stop"
    assert heard == []
    assert OptOut.objects.get().fingerprint == message.fingerprint
    assert queued(message.organisation, message.recipient_ref).state == "unsent"


def test_stop_in_the_subject_stops_and_words_beside_it_are_still_read(heard: list[ports.Inbound]) -> None:
    first, second = sent(), sent()
    assert receive(email(first.token, "", subject="STOP", Message_ID="<a@x>")) == "stop"
    assert receive(email(second.token, "She is not safe there.", subject="STOP", Message_ID="<b@x>")) == "answer"
    assert [told.text for told in heard] == ["She is not safe there."]
    assert OptOut.objects.count() == 2


def test_stop_with_more_words_is_an_answer_that_a_person_reads(heard: list[ports.Inbound]) -> None:
    message = sent("sms")
    number = "07700 900" + _digits(message)
    assert receive_text(number=number, words="STOP, my mother is in danger", external="1") == "answer"
    assert not OptOut.objects.exists()
    assert heard[0].message == message.reference


def _digits(message: Message) -> str:
    from heard.messages.queries import resolve

    found = resolve(message.organisation_id, message.recipient_ref)
    assert found
    return found.address.phone[-3:]


def test_stop_by_text_holds_for_every_organisation_that_wrote_to_the_number() -> None:
    address = ports.Address(phone="07700 900777")
    here, elsewhere, never = make_organisation(), make_organisation(), make_organisation()
    for organisation in (here, elsewhere):
        sent("sms", organisation=organisation, ref=person(organisation, "sms", address=address))
    assert receive_text(number="447700900777", words=" Stop. ", external="n1") == "stop"
    assert receive_text(number="447700900777", words=" Stop. ", external="n1") == "known"
    stopped = set(OptOut.objects.values_list("organisation", flat=True))
    assert stopped == {here.id, elsewhere.id}
    assert receive_text(number="447700900777", words="START", external="n2") == "start"
    assert not OptOut.objects.filter(lifted_at=None).exists()
    assert never.id not in stopped


def test_a_hard_bounce_moves_the_message_to_the_list_for_a_person() -> None:
    message = sent()
    assert receive(bounce(message)) == "bounce"
    message = again(message)
    assert (message.state, message.problem) == ("bounced", "There is no such e-mail address.")


def test_a_bounce_is_known_by_its_address_too_and_a_delay_changes_nothing() -> None:
    message = sent()
    assert receive(bounce(message, "4.4.1", "delayed", f"heard+b-{message.token}@localhost")) == "bounce"
    assert again(message).state == "sent"


def test_a_reply_that_belongs_to_nothing_is_kept_for_a_person(heard: list[ports.Inbound]) -> None:
    organisation = make_organisation()
    assert receive(email("")) == "answer"
    assert receive_text(number="07700900999", words="Who is this?", external="7") == "answer"
    from heard.messages.queries import strays

    assert [(row.words, row.sender) for row in strays(organisation.id)] == [
        ("No, nothing changed.", "ann@example.org"),
        ("Who is this?", "07700900999"),
    ]
    assert [told.about for told in heard] == ["", ""]


def test_with_several_organisations_the_setting_says_whose_a_stray_reply_is(settings: Any) -> None:
    make_organisation("north"), make_organisation("south")
    with pytest.raises(Nobody):
        receive(email(""))
    settings.MESSAGES = {**settings.MESSAGES, "inbound_organisation": "south"}
    receive(email(""))
    assert Reply.objects.get().organisation.code == "south"


def test_receipts_of_notify_move_messages_on() -> None:
    message = sent("sms")
    assert receive_receipt(reference=f"{message.reference}.1", status="delivered")
    assert again(message).state == "delivered"
    assert not receive_receipt(reference=f"{message.reference}.1", status="made-up")
    assert not receive_receipt(reference="nobody.1", status="delivered")
    second = sent("sms")
    receive_receipt(reference=f"{second.reference}.1", status="permanent-failure")
    assert (again(second).state, again(second).problem) == ("bounced", "The address or number does not exist.")


def test_the_addresses_for_the_outside_ask_for_their_token(client: Any) -> None:
    message = sent("sms")
    receipt = {"id": "x", "reference": f"{message.reference}.1", "status": "delivered"}
    post = {"path": "/messages/notify/", "data": json.dumps(receipt), "content_type": "application/json"}
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Bearer {bearer('mail')}"}):
        assert client.post(**post, headers=headers).status_code == 401
    right = {"Authorization": f"Bearer {bearer('notify')}"}
    assert client.post(**post, headers=right).json() == {"changed": True}
    assert client.get("/messages/notify/", headers=right).status_code == 405
    text = {"id": "t1", "source_number": "447700900123", "message": "Hello", "date_received": "2026-11-22T10:00:00Z"}
    post["data"] = json.dumps(text)
    assert client.post(**post, headers=right).json() == {"was": "answer"}
    for broken in ("", "[]", "{}", '{"id": 1}', "nonsense"):
        post["data"] = broken
        assert client.post(**post, headers=right).status_code == 400


def test_a_mailbox_hands_e_mails_in(client: Any) -> None:
    message = sent()
    headers = {"Authorization": f"Bearer {bearer('mail')}"}
    given = {"path": "/messages/inbound/", "content_type": "message/rfc822", "headers": headers}
    assert client.post(**given, data=email(message.token)).json() == {"was": "answer"}
    assert client.post(**given, data=b"").status_code == 400
    assert client.post("/messages/inbound/", data=b"x", content_type="message/rfc822").status_code == 401


@given(st.binary(max_size=400), st.sampled_from([b"", b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n"]))
def test_no_e_mail_makes_the_reader_fail(raw: bytes, before: bytes) -> None:
    found = mail.read(before + raw)
    assert found.kind in ("answer", "machine", "bounce")


def test_a_person_sees_to_a_stray_reply() -> None:
    from heard.organisations.policy import SYSTEM
    from heard.tasks.queries import tasks_about

    organisation = make_organisation()
    receive(email(""))
    reply = Reply.objects.get()
    (task,) = tasks_about(f"messages.reply:{reply.reference}")
    assert task.live, "it has a clock, and goes up when nobody reads it"
    actions.settle_reply(actor=SYSTEM, organisation_id=organisation.id, reference=reply.reference)
    assert Reply.objects.get().settled_at is not None
    assert not tasks_about(f"messages.reply:{reply.reference}")[0].live
