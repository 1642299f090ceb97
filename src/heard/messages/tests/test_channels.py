"""The real channels against servers of our own: what goes over the wire, and what each answer comes to."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from heard.messages.channels import Never, NotNow, Parcel
from heard.messages.channels.notify import Notify
from heard.messages.channels.smtp import Smtp, composed
from heard.messages.ports import Address

KEY = "test-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"


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


class SmtpServer(socketserver.StreamRequestHandler):
    """Speaks enough SMTP to take a message, or to answer as it is told."""

    answers: dict[str, str] = {}
    got: list[tuple[str, bytes]] = []

    def handle(self) -> None:
        self.say("220 ready")
        sender = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "MAIL":
                sender = line
            if verb in self.answers:
                if self.answers[verb] == "hang up":
                    return
                self.say(self.answers[verb])
            elif verb == "DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                if self.answers.get("END") == "hang up":
                    return
                self.got.append((sender, b"".join(lines)))
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def server() -> Iterator[Any]:
    SmtpServer.answers, SmtpServer.got = {}, []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), SmtpServer) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        made.url = f"smtp://127.0.0.1:{made.server_address[1]}"
        yield made
        made.shutdown()


@pytest.fixture
def site(settings: Any) -> None:
    settings.MESSAGES = {
        **settings.MESSAGES,
        "site": "https://heard.example",
        "from": "Heard <heard@vale.example>",
        "reply_address": "replies@vale.example",
    }


@pytest.mark.usefixtures("site")
def test_an_e_mail_carries_what_mail_programs_need(server: Any) -> None:
    handed = Smtp(server.url).deliver(parcel())
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
def test_what_a_mail_server_answers(server: Any, answers: dict[str, str], raised: type, sentence: str) -> None:
    SmtpServer.answers = answers
    with pytest.raises(raised, match=sentence):
        Smtp(server.url).deliver(parcel())
    assert SmtpServer.got == []


def test_a_mail_server_that_is_away_is_tried_again() -> None:
    with pytest.raises(NotNow):
        Smtp("smtp://127.0.0.1:1").deliver(parcel())


class NotifyServer(BaseHTTPRequestHandler):
    """Answers as GOV.UK Notify does, or as it is told."""

    status = 201
    got: list[dict[str, Any]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.status == 201:
            self.got.append({"path": self.path, "token": self.headers["Authorization"], **body})
            self.answer(201, {"id": f"id-{len(self.got)}"})
        else:
            error = {"error": "BadRequestError", "message": "phone_number Not enough digits"}
            self.answer(self.status, {"status_code": self.status, "errors": [error]})

    def do_GET(self) -> None:
        reference = self.path.partition("reference=")[2]
        found = [{"id": f"id-{n}"} for n, one in enumerate(self.got, 1) if one["reference"] == reference]
        self.answer(200, {"notifications": found, "links": {}})

    def answer(self, status: int, body: dict[str, Any]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def notify() -> Iterator[str]:
    NotifyServer.status, NotifyServer.got = 201, []
    server = HTTPServer(("127.0.0.1", 0), NotifyServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


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
