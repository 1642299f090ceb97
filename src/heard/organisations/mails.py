"""The e-mails that the room sends, once the change that they are about is committed."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from heard.organisations.dates import long_date

SIGNATURE = "\n\nThis message was sent by Heard. Nobody reads replies to it.\n"


def send_invitation(*, to: str, name: str, organisation: str, role: str, link: str, expires_at: datetime) -> None:
    """Invite somebody; the link is theirs alone."""
    _send(
        to,
        f"Join {organisation} in Heard",
        f"Hello{f' {name}' if name else ''},\n\n"
        f"{organisation} invites you to Heard as {role}. Heard is where what patients, carers and the public say is "
        f"read, decided upon and answered.\n\nTo join, open this link and choose a password:\n\n{link}\n\n"
        f"The link is for you alone and works until {long_date(timezone.localtime(expires_at).date())}. "
        "If you did not expect it, do nothing: no account is made.",
    )


def send_second_factor_reset(*, to: str, name: str, organisation: str, by: str) -> None:
    """Tell somebody that their second step at sign-in was taken away, so that a false reset is noticed."""
    _send(
        to,
        "Your second step at sign-in was reset",
        f"Hello {name},\n\n{by} of {organisation} has reset the second step of your sign-in (the code by phone), "
        "and you have been signed out everywhere.\n\nSign in with your password, then set up the second step again "
        "under your name at the top of the page.\n\nIf you did not ask for this, change your password at once and tell "
        f"your administrators at {organisation}.",
    )


def send_membership_ended(*, to: str, name: str, organisation: str, role: str, on: date) -> None:
    """Tell somebody that a role of theirs ends."""
    _send(
        to,
        f"Your role at {organisation} ends",
        f"Hello {name},\n\nyour role as {role} at {organisation} in Heard ends: "
        f"from {long_date(on)} it no longer counts.",
    )


def _send(to: str, subject: str, text: str) -> None:
    """After the commit; a mail server that is down is logged and does not undo what was done."""
    transaction.on_commit(partial(send_mail, subject, text + SIGNATURE, None, [to]), robust=True)
