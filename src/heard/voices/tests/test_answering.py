"""Who asks for a reply is owed one: a task from that day on, done when it has been sent, and not by saying so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from heard.ledger import queries as ledger
from heard.messages import actions as messages
from heard.messages import sending
from heard.messages.models import Message
from heard.organisations import queries as organisations
from heard.organisations.models import Account, Role
from heard.organisations.policy import Actor
from heard.organisations.tests.factories import make_account, make_actor, make_membership, make_organisation
from heard.tasks import actions as tasks
from heard.tasks.queries import TaskSummary, tasks_about
from heard.voices import actions, queries
from heard.voices.actions import Received
from heard.voices.capture.wishes import Wishes
from heard.voices.errors import Refused
from heard.voices.models import Voice
from heard.voices.tests.desk import at_desk, page
from heard.voices.tests.speaking import open_at, say

pytestmark = pytest.mark.django_db

MAIL = {"email": "ann@example.org"}


def asking(point, **given: object) -> Received:
    wishes = given.pop("wishes", Wishes(reply=True))
    return say(point, wishes=wishes, contact=given.pop("contact", MAIL), **given)


def owed(told: Received) -> list[TaskSummary]:
    return [one for one in tasks_about(f"voices.voice:{told.reference}") if one.kind == "voices.reply"]


def manager() -> Actor:
    account = Account.objects.get(name="Mo Manager")
    found = organisations.actor_of(account.pk)
    assert found is not None
    return found


def moments(told: Received) -> list[tuple[str, str]]:
    followed = queries.followed(told.reference)
    assert followed is not None
    return [(moment.title, moment.text) for moment in followed.moments]


@pytest.mark.both
def test_an_answer_is_owed_until_it_is_sent() -> None:
    trust = make_organisation()
    point = open_at(trust)
    told, content = asking(point), say(point, "t2")
    assert owed(content) == [], "who asks for no reply is owed none"
    (task,) = owed(told)
    assert (task.owner_name, task.clock) == ("Mo Manager", "reply")

    with pytest.raises(Refused, match="Answer them on the page"):
        tasks.finish_task(actor=manager(), reference=task.reference)
    draft = actions.answer_voice(
        actor=manager(), organisation_id=trust.id, reference=told.reference, words="We are sorry. Somebody comes now."
    )
    assert owed(told)[0].live, "a draft answers nobody"
    messages.queue_message(actor=manager(), organisation_id=trust.id, reference=draft)
    assert owed(told)[0].live, "it can still be recalled"
    with pytest.raises(Refused, match="on its way"):
        actions.answer_voice(actor=manager(), organisation_id=trust.id, reference=told.reference, words="And again.")
    sending.send_due(now=timezone.now() + timedelta(minutes=11))
    assert owed(told)[0].state == "done"
    # The stand-in keeps it: nobody was written to, and the words of the answer stand under the key.
    answer = dict(moments(told))["Answered"]
    assert "We wrote to you" not in answer
    assert "We are sorry. Somebody comes now." in answer
    Message.objects.filter(reference=draft).update(really=True)
    assert "We wrote to you" in dict(moments(told))["Answered"]
    Message.objects.filter(reference=draft).update(state="bounced")
    assert "did not arrive" in dict(moments(told))["Answered"]


@pytest.mark.both
def test_what_is_taken_back_need_not_be_read_or_answered_until_it_is_back() -> None:
    trust = make_organisation()
    told = asking(open_at(trust))
    actions.withdraw_own(reference=told.reference)
    about = tasks_about(f"voices.voice:{told.reference}")
    assert {(one.kind, one.state) for one in about} == {
        ("voices.reading", "cancelled"),
        ("voices.reply", "cancelled"),
    }
    lead = organisations.actor_of(Account.objects.get(name="Lea Lead").pk)
    voice = Voice.objects.get(reference=told.reference)
    actions.restore_voice(actor=lead, voice_id=voice.pk, reason="They asked for it")
    live = {one.kind for one in tasks_about(f"voices.voice:{told.reference}") if one.live}
    assert live == {"voices.reading", "voices.reply"}


def test_on_the_guardians_way_the_answer_stands_under_the_key_and_in_no_list_of_messages() -> None:
    trust = make_organisation()
    point = open_at(trust)
    guardian = make_account(name="Gus Guardian")
    make_membership(trust, Role.SPEAKING_UP_GUARDIAN, guardian)
    told = asking(point, relation="staff", speaking_up=True)
    (task,) = owed(told)
    assert (task.ladder.name, task.unit_id) == ("speaking_up", None)
    person = organisations.actor_of(guardian.pk)
    draft = actions.answer_voice(
        actor=person, organisation_id=trust.id, reference=told.reference, words="I have begun to look into it."
    )
    assert draft == ""
    assert owed(told)[0].state == "done"
    assert ("Answered", "I have begun to look into it. By: Speaking-up guardian.") in moments(told)
    (event,) = [one for one in ledger.history(f"voice:{told.reference}") if one.kind == "voices.answered"]
    assert event.actor == ""
    with pytest.raises(Refused):
        actions.answer_voice(actor=manager(), organisation_id=trust.id, reference=told.reference, words="Who are you?")


def test_a_reading_is_not_done_by_saying_so() -> None:
    trust = make_organisation()
    told = say(open_at(trust))
    (task,) = tasks_about(f"voices.voice:{told.reference}")
    with pytest.raises(Refused, match="Open what they said"):
        tasks.finish_task(actor=manager(), reference=task.reference)


def test_it_is_answered_on_the_page_of_what_was_said() -> None:
    trust = make_organisation()
    told = asking(open_at(trust))
    client = Client()
    client.force_login(Account.objects.get(name="Mo Manager"))
    page = f"/o/{trust.code}/voices/{told.reference}/"
    assert f"{page}answer/" in client.get(page).content.decode()
    assert "Enter your answer" in client.post(f"{page}answer/", {"words": ""}).content.decode()
    response = client.post(f"{page}answer/", {"words": "We are sorry."})
    assert response.status_code == 302
    assert "We are sorry." in client.get(response["Location"]).content.decode()


@pytest.mark.both
def test_what_is_added_has_to_be_read_too() -> None:
    trust = make_organisation()
    told = say(open_at(trust))
    page = f"/o/{trust.code}/voices/{told.reference}/"
    client = Client()
    client.force_login(Account.objects.get(name="Mo Manager"))
    client.get(page)
    assert waiting(told) == set()
    actions.add_words(reference=told.reference, words="It happened again on Sunday.")
    assert waiting(told) == {"voices.reading"}
    client.get(page)
    assert waiting(told) == set()


@pytest.mark.both
def test_a_wish_to_be_published_and_a_misreading_are_on_a_clock_until_somebody_looks() -> None:
    trust = make_organisation()
    told = say(open_at(trust), wishes=Wishes(publication="without_name"))
    moderator = make_actor(trust, Role.MODERATOR)
    actions.say_misread(reference=told.reference, words="I meant the day before.")
    assert waiting(told) == {"voices.reading", "voices.moderation", "voices.misread"}
    waits = [task for task in tasks_about(f"voices.voice:{told.reference}") if task.kind != "voices.reading"]
    for task in waits:
        with pytest.raises(Refused, match="in the inbox"):
            tasks.finish_task(actor=moderator, reference=task.reference)
    actions.publish_voice(actor=moderator, reference=told.reference)
    actions.settle_misread(actor=moderator, reference=told.reference)
    assert waiting(told) == {"voices.reading"}


def waiting(told: Received) -> set[str]:
    return {one.kind for one in tasks_about(f"voices.voice:{told.reference}") if one.live}


def test_whoever_may_answer_sees_how_to_reach_them_with_a_reason_that_they_read() -> None:
    trust = make_organisation("riverside")
    point = open_at(trust)
    told = asking(point, contact={"name": "Ann", "phone": "01632 960001"}, wishes=Wishes(contact=True))
    desk = at_desk(trust, Role.ENGAGEMENT_LEAD)
    address = f"/o/riverside/voices/{told.reference}/"
    assert "01632 960001" not in page(desk.get(address))
    assert "Enter" in page(desk.post(address + "contact/", {"reason": ""}))
    assert "01632 960001" in page(desk.post(address + "contact/", {"reason": "To ring them back"}))
    assert "01632 960001" not in page(desk.get(address)), "it is shown once"
    titles = [(moment.title, moment.text) for moment in queries.followed(told.reference).moments]
    assert ("Your telephone number or address was looked up", "By: Engagement lead. Why: To ring them back") in titles
    silent = asking(point, token="t2", contact={"phone": "01632 960002"}, wishes=Wishes())
    text = page(desk.post(f"/o/riverside/voices/{silent.reference}/contact/", {"reason": "To ask more"}))
    assert "They asked for neither an answer nor contact" in text
    assert "01632 960002" not in text


def test_no_on_words_that_are_in_nothing_closed_gives_their_readers_a_task() -> None:
    trust = make_organisation()
    told = say(open_at(trust))
    actions.confirm_change(reference=told.reference, answer="too_early", treated_worse=False)
    assert "voices.came_back" not in waiting(told)
    for _ in range(2):
        actions.confirm_change(reference=told.reference, answer="no", treated_worse=False)
    (again,) = [one for one in tasks_about(f"voices.voice:{told.reference}") if one.kind == "voices.came_back"]
    reading = next(one for one in tasks_about(f"voices.voice:{told.reference}") if one.kind == "voices.reading")
    assert again.title.startswith("Look again at what did not change")
    assert again.clock == "came_back"
    assert (again.owner_id, again.deputy_id) == (reading.owner_id, reading.deputy_id)
    desk = at_desk(trust, Role.ENGAGEMENT_LEAD)
    assert "They said: no, it has not changed." in page(desk.get(f"/o/{trust.code}/voices/{told.reference}/"))
