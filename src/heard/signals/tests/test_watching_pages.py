"""Early warning's pages: what they say, to whom, at a constant number of queries, in Chromium and as a file."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heard.coding.actions import counts, storing
from heard.coding.tests.factories import batch
from heard.organisations.models import Account
from heard.organisations.policy import SYSTEM
from heard.signals import actions
from heard.signals.models import Signal, Watch
from heard.signals.tests.wards import WEEKS

pytestmark = pytest.mark.django_db


def signed_in(actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def page(actor, trust, path: str = "") -> str:
    return signed_in(actor).get(f"/o/{trust.code}/signals/watch/{path}").content.decode()


def test_before_anything_was_said_the_page_says_what_will_be(trust, lead):
    assert "Nothing was looked at yet" in page(lead, trust)
    actions.watch_all(actor=SYSTEM)
    assert "There is no whole week in which anything was said yet" in page(lead, trust)


def test_it_says_what_changed_what_it_cost_and_where_it_errs(failing, lead):
    failing.look()
    text = page(lead, failing.trust)
    for said in (
        "Concerns are rising: Ward A",
        "would be usual.",
        "at most about <strong>12 alerts a year</strong>",
        "Where it cannot be trusted",
        "A slow drift",
        "Concerns of each ward, clinic and team",
    ):
        assert said in text, said


def test_a_signal_says_the_words_first_how_sure_it_is_and_what_would_make_it_false(failing, lead):
    (reference,) = failing.look()
    text = signed_in(lead).get(f"/o/{failing.trust.code}/signals/{reference}/").content.decode()
    assert "raises at most about 12 alerts a year" in text
    assert "What would have to be true for it to be false?" in text
    assert "The usual would have to be " in text
    assert "in a hundred rather than" in text


def test_the_file_has_every_alert_and_no_formula(failing, lead):
    failing.look()
    answer = signed_in(lead).get(f"/o/{failing.trust.code}/signals/watch/export/")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["What it is"] for row in rows} == {"Concerns are rising"}
    assert {row["Signal"] for row in rows} == set(Signal.objects.values_list("reference", flat=True))


def test_what_is_agreed_to_is_asked_with_its_meaning_and_bad_answers_with_a_sentence(failing, lead, manager):
    failing.look()
    address = f"/o/{failing.trust.code}/signals/watch/agreed/"
    client = signed_in(lead)
    assert "At most about 2 a year, one in half a year: one stream in " in client.get(address).content.decode()
    assert "Choose how many false alerts you agree to." in client.post(address, {}).content.decode()
    wrong = client.post(address, {"false_alerts_a_year": "12", "usual_from": "31/2/2026"}).content.decode()
    assert "Enter a day like 6/4/2026, or leave it empty." in wrong
    ahead = client.post(address, {"false_alerts_a_year": "12", "usual_from": "1/1/2030"}).content.decode()
    assert "Enter a day that is not in the future." in ahead
    assert client.post(address, {"false_alerts_a_year": "4", "usual_from": ""}).status_code == 302
    assert Watch.objects.get().false_alerts_a_year == 4
    assert signed_in(manager).get(address).status_code == 403


def test_queries_do_not_grow_with_voices_or_alerts(failing, lead):
    (reference,) = failing.look()
    client = signed_in(lead)
    paths = ["signals/watch/", f"signals/{reference}/"]

    def asked() -> list[int]:
        found = []
        for path in paths:
            client.get(f"/o/{failing.trust.code}/{path}")
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/o/{failing.trust.code}/{path}")
            found.append(len(queries))
        return found

    few = asked()
    more = dict(failing.voices)
    for week in range(WEEKS - 8, WEEKS):
        for _ in range(3):
            failing.say(0, week, 10, 5)
            failing.say(1, week, 10, 5, relation=2)
    new = {number: said for number, said in failing.voices.items() if number not in more}
    with transaction.atomic():
        storing.store(batch(failing.trust.id, new))()
    counts.fold()
    failing.look()
    assert asked() == few
