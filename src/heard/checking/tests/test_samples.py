"""Samples: drawn by a seed, coded blind, settled by a third, measured by their chances; the monthly reading."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heard.checking.actions import blind, filling, monthly, sampling
from heard.checking.actions.sampling import KINDS, Asked
from heard.checking.models import Drawn, Queued, Reading, Sample
from heard.checking.queries.gold import gold, gold_sets, missed
from heard.checking.queries.review import review
from heard.checking.queries.samples import next_to_code, next_to_settle, sample
from heard.checking.tests.ground import Ground, make_ground
from heard.coding.models import ExploreAnswer
from heard.coding.queries.current import checked
from heard.ledger.queries import history
from heard.organisations.errors import Refused
from heard.organisations.policy import SYSTEM
from heard.tasks.models import Task
from heard.voices.actions import withdraw_voice

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DAYS = (date(2026, 9, 1), date(2026, 11, 30))


def asked(ground: Ground) -> Asked:
    return Asked(*(ground.accounts[name].pk for name in ("Analyst", "Moderator", "Lead")))


def make(ground: Ground, size: int = 8, seed: int = 3) -> str:
    given = {"name": "Autumn", "purpose": "To know", "strata": KINDS, "days": DAYS, "asked": asked(ground)}
    return sampling.make_gold_set(**ground.asked("Lead"), size=size, seed=seed, **given)


def read_all(ground: Ground, reference: str, who: str, level_of=lambda row: row.machine_seriousness) -> None:
    """Somebody codes the whole sample: as the machine did, but for the level that `level_of` says."""
    for row in Drawn.objects.filter(sample__reference=reference).order_by("place"):
        blind.give_reading(
            **ground.asked(who),
            reference=reference,
            place=row.place,
            themes=[bit for bit in range(40) if row.machine_themes >> bit & 1],
            sentiment=row.machine_sentiment,
            seriousness=level_of(row),
        )


def test_a_sample_is_drawn_by_its_seed_with_everyones_chance_and_two_people_are_asked() -> None:
    ground = make_ground(5)
    first, second = make(ground), make(ground)
    rows = {one: list(Drawn.objects.filter(sample__reference=one).order_by("place")) for one in (first, second)}
    assert [row.answer_id for row in rows[first]] == [row.answer_id for row in rows[second]]
    found = sample(ground.organisation.id, first)
    sizes = dict(found.strata)
    assert sum(sizes.values()) == 60
    counted = Counter(row.stratum for row in rows[first])
    assert all(row.chance == pytest.approx(counted[row.stratum] / sizes[row.stratum]) for row in rows[first])
    assert len(rows[first]) == 8
    tasks = Task.objects.filter(subject__startswith=f"checking.sample:{first}")
    assert {task.owner_id for task in tasks} == {ground.accounts[name].pk for name in ("Analyst", "Moderator")}
    content = history(f"organisation:{ground.organisation.reference}")[-1].content
    assert content is not None
    assert content["seed"] == 3


def test_two_code_blind_a_third_settles_and_figures_are_weighted() -> None:
    ground = make_ground(3)
    reference = make(ground)
    organisation = ground.organisation.id
    row = sample(organisation, reference)
    moderator = ground.actor("Moderator")
    # Whoever is not asked may not; nobody sees what the other said.
    with pytest.raises(Refused, match="not yours"):
        read_all(ground, reference, "Complaints")
    read_all(ground, reference, "Analyst")
    assert next_to_code(moderator, row).said == ()
    assert not Task.objects.filter(subject=f"checking.sample:{reference}-1", state="open").exists()
    # The second holds one comment that was not flagged for serious.
    odd = Drawn.objects.filter(sample__reference=reference, machine_seriousness__lt=2).order_by("place").first()
    read_all(ground, reference, "Moderator", lambda one: 3 if one.pk == odd.pk else one.machine_seriousness)
    found = sample(organisation, reference)
    assert (found.state, found.settled) == ("settling", 7)
    left = next_to_settle(found)
    assert (left.place, {one.by for one in left.said}) == (odd.place, {"Analyst", "Moderator"})
    given = {"reference": reference, "place": odd.place, "themes": [2], "sentiment": 5, "seriousness": 3}
    with pytest.raises(Refused):
        blind.settle(**ground.asked("Analyst"), **given)
    blind.settle(**ground.asked("Lead"), **given)
    found = sample(organisation, reference)
    assert (found.state, found.settled) == ("done", 8)
    assert not Task.objects.filter(subject__startswith=f"checking.sample:{reference}", closed_at=None).exists()
    figures = gold(found.id)
    assert (figures.both_read, figures.settled) == (8, 8)
    assert figures.level.same == 7
    # Recall of level 3 by hand: flagged ones by the inverse of their chance, and the one that was missed.
    serious = list(Drawn.objects.filter(sample=found.id, seriousness=3))
    weights = {one.pk: 1 / one.chance for one in serious}
    flagged = sum(weights[one.pk] for one in serious if one.machine_seriousness >= 2)
    assert figures.recall_serious.value == pytest.approx(flagged / sum(weights.values()))
    assert figures.recall_serious.low <= figures.recall_serious.value < 1
    (line,) = gold_sets(organisation)
    assert line.gold == figures
    # What was missed is a correction, and goes the way that corrections go; the rest of a gold set teaches nothing.
    assert [one.answer_id for one in checked(organisation)] == [odd.answer_id]
    assert apps.get_model("signals", "Candidate").objects.filter(answer_id=odd.answer_id, level=3).exists()


def test_the_pages_of_a_sample_show_no_code_before_both_are_done() -> None:
    ground = make_ground()
    reference = make(ground, size=4)
    analyst, moderator = ground.client("Analyst"), ground.client("Moderator")
    address = ground.at(f"coding/samples/{reference}/")
    page = analyst.get(address + "code/").content.decode()
    assert "Understood as" not in page
    assert "checked" not in page.split("<form")[-1].replace("data-heard", ""), "no box is ticked for a coder"
    wrong = analyst.post(address + "code/", {"place": 1, "sentiment": "1"}).content.decode()
    assert "Choose how serious it is" in wrong
    for client in (analyst, moderator):
        assert "Figures stand here when everybody has coded" in client.get(address).content.decode()
        for place in range(1, 5):
            client.post(address + "code/", {"place": place, "sentiment": "none", "seriousness": "0"})
        assert "nothing left for you" in client.get(address + "code/").content.decode()
    page = analyst.get(address).content.decode()
    assert "How far the two coders agree" in page
    rows = list(csv.reader(io.StringIO(analyst.get(address + "export/").content.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert not any("nurses" in cell for row in rows for cell in row), "the file holds no words"
    assert ground.client("Complaints").get(address + "code/").status_code == 403


def test_two_keys_take_what_the_queue_holds_first_and_correct_it() -> None:
    ground = make_ground()
    filling.fill_queue(**ground.asked("Lead"))
    first = review(ground.actor("Lead"), ground.organisation.id).item
    given = {"name": "Keys", "purpose": "", "size": 2, "asked": asked(ground)}
    reference = sampling.make_two_key_set(**ground.asked("Lead"), **given)
    # Meanwhile it is not in anybody's queue.
    assert review(ground.actor("Lead"), ground.organisation.id).item.answer_id != first.answer_id
    for who in ("Analyst", "Moderator"):
        read_all(ground, reference, who, lambda _: 2)
    assert sample(ground.organisation.id, reference).state == "done"
    assert Queued.objects.get(answer_id=first.answer_id).state == "corrected"
    assert {one.seriousness for one in checked(ground.organisation.id)} == {2}


def test_people_are_three_and_may_read_everything_and_a_sample_can_be_stopped() -> None:
    ground = make_ground()
    people = {name: account.pk for name, account in ground.accounts.items()}
    given = {"name": "x", "purpose": "", "size": 4, "strata": KINDS, "days": DAYS}
    for wrong in (
        Asked(people["Analyst"], people["Analyst"], people["Lead"]),
        Asked(people["Analyst"], people["Moderator"], people["Analyst"]),
        Asked(people["Analyst"], people["Board"], people["Lead"]),
    ):
        with pytest.raises(Refused, match="Choose"):
            sampling.make_gold_set(**ground.asked("Lead"), **given, asked=wrong)
    with pytest.raises(Refused, match="role"):
        sampling.make_gold_set(**ground.asked("Moderator"), **given, asked=asked(ground))
    early = {**given, "days": (date(2020, 1, 1), date(2020, 2, 1))}
    with pytest.raises(Refused, match="longer period"):
        sampling.make_gold_set(**ground.asked("Lead"), **early, asked=asked(ground))
    reference = make(ground)
    sampling.stop_sample(**ground.asked("Analyst"), reference=reference)
    assert sample(ground.organisation.id, reference).state == "stopped"
    assert not Task.objects.filter(closed_at=None, subject__startswith=f"checking.sample:{reference}").exists()
    with pytest.raises(Refused):
        read_all(ground, reference, "Analyst")


def test_what_is_withdrawn_while_it_is_coded_is_left_out() -> None:
    ground = make_ground()
    reference = make(ground, size=4)
    first = Drawn.objects.get(sample__reference=reference, place=1)
    voice = ExploreAnswer.objects.get(answer_id=first.answer_id).voice_id
    withdraw_voice(actor=SYSTEM, voice_id=voice, reason="They asked")
    for who in ("Analyst", "Moderator"):
        for place in (2, 3, 4):
            this = {"reference": reference, "place": place, "themes": [], "sentiment": None, "seriousness": 0}
            blind.give_reading(**ground.asked(who), **this)
    found = sample(ground.organisation.id, reference)
    assert (found.state, found.settled) == ("done", 3)


@time_machine.travel("2026-11-03 09:00", tick=False)
def test_each_month_somebody_reads_what_was_not_flagged_and_the_miss_rate_stands_with_its_bound() -> None:
    ground = make_ground(3)
    organisation = ground.organisation.id
    monthly.plan_monthly_reading(**ground.asked("Lead"), reader=ground.accounts["Analyst"].pk, size=10)
    assert monthly.begin_readings(actor=SYSTEM) == 1
    assert monthly.begin_readings(actor=SYSTEM) == 0, "once a month"
    reading = Sample.objects.get(kind="monthly")
    assert reading.from_day == date(2026, 10, 1)
    rows = Drawn.objects.filter(sample=reading)
    assert {row.machine_seriousness < 2 for row in rows} == {True}
    odd = rows.order_by("place").first()
    read_all(ground, reading.reference, "Analyst", lambda row: 3 if row.pk == odd.pk else 0)
    (month,) = missed(organisation)
    assert (month.read, month.serious.part, month.serious.value) == (10, 1, 0.1)
    assert month.serious.high == pytest.approx(0.445, abs=0.001)
    assert ExploreAnswer.objects.get(answer_id=odd.answer_id).seriousness == 3
    assert apps.get_model("signals", "Candidate").objects.filter(answer_id=odd.answer_id, level=3).exists()
    page = ground.client("Lead").get(ground.at("coding/")).content.decode()
    assert "Of what is not flagged, at most 44.6% is serious" in page
    assert "October 2026" in page


def test_the_quality_page_asks_as_often_for_many_samples_as_for_one() -> None:
    numbers = []
    ground = make_ground()
    client = ground.client("Lead")
    for size in (3, 6, 9):
        reference = make(ground, size=size)
        for who in ("Analyst", "Moderator"):
            read_all(ground, reference, who)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ground.at("coding/")).status_code == 200
            assert client.get(ground.at("coding/samples/")).status_code == 200
        numbers.append(len(queries))
    assert numbers[1] == numbers[2]
    assert Reading.objects.count() == 36
