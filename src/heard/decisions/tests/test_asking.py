"""'Did it change?' is asked once, of those who were answered and may be contacted, when something is done or due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from heard.decisions import actions, queries
from heard.decisions.models import CameBack, Reply
from heard.decisions.tests.factories import about, decided, make_decision, make_voice
from heard.ledger.queries import history
from heard.messages import actions as messages
from heard.messages import ports, sending
from heard.messages.models import Message
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit
from heard.voices import actions as voices
from heard.voices.models import Answer, Voice

pytestmark = [pytest.mark.django_db, pytest.mark.both]

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def on_a_monday():
    with time_machine.travel(timezone.make_aware(timezone.datetime(2026, 11, 23, 12)), tick=False) as traveller:
        yield traveller


@pytest.fixture
def trust():
    return make_organisation()


@pytest.fixture
def lead(trust):
    return make_actor(trust, Role.ENGAGEMENT_LEAD)


def answered(trust, lead, *people):
    """A decision whose replies have gone out to these people, with one action that is to be checked in a week."""
    ward = make_unit(trust, "Kestrel Ward", "ward")
    made = [make_voice(trust, ward, reply=True, email=f"{n}@example.org", **one) for n, one in enumerate(people)]
    decision = decided(make_decision(trust, ward, about=[about(one) for one in made]), actor=lead)
    action = actions.add_action(
        actor=lead, reference=decision.reference, what="A second person answers bells at night", due_on=MONDAY,
        measure="Waits", direction="down", comparator="Heron Ward", check_on=MONDAY + timedelta(days=7),
    )  # fmt: skip
    actions.draft_replies(actor=lead, reference=decision.reference)
    actions.send_replies(actor=lead, reference=decision.reference)
    return decision, action, made


def go_out():
    sending.send_due(now=timezone.now() + timedelta(minutes=11))


def asked():
    return list(Message.objects.filter(template="did-it-change").order_by("pk"))


def test_it_is_asked_once_when_the_day_of_checking_comes_and_no_earlier(trust, lead, on_a_monday):
    decision, action, (voice, silent) = answered(trust, lead, {"contact": True}, {})
    go_out()
    assert actions.ask_due() == 0, "nothing is done, and it is not yet to be checked"
    on_a_monday.shift(timedelta(days=7))
    assert (actions.ask_due(), actions.ask_due()) == (1, 0)
    (message,) = asked()
    assert message.recipient_ref == f"voices.voice:{voice}", f"{silent} agreed to a reply and to no questions"
    assert message.about == f"decisions.action:{action.reference}"
    (entry,) = [one for one in history(f"decisions.decision:{decision.reference}") if "asked" in one.kind]
    assert entry.content == {"action": action.reference, "people": 1, "not_asked": 1}
    assert "asked" not in [moment.kind for moment in queries.timeline(voice)], "it has not gone out yet"
    go_out()
    Message.objects.update(really=True)
    assert "asked" in [moment.kind for moment in queries.timeline(voice)]
    rows = queries.decision(SYSTEM, trust.id, decision.reference).replies
    assert {row.voice: row.asked for row in rows} == {voice: True, silent: False}


def test_it_is_asked_when_something_is_done_but_not_before_the_answer_has_gone_out(trust, lead):
    _, action, _ = answered(trust, lead, {"contact": True})
    actions.finish_action(actor=lead, action=action.reference, ended="She began on Monday.")
    assert actions.ask_due() == 0, "their answer can still be stopped"
    go_out()
    assert actions.ask_due() == 1


def test_who_stopped_said_no_or_took_their_words_back_is_not_asked(trust, lead):
    decision, action, made = answered(trust, lead, *[{"contact": True}] * 4)
    go_out()
    messages.stop(actor=SYSTEM, organisation_id=trust.id, ref=f"voices.voice:{made[0]}", asked_by="email")
    actions.bring_back(actor=SYSTEM, reference=decision.reference, voice=made[1], at=timezone.now())
    voices.withdraw_voice(actor=SYSTEM, voice_id=Voice.objects.get(reference=made[2]).pk, reason="They asked")
    actions.finish_action(actor=lead, action=action.reference, ended="She began on Monday.")
    assert actions.ask_due() == 1
    assert [one.recipient_ref for one in asked()] == [f"voices.voice:{made[3]}"]
    assert not Reply.objects.filter(asked_at=None).exists()


def test_a_reply_that_says_no_brings_it_back_and_other_words_are_read(trust, lead):
    _, action, (voice,) = answered(trust, lead, {"contact": True})
    go_out()
    actions.finish_action(actor=lead, action=action.reference, ended="She began on Monday.")
    actions.ask_due()
    (message,) = asked()
    given = {"received_at": timezone.now(), "way": "email", "organisation_id": trust.id, "message": message.reference}
    before = Answer.objects.count()
    ports.inbound(ports.Inbound(message.recipient_ref, message.about, "No.", **given))
    assert CameBack.objects.get().voice == voice
    assert Answer.objects.count() == before
    ports.inbound(ports.Inbound(message.recipient_ref, message.about, "No, and nobody came again.", **given))
    assert Answer.objects.count() == before + 1


def test_a_text_message_that_asks_says_nothing_of_what_was_promised(trust, lead):
    _, action, (voice,) = answered(trust, lead, {"contact": True})
    go_out()
    ref = f"voices.voice:{voice}"
    address = ports.Address(name="Ann", phone="07700 900123")
    messages.keep_recipient(actor=SYSTEM, organisation_id=trust.id, ref=ref, way="sms", address=address)
    actions.finish_action(actor=lead, action=action.reference, ended="She began on Monday.")
    assert actions.ask_due() == 1
    from heard.messages import queries as sent

    found = sent.message(trust.id, asked()[0].reference)
    assert "bells" not in found.words
    assert "Kestrel" not in found.words


def test_we_wrote_to_you_is_said_only_once_it_has_gone_out(trust, lead):
    _, _, (voice,) = answered(trust, lead, {})

    def said():
        return [moment.title for moment in queries.timeline(voice) if moment.kind == "answered"]

    assert said() == ["Our answer to you is being sent"]
    go_out()
    assert said() == [], "a stand-in kept it: nobody was written to"
    Message.objects.update(really=True)
    assert said() == ["We wrote to you"]
    Message.objects.update(state="bounced")
    assert said() == ["Our message to you did not arrive"]
