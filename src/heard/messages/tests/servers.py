"""Servers of our own for the real channels: they take what a mail server, GOV.UK Notify and a mailbox would."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

KEY = "test-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"


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


@contextmanager
def smtp_server() -> Iterator[str]:
    """The address of a mail server; what it takes stands in SmtpServer.got."""
    SmtpServer.answers, SmtpServer.got = {}, []
    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), SmtpServer)) as port:
        yield f"smtp://127.0.0.1:{port}"


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


@contextmanager
def notify_server() -> Iterator[str]:
    """The address of a GOV.UK Notify; what it takes stands in NotifyServer.got."""
    NotifyServer.status, NotifyServer.got = 201, []
    with _serving(HTTPServer(("127.0.0.1", 0), NotifyServer)) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _serving(server: socketserver.TCPServer) -> Iterator[int]:
    with server:
        # Asked to stop, it looks up twenty times a second.
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
