"""What becomes a signal, and what an import of years does not open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from heard.ledger.queries import history
from heard.messages.models import Notice
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_unit
from heard.signals import actions, queries
from heard.signals.actions import following, raising
from heard.signals.models import Candidate, Signal, SignalVoice
from heard.signals.subjects import subject_of
from heard.signals.tests.factories import bits, raised, say, signal, tell
from heard.tasks import queries as tasks
from heard.tasks.actions import finish_task
from heard.voices.actions.reading import open_reading
from heard.voices.models import Answer, Voice
from heard.voices.policy import may_read
from heard.voices.ports import VoicesChanged

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TODAY = date(2026, 11, 23)


def test_a_serious_voice_is_a_signal_with_a_clock_an_event_and_its_words(trust, ward, manager):
    found = signal(trust, ward, words="He lay for nine hours", kinds=["emergency delay"])
    (task,) = tasks.tasks_about(subject_of(found.reference))
    assert (found.kind, found.level, found.route, found.state) == ("serious", 3, "line", "open")
    assert found.why == "Somebody tells of harm, danger or abuse: emergency delay."
    assert (task.kind, task.clock, task.due_on) == ("signals.take_up", "serious", date(2026, 11, 24))
    assert found.due_on == task.due_on
    (event,) = history(subject_of(found.reference))
    assert (event.kind, event.content["words"]) == (
        "signals.raised",
        {str(link.answer_id): link.words_hash for link in found.voices.all()},
    )
    (row,) = queries.open_signals(manager, trust.id)
    assert (row.reference, row.words) == (found.reference, "He lay for nine hours")


def test_at_level_two_it_matters_who_speaks(trust, ward):
    patient = say(trust, ward, level=2, relation="patient")
    carer = say(trust, ward, level=2, relation="carer", category=1)
    warned = say(trust, ward, level=2, category=2, kinds=["relative's warning"])
    actions.raise_waiting(actor=SYSTEM)
    assert set(Signal.objects.values_list("origin", "kind")) == {
        (f"voice:{carer.reference}", "relative"),
        (f"voice:{warned.reference}", "relative"),
    }
    assert Candidate.objects.get(voice_id=patient.pk).state == Candidate.State.DONE


def test_the_third_voice_of_the_same_kind_and_place_makes_a_repeat_and_the_fourth_joins_it(trust, ward):
    other = make_unit(trust)
    first = [say(trust, ward, level=2, said_on=TODAY - timedelta(days=days)) for days in (80, 40)]
    say(trust, other, level=2)
    say(trust, ward, level=2, category=3)
    actions.raise_waiting(actor=SYSTEM)
    assert not Signal.objects.exists()
    third = say(trust, ward, level=2)
    actions.raise_waiting(actor=SYSTEM)
    found = Signal.objects.get()
    assert (found.kind, found.level, found.seen_since) == ("repeat", 2, TODAY - timedelta(days=80))
    assert "3 people told of the same kind of problem here (quality)" in found.why
    say(trust, ward, level=2)
    actions.raise_waiting(actor=SYSTEM)
    found = Signal.objects.get()
    voices = set(found.voices.values_list("voice_reference", flat=True))
    assert len(voices) == 4
    assert {voice.reference for voice in (*first, third)} < voices


@pytest.mark.parametrize("own", [False, True], ids=["one repeat", "two repeats"])
def test_what_a_voice_says_second_counts_for_a_repeat_as_what_it_says_first(trust, ward, own):
    for category in (1, 1, *((0, 0) if own else ())):
        say(trust, ward, level=2, category=category)
    voice = say(trust, ward, level=2, category=0)
    tell(voice, Answer.objects.create(voice=voice, question=voice.answers.get().question, words="No beds"), 2, 0, 1)
    actions.raise_waiting(actor=SYSTEM)
    found = SignalVoice.objects.filter(voice_reference=voice.reference).values_list("signal__kind", "category")
    assert list(found) == [("repeat", 0 if own else 1)]


def test_voices_too_far_apart_are_no_repeat(trust, ward):
    for days in (170, 86, 0):
        say(trust, ward, level=2, said_on=TODAY - timedelta(days=days))
    actions.raise_waiting(actor=SYSTEM)
    assert not Signal.objects.exists()


@pytest.mark.parametrize("levels", [(3, 3, 2), (2, 3, 3)], ids=["before it", "after it"])
def test_serious_voices_count_for_a_repeat_and_stay_signals_of_their_own(trust, ward, levels):
    for level in levels:
        say(trust, ward, level=level)
        actions.raise_waiting(actor=SYSTEM)
    assert sorted(Signal.objects.values_list("kind", flat=True)) == ["repeat", "serious", "serious"]
    assert Signal.objects.get(kind="repeat").voices.count() == 1


def test_old_words_have_one_review_for_each_place_and_none_is_lost(trust, ward):
    clinic = make_unit(trust, "Eye Clinic")
    for number in range(30):
        say(trust, (ward, clinic)[number % 2], said_on=date(2024, 1, 1) + timedelta(days=number), several=True)
    recent = say(trust, ward, said_on=TODAY - timedelta(days=80), several=True)
    actions.raise_waiting(actor=SYSTEM, chunk=7)
    assert Signal.objects.filter(backlog=True, due_on=None).count() == 30
    assert SignalVoice.objects.count() == 31
    kinds = [row.task.kind for row in tasks.all_tasks(SYSTEM, trust.id, tasks.TaskFilter(show="area"))]
    assert sorted(kinds) == ["signals.backlog", "signals.backlog", "signals.take_up"]
    assert not raised(recent).backlog


@pytest.mark.parametrize(
    ("readings", "old"),
    [
        ((date(2024, 2, 1), date(2024, 1, 2)), True),
        ((date(2024, 2, 11), date(2026, 11, 2)), False),
        ((None, None), False),
    ],
)
def test_an_undecided_date_counts_as_the_later_of_its_readings(trust, ward, readings, old):
    found = signal(trust, ward, dated=False, said_on_day_first=readings[0], said_on_month_first=readings[1])
    assert found.backlog is old


def test_raising_twice_and_after_it_was_killed_raises_each_voice_once(trust, ward, monkeypatch):
    voices = [say(trust, ward, category=number % 7) for number in range(9)]
    chunk, calls = raising._raise_chunk, []

    def killed(*given):
        calls.append(given)
        if len(calls) == 2:
            with transaction.atomic():
                chunk(*given)
                raise KeyboardInterrupt
        return chunk(*given)

    monkeypatch.setattr(raising, "_raise_chunk", killed)
    with pytest.raises(KeyboardInterrupt):
        actions.raise_waiting(actor=SYSTEM, chunk=3)
    assert Signal.objects.count() == 3
    assert actions.raise_waiting(actor=SYSTEM, chunk=3) == 6
    Candidate.objects.update(state=Candidate.State.WAITING)
    actions.raise_waiting(actor=SYSTEM)
    assert Signal.objects.count() == SignalVoice.objects.count() == len(voices)
    assert sum(len(tasks.tasks_about(subject_of(one.reference))) for one in Signal.objects.all()) == 9


def test_what_a_person_corrects_upwards_is_raised_and_never_taken_away(trust, ward):
    voice = say(trust, ward, level=2)
    actions.raise_waiting(actor=SYSTEM)
    assert not Signal.objects.exists()
    answer = Answer.objects.get(voice=voice)
    tell(voice, answer, 3, corrected=True)
    found = raised(voice)
    tell(voice, answer, 2, corrected=True)
    tell(voice, answer, 0, corrected=True)
    actions.raise_waiting(actor=SYSTEM)
    found.refresh_from_db()
    assert (found.level, found.state) == (3, "open")


def test_another_serious_answer_of_a_closed_voice_brings_it_back(trust, ward):
    found = signal(trust, ward)
    Signal.objects.filter(pk=found.pk).update(
        state="closed", closed_at=datetime(2026, 11, 23, tzinfo=UTC), closing_reason="x"
    )
    voice = raising.briefs([Candidate.objects.get().voice_id]).popitem()[1]
    answer = Answer.objects.create(voice_id=voice.id, words="And she was hurt")
    tell(answer.voice, answer, 3)
    actions.raise_waiting(actor=SYSTEM)
    found.refresh_from_db()
    assert (found.state, found.reopened, found.voices.count()) == ("reopened", 1, 2)


def test_a_withdrawn_voice_waits_aside_until_it_is_back(trust, ward):
    voice = say(trust, ward)
    voice.withdrawn_at = datetime(2026, 11, 23, tzinfo=UTC)
    voice.save()
    following.follow(VoicesChanged([voice.pk], "withdrawn"))
    actions.raise_waiting(actor=SYSTEM)
    assert not Signal.objects.exists()
    voice.withdrawn_at = None
    voice.save()
    following.follow(VoicesChanged([voice.pk], "restored"))
    assert raised(voice).state == "open"


def test_an_import_that_is_undone_closes_what_nobody_had_touched_and_says_so(trust, ward, manager):
    untouched, worked = say(trust, ward), say(trust, ward, category=1)
    first, second = raised(untouched), raised(worked)
    actions.take_up(actor=manager, organisation_id=trust.id, reference=second.reference)
    assert following.fixed([untouched.pk, worked.pk]) == {worked.pk}
    following.follow(VoicesChanged([untouched.pk], "deleted"))
    first.refresh_from_db()
    assert (first.state, first.closing_reason) == (
        "closed",
        "The words that it came from are gone: their import was undone.",
    )
    assert not [task for task in tasks.tasks_about(subject_of(first.reference)) if task.live]
    assert history(subject_of(first.reference))[-1].kind == "signals.closed"


@pytest.mark.parametrize(
    ("given", "route"),
    [
        ({"kinds": ["abuse"]}, "safeguarding"),
        ({"words": "Nurse [name] shouted at her"}, "outside"),
        ({"moment": "during"}, "outside"),
        ({"route": "outside"}, "outside"),
        ({"route": "outside", "kinds": ["abuse"]}, "safeguarding"),
        ({"kind": "staff_concern"}, "speaking_up"),
        ({"moment": "after", "words": "[name] was in pain"}, "line"),
    ],
)
def test_what_may_bring_retaliation_goes_outside_the_line(trust, ward, person, given, route):
    manager, found = person(Role.SERVICE_MANAGER, ward), signal(trust, ward, **given)
    assert found.route == route
    seen = [row.reference for row in queries.open_signals(manager, trust.id)]
    assert seen == ([found.reference] if route == "line" else [])
    (task,) = tasks.tasks_about(subject_of(found.reference))
    assert task.confined is (route != "line")
    if route != "line":
        assert task.unit_id is None
        assert queries.signal(manager, trust.id, found.reference) is None
        role = {
            "outside": Role.COMPLAINTS_OFFICER,
            "safeguarding": Role.SAFEGUARDING_LEAD,
            "speaking_up": Role.SPEAKING_UP_GUARDIAN,
        }[route]
        (own,) = queries.open_signals(person(role), trust.id)
        assert own.words


def test_severe_and_rare_comes_before_common_and_mild(trust, ward, manager):
    mild = [signal(trust, ward, level=2, relation="carer", category=number) for number in range(3)]
    severe = signal(trust, ward, category=5)
    rows = queries.open_signals(manager, trust.id, limit=9)
    assert [row.reference for row in rows] == [severe.reference, *(one.reference for one in mild)]
    assert bits("abuse") == 1


def test_a_repeat_gathers_one_way_only_and_its_page_shows_no_narrower_voice(trust, ward, manager):
    for _ in range(3):
        say(trust, ward, level=2)
    actions.raise_waiting(actor=SYSTEM)
    line = Signal.objects.get()
    say(trust, ward, level=2, words="Not for this ward", route="outside")
    say(trust, ward, level=2, words="I speak up", kind="staff_concern", route="speaking_up")
    late = say(trust, ward, level=2, words="It goes on")
    actions.raise_waiting(actor=SYSTEM)
    assert Signal.objects.get().voices.count() == 4
    shown = {one.words for one in queries.signal(manager, trust.id, line.reference).said}
    assert shown == {"Nobody came for hours", "It goes on"}
    for _ in range(2):
        say(trust, ward, level=2, words="Nor this", route="outside")
    actions.raise_waiting(actor=SYSTEM)
    outside = Signal.objects.exclude(pk=line.pk).get()
    assert (outside.route, outside.voices.count()) == ("outside", 3)
    assert "3 people" in outside.why
    # What becomes narrower later leaves the pages of the wider signals that it is in.
    Voice.objects.filter(pk=late.pk).update(route="safeguarding")
    (row,) = queries.open_signals(manager, trust.id)
    last = next(one for one in queries.signal(manager, trust.id, row.reference).said if one.level and not one.words)
    assert last.voice_reference == late.reference


def about(found):
    return {task.kind: task for task in tasks.tasks_about(subject_of(found.reference)) if task.live}


@pytest.mark.parametrize("how", ["added", "corrected"])
def test_abuse_in_a_signal_of_the_line_takes_it_and_its_work_to_the_safeguarding_lead(trust, ward, person, how):
    manager, lead = person(Role.SERVICE_MANAGER, ward), person(Role.SAFEGUARDING_LEAD)
    voice = say(trust, ward, level=2, relation="carer")
    found = raised(voice)
    actions.take_up(actor=manager, organisation_id=trust.id, reference=found.reference)
    answer = Answer.objects.get(voice=voice)
    if how == "added":
        answer = Answer.objects.create(voice=voice, words="He hits her")
    tell(voice, answer, 2, bits("abuse"), corrected=how == "corrected")
    found = raised(voice)
    (task,) = about(found).values()
    assert (found.route, task.role, task.owner_id, task.confined) == ("safeguarding", "safeguarding_lead", None, True)
    assert queries.signal(manager, trust.id, found.reference) is None
    assert queries.signal(lead, trust.id, found.reference) is not None
    assert Notice.objects.filter(account=lead.account_id, text__startswith="New: Decide on a concern").count() == 1


def test_a_level_that_rises_shortens_the_time_of_what_is_to_be_done_once(trust, ward, manager):
    voice = say(trust, ward, level=2, relation="carer")
    mild = raised(voice)
    assert mild.due_on == TODAY + timedelta(days=3)
    actions.take_up(actor=manager, organisation_id=trust.id, reference=mild.reference)
    for _ in range(2):
        tell(voice, Answer.objects.create(voice=voice, words="Now she has fallen"), 3)
        found = raised(voice)
    task = about(found)["signals.decide"]
    assert (found.level, found.due_on, task.due_on) == (3, date(2026, 12, 7), date(2026, 12, 7))
    assert (task.title, task.clock) == ("Decide on a serious concern", "serious_decision")
    assert task.owner_id == manager.account_id
    events = [one.kind for one in history(f"task:{task.reference}")]
    assert events.count("tasks.brought-forward") == 1


def test_what_is_merged_takes_the_whole_along_when_it_gets_worse(trust, ward, person):
    manager = person(Role.SERVICE_MANAGER, ward)
    voice = say(trust, ward, level=2, relation="carer")
    target = signal(trust, ward, level=2, relation="carer", category=1)
    given = {"actor": manager, "organisation_id": trust.id}
    actions.merge_signals(**given, reference=raised(voice).reference, into=target.reference, reason="Same")
    tell(voice, Answer.objects.create(voice=voice, words="He hits her"), 3, bits("abuse"))
    assert raised(voice).route == "safeguarding"
    target.refresh_from_db()
    assert (target.level, target.route, target.due_on) == (3, "safeguarding", TODAY + timedelta(days=1))
    assert about(target)["signals.take_up"].role == "safeguarding_lead"


def test_older_concerns_outside_the_line_have_a_review_of_their_own_way(trust, ward, person):
    manager, lead = person(Role.SERVICE_MANAGER, ward), person(Role.SAFEGUARDING_LEAD)
    old = {"said_on": date(2024, 1, 1), "several": True}
    line = say(trust, ward, **old)
    found = raised(say(trust, ward, kinds=["abuse"], **old))
    reviews = {row.task.role: row.task for row in tasks.all_tasks(SYSTEM, trust.id, tasks.TaskFilter(show="area"))}
    assert set(reviews) == {"service_manager", "safeguarding_lead"}
    its = reviews["safeguarding_lead"]
    assert (its.kind, its.unit_id, its.confined, its.due_on) == ("signals.backlog", None, True, date(2026, 11, 30))
    assert Notice.objects.filter(account=lead.account_id).count() == 1
    with pytest.raises(Refused, match="1 older concern at Kestrel Ward still wait"):
        finish_task(actor=lead, reference=its.reference)
    # What turns out to be worse leaves the review of the ward for that of its way.
    tell(line, Answer.objects.create(voice=line, words="He hits her"), 3, bits("abuse"))
    assert raised(line).route == "safeguarding"
    finish_task(actor=manager, reference=reviews["service_manager"].reference)
    with pytest.raises(Refused, match="2 older concerns at Kestrel Ward still wait"):
        finish_task(actor=lead, reference=its.reference)
    assert found.backlog


@pytest.mark.parametrize(
    ("given", "goes"),
    [
        ({"words": "Nurse [name] hurt her"}, ("outside", "complaints_officer")),
        ({"moment": "during"}, ("outside", "complaints_officer")),
        ({"kinds": ["abuse"]}, ("safeguarding", "safeguarding_lead")),
    ],
)
def test_a_concern_that_goes_outside_the_line_takes_its_voice_and_its_reading_along(trust, ward, manager, given, goes):
    voice = say(trust, ward, **given)
    open_reading(voice, None, urgent=False, service=ward.name)
    (before,) = tasks.tasks_about(f"voices.voice:{voice.reference}")
    assert (before.role, before.confined) == ("service_manager", False)
    raised(voice)
    voice.refresh_from_db()
    (task,) = tasks.tasks_about(f"voices.voice:{voice.reference}")
    assert (voice.route, str(task.role), task.unit_id, task.confined) == (*goes, None, True)
    assert task.title == "Read what somebody said"
    assert task.due_on <= before.due_on
    assert not may_read(manager, voice)
    # Praise of somebody by name stays with the people whom it is about.
    praise = say(trust, ward, level=0, words="Nurse [name] was kind", moment="during")
    actions.raise_waiting(actor=SYSTEM)
    praise.refresh_from_db()
    assert praise.route == "line"


def test_a_voice_whose_code_is_corrected_out_of_the_line_leaves_its_repeat_for_a_signal_of_its_own(
    trust, ward, manager
):
    voices = [say(trust, ward, level=2, words=f"He was rough {number}") for number in range(3)]
    actions.raise_waiting(actor=SYSTEM)
    repeat = Signal.objects.get()
    tell(voices[0], Answer.objects.get(voice=voices[0]), 2, bits("abuse"), corrected=True)
    own = raised(voices[0])
    repeat.refresh_from_db()
    assert (own.route, own.why) == ("safeguarding", "Somebody tells of what goes outside the line: abuse.")
    shown = {one.words for one in queries.signal(manager, trust.id, repeat.reference).said}
    assert (repeat.route, shown) == ("line", {"He was rough 1", "He was rough 2", None})
