"""The pages of signals as their readers meet them, without a browser."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heard.organisations.models import Account, Role
from heard.organisations.policy import SYSTEM
from heard.signals import actions, ports, queries
from heard.signals.connect import describe
from heard.signals.models import Signal
from heard.signals.ports import Onward
from heard.signals.subjects import subject_of
from heard.signals.tests.factories import alone, do, raised, say, signal
from heard.voices.models import Voice

pytestmark = pytest.mark.django_db


def page(trust, name="signals", reference=""):
    return reverse(f"signals:{name}", args=[trust.code, reference] if reference else [trust.code])


def text(response):
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


@pytest.fixture
def signed(client):
    def sign(actor):
        client.force_login(Account.objects.get(pk=actor.account_id))
        return client

    return sign


def test_empty_lists_say_what_they_are_for(signed, trust, manager):
    client = signed(manager)
    for show, sentence in {
        "open": "Nothing waits to be taken up",
        "taken_up": "Nothing is taken up",
        "stalled": "Nothing has stalled",
        "backlog": "Nothing older waits",
        "closed": "Nothing is closed here yet",
    }.items():
        assert sentence in text(client.get(page(trust), {"show": show}))


def test_the_list_begins_with_the_worst_as_words_with_its_clock(signed, trust, ward, manager):
    signal(trust, ward, level=2, relation="carer", words="She was cold", category=1)
    signal(trust, ward, words="He stopped breathing and nobody came")
    shown = text(signed(manager).get(page(trust)))
    assert shown.index("He stopped breathing") < shown.index("She was cold")
    assert "Due in 1 working day, on Tuesday 24 November" in shown
    assert "To take up</strong> (2)" in shown


def test_filters_narrow_the_list_and_the_file_alike(signed, trust, ward, manager):
    signal(trust, ward, level=2, relation="carer", category=1, words="=1+1 cold")
    signal(trust, ward, words="Nobody came")
    client = signed(manager)
    shown = text(client.get(page(trust), {"level": "3", "unit": str(ward.id)}))
    assert "1 signal" in shown
    rows = list(
        csv.reader(io.StringIO(client.get(page(trust, "signals-export"), {"level": "3"}).content.decode("utf-8-sig")))
    )
    assert [row[0] for row in rows] == ["Level", "Serious"]
    assert "Nobody came" not in str(rows)


def test_a_signals_page_tells_all_of_it(signed, trust, ward, manager):
    before = signal(trust, ward, words="The bell was broken")
    voice = say(trust, ward, words="Nobody came when she rang", kinds=["neglect"])
    found = raised(voice)
    shown = text(signed(manager).get(page(trust, "signal", found.reference)))
    for part in (
        "Serious: neglect",
        "Nobody came when she rang",
        "The words are those that raised it",
        "Somebody tells of harm, danger or abuse: neglect.",
        "Nobody yet; responsible: service manager",
        "The same thing here before",
        "The bell was broken",
        "Take it up",
        reverse("signals:signal", args=[trust.code, before.reference]),
        "Raised: Somebody tells of harm",
    ):
        assert part in shown


def test_the_page_says_beside_the_words_that_nobody_can_be_answered(signed, trust, ward, manager):
    voice = say(trust, ward)
    Voice.objects.filter(pk=voice.pk).update(channel="sms")
    found = do(actions.take_up, manager, raised(voice))
    shown = text(signed(manager).get(page(trust, "signal", found.reference)))
    assert "Cannot be answered: it came by text message without an address." in shown
    assert "The service itself" in shown
    asked = text(signed(manager).get(page(trust, "signal-close", found.reference)))
    assert "Nobody who spoke asked for an answer and can be reached" in asked
    assert "Whoever spoke reads these words" not in asked


def test_who_owns_it_is_offered_to_ask_others_whatever_their_role(signed, trust, ward, complaints):
    found = do(actions.take_up, complaints, signal(trust, ward))
    close = page(trust, "signal-close", found.reference)
    seen = text(signed(complaints).post(close, {"reason": "We mended it"}))
    assert "You stand outside the line" not in seen
    assert "Ask somebody outside the line to close it" in seen


def test_it_is_taken_up_and_closed_through_its_pages_with_the_reason_shown_first(
    signed, trust, ward, manager, complaints
):
    found = signal(trust, ward)
    client = signed(manager)
    assert "This is yours now" in text(client.post(page(trust, "signal-take-up", found.reference), follow=True))
    close = page(trust, "signal-close", found.reference)
    assert "Enter the reason, as whoever spoke will read it." in text(client.post(close, {"reason": " "}))
    seen = text(client.post(close, {"reason": "Ring 01632 960001, we mended it"}))
    assert "As whoever spoke will read it" in seen
    assert "Ring [phone number], we mended it" in seen
    assert "Ask somebody outside the line to close it" in seen
    found.refresh_from_db()
    assert found.state == "taken_up"
    client.post(close, {"reason": "We mended it", "seen": "yes", "ask": "yes"})
    client = signed(complaints)
    assert "We mended it" in text(client.get(page(trust, "signal", found.reference)))
    client.post(close, {"reason": "We mended it", "seen": "yes"})
    found.refresh_from_db()
    assert (found.state, found.closing_reason, found.closed_by) == ("closed", "We mended it", complaints.reference)
    assert "It is open again" in text(
        client.post(page(trust, "signal-reopen", found.reference), {"reason": "It is not"}, follow=True)
    )


def test_each_step_has_its_page_and_its_sentences(signed, trust, ward, manager, lead):
    found, other = signal(trust, ward), signal(trust, ward, category=1)
    client = signed(manager)
    client.post(page(trust, "signal-take-up", found.reference))
    for step, good, said in (
        ("verdict", {"verdict": "true"}, "What you found is kept"),
        ("incident", {"incident": "LFPSE 12"}, "The reference is kept"),
        ("pass", {"to": str(lead.account_id), "reason": "Away"}, "It is passed to Amina Clarke"),
        ("merge", {"into": other.reference, "reason": "One night"}, "The two are one signal now"),
        ("unmerge", {"reason": "Two nights"}, "It is a signal of its own again"),
        ("conflict", {"account": str(manager.account_id), "reason": "My team"}, "The conflict of interest is kept"),
    ):
        address = page(trust, f"signal-{step}", found.reference)
        if step != "incident":
            assert "There is a problem" in text(client.post(address, {"sent": "yes"})), step
        assert said in text(client.post(address, good, follow=True)), step
    assert "You have a conflict of interest over this" in text(client.get(page(trust, "signal", found.reference)))


def test_a_signal_by_hand_from_a_voice_or_a_service(signed, trust, ward, manager):
    voice = say(trust, ward, level=2, words="The lift stuck")
    client = signed(manager)
    good = {"why": "The lift again", "level": "2", "route": "line"}
    address = page(trust, "signal-raise")
    assert "Enter why it has to be looked at." in text(client.post(address, {**good, "why": ""}))
    client.post(f"{address}?voice={voice.reference}", good)
    found = Signal.objects.get()
    assert (found.unit_id, found.voices.count()) == (ward.id, 1)
    client.post(address, {**good, "unit": str(ward.id)})
    assert Signal.objects.count() == 2
    assert client.get(f"{address}?voice=NONE").status_code == 404


def test_what_decisions_offer_stands_on_the_page(signed, trust, ward, manager):
    found = signal(trust, ward)
    with alone(ports.onward, lambda actor, reference: [Onward("Take it to a decision", f"/d/{reference}")]):
        assert (
            f'href="/d/{found.reference}"'
            in signed(manager).get(page(trust, "signal", found.reference)).content.decode()
        )


def test_outside_the_line_it_is_absent_for_the_line(signed, trust, ward, manager, complaints):
    found = signal(trust, ward, words="Dr [name] laughed at him")
    address = page(trust, "signal", found.reference)
    assert signed(manager).get(address).status_code == 404
    assert "Dr [name] laughed" in text(signed(complaints).get(address))
    assert describe(manager, subject_of(found.reference)).words == ""
    assert describe(complaints, subject_of(found.reference)).words == "Dr [name] laughed at him"
    of = found.voices.get().voice_reference
    voice = f"/o/{trust.code}/voices/{of}/"
    assert signed(manager).get(voice).status_code == 404
    # One that stays in the line, because another voice took the signal out of it.
    Voice.objects.filter(reference=of).update(route="line")
    shown = text(signed(manager).get(voice))
    assert "Somebody outside the service looks at it." in shown
    assert "Raise a signal about it" not in shown
    assert "looks at it." not in text(signed(complaints).get(voice))


def test_a_manager_of_another_place_sees_nothing_of_it(signed, trust, ward, person):
    from heard.organisations.tests.factories import make_unit

    other = person(Role.SERVICE_MANAGER, make_unit(trust, "Eye Clinic"))
    found = signal(trust, ward)
    assert signed(other).get(page(trust, "signal", found.reference)).status_code == 404
    assert "Nothing waits" in text(signed(other).get(page(trust)))


def test_lists_and_pages_cost_the_same_however_many_there_are(signed, trust, ward, manager):
    client = signed(manager)

    def cost(address):
        with CaptureQueriesContext(connection) as caught:
            text(client.get(address))
        return len(caught)

    first = signal(trust, ward)
    signal(trust, ward)
    addresses = (page(trust), page(trust, "signal", first.reference))
    before = [cost(address) for address in addresses]
    for number in range(12):
        say(trust, ward, category=number % 2, words=f"Nobody came {number}")
    actions.raise_waiting(actor=SYSTEM)
    assert [cost(address) for address in addresses] == before


def test_the_board_has_figures_and_the_voice_its_signals(trust, ward, manager, complaints):
    voice = say(trust, ward)
    found = do(actions.take_up, manager, raised(voice))
    signal(trust, ward, category=1)
    signal(trust, ward, level=2, relation="carer", category=2)
    signal(trust, ward, category=3, said_on=found.seen_since - timedelta(days=400))
    figures = queries.board_summary(trust.id)
    assert (figures.serious, figures.serious_not_taken_up, figures.concerns, figures.backlog) == (2, 1, 1, 1)
    do(actions.ask_to_close, manager, found, reason="Mended")
    do(actions.close_signal, complaints, found, reason="Mended")
    assert queries.board_summary(trust.id).closed_with_reason == 1
    assert [row.reference for row in queries.of_voice(voice.reference, manager)] == [found.reference]
    assert queries.counts(manager, trust.id) == {"open": 2, "taken_up": 0, "stalled": 0, "backlog": 1, "closed": 1}
