"""A voice that arrives by itself: kept once, coded, counted, on somebody's clock, and read by the right people."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from heard.ledger import queries as ledger
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit
from heard.store import sealing
from heard.tasks import queries as tasks
from heard.voices import actions, queries
from heard.voices.actions import receiving
from heard.voices.capture import keys
from heard.voices.capture.wishes import Wishes
from heard.voices.errors import Refused
from heard.voices.models import Answer, Contact, Original, Receipt, Submission, Voice
from heard.voices.policy import may_read
from heard.voices.tests.desk import at_desk, page
from heard.voices.tests.speaking import QUESTION, model, open_at, say, unit_of


def rows(model: str) -> Any:
    """What coding holds; tests of this room know its tables by name only."""
    return apps.get_model("coding", model).objects


pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_what_is_said_is_kept_masked_coded_counted_and_on_a_clock() -> None:
    trust = make_organisation()
    point = open_at(trust)
    got = say(
        point,
        words="My mother was left in pain all night. Ring me on 01632 960001",
        contact={"email": "ann@example.org"},
        wishes=Wishes(reply=True),
    )
    voice = Voice.objects.get()
    assert (voice.reference, voice.channel, voice.route, voice.first_read_at) == (got.reference, "online", "line", None)
    answer = Answer.objects.get()
    assert answer.words == "My mother was left in pain all night. Ring me on [phone number]"
    assert Original.objects.get().words.endswith("01632 960001")
    assert json.loads(sealing.unseal(bytes(Contact.objects.get().sealed))) == {"email": "ann@example.org"}
    assert rows("ExploreVoice").filter(voice_id=voice.pk).exists()
    assert rows("Code").get(answer_id=answer.pk).seriousness >= 2
    asked = {task.kind: task for task in tasks.tasks_about(f"voices.voice:{got.reference}")}
    task = asked["voices.reading"]
    assert set(asked) == {"voices.reading", "voices.reply"}
    assert (task.owner_id, task.deputy_id) == (point.reader_id, point.deputy_id)
    (event,) = ledger.history(f"voice:{got.reference}")
    assert (event.kind, event.actor) == ("voices.received", "")
    assert "mother" not in json.dumps(event.content)
    manager = make_actor(trust, Role.SERVICE_MANAGER, unit_of(point))
    actions.mark_read(actor=manager, voice_id=voice.pk)
    live = [one.kind for one in tasks.tasks_about(f"voices.voice:{got.reference}") if one.live]
    assert live == ["voices.reply"]
    assert model(point).last_read_at is not None


def test_a_double_post_gives_the_same_receipt_and_keeps_nothing_twice() -> None:
    point = open_at(make_organisation())
    first, second = say(point), say(point)
    assert (second.key, second.reference, second.again, second.changed) == (first.key, first.reference, True, False)
    changed = say(point, words="Something else")
    assert (changed.key, changed.again, changed.changed) == (first.key, True, True)
    assert Voice.objects.count() == Answer.objects.count() == Submission.objects.count() == 1
    assert say(point, token="t2").key != first.key


def test_two_posts_at_once_are_one_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    point = open_at(make_organisation())
    first = say(point)
    # The look before the transaction finds nothing, as it does for the slower of two.
    monkeypatch.setattr(receiving, "sent_before", lambda *_: None)
    assert say(point).key == first.key
    assert Voice.objects.count() == 1


def test_a_rating_without_words_counts() -> None:
    point = open_at(make_organisation())
    say(point, words="", rating=1)
    assert Answer.objects.get().state == Answer.State.BLANK
    assert rows("ExploreVoice").get().rating == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"words": " \x00", "rating": None}, "Enter what you want"),
        ({"words": "x" * 10_001}, "at most 10,000"),
        ({"rating": 9}, "Choose how it was"),
        ({"relation": "king"}, "Choose one"),
        ({"wishes": Wishes(reply=True)}, "for our reply"),
    ],
)
def test_bad_input_has_a_sentence_and_keeps_nothing(given: dict[str, object], sentence: str) -> None:
    point = open_at(make_organisation())
    with pytest.raises(Refused, match=sentence):
        say(point, **given)
    assert not Voice.objects.exists()


def test_the_key_and_the_token_stand_nowhere() -> None:
    point = open_at(make_organisation())
    got = say(point, token="a-token-of-this-form", pin="4711")
    assert len(keys.plain_words()) ** keys.WORDS_IN_A_KEY > 2**50
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            text = repr(cursor.fetchall())
            assert got.key not in text, table
            assert "a-token-of-this-form" not in text, table
    receipt = Receipt.objects.get()
    assert receipt.key == keys.fingerprint(got.key)
    assert "4711" not in receipt.pin


ROUTES = {
    "outside": {"wishes": Wishes(not_this_ward=True)},
    "safeguarding": {"under_16": True},
    "speaking_up": {"speaking_up": True, "relation": "staff"},
}
READERS = {
    "outside": {
        Role.ENGAGEMENT_LEAD,
        Role.COMPLAINTS_OFFICER,
        Role.SAFEGUARDING_LEAD,
        Role.INFORMATION_GOVERNANCE,
    },
    "safeguarding": {Role.SAFEGUARDING_LEAD},
    "speaking_up": {Role.SPEAKING_UP_GUARDIAN},
}


@pytest.mark.parametrize("route", list(ROUTES))
def test_not_this_ward_under_16_and_speaking_up_go_round_the_line(route: str) -> None:
    trust = make_organisation()
    point = open_at(trust)
    got = say(point, **ROUTES[route])
    voice = queries.voice(trust.id, got.reference, any_route=True)
    assert voice is not None
    assert voice.route == route
    assert {role for role in Role if may_read(make_actor(trust, role), voice)} == READERS[route]
    # A role over the service alone is in its line, whatever it is called.
    narrow = make_actor(trust, next(iter(READERS[route])), unit_of(point))
    assert not may_read(narrow, voice)
    assert queries.voice(trust.id, got.reference) is None
    assert queries.words([answer.id for answer in voice.answers]) == {}
    (task,) = tasks.tasks_about(f"voices.voice:{got.reference}")
    assert (task.ladder.confined, task.owner_id) == (True, None)
    assert "Kestrel" not in task.title
    client = at_desk(trust, Role.SERVICE_MANAGER, unit_of(point))
    assert client.get(f"/o/{trust.code}/voices/{got.reference}/").status_code == 404


def test_what_somebody_speaks_up_about_names_no_actor_in_any_event() -> None:
    trust = make_organisation()
    got = say(open_at(trust), **ROUTES["speaking_up"])
    guardian = make_actor(trust, Role.SPEAKING_UP_GUARDIAN)
    actions.mark_read(actor=guardian, voice_id=Voice.objects.get().pk)
    entries = ledger.history(f"voice:{got.reference}")
    assert [entry.kind for entry in entries] == ["voices.received", "voices.first-read"]
    assert {entry.actor for entry in entries} == {""}


def test_words_of_abuse_go_to_safeguarding_and_danger_shortens_the_clock() -> None:
    trust = make_organisation()
    point = open_at(trust)
    assert Voice.objects.get(reference=say(point, words="He hits me every day").reference).route == "safeguarding"
    got = say(point, token="t2", words="I want to kill myself")
    (task,) = tasks.tasks_about(f"voices.voice:{got.reference}")
    calm = tasks.tasks_about(f"voices.voice:{say(point, token='t3').reference}")[0]
    assert task.due_on < calm.due_on


def test_a_reader_who_has_left_stops_nothing() -> None:
    trust = make_organisation()
    point = open_at(trust)
    from heard.organisations.models import Membership

    Membership.objects.filter(account=point.reader_id).delete()
    (task,) = tasks.tasks_about(f"voices.voice:{say(point).reference}")
    assert (task.owner_id, task.role) == (None, "service_manager")


def test_staff_enter_for_somebody_and_the_way_it_came_is_kept() -> None:
    trust = make_organisation()
    point = open_at(trust)
    client = at_desk(trust, Role.SERVICE_MANAGER, unit_of(point))
    url = f"/o/{trust.code}/enter/"
    html = client.get(url).content.decode()
    token = html.split('name="token" value="')[1].split('"')[0]
    given = {"token": token, "unit": point.unit_id, "channel": "telephone", "relation": "patient", "words": "Cold food"}
    given |= {"publication": "none"}
    assert "Choose how they told you" in page(client.post(url, {**given, "channel": ""}))
    first, second = page(client.post(url, given)), page(client.post(url, given))
    assert "Read these five words out" in first
    assert "the same receipt" in second
    voice = Voice.objects.get()
    assert (voice.channel, voice.unit_id) == ("telephone", point.unit_id)
    (event,) = ledger.history(f"voice:{voice.reference}")
    assert event.kind == "voices.entered"
    assert event.actor != ""


def test_staff_enter_nothing_for_another_service() -> None:
    trust = make_organisation()
    elsewhere = make_actor(trust, Role.SERVICE_MANAGER, make_unit(trust, "Eye Clinic"))
    with pytest.raises(Refused, match="Your role"):
        actions.enter_for_someone(
            actor=elsewhere,
            unit_id=open_at(trust).unit_id,
            channel="paper",
            token="t",
            said=actions.Said(question=QUESTION, words="Cold"),
        )


def test_an_organisations_removal_takes_what_was_said_on_its_pages() -> None:
    trust = make_organisation()
    say(open_at(trust))
    actions.remove_voices(actor=SYSTEM, organisation_id=trust.id)
    assert not Voice.objects.exists()
    assert queries.points(trust.id) == []


def test_the_service_finds_what_is_for_it_in_explore_and_not_what_goes_round_it() -> None:
    trust = make_organisation()
    point = open_at(trust)
    say(point, words="The matron was kind")
    say(point, token="t2", words="The matron was cruel", wishes=Wishes(not_this_ward=True))
    client = at_desk(trust, Role.SERVICE_MANAGER, unit_of(point))
    text = page(client.get(f"/o/{trust.code}/explore/", {"period": "all"}, follow=True))
    assert "was kind" in text
    assert "was cruel" not in text
