"""A draft, the queue, recall and STOP: nothing goes out that should not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heard.ledger import queries as ledger
from heard.messages import actions, ports, sending
from heard.messages.models import Body, Message, Outbox
from heard.messages.tests.factories import NOON, VALUES, again, person, queued
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit
from heard.tasks.queries import tasks_about

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LATER = NOON + timedelta(minutes=11)


def test_a_message_waits_until_it_can_no_longer_be_recalled_and_is_then_sent() -> None:
    message = queued(make_organisation())
    assert message.state == "queued"
    assert message.recallable_until == NOON + timedelta(minutes=10)
    assert sending.send_due(now=NOON + timedelta(minutes=9)) == 0
    assert sending.send_due(now=LATER) == 1
    message = again(message)
    assert (message.state, message.sent_at, message.really) == ("sent", LATER, False)
    assert Outbox.objects.count() == 1
    kinds = [entry.kind for entry in ledger.history(f"message:{message.reference}")]
    assert kinds == ["messages.drafted", "messages.queued", "messages.sent"]


def test_events_hold_neither_words_nor_addresses() -> None:
    organisation = make_organisation()
    ref = person(organisation)
    message = queued(organisation, ref)
    sending.send_due(now=LATER)
    entries = [*ledger.history(f"message:{message.reference}"), *ledger.history(f"recipient:{ref}")]
    said = " ".join(str(entry.content) for entry in entries)
    for secret in ("second person", "Ann Example", "example.org", "Ward 5"):
        assert secret not in said
    assert len(entries) == 4


def test_the_same_key_makes_and_queues_one_message() -> None:
    organisation = make_organisation()
    ref = person(organisation)
    first = queued(organisation, ref, key="voice:1:acknowledgement")
    second = queued(organisation, ref, key="voice:1:acknowledgement", now=LATER)
    assert first.pk == second.pk
    assert second.queued_at == NOON


def test_a_recalled_message_is_not_sent_and_comes_back_as_a_draft() -> None:
    organisation = make_organisation()
    message = queued(organisation, key="k")
    draft = actions.recall_message(actor=SYSTEM, organisation_id=organisation.id, reference=message.reference)
    assert sending.send_due(now=LATER) == 0
    assert again(message).state == "recalled"
    made = Message.objects.get(reference=draft)
    assert (made.state, made.key) == ("draft", "k")
    assert Body.objects.get(message=made).words == Body.objects.get(message=message).words
    with pytest.raises(Refused, match="can no longer be recalled"):
        actions.recall_message(actor=SYSTEM, organisation_id=organisation.id, reference=message.reference)


def test_a_sent_message_cannot_be_recalled() -> None:
    organisation = make_organisation()
    message = queued(organisation)
    sending.send_due(now=LATER)
    with pytest.raises(Refused, match="can no longer be recalled"):
        actions.recall_message(actor=SYSTEM, organisation_id=organisation.id, reference=message.reference)


def test_who_asked_to_stop_is_not_queued_and_nobody_has_to_find_another_way() -> None:
    organisation = make_organisation()
    ref = person(organisation, "sms")
    actions.stop(actor=SYSTEM, organisation_id=organisation.id, ref=ref, asked_by="phone", at=NOON)
    message = queued(organisation, ref)
    assert message.state == "unsent"
    assert message.problem == "This person asked on 23 November 2026 not to be contacted this way."
    assert message.settled_how == "They asked not to be written to, and that is kept: it is no failure."
    assert not tasks_about(f"messages.message:{message.reference}")


def test_stop_between_the_queue_and_the_sending_holds() -> None:
    organisation = make_organisation()
    ref = person(organisation)
    message = queued(organisation, ref)
    actions.stop(actor=SYSTEM, organisation_id=organisation.id, ref=ref, asked_by="email")
    sending.send_due(now=LATER)
    assert again(message).state == "unsent"
    assert not Outbox.objects.exists()
    assert again(message).settled_at == LATER
    assert not tasks_about(f"messages.message:{message.reference}")


def test_stop_holds_for_every_name_of_one_address_and_for_no_other_organisation() -> None:
    here, elsewhere = make_organisation(), make_organisation()
    address = ports.Address(name="Ann", phone="07700 900 555")
    mine = person(here, "sms", address=address)
    other = person(here, "sms", address=ports.Address(name="A. Example", phone="+44 7700 900555"))
    away = person(elsewhere, "sms", address=address)
    actions.stop(actor=SYSTEM, organisation_id=here.id, ref=mine, asked_by="sms")
    assert queued(here, other).state == "unsent"
    assert queued(elsewhere, away).state == "queued"


def test_somebody_without_an_address_stands_on_the_list_for_a_person() -> None:
    told: list[ports.Outcome] = []
    ports.ended.register(told.append)
    try:
        message = queued(make_organisation(), "voices.contact:NOBODY", about="voices.voice:V1")
    finally:
        ports.ended._functions.remove(told.append)
    assert (message.state, message.problem) == ("unsent", "There is no address for this person.")
    assert [(one.about, one.state) for one in told] == [("voices.voice:V1", "unsent")]


def test_a_contact_that_another_room_holds_is_asked_for() -> None:
    organisation = make_organisation()

    def holder(ref: str) -> ports.Recipient | None:
        if ref != "voices.contact:HELD":
            return None
        return ports.Recipient(organisation.id, ref, "email", ports.Address(email="held@example.org"))

    ports.resolve.register(holder)
    try:
        assert queued(organisation, "voices.contact:HELD").state == "queued"
        assert queued(make_organisation(), "voices.contact:HELD").state == "unsent"
    finally:
        ports.resolve._functions.remove(holder)


def test_a_long_text_message_is_refused_before_it_is_queued() -> None:
    organisation = make_organisation()
    values = {**VALUES["reply"], "answer": "We are sorry. " * 100}
    with pytest.raises(Refused, match="Shorten it to at most 6 parts"):
        actions.write(
            actor=SYSTEM,
            organisation_id=organisation.id,
            template="reply",
            recipient_ref=person(organisation, "sms"),
            values=values,
        )


def test_a_missing_field_is_named() -> None:
    organisation = make_organisation()
    with pytest.raises(Refused, match="Enter a value for ‘Your answer’"):
        actions.draft_message(
            actor=SYSTEM,
            organisation_id=organisation.id,
            template="reply",
            recipient_ref=person(organisation),
            values={name: text for name, text in VALUES["reply"].items() if name != "answer"},
        )


def test_who_may_write_where() -> None:
    organisation = make_organisation()
    ward, other = make_unit(organisation), make_unit(organisation)
    manager = make_actor(organisation, Role.SERVICE_MANAGER, ward)
    ref = person(organisation)
    assert queued(organisation, ref, actor=manager, unit_id=ward.id).state == "queued"
    for unit_id in (other.id, None):
        with pytest.raises(Refused, match="Your role"):
            queued(organisation, ref, actor=manager, unit_id=unit_id)
    for role in (Role.ADMINISTRATOR, Role.REGULATOR, Role.ANALYST):
        with pytest.raises(Refused, match="Your role"):
            queued(organisation, ref, actor=make_actor(organisation, role))


def test_a_draft_is_changed_and_thrown_away() -> None:
    organisation = make_organisation()
    given = {"actor": SYSTEM, "organisation_id": organisation.id}
    reference = actions.draft_message(
        **given, template="reply", recipient_ref=person(organisation), values=VALUES["reply"]
    )
    actions.edit_draft(**given, reference=reference, subject="Our answer", words="Hello,\n\nSorry.")
    assert Body.objects.get(message__reference=reference).words == "Hello,\n\nSorry."
    for subject, words, sentence in (("", "x", "Enter a subject"), ("x", " ", "Enter what you want to say")):
        with pytest.raises(Refused, match=sentence):
            actions.edit_draft(**given, reference=reference, subject=subject, words=words)
    actions.discard_draft(**given, reference=reference)
    assert not Message.objects.exists()
    assert not Body.objects.exists()
