"""What can and cannot be done to a decision, and in which order."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from heard.decisions import actions
from heard.decisions.models import Action, Decision, Evidence
from heard.decisions.tests.factories import about, decided, found, make_decision, make_voice
from heard.ledger import queries as ledger
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit
from heard.signals.actions import raise_signal
from heard.signals.models import Alert, Signal
from heard.tasks import actions as task_actions
from heard.tasks import queries as tasks

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def on_a_monday():
    with time_machine.travel(MONDAY) as traveller:
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


def subject(decision, kind="decision"):
    return f"decisions.{kind}:{decision.reference}"


def live(decision, kind="decision"):
    return {task.kind for task in tasks.tasks_about(subject(decision, kind)) if task.live}


def planned(decision, **more):
    given = {
        "what": "A second person from four",
        "due_on": MONDAY + timedelta(days=14),
        "measure": "Comments about bells",
        "direction": "down",
        "comparator": "The other wards",
        "check_on": MONDAY + timedelta(days=90),
        **more,
    }
    return actions.add_action(actor=SYSTEM, reference=decision.reference, **given)


def test_a_decision_opens_with_its_bounds_its_evidence_and_a_clock(trust, ward, lead):
    voice = make_voice(trust, ward)
    decision = make_decision(trust, ward, actor=lead, about=[about(voice)])
    (look,) = Evidence.objects.filter(decision=decision)
    assert (look.kind, look.of, look.side, decision.evidenced) == ("voices.voice", voice, "for", 1)
    assert "afraid" not in look.shows
    assert live(decision) == {"decisions.deciding"}
    kinds = [entry.kind for entry in ledger.history(subject(decision))]
    assert kinds == ["decisions.opened", "decisions.option-added"]


@pytest.mark.parametrize(
    ("field", "sentence"),
    [("question", "Enter the question"), ("can_change", "can be influenced"), ("cannot_change", "cannot be")],
)
def test_a_decision_without_its_bounds_does_not_open(trust, ward, field, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        make_decision(trust, ward, **{field: " "})
    assert refused.value.field == field
    assert not Decision.objects.exists()


def test_no_option_is_added_once_they_are_fixed_and_the_question_stays(trust, ward):
    decision = make_decision(trust, ward)
    actions.fix_options(actor=SYSTEM, reference=decision.reference)
    with pytest.raises(Refused, match="options are fixed"):
        actions.add_option(actor=SYSTEM, reference=decision.reference, text="Another")
    with pytest.raises(Refused, match="question stays"):
        actions.describe_decision(
            actor=SYSTEM, reference=decision.reference, question="a", can_change="b", cannot_change="c", stage="needs"
        )


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"reasons": ""}, "Enter the reasons"),
        ({"decided": "\x00 "}, "Enter what was decided"),
        ({"not_done": ""}, "not done, and why"),
        ({"why_no_evidence": ""}, "no evidence"),
        ({"outcome": "perhaps"}, "Choose the outcome"),
    ],
)
def test_there_is_no_outcome_without_reasons_evidence_and_what_is_not_done(trust, ward, missing, sentence):
    decision = make_decision(trust, ward)
    with pytest.raises(Refused, match=sentence):
        decided(decision, **missing)
    assert found(decision.reference).decided_at is None


def test_nothing_is_decided_before_the_options_are_fixed(trust, ward):
    decision = make_decision(trust, ward)
    with pytest.raises(Refused, match="Fix the options"):
        actions.decide(actor=SYSTEM, reference=decision.reference, outcome="done", decided="a", reasons="b")


def test_an_outcome_ends_the_clock_of_deciding_and_sets_two_reviews(trust, ward):
    decision = decided(make_decision(trust, ward))
    assert (decision.first_review_on, decision.second_review_on) == (date(2027, 5, 23), date(2027, 11, 23))
    assert live(decision) == {"decisions.review"}
    with pytest.raises(Refused, match="has its outcome"):
        decided(decision)


def test_evidence_after_the_outcome_is_refused_by_the_action_and_by_the_database(trust, ward):
    voice = make_voice(trust, ward)
    decision = decided(make_decision(trust, ward))
    for add in (actions.add_evidence, actions.add_contrary):
        with pytest.raises(Refused, match="dated before the outcome"):
            add(actor=SYSTEM, reference=decision.reference, kind="voices.voice", of=voice)
    late = Evidence(decision=decision, kind="voices.voice", of=voice, shows="x", digest="0" * 64)
    late.made_at = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        late.save()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reasons": ""},
        {"outcome": "cannot", "not_done": ""},
        {"evidenced": 0, "why_no_evidence": ""},
        {"published_at": timezone.now(), "you_said": ""},
        {"withdrawn_at": timezone.now()},
    ],
)
def test_the_database_holds_the_rules_by_itself(trust, ward, wrong):
    decision = decided(make_decision(trust, ward))
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**wrong)


def test_who_declares_an_interest_does_not_decide_and_gives_the_task_back(trust, ward, lead):
    decision = make_decision(trust, ward, owner_id=lead.account_id)
    actions.fix_options(actor=lead, reference=decision.reference)
    actions.declare_interest(actor=lead, reference=decision.reference, what="My sister works there")
    (task,) = (task for task in tasks.tasks_about(subject(decision)) if task.live)
    assert task.owner_id is None
    with pytest.raises(Refused, match="conflict of interest"):
        decided(found(decision.reference), actor=lead)
    with pytest.raises(Refused):
        task_actions.take_task(actor=lead, reference=task.reference)
    assert decided(found(decision.reference), actor=make_actor(trust, Role.BOARD_MEMBER)).decided_at


def test_a_task_of_deciding_cannot_be_finished_past_the_decision(trust, ward, lead):
    decision = make_decision(trust, ward)
    (task,) = tasks.tasks_about(subject(decision))
    with pytest.raises(Refused, match="Decide on the page"):
        task_actions.finish_task(actor=lead, reference=task.reference, reason="I am done")


def test_roles_that_only_read_change_nothing(trust, ward):
    decision = make_decision(trust, ward)
    for role in (Role.REGULATOR, Role.ANALYST, Role.COMMISSIONER):
        actor = make_actor(trust, role)
        with pytest.raises(Refused, match="Your role"):
            actions.add_option(actor=actor, reference=decision.reference, text="Mine")
        with pytest.raises(Refused, match="Your role"):
            decided(decision, actor=actor)


def test_a_manager_decides_in_their_own_part_of_the_tree_alone(trust, ward):
    manager = make_actor(trust, Role.SERVICE_MANAGER, ward)
    elsewhere = make_decision(trust, make_unit(trust, "Eye Clinic"))
    with pytest.raises(Refused, match="Your role"):
        actions.add_option(actor=manager, reference=elsewhere.reference, text="Mine")
    assert make_decision(trust, ward, actor=manager)


def test_evidence_is_only_what_its_finder_may_see(trust, ward):
    manager = make_actor(trust, Role.SERVICE_MANAGER, ward)
    decision = make_decision(trust, ward, actor=manager)
    elsewhere = make_voice(trust, make_unit(trust, "Eye Clinic"))
    outside = make_voice(trust, ward, route="outside")
    for of in (elsewhere, outside, "01J0000000000000000000000A", ""):
        with pytest.raises(Refused, match="that you may see"):
            actions.add_evidence(actor=manager, reference=decision.reference, kind="voices.voice", of=of)
    with pytest.raises(Refused, match="that you may see"):
        actions.add_evidence(actor=manager, reference=decision.reference, kind="nobody.knows", of="1")


def test_an_action_comes_after_the_outcome_and_says_what_should_move(trust, ward):
    decision = make_decision(trust, ward)
    with pytest.raises(Refused, match="no outcome yet"):
        planned(decision)
    decided(decision)
    for wrong, sentence in (
        ({"measure": ""}, "what should change"),
        ({"comparator": ""}, "compare it with"),
        ({"check_on": MONDAY}, "not before the action is due"),
        ({"direction": "sideways"}, "which way"),
        ({"money": Decimal(-1)}, "nothing or more"),
    ):
        with pytest.raises(Refused, match=sentence):
            planned(decision, **wrong)
    action = planned(decision, money=Decimal("1200.50"))
    assert live(action, "action") == {"decisions.action"}


def test_a_slipped_day_stays_beside_the_new_one_and_its_task_follows(trust, ward, lead):
    action = planned(decided(make_decision(trust, ward)), owner_id=lead.account_id)
    later = MONDAY + timedelta(days=28)
    actions.slip_action(actor=lead, action=action.reference, due_on=later, reason="Nobody applied")
    (slip,) = action.slips.all()
    assert (slip.was, slip.now) == (action.due_on, later)
    (task,) = (task for task in tasks.tasks_about(subject(action, "action")) if task.live)
    assert (task.due_on, task.owner_id) == (later, lead.account_id)
    with pytest.raises(Refused, match="a day after"):
        actions.slip_action(actor=lead, action=action.reference, due_on=later, reason="Again")


def test_an_action_ends_in_words_and_is_then_checked(trust, ward, lead):
    decision = decided(make_decision(trust, ward))
    action = planned(decision)
    (task,) = tasks.tasks_about(subject(action, "action"))
    with pytest.raises(Refused, match="page of its decision"):
        task_actions.finish_task(actor=lead, reference=task.reference, reason="Done")
    with pytest.raises(Refused, match="what was done"):
        actions.finish_action(actor=lead, action=action.reference, ended="")
    actions.finish_action(actor=lead, action=action.reference, ended="She began on Monday")
    assert live(action, "action") == {"decisions.check"}
    dropped = planned(decision)
    actions.finish_action(actor=lead, action=dropped.reference, ended="No money", dropped=True)
    assert Action.objects.get(pk=dropped.pk).state == "dropped"
    assert live(dropped, "action") == set()


def test_reviews_come_after_six_and_twelve_months(trust, ward, on_a_monday):
    decision = decided(make_decision(trust, ward))
    with pytest.raises(Refused, match="not due before 23 May 2027"):
        actions.record_review(actor=SYSTEM, reference=decision.reference, holds="yes", found="Still so")
    on_a_monday.move_to(date(2027, 5, 24))
    actions.record_review(actor=SYSTEM, reference=decision.reference, holds="part", found="Half of it")
    (task,) = (task for task in tasks.tasks_about(subject(decision)) if task.live)
    assert task.due_on == date(2027, 11, 23)
    on_a_monday.move_to(date(2027, 11, 23))
    actions.record_review(actor=SYSTEM, reference=decision.reference, holds="no", found="All as before")
    with pytest.raises(Refused, match="Both reviews"):
        actions.record_review(actor=SYSTEM, reference=decision.reference, holds="yes", found="Again")
    assert live(decision) == set()


def test_a_withdrawn_decision_says_why_and_leaves_no_task(trust, ward):
    decision = decided(make_decision(trust, ward))
    with pytest.raises(Refused, match="why it is withdrawn"):
        actions.withdraw_decision(actor=SYSTEM, reference=decision.reference, reason="")
    actions.withdraw_decision(
        actor=make_actor(trust, Role.BOARD_MEMBER), reference=decision.reference, reason="Another plan"
    )
    assert live(decision) == set()
    with pytest.raises(Refused, match="withdrawn"):
        planned(decision)


def test_a_question_to_the_board_gets_an_answer_with_a_name(trust, lead):
    member = make_actor(trust, Role.BOARD_MEMBER)
    with pytest.raises(Refused, match="who answers"):
        actions.ask_board(actor=member, organisation_id=trust.id, question="Why?", answerer_id=0)
    asked = actions.ask_board(actor=member, organisation_id=trust.id, question="Why?", answerer_id=lead.account_id)
    (task,) = tasks.tasks_about(subject(asked, "question"))
    assert (task.owner_id, task.clock) == (lead.account_id, "board_question")
    with pytest.raises(Refused, match="Answer the question"):
        task_actions.finish_task(actor=lead, reference=task.reference, reason="x")
    actions.answer_board_question(actor=lead, reference=asked.reference, answer="Because of the winter.")
    assert live(asked, "question") == set()
    with pytest.raises(Refused, match="is answered"):
        actions.answer_board_question(actor=lead, reference=asked.reference, answer="Once more")


def test_what_rises_again_after_its_action_was_done_is_raised_once(trust, ward):
    """The rise before was decided on and acted on; the one after it is more than another alert."""

    def rises(since: date) -> Signal:
        reference = raise_signal(
            actor=SYSTEM, organisation_id=trust.id, unit_id=ward.id, why="Concerns have risen", kind=Signal.Kind.RISING
        )
        signal = Signal.objects.get(reference=reference)
        Alert.objects.create(
            organisation_id=trust.id,
            signal=signal,
            kind="rising",
            family="places",
            unit_id=ward.id,
            facet=0,
            value=0,
            status="watch",
            since=since,
            raised_week=since,
            through=since,
            **dict.fromkeys(("evidence", "threshold", "betting", "null_rate", "usual"), 1.0),
            **dict.fromkeys(("count", "of", "weeks"), 1),
        )
        return signal

    first = rises(timezone.localdate() - timedelta(days=30))
    decision = decided(make_decision(trust, ward, about=[f"signals.signal:{first.reference}"]))
    day = timezone.localdate()
    Action.objects.create(
        decision=decision,
        what="A second person at night",
        due_on=day,
        check_on=day,
        measure="Bells answered",
        direction="down",
        comparator="Other wards",
        added_at=timezone.now(),
        state=Action.State.DONE,
        ended_at=timezone.now(),
        ended="It is done",
    )
    assert actions.raise_what_is_back(actor=SYSTEM) == 0, "it rose before the action was done"
    Alert.objects.update(ended_on=day)
    rises(day + timedelta(days=7))
    assert actions.raise_what_is_back(actor=SYSTEM) == 1
    assert actions.raise_what_is_back(actor=SYSTEM) == 0
    back = Signal.objects.get(kind=Signal.Kind.BACK)
    assert back.unit_id == ward.id
    assert "have risen again" in back.why
    assert "A second person at night" in back.why
