"""Following one's words by the key: hidden first, bounded against guessing, and acted upon."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client

from heard.ledger.queries import history
from heard.organisations.models import Role
from heard.organisations.queries import OrganisationSummary
from heard.organisations.tests.factories import make_actor, make_organisation
from heard.tasks.queries import tasks_about
from heard.voices import actions, ports, queries
from heard.voices.errors import Refused
from heard.voices.models import Answer, Confirmed, Misread, Voice
from heard.voices.queries import PointDetail
from heard.voices.tests.desk import at_desk, page
from heard.voices.tests.speaking import PASS, open_at, say, unit_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]
WORDS = "Nobody came all night. Ring me on 01632 960001"


@pytest.fixture
def trust() -> OrganisationSummary:
    return make_organisation("riverside")


@pytest.fixture
def point(trust: OrganisationSummary) -> PointDetail:
    return open_at(trust)


class Follower:
    """Somebody with five words."""

    url = "/p/riverside/follow/"

    def __init__(self, address: str = "192.0.2.7") -> None:
        self.client = Client(REMOTE_ADDR=address, enforce_csrf_checks=True)
        self.ticket = ""

    def do(self, do: str, **given: Any) -> str:
        response = self.client.post(self.url, {"do": do, "pass": self.ticket, **given})
        if found := PASS.search(response.content.decode()):
            self.ticket = unescape(found[1])
        return page(response)


def test_a_receipt_found_by_an_abuser_shows_neither_words_nor_service(point: PointDetail) -> None:
    follower = Follower()
    text = follower.do("find", key=say(point, words=WORDS).key.upper().replace(" ", "-"))
    assert "Received" in text
    for secret in ("Nobody", "Kestrel", "01632 960001"):
        assert secret not in text
    text = follower.do("show")
    assert "Nobody came all night. Ring me on 01632 960001" in text
    assert "Kestrel Ward" in text


def test_with_a_pin_the_key_alone_shows_that_there_is_one_and_nothing_else(point: PointDetail) -> None:
    follower = Follower()
    key = say(point, words=WORDS, pin="4711").key
    text = follower.do("find", key=key)
    assert "Enter your PIN" in text
    assert "Received" not in text
    for do in ("show", "add", "withdraw", "proof"):
        # The page's own pass opens nothing before the PIN.
        assert "Enter your PIN" in follower.do(do, words="x")
    assert Voice.objects.get().withdrawn_at is None
    assert "That is not the PIN" in follower.do("pin", pin="0000")
    assert "Nobody came all night" in follower.do("pin", pin="4711")


def test_a_pin_is_bounded_from_wherever_it_is_tried(point: PointDetail) -> None:
    reference = say(point, pin="4711").reference
    for guess in range(5):
        with pytest.raises(Refused, match="not the PIN"):
            actions.check_pin(reference=reference, pin=f"{guess:04}")
    with pytest.raises(Refused, match="too many tries"):
        actions.check_pin(reference=reference, pin="4711")


def test_keys_are_bounded_by_the_address_and_right_ones_are_not_counted(point: PointDetail) -> None:
    key = say(point).key
    follower = Follower()
    for _ in range(40):
        assert "Received" in follower.do("find", key=key)
    for _ in range(30):
        assert "We do not know this key" in follower.do("find", key="lion long start space south")
    assert "too many tries" in follower.do("find", key=key)
    assert "Received" in Follower("192.0.2.8").do("find", key=key)


def test_another_organisations_page_does_not_know_the_key(point: PointDetail) -> None:
    make_organisation("elsewhere")
    key = say(point).key
    response = Client().post("/p/elsewhere/follow/", {"do": "find", "key": key})
    assert "We do not know this key" in page(response)
    follower = Follower()
    follower.do("find", key=key)
    response = Client().post("/p/elsewhere/follow/", {"do": "show", "pass": follower.ticket})
    assert "Enter your key again" in page(response)


def test_the_timeline_says_who_read_it_and_who_opened_the_original(trust: Any, point: PointDetail) -> None:
    got = say(point, words=WORDS)
    manager = make_actor(trust, Role.SERVICE_MANAGER, unit_of(point))
    actions.mark_read(actor=manager, voice_id=Voice.objects.get().pk)
    officer = make_actor(trust, Role.COMPLAINTS_OFFICER)
    actions.open_original(actor=officer, answer_id=Answer.objects.get().pk, reason="To ring them back")
    follower = Follower()
    follower.do("find", key=got.key)
    text = follower.do("show")
    assert "By a person: Service manager." in text
    assert "By: PALS and complaints officer. Why: To ring them back" in text
    assert manager.name not in text
    assert "It waits for a person to read it" not in text


@pytest.fixture
def heard() -> Iterator[list[ports.Confirmation]]:
    told: list[ports.Confirmation] = []
    before = list(ports.confirmed._functions)

    @ports.confirmed.register
    def acted(answer: ports.Confirmation) -> bool:
        told.append(answer)
        return True

    yield told
    ports.confirmed._functions[:] = before


def test_no_and_treated_worse_are_told_to_the_rooms_that_act(
    point: PointDetail, heard: list[ports.Confirmation]
) -> None:
    got = say(point)
    follower = Follower()
    follower.do("find", key=got.key)
    assert "Choose whether it changed" in follower.do("confirm", worse="no")
    assert "Thank you" in follower.do("confirm", answer="no", worse="yes")
    (told,) = heard
    assert (told.voice_reference, told.answer, told.treated_worse) == (got.reference, "no", True)
    assert Confirmed.objects.get().treated_worse


def test_more_is_added_misreadings_are_said_and_words_are_taken_back(point: PointDetail) -> None:
    got = say(point)
    follower = Follower()
    follower.do("find", key=got.key)
    assert "Enter what you want to add" in follower.do("add", words="")
    assert "It was Dr [name]" not in follower.do("add", words="It was Dr Patel")
    assert [one.words for one in Answer.objects.order_by("id")][1] == "It was Dr [name]"
    for meant in ("I was thanking them", "Truly"):
        follower.do("misread", meant=meant)
    assert Misread.objects.get().words == "Truly"
    asked = follower.do("withdraw")
    assert "What will go" in asked
    assert queries.followed(got.reference).withdrawn is False  # type: ignore[union-attr]  # it was just said
    assert "no longer counted" in follower.do("withdraw", sure="yes")
    assert queries.followed(got.reference).withdrawn is True  # type: ignore[union-attr]  # as above
    assert Voice.objects.get().withdrawn_at is not None
    assert "taken back" in follower.do("add", words="again")
    assert Answer.objects.count() == 2


def test_the_proof_file_is_the_ledgers_receipt_and_the_page_says_what_it_proves(point: PointDetail) -> None:
    got = say(point)
    follower = Follower()
    follower.do("find", key=got.key)
    assert "It does not show that what was said is true" in follower.do("show")
    response = follower.client.post(follower.url, {"do": "proof", "pass": follower.ticket})
    held = json.loads(response.content)
    assert held["event"]["id"] == Voice.objects.get().event
    assert "Nobody" not in response.content.decode()


def test_a_page_left_open_for_long_asks_for_the_key_again(point: PointDetail) -> None:
    import time_machine
    from django.utils import timezone

    follower = Follower()
    follower.do("find", key=say(point).key)
    with time_machine.travel(timezone.now().replace(year=2027)):
        assert "Enter your key again" in follower.do("show")


def test_staff_follow_for_a_caller_on_record_and_without_the_words(trust: Any, point: PointDetail) -> None:
    key = say(point, words=WORDS, pin="4711").key
    client = at_desk(trust, Role.COMPLAINTS_OFFICER)
    url = "/o/riverside/follow/"
    assert "not the PIN" in page(client.post(url, {"key": key}))
    text = page(client.post(url, {"key": key, "pin": "4711"}))
    assert "Received" in text
    assert "Nobody came" not in text
    followed = queries.followed(Voice.objects.get().reference)
    assert followed is not None
    assert followed.moments[-1].kind == "voices.followed-through-staff"


def test_staff_on_the_phone_write_down_what_is_added_and_whether_it_changed(trust: Any, point: PointDetail) -> None:
    told = say(point, words=WORDS)
    client, url = at_desk(trust, Role.COMPLAINTS_OFFICER), "/o/riverside/follow/"
    ticket = unescape(PASS.findall(client.post(url, {"key": told.key}).content.decode())[0])
    added = page(client.post(url, {"do": "add", "pass": ticket, "words": "She is not breathing"}))
    assert "added to what they said" in added
    assert "Stay on the line" in added
    assert "Nobody came" not in added, "their words themselves are not shown"
    assert "Choose whether it changed" in page(client.post(url, {"do": "confirm", "pass": ticket}))
    assert "Their answer is kept" in page(
        client.post(url, {"do": "confirm", "pass": ticket, "answer": "no", "worse": "yes"})
    )
    confirmed = Confirmed.objects.get()
    assert (confirmed.answer, confirmed.treated_worse) == ("no", True)
    events = [one for one in history(f"voice:{told.reference}") if one.kind in ("voices.added-to", "voices.confirmed")]
    assert {(one.content["by"], one.content["role"], bool(one.actor)) for one in events} == {
        ("telephone", "PALS and complaints officer", True)
    }
    texts = {moment.kind: moment.text for moment in queries.followed(told.reference).moments}
    assert "written down by: PALS and complaints officer" in texts["voices.added-to"]
    history_of = page(client.get(f"/o/riverside/voices/{told.reference}/"))
    assert "They added something. By telephone, written down for them." in history_of
    # Another member of staff cannot use that page's pass, nor can anybody without the role.
    other = at_desk(trust, Role.ENGAGEMENT_LEAD)
    assert "Ask for the key again" in page(other.post(url, {"do": "add", "pass": ticket, "words": "More"}))
    with pytest.raises(Refused):
        actions.add_words(reference=told.reference, words="More", actor=make_actor(trust, Role.ANALYST))


def test_what_a_caller_says_on_the_guardians_way_names_nobody(trust: Any, point: PointDetail) -> None:
    told = say(point, words=WORDS, relation="staff", speaking_up=True)
    officer = make_actor(trust, Role.COMPLAINTS_OFFICER)
    actions.add_words(reference=told.reference, words="And again", actor=officer)
    (event,) = [one for one in history(f"voice:{told.reference}") if one.kind == "voices.added-to"]
    assert (event.actor, "role" in event.content) == ("", False)


def test_follow_pages_set_no_cookie(point: PointDetail) -> None:
    follower = Follower()
    follower.do("find", key=say(point).key)
    follower.do("show")
    assert follower.client.cookies == {}


@pytest.mark.parametrize("do", [{"do": "add", "words": "He is not breathing"}, {"do": "misread", "meant": "Suicidal"}])
def test_words_of_danger_bring_help_at_once_wherever_they_are_added(point: PointDetail, do: dict[str, str]) -> None:
    follower = Follower()
    follower.do("find", key=say(point, words=WORDS).key)
    assert "Get help now" not in follower.do("show")
    text = follower.do(**do)
    assert "Get help now" in text
    assert "Nobody has read them yet" in text


def test_staff_cannot_take_a_warning_away_and_what_they_withdraw_can_still_be_answered(
    point: PointDetail, trust: OrganisationSummary
) -> None:
    told = say(point, words="The tea was cold")
    voice = Voice.objects.get(reference=told.reference)
    lead = make_actor(trust, Role.INFORMATION_GOVERNANCE)
    ports.undecided.register(set)
    try:
        with pytest.raises(Refused, match="A concern about it is open"):
            actions.withdraw_voice(actor=lead, voice_id=voice.pk, reason="Meant for another trust")
    finally:
        ports.undecided._functions.remove(set)
    actions.withdraw_voice(actor=lead, voice_id=voice.pk, reason="Meant for another trust")
    follower = Follower()
    follower.do("find", key=told.key)
    text = follower.do("show")
    assert "Meant for another trust" in text
    assert "We withdrew these words" in text
    assert "Add something" not in text
    assert "Thank you" in follower.do("confirm", answer="no", worse="yes")
    assert Confirmed.objects.filter(voice=voice, treated_worse=True).exists()


def test_danger_in_words_that_are_added_brings_the_reading_forward_once(point: PointDetail) -> None:
    reference = say(point, words="It was cold").reference
    (before,) = tasks_about(f"voices.voice:{reference}")
    for words in ("She is not breathing", "She is not breathing", "And thank you"):
        actions.add_words(reference=reference, words=words)
    (after,) = tasks_about(f"voices.voice:{reference}")
    assert (after.reference, after.clock) == (before.reference, "serious")
    assert after.due_on < before.due_on
    kinds = [entry.kind for entry in history(f"task:{after.reference}")]
    assert kinds == ["tasks.opened", "tasks.brought-forward"]
