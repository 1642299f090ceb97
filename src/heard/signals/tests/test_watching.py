"""Early warning over an organisation's own streams: found, owned, ended, and always what the counts as they are say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from heard.coding.actions import changes, counts, storing
from heard.coding.tests.factories import batch
from heard.ledger.queries import history
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_organisation
from heard.signals import actions, queries
from heard.signals.actions.watching import watch_all
from heard.signals.models import Alert, Signal, Watch
from heard.signals.streams import FAMILIES, calendar, counted, judge, read
from heard.signals.streams.families import watch_rules
from heard.signals.subjects import subject_of
from heard.signals.tests.wards import FIRST, TURNS, WEEKS
from heard.tasks import queries as task_queries
from heard.voices.ports import VoicesChanged

pytestmark = [pytest.mark.django_db, pytest.mark.both]

CLOSED_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_ward_whose_concerns_rise_is_one_signal_with_everything_above_and_within_it_in_it(failing) -> None:
    (reference,) = failing.look()
    signal = Signal.objects.get(reference=reference)
    assert (signal.kind, signal.unit_id, signal.level) == ("rising", failing.wards[0].id, 2)
    assert signal.why.startswith("Concerns about Ward A have risen: ")
    alerts = Alert.objects.filter(signal=signal)
    first = alerts.get(unit=failing.wards[0].id, facet=0)
    assert abs((first.since - FIRST).days / 7 - TURNS) <= 2
    weeks = (FIRST + timedelta(days=7 * WEEKS) - first.since).days // 7
    assert (first.weeks, first.of) == (weeks, 10 * weeks)
    assert 3 * (WEEKS - TURNS) <= first.count <= 3 * (WEEKS - TURNS) + 2
    assert set(alerts.values_list("unit__name", flat=True)) <= {"Ward A", "Riverside General", failing.trust.name}
    assert not Alert.objects.exclude(signal=signal).exists()


def test_its_task_is_the_wards_and_looking_again_raises_nothing_more(failing) -> None:
    (reference,) = failing.look()
    (task,) = task_queries.tasks_about(subject_of(reference))
    assert (task.unit_id, task.title) == (failing.wards[0].id, "Take up a rise in concerns")
    assert failing.look() == []
    assert Signal.objects.count() == 1


def test_while_the_usual_is_learned_nothing_is_warned_of(wards) -> None:
    for week in range(40):
        wards.say(0, week, 10, 5)
    wards.store()
    with time_machine.travel(FIRST + timedelta(days=7 * 40 + 1), tick=False):
        assert wards.look() == []
        assert queries.watch_state(wards.trust.id).learning
        assert queries.watch_state(wards.trust.id).streams == 0


def test_an_organisation_in_which_nothing_was_said_is_looked_at_too(trust) -> None:
    assert watch_all(actor=SYSTEM) >= 1
    state = queries.watch_state(trust.id)
    assert state.looked_at is not None
    assert state.first_week is None
    assert watch_all(actor=SYSTEM) == 0, "it was looked at just now"


def test_a_ward_that_falls_silent_is_raised_and_a_week_without_any_file_is_not(wards) -> None:
    wards.usual(range(WEEKS), range(1, 4))
    wards.usual(range(TURNS), range(1), seed=5)
    wards.store()
    (reference,) = wards.look()
    signal = Signal.objects.get(reference=reference)
    assert (signal.kind, signal.unit_id, signal.level) == ("silent", wards.wards[0].id, 1)
    assert "Fewer people are heard about Ward A: 0 voices" in signal.why


def test_where_the_last_files_are_late_nobody_is_silent(wards) -> None:
    wards.usual(range(WEEKS - 6))
    wards.store()
    assert wards.look() == []
    assert queries.watch_state(wards.trust.id).late_weeks == 6


def test_others_who_comment_are_a_signal_of_its_own(wards) -> None:
    wards.usual(range(WEEKS), range(1, 4))
    wards.usual(range(TURNS), range(1))
    for week in range(TURNS, WEEKS):
        wards.say(0, week, 10, 0, relation=3)
    wards.store()
    raised = Signal.objects.filter(reference__in=wards.look())
    assert set(raised.values_list("kind", flat=True)) == {"silent", "who"}, "patients are heard no more there, too"
    told = raised.get(kind="who").why
    assert "are from people of the kind 'carer'" in told


def test_an_alert_that_corrections_no_longer_bear_out_stays_and_says_so(failing) -> None:
    (reference,) = failing.look()
    late = [
        n
        for n, said in failing.voices.items()
        if "level2" in said.answers[0][1] and said.unit_id == failing.wards[0].id
    ]
    changes.follow(
        VoicesChanged([n for n in late if failing.voices[n].said_on >= FIRST + timedelta(7 * TURNS)], "withdrawn")
    )
    assert failing.look() == []
    assert set(Alert.objects.values_list("holds", flat=True)) == {False}
    assert Signal.objects.get(reference=reference).state == Signal.State.OPEN


def test_what_comes_after_a_closing_is_judged_anew(failing, complaints) -> None:
    (reference,) = failing.look()
    signal = Signal.objects.get(reference=reference)
    signal.state, signal.closed_at, signal.closing_reason = "closed", CLOSED_AT, "More staff at night"
    signal.save()
    assert failing.look() == []
    assert not Alert.objects.filter(ended_on=None).exists()
    for week in range(WEEKS, WEEKS + 12):
        for ward in range(1, 4):
            failing.say(ward, week, 10, 0)
        failing.say(0, week, 10, 4)
    new = {n: said for n, said in failing.voices.items() if said.said_on >= FIRST + timedelta(days=7 * WEEKS)}
    with transaction.atomic():
        storing.store(batch(failing.trust.id, new))()
    with time_machine.travel(FIRST + timedelta(days=7 * (WEEKS + 12) + 2), tick=False):
        (again,) = failing.look()
    later = Alert.objects.get(signal__reference=again, facet=0, unit=failing.wards[0].id)
    assert later.since >= FIRST + timedelta(days=7 * WEEKS)


def test_what_is_agreed_to_is_set_by_those_who_may_and_recorded(failing, lead, manager) -> None:
    given = {"organisation_id": failing.trust.id, "false_alerts_a_year": 2, "usual_from": None}
    with pytest.raises(Refused):
        actions.set_watch(actor=manager, **given)
    with pytest.raises(Refused, match="Choose how many"):
        actions.set_watch(actor=lead, **{**given, "false_alerts_a_year": 3})
    actions.set_watch(actor=lead, **given)
    assert Watch.objects.get().false_alerts_a_year == 2
    (entry,) = history(f"signals.watch:{failing.trust.id}")
    assert entry.content == {"false_alerts_a_year": 2, "usual_from": ""}
    families = {family.name: family for family in queries.watch_state(failing.trust.id).families}
    # Four wards share a third of two false alerts a year: A = K / (b w).
    assert families["places"].threshold == pytest.approx(4 / (2 / (365.2425 / 7) * 0.34))


def test_the_promise_is_shared_out_whole() -> None:
    rules = watch_rules()
    assert sum(rules.share(family) for family in FAMILIES) == pytest.approx(1)
    assert {family.name for family in FAMILIES} == set(rules.content["shares"])


def test_alerts_of_a_place_are_seen_by_those_who_may_see_its_signal(failing, person, lead, manager) -> None:
    failing.look()
    elsewhere = person(Role.SERVICE_MANAGER, failing.wards[1])
    own = person(Role.SERVICE_MANAGER, failing.wards[0])
    assert queries.alerts(lead, failing.trust.id)
    assert {row.place for row in queries.alerts(own, failing.trust.id)} == {"Ward A"}, "not the site's counts"
    assert queries.alerts(elsewhere, failing.trust.id) == ()


def test_alerts_are_what_the_counts_rebuilt_from_voices_say(failing) -> None:
    failing.look()
    kept = [vars(alert) for alert in Alert.objects.order_by("id")]
    counts.rebuild_cells(organisation_id=failing.trust.id)
    rules, found = watch_rules(), read(failing.trust.id)
    when = calendar(found, date(2026, 11, 23), rules)
    anew = {
        finding.key: finding
        for family in FAMILIES
        for finding in judge(counted(found, family, when), when, rules, 12, {}).findings
    }
    assert len(kept) == len(anew)
    for alert in kept:
        finding = anew[alert["kind"], alert["unit_id"], alert["facet"], alert["value"]]
        for name in ("since", "raised_week", "evidence", "count", "of", "weeks", "usual", "null_rate", "tipping"):
            assert alert[name] == getattr(finding, name), name


def test_one_organisation_that_cannot_be_looked_at_holds_up_no_other(trust, monkeypatch) -> None:
    other = make_organisation()

    def broken(organisation_id: int):
        if organisation_id == trust.id:
            raise RuntimeError("its counts cannot be read")
        return read(organisation_id)

    monkeypatch.setattr("heard.signals.actions.watching.read", broken)
    watch_all(actor=SYSTEM)
    assert queries.watch_state(other.id).looked_at is not None
    assert queries.watch_state(trust.id).looked_at is None


def test_where_the_usual_is_learned_anew_nothing_is_watched_for_a_year(failing, lead) -> None:
    failing.look()
    day = date(2026, 11, 2)
    actions.set_watch(actor=lead, organisation_id=failing.trust.id, false_alerts_a_year=12, usual_from=day)
    state = queries.watch_state(failing.trust.id)
    assert state.learning
    assert state.first_week == day
    assert state.streams == 0
    assert set(Alert.objects.values_list("holds", flat=True)) == {False}, "the signal stays, for a person to close"
