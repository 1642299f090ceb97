"""Places beside each other: each voice in one, as the tree stood, and nothing of other people's places."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from heard.coding import machine
from heard.coding.queries import SideBySide, side_by_side
from heard.coding.tests.factories import FakeCoder
from heard.coding.tests.ground import WHY, Ground, make_ground
from heard.coding.tests.spoken import Spoken, speak
from heard.organisations import actions, policy, queries
from heard.organisations.queries import Scope

FIRST, UNTIL = date(2025, 11, 1), date(2026, 11, 1)
DAY = date(2026, 3, 5)
BAD = "Left in pain level3 mood5 theme21"


@pytest.fixture(autouse=True)
def fake_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "coder", FakeCoder)


@pytest.fixture
def ground(db: Any) -> Ground:
    made = make_ground(voices=False)
    voices = [
        Spoken(unit.id, DAY, 5, answers=[(WHY, BAD)])
        for unit, times in ((made.heron, 3), (made.curlew, 2), (made.clinic, 4), (made.medicine, 5))
        for _ in range(times)
    ]
    outside = [Spoken(made.heron.id, day, 5, answers=[(WHY, BAD)]) for day in (date(2025, 10, 31), UNTIL)]
    speak(made.organisation.id, [*voices, *outside])
    return made


def whole(ground: Ground) -> SideBySide:
    return side_by_side(Scope(ground.organisation.id, None), FIRST, UNTIL)


def comments(found: SideBySide) -> dict[str, int]:
    return {place.unit.name: place.figures.comments for place in found.places}


def test_wards_and_clinics_are_places_and_what_names_none_is_in_the_whole_alone(ground: Ground) -> None:
    found = whole(ground)
    assert comments(found) == {"Heron Ward": 3, "Curlew Ward": 2, "Eye Clinic": 4}
    assert found.whole.comments == 14


def test_a_ward_that_another_carries_on_counts_there_once(ground: Ground) -> None:
    actions.merge_units(actor=policy.SYSTEM, unit_id=ground.curlew.id, into_id=ground.heron.id, on=date(2026, 6, 1))
    assert comments(whole(ground)) == {"Heron Ward": 5, "Eye Clinic": 4}


def test_a_closed_ward_that_none_carries_on_stands_by_itself(ground: Ground) -> None:
    actions.close_unit(actor=policy.SYSTEM, unit_id=ground.curlew.id, on=date(2026, 6, 1))
    assert comments(whole(ground))["Curlew Ward"] == 2


def test_a_place_of_which_nothing_was_said_is_there_while_it_is_open(ground: Ground) -> None:
    actions.ensure_path(
        actor=policy.SYSTEM,
        organisation_id=ground.organisation.id,
        path=(("service", "Medicine"), ("ward", "Quiet Ward")),
    )
    assert comments(whole(ground))["Quiet Ward"] == 0


def test_a_part_of_the_tree_has_its_own_places_alone(ground: Ground) -> None:
    spans = queries.spans_under(ground.medicine.id)
    found = side_by_side(Scope(ground.organisation.id, spans), FIRST, UNTIL)
    assert comments(found) == {"Heron Ward": 3, "Curlew Ward": 2}
    assert found.whole.comments == 5


def test_a_ward_that_moved_away_within_the_time_is_not_in_the_part_that_it_left(ground: Ground) -> None:
    root = queries.root_unit(ground.organisation.id).id
    actions.move_unit(actor=policy.SYSTEM, unit_id=ground.curlew.id, parent_id=root, on=date(2026, 6, 1))
    spans = queries.spans_under(ground.medicine.id)
    assert comments(side_by_side(Scope(ground.organisation.id, spans), FIRST, UNTIL)) == {"Heron Ward": 3}
    assert comments(whole(ground))["Curlew Ward"] == 2


def test_places_of_one_name_say_where_they_stand(ground: Ground) -> None:
    actions.ensure_path(
        actor=policy.SYSTEM,
        organisation_id=ground.organisation.id,
        path=(("service", "Surgery"), ("ward", "Heron Ward")),
    )
    names = {place.name for place in whole(ground).places}
    assert names == {"Heron Ward (Medicine)", "Heron Ward (Surgery)", "Curlew Ward", "Eye Clinic"}
