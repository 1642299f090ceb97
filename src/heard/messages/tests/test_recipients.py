"""The address book: language, format, addresses that work, sealed; and people forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heard.ledger import queries as ledger
from heard.messages import actions, queries, sending
from heard.messages.models import Body, Message, Outbox, Recipient, Reply
from heard.messages.ports import Address
from heard.messages.tests.factories import LINES, NOON, VALUES, again, person, queued
from heard.organisations.errors import Refused
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = NOON + timedelta(minutes=11)


def test_people_get_their_language_and_format() -> None:
    organisation = make_organisation()
    welsh = queued(organisation, person(organisation, language="cy"))
    assert "Dyma ein hateb" in Body.objects.get(message=welsh).words
    polish = queued(organisation, person(organisation, language="pl"))
    assert polish.language == "en"
    easy = queued(organisation, person(organisation, "letter", format="easy_read"))
    assert "This is our answer:" in Body.objects.get(message=easy).words
    with pytest.raises(Refused, match="Enter which format"):
        person(organisation, format="other")


@pytest.mark.parametrize(
    ("way", "address", "sentence"),
    [
        ("email", Address(email="ann@"), "like name@example.com"),
        ("sms", Address(phone="12"), "like 07700 900 123"),
        ("letter", Address(name="Ann", lines=("1 High Street",)), "at least two lines"),
        ("letter", Address(name="Ann", lines=("x",) * 7), "at most 7 lines"),
        ("fax", Address(), "Choose how they are reached"),
    ],
)
def test_an_address_that_cannot_work_is_refused(way: str, address: Address, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        person(make_organisation(), way, address=address)


def test_addresses_are_kept_sealed() -> None:
    organisation = make_organisation()
    ref = person(organisation)
    row = Recipient.objects.get(ref=ref)
    assert b"example.org" not in bytes(row.sealed or b"")
    found = queries.resolve(organisation.id, ref)
    assert found
    assert found.address.email.endswith("@example.org")


CANARY = "zzcanaryzz"


def everything() -> str:
    """Every value of the room's tables."""
    from django.apps import apps

    rows: list[str] = []
    for model in apps.get_app_config("heard_messages").get_models():
        rows += [str(row) for row in model._base_manager.values_list()]
    return " ".join(rows)


def test_who_is_forgotten_leaves_states_and_events_and_no_word() -> None:
    from heard.messages.inbound.receiving import receive

    organisation = make_organisation()
    address = Address(name=f"Ann {CANARY}", email=f"{CANARY}@example.org", lines=LINES)
    ref = person(organisation, address=address)
    values = {**VALUES["reply"], "answer": f"Dear {CANARY}"}
    given = {
        "actor": SYSTEM,
        "organisation_id": organisation.id,
        "template": "reply",
        "recipient_ref": ref,
        "values": values,
    }
    sent = Message.objects.get(reference=actions.write(**given, now=NOON))
    sending.send_due(now=LATER)
    waiting = Message.objects.get(reference=actions.write(**given, now=LATER))
    raw = f"From: x@example.org\r\nTo: heard+{sent.token}@localhost\r\nMessage-ID: <c@x>\r\n\r\nYes {CANARY}"
    receive(raw.encode())
    assert CANARY in everything()
    assert Reply.objects.get().words == f"Yes {CANARY}"
    gone = actions.forget_recipient(actor=SYSTEM, organisation_id=organisation.id, ref=ref)
    assert (gone.addresses, gone.bodies, gone.replies) == (1, 2, 1)
    assert CANARY not in everything()
    assert (again(sent).state, again(waiting).state) == ("sent", "recalled")
    assert len(ledger.history(f"message:{sent.reference}")) == 4
    assert queries.resolve(organisation.id, ref) is None
    assert sending.send_due(now=LATER + timedelta(hours=1)) == 0
    kept = [row for row in Outbox.objects.all() if row.sealed is not None]
    assert kept == []
