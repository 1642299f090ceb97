"""Who asked for a reply is told that their words have arrived: once, and nothing that somebody else should not read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from heard.ledger.queries import history
from heard.messages import actions as messages
from heard.messages import queries as sent
from heard.messages import sending
from heard.messages.models import Message
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_organisation
from heard.tasks.queries import tasks_about
from heard.voices import actions, queries
from heard.voices.actions import Received
from heard.voices.actions.acknowledging import acknowledge_due
from heard.voices.capture.wishes import Wishes
from heard.voices.models import Voice
from heard.voices.tests.speaking import open_at, say

pytestmark = pytest.mark.django_db

SOON = timedelta(minutes=11)
SECRET = "My husband hits me and Nurse Patel saw the marks on Kestrel"


def ask(point, token: str = "t1", *, contact: dict[str, str] | None = None, **given: object) -> Received:
    wishes = given.pop("wishes", Wishes(reply=True))
    return say(point, token, wishes=wishes, contact=contact or {"name": "Ann", "email": "ann@example.org"}, **given)


@pytest.mark.both
def test_it_is_sent_once_by_their_way_after_the_time_for_recall_and_stands_on_their_page() -> None:
    trust = make_organisation()
    told = ask(open_at(trust))
    assert not Message.objects.exists(), "the page that takes their words writes to nobody"
    assert (acknowledge_due(), acknowledge_due()) == (1, 0)
    message = Message.objects.get()
    assert (message.template, message.way, message.state) == ("acknowledgement", "email", "queued")
    (entry,) = [one for one in history(f"voice:{told.reference}") if one.kind == "voices.acknowledged"]
    assert entry.content == {"message": message.reference}
    shown = queries.followed(told.reference)
    assert "voices.acknowledged" not in [moment.kind for moment in shown.moments], "it is not sent yet"
    sending.send_due(now=timezone.now() + SOON)
    assert Message.objects.get().state == "sent"
    (owed,) = [one for one in tasks_about(f"voices.voice:{told.reference}") if one.kind == "voices.reply"]
    assert owed.live, "to have been told that it arrived is no answer"
    Message.objects.update(really=True)
    assert "voices.acknowledged" in [moment.kind for moment in queries.followed(told.reference).moments]
    found = sent.message(trust.id, message.reference)
    assert f"{owed.due_on.day} " in found.words
    assert "Your key is on your receipt." in found.words


@pytest.mark.parametrize("contact", [{"email": "ann@example.org"}, {"phone": "07700 900123"}])
def test_whoever_finds_it_learns_neither_the_service_nor_what_was_said_nor_the_key(contact: dict[str, str]) -> None:
    trust = make_organisation()
    told = ask(open_at(trust), contact=contact, words="Nobody came to Kestrel when I bled", relation="patient")
    acknowledge_due()
    found = sent.message(trust.id, Message.objects.get().reference)
    for text in (found.subject, found.words):
        for secret in ("Kestrel", "Ward", "bled", "Nobody", told.key, told.key.split()[0] + " "):
            assert secret not in text


@pytest.mark.parametrize(
    "given",
    [
        {"wishes": Wishes()},
        {"wishes": Wishes(contact=True)},
        {"relation": "staff", "speaking_up": True},
        {"under_16": True},
        {"words": SECRET},
        {"contact": {"phone": "01632 960001"}},
    ],
    ids=["no wish", "questions only", "speaking up", "a child", "abuse", "a telephone that others answer"],
)
def test_nobody_is_written_to_who_did_not_ask_or_whom_it_could_give_away(given: dict[str, object]) -> None:
    ask(open_at(make_organisation()), **given)
    assert acknowledge_due() == 0
    assert not Message.objects.exists()


@pytest.mark.both
def test_stop_answered_and_taken_back_are_left_alone_and_an_address_is_not_flooded() -> None:
    trust = make_organisation()
    point = open_at(trust)
    back = ask(point, "back", contact={"email": "b@example.org"})
    actions.withdraw_own(reference=back.reference)
    stopped = ask(point, "stopped", contact={"email": "s@example.org"})
    ref = f"voices.voice:{stopped.reference}"
    messages.stop(actor=SYSTEM, organisation_id=trust.id, ref=ref, asked_by="email")
    answered = ask(point, "answered", contact={"email": "a@example.org"})
    for task in tasks_about(f"voices.voice:{answered.reference}"):
        if task.kind == "voices.reply":
            from heard.voices.actions.answering import finish_reply

            finish_reply(Voice.objects.get(reference=answered.reference), SYSTEM, "Done.")
    assert acknowledge_due() == 0
    for number in range(5):
        ask(point, f"many{number}", contact={"email": "flooded@example.org"})
    assert acknowledge_due() == 3


def test_who_asks_to_stop_has_their_answer_under_the_key_and_it_is_no_failure() -> None:
    trust = make_organisation()
    told = ask(open_at(trust))
    draft = actions.answer_voice(
        actor=SYSTEM, organisation_id=trust.id, reference=told.reference, words="Somebody comes at night now."
    )
    messages.queue_message(actor=SYSTEM, organisation_id=trust.id, reference=draft)
    ref = f"voices.voice:{told.reference}"
    messages.stop(actor=SYSTEM, organisation_id=trust.id, ref=ref, asked_by="email")
    sending.send_due(now=timezone.now() + SOON)
    assert [one for one in tasks_about(ref) if one.live and one.kind == "voices.reply"] == []
    assert not tasks_about(f"messages.message:{draft}")
    answers = [moment.text for moment in queries.followed(told.reference).moments if moment.kind == "voices.answered"]
    assert len(answers) == 1
    assert "Somebody comes at night now." in answers[0]
    assert "We wrote to you" not in answers[0]
