"""`heard callbacks`: what to enter elsewhere so that replies and delivery receipts find their way back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from heard.cli import django

UNSET = "https://<address of this installation>"


@dataclass(frozen=True, slots=True)
class Callback:
    """An address to enter elsewhere, with its bearer token."""

    where: str
    url: str
    token: str


def callbacks(*, as_json: bool) -> None:
    """Print the addresses and their tokens, and how the mailbox of replies is read."""
    django.setup()
    django.quiet()
    from django.conf import settings
    from django.urls import reverse

    from heard.messages.views.outside import bearer

    given = settings.MESSAGES
    site = given["site"] or UNSET
    notify = site + reverse("messages-notify")
    found = [
        Callback("GOV.UK Notify, API integration, Callbacks: delivery receipts", notify, bearer("notify")),
        Callback("GOV.UK Notify, API integration, Callbacks: received text messages", notify, bearer("notify")),
        Callback("A mail server that hands on each e-mail by HTTP", site + reverse("messages-mail"), bearer("mail")),
    ]
    if as_json:
        print(json.dumps([asdict(one) for one in found], indent=2))
        return
    for one in found:
        print(f"{one.where}\n    URL           {one.url}\n    Bearer token  {one.token}")
    print(f"A mailbox: {_mailbox(given['imap_url'])}")
    if not given["site"]:
        print("Set HEARD_SITE to the address under which this installation is reached.")


def _mailbox(url: str) -> str:
    if not url:
        return "none. Set HEARD_IMAP_URL to imaps://user:password@host/INBOX, and replies in it are read each minute."
    from heard.messages.inbound import mailbox

    try:
        mailbox.check(url)
    except mailbox.Unreachable as away:
        return away.sentence
    return "answers, and is read each minute."
