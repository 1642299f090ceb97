"""Servers of our own for the real channels: they take what a mail server, GOV.UK Notify and a mailbox would."""

from __future__ import annotations

import json
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

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


class ImapServer(socketserver.StreamRequestHandler):
    """Speaks enough IMAP for a mailbox of one folder: `mails` by number, with the flags of each."""

    mails: dict[int, bytes] = {}
    flags: dict[int, set[str]] = {}
    logins: list[str] = []

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _, rest = line.partition(" ")
            verb = rest.split()[1].upper() if rest.upper().startswith("UID") else rest.split()[0].upper()
            if verb == "LOGIN":
                self.logins.append(rest)
            if verb == "LOGIN" and "wrong" in rest:
                self.say(f"{tag} NO no such login")
                continue
            getattr(self, f"do_{verb.lower()}", lambda _: None)(rest)
            self.say(f"{tag} OK done")
            if verb == "LOGOUT":
                return

    def do_capability(self, _: str) -> None:
        self.say("* CAPABILITY IMAP4rev1")

    def do_select(self, _: str) -> None:
        self.say(f"* {len(self.mails)} EXISTS")

    def do_search(self, _: str) -> None:
        waiting = [number for number in self.mails if not self.flags[number]]
        self.say("* SEARCH " + " ".join(map(str, waiting)))

    def do_fetch(self, rest: str) -> None:
        number = int(rest.split()[2])
        raw = self.mails[number]
        if "SIZE" in rest:
            self.say(f"* {number} FETCH (UID {number} RFC822.SIZE {len(raw)})")
            return
        self.wfile.write(f"* {number} FETCH (UID {number} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")

    def do_store(self, rest: str) -> None:
        self.flags[int(rest.split()[2])] |= set(re.findall(r"\\\w+", rest))

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def imap_server(folder: Path, *mails: bytes) -> Iterator[str]:
    """The address of a mailbox that holds these e-mails; its certificate stands in `folder`/server.pem."""
    ImapServer.mails = dict(enumerate(mails, 1))
    ImapServer.flags, ImapServer.logins = {number: set() for number in ImapServer.mails}, []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder))
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), ImapServer, bind_and_activate=False)
    server.server_bind()
    server.server_activate()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with _serving(server) as port:
        yield f"imaps://heard:p%40ss@127.0.0.1:{port}/INBOX"


def certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@contextmanager
def _serving(server: socketserver.TCPServer) -> Iterator[int]:
    with server:
        # Asked to stop, it looks up twenty times a second.
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
