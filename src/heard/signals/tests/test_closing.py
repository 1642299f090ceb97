"""Closed by a decision or with a reason, by somebody outside the line where need be, and back again."""

from __future__ import annotations

import pytest
from django.utils import timezone

from heard.messages import queries as messages
from heard.messages.actions import keep_recipient
from heard.messages.addresses import fingerprint
from heard.messages.models import Message, Notice, OptOut
from heard.messages.ports import Address
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.signals import actions, ports, queries
from heard.signals.connect import confirmed
from heard.signals.models import Signal
from heard.signals.subjects import subject_of
from heard.signals.tests.factories import alone, do, raised, say, signal
from heard.tasks import actions as tasks
from heard.tasks import queries as task_queries
from heard.voices.models import Receipt
from heard.voices.ports import Confirmation

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def live(found):
    return {task.kind: task for task in task_queries.tasks_about(subject_of(found.reference)) if task.live}


def keep_address(trust, voice):
    keep_recipient(
        actor=SYSTEM,
        organisation_id=trust.id,
        ref=f"voices.voice:{voice.reference}",
        way="email",
        address=Address(name="Ann", email="ann@example.org"),
    )


def wish(voice):
    voice.wishes = {"reply": True}
    voice.save()


def give_key(voice):
    Receipt.objects.create(voice=voice, key=voice.reference)


def can_be_reached(trust, voice):
    keep_address(trust, voice)
    wish(voice)
    give_key(voice)


def test_it_closes_with_a_reason_that_whoever_spoke_reads_and_a_draft_for_who_wants_a_reply(trust, ward, manager):
    voice = say(trust, ward, wishes={"reply": True})
    can_be_reached(trust, voice)
    found = do(actions.take_up, manager, raised(voice))
    with pytest.raises(Refused, match="Enter the reason"):
        do(actions.close_signal, manager, found, reason="  ")
    do(actions.close_signal, manager, found, reason="We put a second person on nights.")
    assert (found.state, found.closed_by, live(found)) == ("closed", manager.reference, {})
    (draft,) = Message.objects.all()
    words = messages.message(trust.id, draft.reference).words
    assert draft.state == "draft"
    assert "We put a second person on nights." in words
    moments = queries.timeline(voice.reference)
    assert [moment.title for moment in moments] == ["Raised", "Taken up", "Closed"]
    assert moments[-1].text == "The reason: We put a second person on nights."


def test_it_is_taken_up_before_it_is_closed(trust, ward, manager):
    voice = say(trust, ward)
    can_be_reached(trust, voice)
    with pytest.raises(Refused, match="Take it up first"):
        do(actions.close_signal, manager, raised(voice), reason="No")


def test_where_nobody_can_be_reached_somebody_outside_the_line_closes(trust, ward, manager, lead, complaints):
    found = do(actions.take_up, manager, signal(trust, ward))
    for actor in (manager, lead):
        with pytest.raises(Refused, match="somebody outside the line has to close it"):
            do(actions.close_signal, actor, found, reason="It is mended")
    do(actions.ask_to_close, manager, found, reason="It is mended")
    assert found.state == "taken_up"
    assert set(live(found)) == {"signals.decide", "signals.second_look"}
    do(actions.close_signal, complaints, found, reason="It is mended, I looked")
    assert (found.state, found.closed_by, live(found)) == ("closed", complaints.reference, {})


def test_who_owns_it_is_not_outside_its_line(trust, ward, complaints, board):
    found = do(actions.take_up, complaints, signal(trust, ward))
    with pytest.raises(Refused, match="somebody outside the line"):
        do(actions.close_signal, complaints, found, reason="It is mended")
    do(actions.ask_to_close, complaints, found, reason="It is mended")
    with pytest.raises(Refused, match="somebody outside the line"):
        do(actions.close_signal, complaints, found, reason="It is mended")
    assert do(actions.close_signal, board, found, reason="It is mended").state == "closed"


def test_a_decision_closes_only_where_the_room_that_keeps_it_agrees(trust, ward, manager):
    voice = say(trust, ward)
    can_be_reached(trust, voice)
    found = do(actions.take_up, manager, raised(voice))
    with alone(ports.closers), pytest.raises(Refused, match="nothing here that can close it"):
        do(actions.close_signal, manager, found, by="decisions.decision:X")
    asked = []

    def closer(closing):
        asked.append(closing)
        return None if closing.by.endswith(":GOOD") else "That decision does not cite this signal."

    with alone(ports.closers, closer):
        with pytest.raises(Refused, match="does not cite"):
            do(actions.close_signal, manager, found, by="decisions.decision:BAD")
        do(actions.close_signal, manager, found, by="decisions.decision:GOOD")
    assert (found.state, found.closing_reference) == ("closed", "decisions.decision:GOOD")
    assert asked[-1].signal == found.reference


def answered(trust, voice, answer="no", worse=False, about=""):
    confirmed(Confirmation(voice.reference, trust.id, about, answer, worse, timezone.now()))


def test_no_reopens_and_tells_who_closed_it_and_the_board(trust, ward, manager, board):
    voice = say(trust, ward)
    can_be_reached(trust, voice)
    found = do(actions.take_up, manager, raised(voice))
    do(actions.close_signal, manager, found, reason="Mended")
    for answer in ("yes", "too_early", "cannot_tell"):
        answered(trust, voice, answer)
        found.refresh_from_db()
        assert found.state == "closed"
    answered(trust, voice)
    found.refresh_from_db()
    assert (found.state, found.reopened, found.closing_reason) == ("reopened", 1, "")
    assert list(live(found)) == ["signals.take_up"]
    told = set(Notice.objects.filter(key__startswith="signal:").values_list("account_id", flat=True))
    assert told == {manager.account_id, board.account_id}
    assert queries.board_summary(trust.id).came_back == 1


def test_no_reopens_what_the_voice_was_merged_into(trust, ward, manager, complaints):
    voice = say(trust, ward)
    target = signal(trust, ward, category=1)
    merged = do(actions.merge_signals, manager, raised(voice), into=target.reference, reason="Same")
    do(actions.take_up, manager, target)
    do(actions.ask_to_close, manager, target, reason="Mended")
    do(actions.close_signal, complaints, target, reason="Mended")
    answered(trust, voice)
    target.refresh_from_db()
    merged.refresh_from_db()
    assert (target.state, merged.state) == ("reopened", "merged")


def test_treated_worse_is_a_signal_outside_the_line_once_a_day(trust, ward, manager):
    voice = say(trust, ward, level=2)
    for _ in range(2):
        answered(trust, voice, "yes", worse=True)
    found = Signal.objects.get(kind="treated_worse")
    assert (found.route, found.level, found.voices.count()) == ("outside", 3, 1)
    assert queries.signal(manager, trust.id, found.reference) is None


def test_an_address_alone_reaches_nobody_and_what_is_unread_is_not_closed(trust, ward, lead, complaints):
    voice = say(trust, ward, words="My mother died")
    keep_address(trust, voice)
    found = do(actions.take_up, lead, raised(voice))
    tasks.open_task(
        actor=SYSTEM,
        organisation_id=trust.id,
        unit_id=ward.id,
        kind="voices.reading",
        subject=f"voices.voice:{voice.reference}",
        title="Read what somebody said",
        role="service_manager",
        clock="first_read",
    )
    for step in (actions.close_signal, actions.ask_to_close):
        with pytest.raises(Refused, match="1 voice in this signal nobody has read"):
            do(step, lead, found, reason="Nothing to it")
    assert actions.mark_voices_read(actor=lead, organisation_id=trust.id, reference=found.reference) == 1
    for more in (lambda _: None, wish, give_key):
        with pytest.raises(Refused, match="somebody outside the line has to close it"):
            do(actions.close_signal, lead, found, reason="Nothing to it")
        more(voice)
    stop = OptOut.objects.create(
        organisation_id=trust.id,
        fingerprint=fingerprint("email", Address(email="ann@example.org")),
        asked_by="email",
        at=timezone.now(),
    )
    with pytest.raises(Refused, match="somebody outside the line has to close it"):
        do(actions.close_signal, lead, found, reason="Nothing to it")
    stop.delete()
    assert do(actions.close_signal, lead, found, reason="We looked into it").state == "closed"


def test_who_had_it_before_is_not_outside_its_line(trust, ward, complaints, lead, board):
    found = do(actions.take_up, complaints, signal(trust, ward))
    do(actions.pass_on, complaints, found, to=lead.account_id, reason="Yours to decide")
    do(actions.ask_to_close, lead, found, reason="It is mended")
    with pytest.raises(Refused, match="somebody outside the line has to close it"):
        do(actions.close_signal, complaints, found, reason="It is mended")
    assert do(actions.close_signal, board, found, reason="It is mended").state == "closed"


def test_outside_the_line_no_tells_who_closed_it_and_who_closes_on_its_way(trust, ward, complaints, board, person):
    governance = person(Role.INFORMATION_GOVERNANCE)
    voice = say(trust, ward, words="Nurse [name] shouted at her")
    found = do(actions.take_up, complaints, raised(voice))
    do(actions.ask_to_close, complaints, found, reason="We spoke with her")
    safeguarding = person(Role.SAFEGUARDING_LEAD)
    do(actions.close_signal, safeguarding, found, reason="We spoke with her")
    answered(trust, voice)
    told = set(Notice.objects.filter(key__startswith="signal:").values_list("account_id", flat=True))
    assert told == {governance.account_id, safeguarding.account_id}
