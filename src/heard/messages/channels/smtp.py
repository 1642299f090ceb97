"""E-mail by SMTP, through Django's mail."""

from __future__ import annotations

import smtplib
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from heard.messages.channels import UNSURE, Handed, Never, NotNow, Parcel
from heard.messages.channels.links import stop_link, token_address
from heard.messages.wording import email, plain

_BUSY = "The mail server could not be reached. It is tried again."


def options(url: str) -> dict[str, Any]:
    """What Django's SMTP back end needs, from 'smtp://user:password@host:587?tls=yes' or 'smtps://host'.

    >>> given = options("smtp://ann:p%40ss@mail.example:587?tls=yes")
    >>> given["host"], given["port"], given["password"], given["use_tls"]
    ('mail.example', 587, 'p@ss', True)
    """
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    return {
        "host": parts.hostname or "localhost",
        "port": parts.port or (465 if secure else 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": secure,
        "use_tls": parse_qs(parts.query).get("tls", ["no"])[0] in {"yes", "true", "1"},
        # Well below the lease of a claim: no other worker takes a message for abandoned while the server thinks.
        "timeout": 60,
    }


def composed(parcel: Parcel) -> EmailMultiAlternatives:
    """The e-mail, with what mail programs need to thread it, answer it, stop it and not answer it by machine."""
    name, sender = parseaddr(settings.MESSAGES["from"])
    host = sender.rpartition("@")[2] or "localhost"
    text = plain.as_text(parcel.words)
    footer = "" if parcel.staff else footer_of(parcel)
    headers = {
        "From": formataddr((parcel.sender or name, sender)),
        # The token, and which sending it is: short enough to stand on one line.
        "Message-ID": f"<{parcel.token}.{parcel.reference.rpartition('.')[2]}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": parcel.language,
    }
    if not parcel.staff:
        mailto = f"<mailto:{token_address(parcel.token)}?subject=STOP>"
        link = stop_link(parcel.token)
        headers["List-Unsubscribe"] = f"{mailto}, <{link}>" if link else mailto
        if link.startswith("https://"):
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made = EmailMultiAlternatives(
        subject=parcel.subject,
        body=f"{text}\n\n-- \n{footer}\n" if footer else f"{text}\n",
        # The envelope's sender, to which bounces go; the header From is above.
        from_email=sender if parcel.staff else token_address(parcel.token, "b-"),
        to=[parcel.to.email],
        reply_to=[] if parcel.staff else [token_address(parcel.token)],
        headers=headers,
    )
    if parcel.format != "plain":
        document = email.document(
            subject=parcel.subject,
            words=parcel.words,
            sender=parcel.sender,
            footer=footer,
            language=parcel.language,
            format=parcel.format,
        )
        made.attach_alternative(document, "text/html")
    return made


def footer_of(parcel: Parcel) -> str:
    """What stands below an e-mail: how to answer, and how to have no more."""
    link = stop_link(parcel.token)
    how = f"use this link: {link}" if link else "reply with the word STOP."
    if parcel.language == "cy":
        how = f"defnyddiwch y ddolen hon: {link}" if link else "atebwch gyda'r gair STOP."
        return f"Gallwch ateb yr e-bost hwn.\n\nI beidio â chael rhagor o e-byst gan {parcel.sender}, {how}"
    return f"You can reply to this e-mail.\n\nTo get no more e-mails from {parcel.sender}, {how}"


class Smtp:
    """A mail server. It cannot be asked what it took: what may have been taken is not handed over twice."""

    really = True
    tells = False

    def __init__(self, url: str) -> None:
        self.url = url

    def deliver(self, parcel: Parcel) -> Handed:
        """Hand it to the mail server."""
        made = composed(parcel)
        server = get_connection("django.core.mail.backends.smtp.EmailBackend", **options(self.url))
        try:
            server.open()
            # Greeted here already: what fails up to now was not handed over, and can be tried again.
            server.connection.ehlo_or_helo_if_needed()  # type: ignore[attr-defined]  # the SMTP back end has it
        except smtplib.SMTPAuthenticationError as refused:
            raise NotNow("The mail server does not know Heard. Check HEARD_SMTP_URL. It is tried again.") from refused
        except (OSError, smtplib.SMTPException) as failed:
            raise NotNow(_BUSY) from failed
        made.connection = server
        try:
            made.send()
        except smtplib.SMTPRecipientsRefused as refused:
            if all(code >= 500 for code, _ in refused.recipients.values()):
                raise Never("The mail server says that there is no such e-mail address.") from refused
            raise NotNow("The mail server does not take messages for this address now. It is tried again.") from refused
        except smtplib.SMTPResponseException as refused:
            if refused.smtp_code >= 500:
                raise Never("The mail server refused this message.") from refused
            raise NotNow(_BUSY) from refused
        except (OSError, smtplib.SMTPException) as failed:
            # The connection broke while the message was on its way: trying again could bring it twice.
            raise Never(UNSURE) from failed
        finally:
            server.close()
        return Handed(str(made.extra_headers["Message-ID"]))

    def find(self, reference: str) -> Handed | None:  # noqa: ARG002 - the protocol's
        """Nothing: SMTP has no such question."""
        return None
