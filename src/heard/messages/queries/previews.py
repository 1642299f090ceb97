"""A message exactly as its recipient will see it, per way and format."""

from __future__ import annotations

from dataclasses import dataclass

from heard.messages.channels import Parcel, smtp
from heard.messages.limits import limits
from heard.messages.models import Format, Way
from heard.messages.ports import Address
from heard.messages.wording import email, plain, sms


@dataclass(frozen=True, slots=True)
class Preview:
    """What the page about a message shows. `html` is the whole document of an e-mail, for a frame of its own."""

    way: str
    format: str
    subject: str
    text: str
    html: str
    length: sms.Length | None
    # What the writer should know, in sentences.
    warnings: tuple[str, ...]


def preview(
    *, way: str, format: str, subject: str, words: str, language: str, sender: str, token: str = "a" * 25
) -> Preview:
    """A message as it will be seen. `token` is the message's own; another stands in for a draft of a template."""
    if way == Way.SMS:
        length = sms.length(words)
        return Preview(way, format, subject, words, "", length, _text_warnings(length))
    parcel = Parcel(0, "", token, sender, Address(), subject, words, language, format)
    if way != Way.EMAIL:
        return Preview(way, format, subject, plain.as_text(words), "", None, ())
    footer = smtp.footer_of(parcel)
    html = ""
    if format != Format.PLAIN:
        html = email.document(
            subject=subject, words=words, sender=sender, footer=footer, language=language, format=format
        )
    return Preview(way, format, subject, f"{plain.as_text(words)}\n\n-- \n{footer}", html, None, ())


def _text_warnings(length: sms.Length) -> tuple[str, ...]:
    rules = limits()
    found = []
    if length.segments > rules.segments_most:
        found.append(f"It has {length.segments} parts. At most {rules.segments_most} are sent: shorten it.")
    elif length.segments > rules.segments_warn:
        found.append(f"It is sent, and paid for, as {length.segments} text messages in one.")
    if length.odd:
        listed = " ".join(length.odd[:10])
        found.append(f"These characters make it more than twice as long to send: {listed}")
    return tuple(found)
