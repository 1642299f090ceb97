"""DESIGN rules 10 and 11 case by case: who proves each, and here what nobody else proves.

CASES names every case with the tests that hold it, so that none goes without its proof by a renaming.
"""

from __future__ import annotations

import logging
import re
from importlib import import_module
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_organisation
from heard.signals import actions as signals
from heard.voices import actions
from heard.voices.models import Voice
from heard.voices.tests.desk import at_desk, page
from heard.voices.tests.factories import bring, row, table
from heard.voices.tests.speaking import PASS, Speaker, open_at, say

V, S, D = "heard.voices.tests.", "heard.signals.tests.", "heard.decisions.tests."
HERE = "tests.test_safety_cases"
CASES = {
    "unread box: opens only with reader, deputy, days, hours, phone": [
        f"{V}test_points:test_a_page_does_not_open_without_its_reader_deputy_hours_and_phone",
        f"{V}test_points:test_the_database_itself_keeps_such_a_page_closed",
        f"{V}test_points:test_an_open_page_cannot_lose_its_reader",
    ],
    "unread box: overdue says so, leads with the phone, says when last read": [
        f"{V}test_points:test_a_box_that_nobody_empties_says_so_and_leads_with_the_phone"
    ],
    "unread box: it stalls and goes up": [
        f"{S}test_stalling:test_an_unread_box_stalls_and_climbs_to_the_independent_body"
    ],
    "unread box: danger words, who reads it and when, out of hours": [
        f"{HERE}:test_the_page_says_who_reads_it_and_when_and_what_to_do_now"
    ],
    "unread box: a reader who has left": [f"{V}test_receiving:test_a_reader_who_has_left_stops_nothing"],
    "retaliation: not this ward": [
        f"{V}test_receiving:test_not_this_ward_under_16_and_speaking_up_go_round_the_line",
        f"{V}test_telling_pages:test_who_does_not_want_the_ward_to_read_it_is_not_sent_to_the_wards_telephone",
    ],
    "retaliation: abuse, named staff and inpatients go outside the line": [
        f"{S}test_raising:test_what_may_bring_retaliation_goes_outside_the_line"
    ],
    "retaliation: words of a file, too": [
        f"{HERE}:test_what_a_file_brought_about_named_staff_is_neither_read_nor_found_by_its_service"
    ],
    "retaliation: a conflict of interest blocks": [
        f"{S}test_working:test_somebody_in_conflict_neither_owns_decides_nor_closes",
        f"{D}test_actions:test_who_declares_an_interest_does_not_decide_and_gives_the_task_back",
        "tests.test_safety_property:test_the_machine_finds_faults_that_are_put_in_on_purpose",
    ],
    "retaliation: the person sees who opened their words": [
        f"{V}test_following:test_the_timeline_says_who_read_it_and_who_opened_the_original"
    ],
    "retaliation: treated worse is a signal outside the line": [
        f"{S}test_closing:test_treated_worse_is_a_signal_outside_the_line_once_a_day"
    ],
    "retaliation: no search, chart or aggregate by a name": [f"{HERE}:test_nobody_is_found_or_counted_by_their_name"],
    "leakage: small numbers": [
        "heard.methods.suppression.tests.test_suppression:test_no_hidden_number_can_be_worked_out",
        "heard.assurance.tests.test_returns:test_published_percentages_hide_small_numbers_and_stay_as_they_are",
    ],
    "leakage: published texts with names or somebody's words": [
        f"{D}test_following:test_names_are_not_published",
        f"{D}test_following:test_words_of_somebody_who_did_not_say_so_are_not_published",
    ],
    "leakage: originals": [f"{V}test_views_voices:test_other_roles_cannot_open_the_original"],
    "leakage: exports": ["heard.coding.tests.test_explore_access:test_a_managers_file_holds_the_own_ward_alone"],
    "leakage: referrer, logs, error pages, addresses, caches": [
        f"{HERE}:test_words_and_keys_stay_out_of_addresses_logs_caches_and_error_pages"
    ],
    "receipt found by an abuser: the key alone": [
        f"{V}test_following:test_a_receipt_found_by_an_abuser_shows_neither_words_nor_service"
    ],
    "receipt found by an abuser: PIN or tap": [
        f"{V}test_following:test_with_a_pin_the_key_alone_shows_that_there_is_one_and_nothing_else"
    ],
    "receipt found by an abuser: guesses are bounded": [
        f"{V}test_following:test_a_pin_is_bounded_from_wherever_it_is_tried",
        f"{V}test_following:test_keys_are_bounded_by_the_address_and_right_ones_are_not_counted",
    ],
    "receipt found by an abuser: the page shows no contact, and what it protects can be revoked": [
        f"{HERE}:test_a_key_shows_no_contact_and_nothing_once_the_words_are_erased"
    ],
    "receipt found by an abuser: quick exit and browser history": [
        f"{HERE}:test_leaving_quickly_and_the_history_of_the_browser_tell_nothing",
        f"{V}test_following:test_follow_pages_set_no_cookie",
    ],
}


@pytest.mark.parametrize("case", CASES)
def test_every_case_has_its_proof(case: str) -> None:
    for place in CASES[case]:
        module, _, name = place.partition(":")
        assert callable(getattr(import_module(module), name, None)), f"{case}: {place} is gone"


@pytest.mark.django_db
def test_the_page_says_who_reads_it_and_when_and_what_to_do_now() -> None:
    trust = make_organisation()
    point = open_at(trust)
    text = page(Client().get(f"/p/{trust.code}/tell-us/{point.code}/"))
    for said in ("service manager", "Monday to Friday, 09:00 to 17:00", "2 working days", "If you cannot wait, ring"):
        assert said in text, f"the first page does not say {said}"
    now = page(Client().get(f"/p/{trust.code}/tell-us/{point.code}/unsafe/"))
    for number in ("999", "111", "01632 960 101", "01632 960 199"):
        assert number in now, f"somebody who is unsafe is not told {number}"
    speaker = Speaker(point, trust.code)
    speaker.send("who", relation="relative", about_person="consent")
    danger = page(speaker.send("words", words="She is not breathing", rating="5", moment="during"))
    assert "999" in danger
    assert "nobody has read" in danger.lower()
    assert not Voice.objects.exists(), "help comes before anything is sent"


@pytest.mark.django_db
def test_nobody_is_found_or_counted_by_their_name() -> None:
    trust = make_organisation()
    point = open_at(trust)
    say(point, words="Nurse Patricia Holloway was kind to my father on the ward")
    lead = at_desk(trust, Role.ENGAGEMENT_LEAD)
    for searched in ("Holloway", "Patricia", '"Nurse Patricia Holloway"', "Hollow*"):
        found = page(lead.get(f"/o/{trust.code}/explore/", {"period": "all", "words": searched}, follow=True))
        assert "was kind to my father" not in found, f"{searched} finds it"
    everything = lead.get(f"/o/{trust.code}/explore/", {"period": "all"}, follow=True).content.decode()
    assert "was kind to my father" in everything
    assert "Holloway" not in everything
    # By what it can be divided and charted: none of it is a person.
    divided = set(re.findall(r'<option value="([a-z_]+)"', everything))
    assert not divided & {"staff", "person", "name", "member", "nurse", "doctor"}


@pytest.mark.django_db
@pytest.mark.both
def test_what_a_file_brought_about_named_staff_is_neither_read_nor_found_by_its_service() -> None:
    trust = make_organisation()
    words = "Nurse Patricia Holloway left him on the floor by the xylophone for nine hours and he nearly died"
    bring(trust.id, table([row(1, answer=words), row(2, answer="They played the xylophone kindly")]))
    lead = at_desk(trust, Role.ENGAGEMENT_LEAD)
    explore = f"/o/{trust.code}/explore/"
    assert "left him on" in lead.get(explore, {"period": "all"}, follow=True).content.decode()
    signals.raise_waiting(actor=SYSTEM)
    assert Voice.objects.exclude(route="line").count() == 1, "the file brought one that goes outside"
    for search in ({}, {"words": "xylophone"}, {"words": "floor"}):
        text = lead.get(explore, {"period": "all", **search}, follow=True).content.decode()
        assert "left him on" not in text
        assert ("played the" in text) == (search != {"words": "floor"})
    file = lead.get(f"{explore}export.csv", {"period": "all"})
    assert b"left him on" not in b"".join(file.streaming_content if file.streaming else [file.content])
    voice = Voice.objects.exclude(route="line").get().reference
    manager = at_desk(trust, Role.SERVICE_MANAGER)
    assert manager.get(f"/o/{trust.code}/voices/{voice}/").status_code == 404


@pytest.mark.django_db
def test_words_and_keys_stay_out_of_addresses_logs_caches_and_error_pages(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    trust = make_organisation()
    point = open_at(trust)
    words = "Xylophonic midnight corridor and nobody came"
    speaker = Speaker(point, trust.code)
    key = speaker.tell(words)
    url = f"/p/{trust.code}/follow/"
    client = Client(raise_request_exception=False)
    found = client.post(url, {"do": "find", "key": key})
    pages = [found, client.get(url), speaker.client.get(speaker.base)]
    assert all(one["Referrer-Policy"] == "same-origin" for one in pages)
    assert "no-store" in found["Cache-Control"]
    assert not found.has_header("Location"), "what was typed is never sent on in an address"
    assert not re.search(r'<form[^>]*method="get"', found.content.decode()), "nothing that is typed becomes an address"
    with patch("heard.voices.queries.followed", side_effect=RuntimeError(f"could not show {words}")):
        broken = client.post(url, {"do": "find", "key": key})
    assert broken.status_code == 500
    missing = client.get(f"/p/{trust.code}/{key.replace(' ', '-')}/")
    for response in (broken, missing):
        assert words not in response.content.decode()
        assert "Traceback" not in response.content.decode()
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert words not in logged
    assert key not in logged


@pytest.mark.django_db
def test_a_key_shows_no_contact_and_nothing_once_the_words_are_erased() -> None:
    trust = make_organisation()
    point = open_at(trust)
    told = say(point, words="Nobody came all night", contact={"name": "Ann Example", "email": "ann@example.org"})
    url = f"/p/{trust.code}/follow/"
    first = Client().post(url, {"do": "find", "key": told.key})
    shown = Client().post(url, {"do": "show", "pass": _pass(first)})
    for secret in ("ann@example.org", "Ann Example"):
        assert secret not in shown.content.decode()
    # Whoever found the key can have the words hidden, but not erased at once: who spoke takes it back in time.
    erase = f"/p/{trust.code}/follow/erase/"
    preview = page(Client().post(erase, {"pass": _pass(first)}))
    assert "What will go" in preview
    assert "Nobody came" not in preview
    assert "will be erased on" in page(Client().post(erase, {"pass": _pass(first), "do": "erase"}))
    assert actions.erase_due() == 0
    assert "kept, counted and shown as before" in page(Client().post(erase, {"pass": _pass(first), "do": "keep"}))
    assert Voice.objects.get().withdrawn_at is None
    # Once it is erased, the key opens a page with nothing to find.
    Client().post(erase, {"pass": _pass(first), "do": "erase"})
    from heard.voices.models import ErasureRequest

    ErasureRequest.objects.update(due_on="2020-01-01")
    assert actions.erase_due() == 1
    gone = Client().post(url, {"do": "find", "key": told.key})
    shown = page(Client().post(url, {"do": "show", "pass": _pass(gone)}))
    assert "Your words were erased" in shown
    for secret in ("Nobody came", "Kestrel", "ann@example.org"):
        assert secret not in shown


@pytest.mark.django_db
def test_leaving_quickly_and_the_history_of_the_browser_tell_nothing() -> None:
    trust = make_organisation()
    point = open_at(trust)
    key = say(point, words="Nobody came all night").key
    url = f"/p/{trust.code}/follow/"
    found = Client().post(url, {"do": "find", "key": key})
    shown = Client().post(url, {"do": "show", "pass": _pass(found)})
    for response in (Client().get(url), found, shown):
        html = response.content.decode()
        exit_ = re.search(r"<a [^>]*data-heard-exit[^>]*>", html)
        assert exit_, "there is no way to leave quickly"
        assert 'rel="noreferrer"' in exit_[0]
        title = re.search(r"<title[^>]*>(.*?)</title>", html, re.S)
        assert title is not None
        for word in ("Kestrel", "Nobody", "ward", "concern", "complaint", "abuse"):
            assert word.lower() not in title[1].lower(), "the browser's history tells what it was about"
        assert not response.cookies
    # The same address before and after: going back shows the empty form.
    assert found.request["PATH_INFO"] == shown.request["PATH_INFO"] == url


def _pass(response: Any) -> str:
    found = PASS.search(response.content.decode())
    assert found, "the page carries no pass"
    return found[1]
