"""Taken up, passed on, judged, linked, merged, in conflict: one event each, and nothing silently."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from heard.ledger.queries import history
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.signals import actions, queries
from heard.signals.models import Signal
from heard.signals.subjects import subject_of
from heard.signals.tests.factories import do, signal
from heard.signals.views.presented import may
from heard.tasks import actions as tasks
from heard.tasks import queries as task_queries

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def kinds(found):
    return [entry.kind.removeprefix("signals.") for entry in history(subject_of(found.reference))]


def live(found):
    return {task.kind: task for task in task_queries.tasks_about(subject_of(found.reference)) if task.live}


def test_whoever_takes_it_up_owns_the_decision_and_its_clock(trust, ward, manager):
    found = do(actions.take_up, manager, signal(trust, ward))
    task = live(found)["signals.decide"]
    assert (found.state, list(live(found)), task.owner_id) == ("taken_up", ["signals.decide"], manager.account_id)
    assert (task.clock, found.due_on) == ("serious_decision", task.due_on)
    assert kinds(found) == ["raised", "taken-up"]
    do(actions.take_up, manager, found)
    assert kinds(found) == ["raised", "taken-up"]


def test_its_tasks_end_only_through_the_signal(trust, ward, manager, lead):
    found = signal(trust, ward)
    with pytest.raises(Refused, match="Take the signal up on its page"):
        tasks.finish_task(actor=manager, reference=live(found)["signals.take_up"].reference)
    do(actions.take_up, manager, found)
    for end in (tasks.finish_task, tasks.cancel_task):
        with pytest.raises(Refused, match="Close the signal on its page"):
            end(actor=lead, reference=live(found)["signals.decide"].reference, reason="Done")


def test_the_review_of_older_concerns_ends_when_none_is_left(trust, ward, manager, complaints):
    found = signal(trust, ward, said_on=date(2024, 1, 1))
    (review,) = [row.task for row in task_queries.all_tasks(SYSTEM, trust.id, task_queries.TaskFilter(show="area"))]
    with pytest.raises(Refused, match="1 older concern at Kestrel Ward still wait"):
        tasks.finish_task(actor=manager, reference=review.reference)
    do(actions.ask_to_close, manager, found, reason="It was answered in 2024")
    do(actions.close_signal, complaints, found, reason="It was answered in 2024")
    tasks.finish_task(actor=manager, reference=review.reference)


def test_it_is_passed_on_with_a_reason_to_somebody_who_may_have_it(trust, ward, manager, lead, person):
    found = do(actions.take_up, manager, signal(trust, ward))
    do(actions.pass_on, manager, found, to=lead.account_id, reason="You know the ward")
    assert live(found)["signals.decide"].owner_id == lead.account_id
    with pytest.raises(Refused, match="does not include this"):
        do(actions.pass_on, lead, found, to=person(Role.ANALYST).account_id, reason="Please")
    assert kinds(found)[-1] == "passed-on"


def test_given_back_it_waits_to_be_taken_up_by_its_old_day(trust, ward, manager):
    found = signal(trust, ward)
    day = found.due_on
    do(actions.take_up, manager, found)
    assert found.due_on > day
    task = live(found)["signals.decide"]
    tasks.pass_task(actor=manager, reference=task.reference, to=None, reason="I am away")
    found.refresh_from_db()
    assert (found.state, found.taken_up_at, found.due_on, list(live(found))) == ("open", None, day, ["signals.take_up"])
    assert kinds(found) == ["raised", "taken-up", "put-back"]
    do(actions.take_up, manager, found)
    assert (found.state, live(found)["signals.decide"].owner_id) == ("taken_up", manager.account_id)


def test_a_verdict_closes_nothing(trust, ward, manager):
    found = do(actions.take_up, manager, signal(trust, ward))
    do(actions.give_verdict, manager, found, verdict="false")
    assert (found.state, found.verdict) == ("taken_up", "false")
    with pytest.raises(Refused, match="Choose what you found"):
        do(actions.give_verdict, manager, found, verdict="praise")


def test_an_incident_reference_is_linked_and_taken_away(trust, ward, manager):
    found = do(actions.link_incident, manager, signal(trust, ward), incident=" LFPSE  12 ")
    assert found.incident_reference == "LFPSE 12"
    assert do(actions.link_incident, manager, found, incident="").incident_reference == ""


def test_somebody_in_conflict_neither_owns_decides_nor_closes(trust, ward, manager, lead):
    found = do(actions.take_up, manager, signal(trust, ward))
    do(actions.declare_conflict, manager, found, reason="It is about my own team")
    assert live(found)["signals.decide"].owner_id is None
    for action, given in (
        (actions.give_verdict, {"verdict": "false"}),
        (actions.close_signal, {"reason": "Nothing to it"}),
        (actions.ask_to_close, {"reason": "Nothing to it"}),
        (actions.take_up, {}),
        (actions.link_incident, {"incident": "1"}),
        (actions.merge_signals, {"into": signal(trust, ward, category=1).reference, "reason": "Same"}),
    ):
        with pytest.raises(Refused, match="conflict of interest"):
            do(action, manager, found, **given)
    with pytest.raises(Refused, match="conflict of interest"):
        do(actions.pass_on, lead, found, to=manager.account_id, reason="Back to you")
    # Whom they chose would be theirs.
    reference = live(found)["signals.decide"].reference
    for hand_over in (
        lambda: do(actions.pass_on, manager, found, to=lead.account_id, reason="You decide"),
        lambda: tasks.pass_task(actor=manager, reference=reference, to=lead.account_id, reason="You decide"),
        lambda: tasks.set_deputy(actor=manager, reference=reference, deputy_id=lead.account_id),
    ):
        with pytest.raises(Refused, match="conflict of interest"):
            hand_over()
    assert not may(SimpleNamespace(actor=manager), queries.signal(manager, trust.id, found.reference))["pass"]
    assert kinds(found)[-1] == "conflict-declared"


def test_a_colleague_declares_for_another_but_not_when_in_conflict_themselves(trust, ward, manager, lead):
    found = signal(trust, ward)
    do(actions.declare_conflict, lead, found, account_id=manager.account_id, reason="Named in it")
    with pytest.raises(Refused, match="conflict of interest"):
        do(actions.declare_conflict, manager, found, account_id=lead.account_id, reason="She too")


def test_who_is_in_conflict_over_one_outside_the_line_does_not_know_of_it(trust, ward, complaints, person):
    governance = person(Role.INFORMATION_GOVERNANCE)
    found = signal(trust, ward, words="Dr [name] laughed at him")
    do(actions.declare_conflict, governance, found, account_id=complaints.account_id, reason="It is her brother")
    assert queries.signal(complaints, trust.id, found.reference) is None
    assert queries.open_signals(complaints, trust.id) == ()


def test_two_become_one_as_serious_as_the_worse_and_can_be_taken_apart(trust, ward, manager):
    mild = signal(trust, ward, level=2, relation="carer", kinds=["neglect"])
    severe = signal(trust, ward, kinds=["medication"])
    do(actions.merge_signals, manager, severe, into=mild.reference, reason="One night")
    mild.refresh_from_db()
    assert (severe.state, severe.merged_into_id, mild.level) == ("merged", mild.pk, 3)
    assert not live(severe)
    assert {one.words for one in queries.signal(manager, trust.id, mild.reference).said} == {"Nobody came for hours"}
    assert len(queries.signal(manager, trust.id, mild.reference).said) == 2
    do(actions.unmerge_signal, manager, severe, reason="Two nights")
    assert (severe.state, list(live(severe))) == ("open", ["signals.take_up"])


def test_what_cannot_be_merged_says_why(trust, ward, manager, person):
    one, two, three = (signal(trust, ward, category=number) for number in range(3))
    confined = signal(trust, ward, kinds=["abuse"], category=4)
    do(actions.merge_signals, manager, one, into=two.reference, reason="Same")
    for reference, into, sentence in (
        (two.reference, two.reference, "itself"),
        (two.reference, three.reference, "Others are merged"),
        (three.reference, one.reference, "merged into another"),
        (three.reference, confined.reference, "does not include"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.merge_signals(
                actor=manager, organisation_id=trust.id, reference=reference, into=into, reason="Same"
            )


def test_a_signal_by_hand_masks_names_and_needs_a_reason(trust, ward, manager, person):
    given = {"organisation_id": trust.id, "unit_id": ward.id}
    with pytest.raises(Refused, match="Enter why"):
        actions.raise_signal(actor=manager, why=" ", **given)
    with pytest.raises(Refused, match="does not include"):
        actions.raise_signal(actor=person(Role.REGULATOR), why="Look", **given)
    reference = actions.raise_signal(actor=manager, why="Ring 01632 960001 about the lift", level=3, **given)
    found = Signal.objects.get(reference=reference)
    assert (found.kind, found.why) == ("manual", "Ring [phone number] about the lift")
    assert list(live(found)) == ["signals.take_up"]


def test_speaking_up_leaves_no_actor_in_any_event(trust, ward, person):
    guardian = person(Role.SPEAKING_UP_GUARDIAN)
    found = signal(trust, ward, kind="staff_concern")
    do(actions.take_up, guardian, found)
    do(actions.declare_conflict, guardian, found, account_id=person(Role.SPEAKING_UP_GUARDIAN).account_id, reason="Kin")
    for entry in history(subject_of(found.reference)):
        assert entry.actor == ""
        assert guardian.reference not in str(entry.content)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "closed", "closed_at": timezone.now},
        {"state": "closed", "closing_reason": "x"},
        {"state": "merged"},
        {"level": 4},
        {"why": ""},
        {"state": "taken_up"},
        {"reached": 5},
    ],
)
def test_the_database_refuses_what_no_action_makes(trust, ward, wrong):
    found = signal(trust, ward)
    given = {name: value() if callable(value) else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.filter(pk=found.pk).update(**given)
