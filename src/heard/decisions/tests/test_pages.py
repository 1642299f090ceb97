"""The pages of decisions as their readers meet them, without a browser."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from heard.decisions import actions, poster, queries
from heard.decisions.models import Decision
from heard.decisions.tests.factories import about, decided, make_decision, make_voice
from heard.organisations import queries as organisations
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_account, make_membership, make_organisation, make_unit
from heard.voices.models import Voice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_monday():
    with time_machine.travel(date(2026, 11, 23)) as traveller:
        yield traveller


@pytest.fixture
def trust():
    return make_organisation()


@pytest.fixture
def ward(trust):
    return make_unit(trust, "Kestrel Ward", "ward")


@pytest.fixture
def lead(trust, client):
    account = make_membership(trust, Role.ENGAGEMENT_LEAD, account=make_account(name="Amina Clarke")).account
    client.force_login(account)
    return organisations.actor(account)


def page(trust, name="decisions", *more):
    return reverse(f"decisions:{name}", args=[trust.code, *more])


def text(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_an_empty_list_says_what_a_decision_is(client, trust, lead):
    assert "There is no decision yet" in text(client.get(page(trust)))


def test_the_list_is_filtered_counted_and_exported_as_shown(client, trust, ward, lead):
    make_decision(trust, ward, question="=SUM(A1)?")
    decided(make_decision(trust, question="What about the car park?"))
    shown = text(client.get(page(trust), {"state": "open"}))
    assert "Open (1)" in shown
    assert "car park" not in shown
    rows = list(
        csv.reader(
            io.StringIO(b"".join(client.get(page(trust, "decisions-export"), {"state": "open"})).decode("utf-8-sig"))
        )
    )
    assert [row[0] for row in rows] == ["Question", "'=SUM(A1)?"]
    assert "Nothing fits" in text(client.get(page(trust), {"evidence": "some"}))
    nonsense = {"unit": "9" * 30, "page": "x", "state": "?", "theme": "\x00"}
    assert "2 decisions" in text(client.get(page(trust), nonsense))


def test_a_decision_goes_from_its_question_to_the_public_page_with_forms_alone(client, trust, ward, lead):
    voice = make_voice(
        trust, ward, "The bell was not heard", publication="without_name", moderation=Voice.Moderation.PUBLISHED
    )
    opened = page(trust, "decision-open") + f"?about={about(voice)}"
    assert "Enter the question that is to be decided." in text(client.post(opened, {"theme": ""}))
    given = {
        "question": "Who answers bells at night?",
        "unit": str(ward.id),
        "can_change": "People",
        "cannot_change": "Beds",
        "stage": "delivery",
        "theme": "",
        "involved": "",
    }
    shown = text(client.post(opened, given, follow=True))
    decision = Decision.objects.get()
    assert "The bell was not heard" in shown
    here = [decision.reference]
    assert "The option is added." in text(
        client.post(page(trust, "decision-option", *here), {"text": "A second person", "note": ""}, follow=True)
    )
    assert "The options are fixed." in text(client.post(page(trust, "decision-fix", *here), follow=True))
    wrong = text(client.post(page(trust, "decision-decide", *here), {"outcome": "cannot", "decided": "No"}))
    assert "Enter the reasons." in wrong
    outcome = {"outcome": "done", "chosen": str(decision.options.get().pk), "decided": "Two people", "reasons": "Fear"}
    assert "It is decided." in text(client.post(page(trust, "decision-decide", *here), outcome, follow=True))
    said = {"you_said": "Nobody came at night.", "we_did": "Two people are on duty."}
    asked = text(client.post(page(trust, "decision-publish", *here), said))
    assert "Publish this decision?" in asked
    done = text(client.post(page(trust, "decision-publish", *here), {**said, "confirmed": "yes"}, follow=True))
    assert "It is published" in done
    client.logout()
    public = text(client.get(reverse("what-changed", args=[trust.code])))
    assert "Nobody came at night." in public
    chain = text(client.get(reverse("what-changed-one", args=[trust.code, *here])))
    assert "The bell was not heard" in chain
    assert voice not in chain


def test_evidence_is_looked_for_and_added_on_either_side(client, trust, ward, lead):
    voice = make_voice(trust, ward, "The bell was not heard")
    decision = make_decision(trust, ward)
    address = page(trust, "decision-evidence", decision.reference)
    assert "Search what people said" in text(client.get(address))
    given = {"of": about(voice), "side": "contrary"}
    assert "Choose one from the list." in text(client.post(address, given))
    done = text(client.post(f"{address}?of={about(voice)}", given, follow=True))
    assert "The bell was not heard" in done
    assert [row.side for row in queries.decision(lead, trust.id, decision.reference).evidence] == ["contrary"]


def test_replies_are_seen_before_they_are_sent(client, trust, ward, lead):
    voice = make_voice(trust, ward, reply=True, email="a@example.org")
    decision = decided(make_decision(trust, ward, about=[about(voice)]))
    here = decision.reference
    assert "Nothing is drafted yet" in text(client.get(page(trust, "replies", here)))
    drafted = text(client.post(page(trust, "replies-draft", here), follow=True))
    assert "A second person answers bells at night." in drafted
    assert "Ann Example" in drafted
    edit = page(trust, "reply-edit", here, voice)
    assert "Enter what you want to say." in text(client.post(edit, {"subject": "Us", "words": ""}))
    assert "By itself" in text(client.post(edit, {"subject": "Us", "words": "By itself"}, follow=True))
    sent = text(client.post(page(trust, "replies-send", here), follow=True))
    assert "You can stop them for ten minutes." in sent
    assert "They are drafts again." in text(client.post(page(trust, "replies-recall", here), follow=True))
    assert client.get(page(trust, "reply-edit", here, "NOBODY")).status_code == 404


def test_actions_reviews_returns_and_interests_have_forms(client, trust, ward, lead, on_a_monday):
    decision = decided(make_decision(trust, ward))
    here = decision.reference
    assert "Enter the day by which it is done." in text(client.post(page(trust, "action-add", here), {"owner": ""}))
    given = {
        **{"what": "Begin", "due_on_0": "1", "due_on_1": "12", "due_on_2": "2026", "measure": "Bells", "owner": ""},
        **{"check_on_0": "1", "check_on_1": "3", "check_on_2": "2027", "direction": "down", "comparator": "Wards"},
    }
    assert "The action is planned." in text(client.post(page(trust, "action-add", here), given, follow=True))
    action = decision.actions.get().reference
    slipped = {"due_on_0": "1", "due_on_1": "1", "due_on_2": "2027", "reason": "Winter"}
    assert "Winter" in text(client.post(page(trust, "action-slip", action), slipped, follow=True))
    done = client.post(page(trust, "action-end", action), {"state": "done", "ended": "Begun"}, follow=True)
    assert "The action is done." in text(done)
    assert client.get(page(trust, "action-end", action)).status_code == 404
    actions.bring_back(actor=SYSTEM, reference=here, voice="01VOICE", at=decision.decided_at)
    assert "It came back" in text(client.get(page(trust, "decision", here)))
    assert "Whoever told you" in text(client.post(page(trust, "decision-settle", here), {"answer": "Ok"}, follow=True))
    early = text(client.post(page(trust, "decision-review", here), {"holds": "yes", "found": "x"}))
    assert "not due before" in early


def test_the_calendar_has_what_falls_in_a_month(client, trust, ward, lead):
    decision = decided(make_decision(trust, ward))
    assert "Decided" in text(client.get(page(trust, "decisions-calendar"), {"month": "2026-11"}))
    review = text(client.get(page(trust, "decisions-calendar"), {"month": "2027-05"}))
    assert "Review after 6 months" in review
    assert decision.question in review
    assert "Nothing falls in this month." in text(client.get(page(trust, "decisions-calendar"), {"month": "2030-01"}))
    assert client.get(page(trust, "decisions-calendar"), {"month": "never"}).status_code == 200


def test_a_question_to_the_board_is_asked_and_answered(client, trust, lead):
    ask = page(trust, "board-ask")
    assert "Choose who answers." in text(client.post(ask, {"question": "Why?"}))
    asked = client.post(ask, {"question": "Why so long?", "answerer": str(lead.account_id)}, follow=True)
    assert "Amina Clarke answers it." in text(asked)
    (row,) = queries.board_questions(trust.id)
    answer = client.post(page(trust, "board-answer", row.reference), {"answer": "Because."}, follow=True)
    assert "Because." in text(answer)
    assert client.get(page(trust, "board-answer", row.reference)).status_code == 404


def test_pages_cost_the_same_whatever_they_hold(client, trust, ward, lead, django_assert_max_num_queries):
    def filled(more):
        for number in range(more):
            voices = [make_voice(trust, ward, reply=True, email=f"{more}-{number}-{one}@example.org") for one in (1, 2)]
            decision = decided(make_decision(trust, ward, about=[about(one) for one in voices]))
            actions.draft_replies(actor=lead, reference=decision.reference)
            for days in (3, 4):
                due = date(2026, 11, 23) + timedelta(days=days)
                given = {"what": f"Do {days}", "due_on": due, "measure": "m", "direction": "up", "comparator": "c"}
                actions.add_action(actor=lead, reference=decision.reference, check_on=due, **given)
        return decision.reference

    def cost(name, *more):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            text(client.get(page(trust, name, *more)))
        return len(captured)

    one = filled(1)
    before = [cost("decisions"), cost("decisions-calendar"), cost("decision", one), cost("replies", one)]
    many = filled(6)
    after = [cost("decisions"), cost("decisions-calendar"), cost("decision", many), cost("replies", many)]
    assert after == before
    assert max(after) < 60


def test_public_pages_filter_and_refuse_nonsense(client, trust, ward):
    address = reverse("what-changed", args=[trust.code])
    assert "There is nothing here yet." in text(client.get(address))
    assert client.get(reverse("what-changed-poster", args=[trust.code])).status_code == 404
    for question, unit in (("Bells?", ward), ("Cars?", None)):
        decision = decided(make_decision(trust, unit, question=question))
        actions.publish(actor=SYSTEM, reference=decision.reference, you_said=question, we_did="We did it.")
    assert "2 entries" in text(client.get(address))
    assert "Cars?" not in text(client.get(address, {"service": str(ward.id)}))
    assert "for what you chose" in text(client.get(address, {"theme": "\x00Nothing"}))
    assert client.get(address, {"service": "9" * 30, "page": "0"}).status_code == 200
    assert client.get(reverse("what-changed", args=["nobody"])).status_code == 404
    assert client.get(reverse("what-changed-one", args=[trust.code, "NONE"])).status_code == 404
    made = client.get(reverse("what-changed-poster", args=[trust.code]))
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF")


def test_a_poster_shows_what_is_written_and_runs_nothing(trust, ward):
    decision = decided(make_decision(trust, ward))
    actions.publish(actor=SYSTEM, reference=decision.reference, you_said="<script>Bells & lamps", we_did="Done.")
    rows, _ = queries.published(trust.id)
    made = poster.html(rows, "Riverside", "", "https://heard.example/p/r/what-changed/")
    assert "&lt;script&gt;Bells &amp; lamps" in made
    assert "<script" not in made
