"""What follows an outcome: publishing, replies, and what comes back."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from heard.decisions import actions, connect, queries
from heard.decisions.actions.deciding import REPLYING
from heard.decisions.models import CameBack, Reply
from heard.decisions.tests.factories import WORDS, about, decided, found, make_decision, make_voice
from heard.ledger.queries import history
from heard.messages import queries as messages
from heard.messages.models import Message, Notice
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit
from heard.signals.actions import raise_signal
from heard.signals.models import Signal
from heard.signals.ports import Closing
from heard.tasks import queries as tasks
from heard.tasks.actions import finish_task
from heard.voices import actions as voices
from heard.voices.models import Voice
from heard.voices.ports import Confirmation

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
def lead(trust):
    return make_actor(trust, Role.ENGAGEMENT_LEAD)


def published(decision, **more):
    given = {"you_said": "Bells were not answered at night.", "we_did": "A second person is on duty.", **more}
    return actions.publish(actor=SYSTEM, reference=decision.reference, **given)


def confirmation(trust, voice, answer="no", about_="", worse=False):
    return Confirmation(voice, trust.id, about_, answer, worse, timezone.now())


def replied(trust, ward, lead, people=2):
    voices_ = [make_voice(trust, ward, reply=True, email=f"p{number}@example.org") for number in range(people)]
    decision = decided(make_decision(trust, ward, about=[about(voice) for voice in voices_]), actor=lead)
    actions.draft_replies(actor=lead, reference=decision.reference)
    return decision, voices_


def test_only_an_outcome_is_published(trust, ward):
    decision = make_decision(trust, ward)
    with pytest.raises(Refused, match="no outcome yet"):
        published(decision)
    published(decided(decision))
    with pytest.raises(Refused, match="published already"):
        published(decision)


@pytest.mark.parametrize("field", ["you_said", "we_did"])
def test_words_of_somebody_who_did_not_say_so_are_not_published(trust, ward, field):
    decision = decided(make_decision(trust, ward, about=[about(make_voice(trust, ward))]))
    with pytest.raises(Refused, match="repeat words") as refused:
        published(decision, **{field: f"Somebody told us: nobody came WHEN I rang, the bell. And {field}."})
    assert refused.value.field == field


def test_reasons_that_repeat_private_words_hold_the_whole_page_back(trust, ward):
    decision = decided(make_decision(trust, ward, about=[about(make_voice(trust, ward))]), reasons=WORDS)
    with pytest.raises(Refused, match="In the reasons"):
        published(decision)


def test_names_are_not_published(trust, ward):
    decision = decided(make_decision(trust, ward))
    with pytest.raises(Refused, match="Take the name"):
        published(decision, we_did="Nurse Okafor is on duty at night.")


def test_words_are_shown_where_their_speaker_and_a_moderator_said_so(trust, ward):
    shown = make_voice(
        trust, ward, "The bell was not heard", publication="without_name", moderation=Voice.Moderation.PUBLISHED
    )
    others = [
        make_voice(trust, ward, "Private words"),
        make_voice(trust, ward, "Waits for a moderator", publication="with_name", moderation="waiting"),
        make_voice(trust, ward, "Nobody asked", publication="none", moderation="published"),
    ]
    decision = published(decided(make_decision(trust, ward, about=[about(one) for one in (shown, *others)])))
    chain = queries.chain(trust.id, decision.reference)
    assert [words for words, *_ in chain.words] == ["The bell was not heard"]
    assert chain.people == "fewer than 5"
    voices.withdraw_voice(actor=SYSTEM, voice_id=Voice.objects.get(reference=shown).pk, reason="They asked")
    assert queries.chain(trust.id, decision.reference).words == ()


def test_what_is_withdrawn_is_no_longer_public(trust, ward):
    decision = published(decided(make_decision(trust, ward)))
    assert queries.published(trust.id)[1] == 1
    actions.withdraw_decision(actor=SYSTEM, reference=decision.reference, reason="Another plan")
    assert queries.published(trust.id) == ([], 0)
    assert queries.chain(trust.id, decision.reference) is None


def test_in_the_place_of_what_was_published_stands_that_it_was_withdrawn_when_and_why(client, trust, ward):
    decision = published(decided(make_decision(trust, ward)))
    silent = decided(make_decision(trust, ward))
    for one in (decision, silent):
        actions.withdraw_decision(actor=SYSTEM, reference=one.reference, reason="We were told wrong numbers.")
    for language, said in (
        ("", "published on 23 November 2026 and withdrawn on 23 November 2026"),
        ("/cy", "23 Tachwedd 2026"),
    ):
        gone = client.get(f"{language}/p/{trust.code}/what-changed/{decision.reference}/")
        page = " ".join(gone.content.decode().split())
        assert gone.status_code == 410
        assert said in page
        assert "We were told wrong numbers." in page
        assert decision.question not in page
        assert "A second person is on duty." not in page
    assert client.get(f"/p/{trust.code}/what-changed/{silent.reference}/").status_code == 404, "it never was public"


def test_replies_go_to_those_who_wish_one_and_can_be_reached(trust, ward, lead):
    wishes = make_voice(trust, ward, reply=True, email="a@example.org")
    others = [
        make_voice(trust, ward, email="b@example.org"),
        make_voice(trust, ward, reply=True),
        make_voice(trust, ward, reply=True, email="c@example.org", route="outside"),
    ]
    sources = [about(one) for one in (wishes, *others[:2])]
    decision = decided(make_decision(trust, ward, about=sources), actor=lead)
    assert actions.draft_replies(actor=lead, reference=decision.reference) == 1
    assert actions.draft_replies(actor=lead, reference=decision.reference) == 0
    (reply,) = Reply.objects.all()
    assert reply.voice == wishes
    words = messages.message(trust.id, reply.message).words
    assert "A second person answers bells at night." in words
    assert "No more beds" in words


def test_replies_are_changed_singly_or_together_sent_and_stopped(trust, ward, lead):
    decision, (first, second) = replied(trust, ward, lead)
    actions.edit_reply(actor=lead, reference=decision.reference, voice=first, subject="To you", words="By itself")
    assert (
        actions.write_replies(
            actor=lead, reference=decision.reference, decided="In other words", reasons="Because", not_done=""
        )
        == 1
    )
    by_voice = {reply.voice: messages.message(trust.id, reply.message).words for reply in Reply.objects.all()}
    assert by_voice[first] == "By itself"
    assert "In other words" in by_voice[second]
    assert "decisions.reply" in {
        t.kind for t in tasks.tasks_about(f"decisions.decision:{decision.reference}") if t.live
    }
    assert actions.send_replies(actor=lead, reference=decision.reference) == 2
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
    live = {t.kind for t in tasks.tasks_about(f"decisions.decision:{decision.reference}") if t.live}
    assert live == {"decisions.review"}
    assert actions.recall_replies(actor=lead, reference=decision.reference) == 2
    (again,) = [
        one
        for one in tasks.tasks_about(f"decisions.decision:{decision.reference}")
        if one.kind == REPLYING and one.live
    ]
    with pytest.raises(Refused, match="Send the replies"):
        finish_task(actor=lead, reference=again.reference, reason="Done")
    assert Reply.objects.filter(sent_at=None).count() == 2
    assert actions.send_replies(actor=lead, reference=decision.reference) == 2


def test_a_no_brings_the_decision_back_once_and_tells_owner_and_board(trust, ward, lead):
    member = make_actor(trust, Role.BOARD_MEMBER)
    decision, (voice, _) = replied(trust, ward, lead)
    for answer in ("yes", "too_early", "cannot_tell"):
        connect.follow(confirmation(trust, voice, answer))
    assert not CameBack.objects.exists()
    for worse in (False, True):
        connect.follow(confirmation(trust, voice, worse=worse))
    (back,) = CameBack.objects.all()
    assert back.treated_worse
    told = set(Notice.objects.filter(key__contains=":came-back:").values_list("account_id", flat=True))
    assert told == {member.account_id, lead.account_id}
    summary = queries.board_summary(trust.id, date(2026, 1, 1))
    assert (summary.open_returns, summary.treated_worse, len(summary.came_back)) == (1, 1, 1)
    detail = queries.decision(lead, trust.id, decision.reference)
    assert detail.state is queries.State.CAME_BACK
    actions.settle_returns(actor=lead, reference=decision.reference, answer="We look at the day shift, too.")
    assert queries.decision(lead, trust.id, decision.reference).state is queries.State.DECIDED
    assert "We look at the day shift, too." in [moment.text for moment in queries.timeline(voice)]


def test_a_no_of_somebody_elses_words_or_organisation_brings_nothing_back(trust, ward, lead):
    decision, _ = replied(trust, ward, lead)
    stranger = make_voice(trust, ward)
    connect.follow(confirmation(trust, stranger, about_=f"decisions.decision:{decision.reference}"))
    assert not CameBack.objects.exists()


def test_a_timeline_says_considered_decided_and_answered_without_a_name(trust, ward, lead):
    decision, (voice, _) = replied(trust, ward, lead)
    actions.send_replies(actor=lead, reference=decision.reference)
    moments = queries.timeline(voice)
    assert [moment.kind for moment in moments] == ["considered", "decided", "answered"]
    assert "People lay awake and were afraid." in moments[1].text
    assert not any(lead.name in f"{moment.title} {moment.text}" for moment in moments)


def test_a_signal_is_closed_by_a_decided_decision_that_cites_it_and_by_nothing_else(trust, ward):
    def closing(by, organisation_id=trust.id):
        return connect.may_close(Closing("01SIGNAL", organisation_id, by, "Decided"))

    decision = make_decision(trust, ward)
    subject = f"decisions.decision:{decision.reference}"
    assert "exists" in closing("decisions.decision:NONE")
    assert "exists" in closing("tasks.task:1")
    assert "exists" in closing(subject, organisation_id=make_organisation().id)
    assert "no outcome" in closing(subject)
    decision.evidence.create(
        kind="signals.signal", of="01SIGNAL", shows="A signal", digest="0" * 64, made_at=timezone.now()
    )
    decided(found(decision.reference))
    assert closing(subject) is None
    assert "among its evidence" in connect.may_close(Closing("01OTHER", trust.id, subject, "Decided"))
    actions.withdraw_decision(actor=SYSTEM, reference=decision.reference, reason="Another plan")
    assert "withdrawn" in closing(subject)


def test_the_board_sees_decisions_with_and_without_evidence(trust, ward):
    decided(make_decision(trust, ward, about=[about(make_voice(trust, ward))]))
    decided(make_decision(trust, ward))
    summary = queries.board_summary(trust.id, date(2026, 11, 1))
    assert (summary.decided, summary.with_evidence, summary.without_evidence) == (2, 1, 1)
    assert [row.why_no_evidence for row in summary.unevidenced] == ["It was seen on a visit."]
    assert queries.board_summary(trust.id, date(2026, 12, 1)).decided == 0


def test_what_waits_is_what_somebody_owns_or_may_take(trust, ward, lead):
    decision = make_decision(trust, ward)
    (waits,) = queries.waiting(lead, trust.id)
    assert (waits.kind, waits.overdue) == ("decisions.deciding", False)
    assert decision.question in waits.title
    assert queries.waiting(make_actor(trust, Role.ADMINISTRATOR), trust.id) == []


def test_cited_voices_stay(trust, ward):
    voice = make_voice(trust, ward)
    other = make_voice(trust, ward)
    make_decision(trust, ward, about=[about(voice)])
    ids = {row.reference: row.pk for row in Voice.objects.all()}
    assert connect.fixed([ids[voice], ids[other]]) == {ids[voice]}


def test_withdrawing_a_decision_brings_back_what_it_closed(trust, ward, lead):
    reference = raise_signal(actor=SYSTEM, organisation_id=trust.id, unit_id=ward.id, why="She fell again", level=3)
    decision = decided(make_decision(trust, ward, about=[f"signals.signal:{reference}"]))
    subject = f"decisions.decision:{decision.reference}"
    # As closing leaves it: the ways to close are proven in their room.
    Signal.objects.filter(reference=reference).update(
        state=Signal.State.CLOSED, closed_at=timezone.now(), due_on=None, closing_reference=subject
    )
    actions.withdraw_decision(actor=lead, reference=decision.reference, reason="Made in the wrong place")
    signal = Signal.objects.get(reference=reference)
    assert signal.state != Signal.State.CLOSED
    assert signal.due_on is not None
    told = [str(entry.content) for entry in history(f"signals.signal:{reference}")]
    assert any("Made in the wrong place" in content for content in told)
