"""Sending: quiet hours, caps, tries, claims, receipts, and what a person has to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from heard.ledger import queries as ledger
from heard.messages import actions, ports, sending
from heard.messages.actions.sending import claim_next
from heard.messages.channels import Handed, Never, NotNow, Parcel
from heard.messages.channels.standin import StandIn
from heard.messages.models import Notice
from heard.messages.tests.factories import NOON, again, person, queued
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor, make_organisation
from heard.tasks.queries import tasks_about

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LATER = NOON + timedelta(minutes=11)


class Fake:
    """A channel that answers as it is told, in order."""

    really = True

    def __init__(self, *answers: Any, tells: bool = True, has: bool = False) -> None:
        self.answers, self.tells, self.has = list(answers), tells, has
        self.got: list[Parcel] = []

    def deliver(self, parcel: Parcel) -> Handed:
        self.got.append(parcel)
        answer = self.answers.pop(0) if self.answers else Handed("id-1")
        if isinstance(answer, Exception):
            raise answer
        return answer

    def find(self, reference: str) -> Handed | None:
        return Handed("found") if self.has else None

    def __call__(self, way: str, demonstration: bool) -> Fake:
        return self


def test_text_messages_wait_for_the_morning() -> None:
    organisation = make_organisation()
    night = NOON.replace(hour=21)
    message = queued(organisation, person(organisation, "sms"), now=night)
    assert timezone.localtime(message.due_at).strftime("%d %H:%M") == "24 08:00"
    assert queued(organisation, now=night).due_at == night + timedelta(minutes=10)


def test_a_text_that_was_due_by_day_is_not_sent_at_night() -> None:
    organisation = make_organisation()
    message = queued(organisation, person(organisation, "sms"), now=NOON)
    fake = Fake()
    sending.send_due(now=NOON.replace(hour=23), choose=fake)
    assert fake.got == []
    assert again(message).attempts == 0
    sending.send_due(now=NOON.replace(day=24, hour=8), choose=fake)
    assert again(message).state == "sent"


def test_at_most_four_texts_a_day_go_to_one_number() -> None:
    organisation = make_organisation()
    ref = person(organisation, "sms")
    messages = [queued(organisation, ref) for _ in range(5)]
    fake = Fake()
    sending.send_due(now=LATER, choose=fake)
    assert len(fake.got) == 4
    assert sorted(again(message).state for message in messages) == ["queued"] + ["sent"] * 4
    sending.send_due(now=LATER + timedelta(days=1, minutes=1), choose=fake)
    assert len(fake.got) == 5


def test_what_a_channel_cannot_take_now_is_tried_again_and_then_given_to_a_person() -> None:
    organisation = make_organisation()
    lead = make_actor(organisation, Role.ENGAGEMENT_LEAD)
    message = queued(organisation, actor=lead)
    fake = Fake(*[NotNow("The mail server is away. It is tried again.")] * 9)
    tries = 0
    moment = LATER
    while again(message).state == "queued":
        tries += sending.send_due(now=moment, choose=fake, most=1)
        moment = again(message).due_at or moment
    assert tries == 5
    message = again(message)
    assert message.state == "failed"
    assert message.problem == "It was tried 5 times. The mail server is away."
    (task,) = tasks_about(f"messages.message:{message.reference}")
    assert (task.kind, task.owner_id, task.live) == ("messages.undelivered", lead.account_id, True)
    assert [(notice.account_id, notice.text) for notice in Notice.objects.all()] == [
        (lead.account_id, "New: Reach somebody whom a message did not reach")
    ]
    actions.settle(actor=lead, organisation_id=organisation.id, reference=message.reference, how="By telephone")
    assert not tasks_about(f"messages.message:{message.reference}")[0].live


def test_what_a_channel_refuses_for_good_is_not_tried_again_until_a_person_says_so() -> None:
    organisation = make_organisation()
    message = queued(organisation)
    fake = Fake(Never("There is no such address."))
    sending.send_due(now=LATER, choose=fake)
    assert (again(message).state, again(message).problem) == ("failed", "There is no such address.")
    given = {"actor": SYSTEM, "organisation_id": organisation.id, "reference": message.reference}
    assert actions.send_again(**given, now=LATER) == "queued"
    sending.send_due(now=LATER + timedelta(minutes=11), choose=fake)
    assert again(message).state == "sent"
    assert [parcel.reference for parcel in fake.got] == [f"{message.reference}.1", f"{message.reference}.2"]


def test_an_abandoned_message_that_the_channel_has_is_not_handed_over_again() -> None:
    message = queued(make_organisation())
    assert claim_next(LATER, timedelta(minutes=10)) is not None
    fake = Fake(has=True)
    assert sending.send_due(now=LATER + timedelta(minutes=5), choose=fake) == 0, "the claim is fresh"
    sending.send_due(now=LATER + timedelta(minutes=10), choose=fake)
    assert fake.got == []
    assert (again(message).state, again(message).provider_id) == ("sent", "found")


def test_an_abandoned_message_of_a_channel_that_cannot_be_asked_goes_to_a_person() -> None:
    message = queued(make_organisation())
    claim_next(LATER, timedelta(minutes=10))
    fake = Fake(tells=False)
    sending.send_due(now=LATER + timedelta(minutes=10), choose=fake)
    assert fake.got == []
    assert again(message).state == "failed"
    assert "may have arrived" in again(message).problem


def test_what_somebody_else_has_claimed_since_is_left_to_them() -> None:
    from heard.messages.actions.sending import mark_sent

    message = queued(make_organisation())
    slow = claim_next(LATER, timedelta(minutes=10))
    assert slow is not None
    claim_next(LATER + timedelta(minutes=10), timedelta(minutes=10))
    assert mark_sent(slow, at=LATER, provider_id="x", really=True, fingerprint="") is False
    assert again(message).state == "sending"


@pytest.mark.parametrize("format", ["braille", "bsl", "audio", "other"])
def test_a_format_that_no_machine_makes_becomes_a_persons_work(format: str) -> None:
    organisation = make_organisation()
    asked: list[ports.ByHand] = []
    ports.by_hand.register(asked.append)
    try:
        message = queued(organisation, person(organisation, "letter", format=format, format_note="Moon"))
        sending.send_due(now=LATER)
    finally:
        ports.by_hand._functions.remove(asked.append)
    assert again(message).state == "by_hand"
    assert [(one.what, one.message) for one in asked] == [(format, message.reference)]
    actions.finish_by_hand(actor=SYSTEM, organisation_id=organisation.id, reference=message.reference, given=True)
    assert again(message).state == "sent"


def test_receipts_move_a_message_on_and_never_back() -> None:
    message = queued(make_organisation())
    sending.send_due(now=LATER)
    name = f"{message.reference}.1"
    assert actions.mark_delivery(sending_reference=name, state="delivered", at=LATER)
    assert not actions.mark_delivery(sending_reference=name, state="delivered", at=LATER)
    assert actions.mark_delivery(sending_reference=name, state="bounced", at=LATER, problem="The mailbox is full.")
    assert not actions.mark_delivery(sending_reference=name, state="delivered", at=LATER)
    assert not actions.mark_delivery(sending_reference=f"{message.reference}.2", state="delivered", at=LATER)
    assert again(message).state == "bounced"


def test_a_person_sees_to_what_did_not_arrive() -> None:
    organisation = make_organisation()
    message = queued(organisation, "voices.contact:NOBODY")
    given = {"actor": SYSTEM, "organisation_id": organisation.id, "reference": message.reference}
    with pytest.raises(Refused, match="Enter how you reached"):
        actions.settle(**given, how=" ")
    actions.settle(**given, how="Told Ann Example by telephone")
    assert again(message).settled_how == "Told Ann Example by telephone"
    assert "Ann" not in str([entry.content for entry in ledger.history(f"message:{message.reference}")])


def test_a_demonstrations_messages_never_leave_the_machine(settings: Any) -> None:
    from heard.messages.channels import channel

    settings.MESSAGES = {**settings.MESSAGES, "smtp_url": "smtp://mail.example"}
    assert channel("email", demonstration=False).really
    assert isinstance(channel("email", demonstration=True), StandIn)
