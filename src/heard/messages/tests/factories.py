"""Small makers of recipients and messages for tests."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from django.utils import timezone

from heard.messages import actions
from heard.messages.models import Message
from heard.messages.ports import Address
from heard.organisations.policy import SYSTEM, Actor
from heard.organisations.queries import OrganisationSummary

_number = count(1)
# A Monday morning in term: no quiet hours.
NOON = timezone.make_aware(datetime(2026, 11, 23, 12, 0))
VALUES = {
    "acknowledgement": {
        "name": "Ann", "service": "Ward 5", "reader": "the ward manager", "due": "4 December 2026",
        "key": "maple river seven", "phone": "01632 960 100",
    },
    "reply": {
        "name": "Ann", "service": "Ward 5", "answer": "We have put a second person on at night.",
        "sender": "Dana Osei", "key": "maple river seven", "phone": "01632 960 100",
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
