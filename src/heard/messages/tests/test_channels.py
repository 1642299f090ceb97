"""The real channels against servers of our own: what goes over the wire, and what each answer comes to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from heard.messages.channels import Never, NotNow, Parcel
from heard.messages.channels.notify import Notify
from heard.messages.channels.smtp import Smtp, composed
from heard.messages.ports import Address
from heard.messages.tests.servers import KEY, NotifyServer, SmtpServer, notify_server, smtp_server


def parcel(**given: Any) -> Parcel:
    values = {
        "organisation_id": 1,
        "reference": "01ABCDEFGHJKMNPQRSTVWXYZ00.1",
        "token": "a" * 25,
        "sender": "Vale Care",
        "to": Address(name="Ann", email="ann@example.org", phone="07700 900 123"),
        "subject": "Did it change? Ŵ",
        "words": "Hello,\n\n# Next\n\n* one\n* two\n\nhttps://heard.example/f",
        "language": "en",
        "format": "standard",
        **given,
    }
    return Parcel(**values)


@pytest.fixture
def server() -> Iterator[str]:
    with smtp_server() as url:
        yield url


@pytest.fixture
def site(settings: Any) -> None:
    settings.MESSAGES = {
        **settings.MESSAGES,
        "site": "https://heard.example",
        "from": "Heard <heard@vale.example>",
        "reply_address": "replies@vale.example",
    }


@pytest.mark.usefixtures("site")
def test_an_e_mail_carries_what_mail_programs_need(server: str) -> None:
    handed = Smtp(server).deliver(parcel())
    ((envelope, raw),) = SmtpServer.got
    token = "a" * 25
    assert f"<replies+b-{token}@vale.example>" in envelope, "bounces come to a token's address"
    found = message_from_bytes(raw, policy=policy.default)
    assert found["From"] == "Vale Care <heard@vale.example>"
    assert found["Reply-To"] == f"replies+{token}@vale.example"
    assert found["Message-ID"] == handed.provider_id == f"<{token}.1@vale.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["List-Unsubscribe"].strip() == (
        f"<mailto:replies+{token}@vale.example?subject=STOP>, <https://heard.example/messages/stop/{token}/>"
    )
    assert found["Subject"] == "Did it change? Ŵ"
    plain = found.get_body(preferencelist=("plain",))
    html = found.get_body(preferencelist=("html",))
    assert plain
    assert html
    assert "Next\n\n- one\n- two" in plain.get_content().replace("\r\n", "\n")
    assert "<h2>Next</h2>" in html.get_content()
    assert "src=" not in html.get_content()
    assert "@import" not in html.get_content()


def test_who_asked_for_plain_text_gets_no_html() -> None:
    assert composed(parcel(format="plain")).alternatives == []


def test_a_heading_cannot_be_smuggled_into_an_e_mail() -> None:
    with pytest.raises(ValueError, match="newline"):
        composed(parcel(subject="Hello\nBcc: x@example.org")).message()


@pytest.mark.parametrize(
    ("answers", "raised", "sentence"),
    [
        ({"RCPT": "550 no such user"}, Never, "no such e-mail address"),
        ({"RCPT": "451 later"}, NotNow, "does not take messages for this address now"),
        ({"MAIL": "554 refused"}, Never, "refused this message"),
        ({"MAIL": "421 busy"}, NotNow, "could not be reached"),
        ({"EHLO": "hang up", "HELO": "hang up"}, NotNow, "could not be reached"),
        ({"END": "hang up"}, Never, "may have arrived"),
    ],
)
def test_what_a_mail_server_answers(server: str, answers: dict[str, str], raised: type, sentence: str) -> None:
    SmtpServer.answers = answers
    with pytest.raises(raised, match=sentence):
        Smtp(server).deliver(parcel())
    assert SmtpServer.got == []


def test_a_mail_server_that_is_away_is_tried_again() -> None:
    with pytest.raises(NotNow):
        Smtp("smtp://127.0.0.1:1").deliver(parcel())


@pytest.fixture
def notify() -> Iterator[str]:
    with notify_server() as url:
        yield url


def test_a_text_goes_to_notify_under_our_reference_and_is_found_by_it(notify: str) -> None:
    channel = Notify("sms", KEY, notify, "template-1")
    assert channel.find(parcel().reference) is None
    assert channel.deliver(parcel(words="Hello")).provider_id == "id-1"
    (got,) = NotifyServer.got
    assert got["path"] == "/v2/notifications/sms"
    assert got["token"].startswith("Bearer ey")
    assert got["phone_number"] == "+447700900123"
    assert got["personalisation"] == {"body": "Hello"}
    found = channel.find(parcel().reference)
    assert found
    assert found.provider_id == "id-1"


def test_an_e_mail_goes_to_notify_where_there_is_no_mail_server(notify: str) -> None:
    Notify("email", KEY, notify, "template-2").deliver(parcel())
    (got,) = NotifyServer.got
    assert got["email_address"] == "ann@example.org"
    assert got["personalisation"]["subject"] == "Did it change? Ŵ"


@pytest.mark.parametrize(
    ("status", "raised", "sentence"),
    [
        (400, Never, "phone_number Not enough digits"),
        (403, NotNow, "does not accept the key"),
        (429, NotNow, "takes no more for now"),
        (500, NotNow, "could not be reached"),
    ],
)
def test_what_notify_answers(notify: str, status: int, raised: type, sentence: str) -> None:
    NotifyServer.status = status
    with pytest.raises(raised, match=sentence) as caught:
        Notify("sms", KEY, notify, "template-1").deliver(parcel())
    if status == 429:
        assert caught.value.after == timedelta(minutes=5)


def test_notify_that_is_away_is_tried_again() -> None:
    with pytest.raises(NotNow, match="could not be reached"):
        Notify("sms", KEY, "http://127.0.0.1:1", "template-1").deliver(parcel())
