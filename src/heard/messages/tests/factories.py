"""Small makers of recipients and messages for tests."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from heard.messages import actions
from heard.messages.models import Message
from heard.messages.ports import Address
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM, Actor
from heard.organisations.queries import OrganisationSummary, UnitSummary
from heard.organisations.tests.factories import make_account, make_membership

_number = count(1)
# A Monday morning in term: no quiet hours.
NOON = timezone.make_aware(datetime(2026, 11, 23, 12, 0))
VALUES = {
    "acknowledgement": {
        "name": "Ann", "due": "4 December 2026", "follow": "Your key is on your receipt.",
    },
    "reply": {
        "name": "Ann", "service": "Ward 5", "answer": "We have put a second person on at night.",
        "sender": "Dana Osei", "follow": "Your key is on your receipt.", "phone": "01632 960 100",
    },
    "invitation": {"service": "Ward 5", "link": "https://heard.example/t/5", "phone": "01632 960 100"},
}  # fmt: skip
LINES = ("1 High Street", "Riverside", "RV1 1AA")


def person(organisation: OrganisationSummary, way: str = "email", ref: str = "", **given: Any) -> str:
    """Somebody in the address book."""
    n = next(_number)
    address = given.pop("address", None) or Address(
        name=f"Ann Example {n}", email=f"ann{n}@example.org", phone=f"07700 900{n % 1000:03}", lines=LINES
    )
    return actions.keep_recipient(
        actor=SYSTEM,
        organisation_id=organisation.id,
        ref=ref or f"voices.contact:P{n}",
        way=way,
        address=address,
        **given,
    )


def queued(
    organisation: OrganisationSummary,
    ref: str = "",
    *,
    template: str = "reply",
    actor: Actor = SYSTEM,
    now: datetime = NOON,
    way: str = "email",
    **given: Any,
) -> Message:
    """A message in the queue."""
    reference = actions.write(
        actor=actor,
        organisation_id=organisation.id,
        template=template,
        recipient_ref=ref or person(organisation, way),
        values=VALUES[template],
        now=now,
        **given,
    )
    return Message.objects.get(reference=reference)


def again(message: Message) -> Message:
    """The message as it is now."""
    return Message.objects.get(pk=message.pk)


def at_desk(organisation: OrganisationSummary, role: Role, unit: UnitSummary | None = None) -> Client:
    """A signed-in person with one role."""
    client, account = Client(), make_account(name=f"{role.label} of {organisation.name}")
    make_membership(organisation, role, account, unit)
    client.force_login(account)
    return client


def page(response: Any) -> str:
    """The text of a page as a person reads it: without tags, spaces in order."""
    html = response.content.decode()
    body = html[html.index("<main") : html.index("</main>")] if "<main" in html else html
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
