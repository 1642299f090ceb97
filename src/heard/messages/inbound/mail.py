"""What an incoming e-mail is: an answer, a machine's answer, or a notice that a message could not be delivered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from html import unescape

from heard.messages.models import Reply

_TOKEN = re.compile(r"\+(?:b-)?([a-km-np-z2-9]{25})@")
_MESSAGE_ID = re.compile(r"<([a-km-np-z2-9]{25})\.\d+@")
_AUTOMATIC = re.compile(
    r"^(auto(matic)?[ -]?(reply|response)|out of (the )?office|ymateb awtomatig|delivery status notification)", re.I
)
_QUOTED = re.compile(r"^(On .{5,200} wrote:|-+ ?Original Message ?-+|From: .+@.+|Ar .{5,200} ysgrifennodd)")
# The largest e-mail that is taken in: attachments are not read.
LARGEST = 10_000_000
# Of one e-mail: more is no answer that a person typed.
LONGEST = 50_000


@dataclass(frozen=True, slots=True)
class Mail:
    """An incoming e-mail. `tokens` are those of our messages that it names, most likely first."""

    kind: str
    tokens: tuple[str, ...]
    sender: str
    name: str
    message_id: str
    subject: str
    words: str
    # For a message that came back: whether it did for good, and the mail server's reason in a sentence.
    permanent: bool = False
    problem: str = ""


def read(raw: bytes) -> Mail:
    """Read an e-mail as it came (RFC 5322). What cannot be understood is an answer with what words there are."""
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)  # the policy makes no other
    report = _report(found)
    name, sender = parseaddr(_header(found, "From"))
    kind = Reply.Kind.BOUNCE if report else Reply.Kind.MACHINE if automatic(found) else Reply.Kind.ANSWER
    return Mail(
        kind=kind,
        tokens=_tokens(found, whole=raw if report else b""),
        sender=sender,
        name=name,
        message_id=_header(found, "Message-ID").strip(),
        subject=_header(found, "Subject").strip(),
        words="" if report else own_words(_text(found))[:LONGEST],
        permanent=report is not None and report[0].startswith("5"),
        problem=_sentence(*report) if report else "",
    )


def automatic(found: EmailMessage) -> bool:
    """Whether a machine wrote it (RFC 3834, and what mail programs write besides)."""
    submitted = _header(found, "Auto-Submitted").strip().lower()
    if submitted and submitted != "no":
        return True
    if any(_header(found, name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponse")):
        return True
    if _header(found, "Precedence").strip().lower() in {"auto_reply", "bulk", "junk", "list"}:
        return True
    if _header(found, "Return-Path").strip() == "<>":
        return True
    return bool(_AUTOMATIC.match(_header(found, "Subject").strip()))


def own_words(text: str) -> str:
    """What somebody wrote, without the message that they answer where it stands below, marked as quoted.

    >>> own_words("Yes, thank you.\\n\\nOn 1 May 2026 Vale wrote:\\n> Did it change?\\n> Ann")
    'Yes, thank you.'
    >>> own_words("> Did it change?\\nNo.")
    '> Did it change?\\nNo.'
    """
    lines = text.replace("\r\n", "\n").strip().split("\n")
    end = len(lines)
    while end and (lines[end - 1].startswith(">") or not lines[end - 1].strip()):
        end -= 1
    if end < len(lines) and end and _QUOTED.match(lines[end - 1].strip()):
        end -= 1
    kept = "\n".join(lines[:end]).strip()
    # Everything is quoted: then it is kept as it came.
    return kept or text.strip()


def _report(found: EmailMessage) -> tuple[str, str] | None:
    """The status ('5.1.1') and the diagnosis of a delivery status notification (RFC 3464); None for other e-mails."""
    if found.get_content_type() != "multipart/report":
        return None
    for part in found.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            action = str(block.get("Action", "")).strip().lower()  # type: ignore[union-attr]
            if action in {"failed", "delayed"}:
                status = str(block.get("Status", "5.0.0")).strip()  # type: ignore[union-attr]
                said = str(block.get("Diagnostic-Code", ""))  # type: ignore[union-attr]
                return (status if action == "failed" else "4.0.0"), said
    return None


def _sentence(status: str, diagnosis: str) -> str:
    if status.startswith("5.1"):
        return "There is no such e-mail address."
    if status.startswith(("5.2", "4.2")) or "quota" in diagnosis.lower():
        return "The mailbox is full or closed."
    if status.startswith("5.7"):
        return "The mail server refused it."
    return "The mail server could not deliver it." if status.startswith("5") else "It is delayed; it is still tried."


def _tokens(found: EmailMessage, whole: bytes) -> tuple[str, ...]:
    """From the address that it was sent to, then from what it answers, then (for reports) from what it returns."""
    text = ", ".join(_header(found, name) for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To", "Cc"))
    addressed = [token for _, address in getaddresses([text]) for token in _TOKEN.findall(address)]
    answered = _MESSAGE_ID.findall(_header(found, "In-Reply-To") + " " + _header(found, "References"))
    returned = _MESSAGE_ID.findall(whole.decode("utf-8", "replace")) if whole else []
    return tuple(dict.fromkeys([*addressed, *reversed(answered), *returned]))


def _header(found: EmailMessage, name: str) -> str:
    try:
        return str(found.get(name, ""))
    except (ValueError, IndexError, AttributeError, TypeError):
        # The standard library's parser fails on some broken headers: such a header says nothing.
        return ""


def _text(found: EmailMessage) -> str:
    """The words: the plain part, else the HTML without its tags."""
    part = found.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, ValueError, KeyError):
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    if part.get_content_type() == "text/html":
        text = re.sub(r"(?is)<(script|style).*?</\1>", "", text)
        text = unescape(re.sub(r"<[^>]+>", "", re.sub(r"(?i)<(br|/p|/div|/li)[^>]*>", "\n", text)))
    return text
