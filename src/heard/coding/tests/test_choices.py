"""Which questions and sources Explore's filters offer to whom."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heard.coding.actions import counts
from heard.coding.queries import choices
from heard.coding.queries.places import cell_units
from heard.coding.tests.ground import BETTER, WHY, Ground, make_ground, signed_in
from heard.coding.tests.spoken import Spoken, speak
from heard.organisations import actions
from heard.organisations import queries as organisations
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import Scope, Span
from heard.organisations.tests.factories import make_membership

pytestmark = [pytest.mark.django_db, pytest.mark.both]
EYES = "Did the eye drops sting?"


@pytest.fixture
def ground() -> Ground:
    made = make_ground()
    speak(
        made.organisation.id,
        [Spoken(made.clinic.id, date(2026, 3, 8), 1, source="Eye survey", answers=[(EYES, "A bit")])],
    )
    return made


def offered(scope: Scope) -> tuple[set[str], set[str]]:
    found = choices(scope.organisation_id, scope)
    return {one.label for one in found.questions}, {one.label for one in found.sources}


def scope_of(ground: Ground, name: str) -> Scope:
    found = organisations.scope(organisations.actor(ground.people[name]), "explore", ground.organisation.id)
    assert found is not None
    return found


@pytest.mark.parametrize("folded", [False, True])
def test_a_manager_is_offered_what_occurs_in_the_own_services_and_a_lead_everything(
    ground: Ground, folded: bool
) -> None:
    if folded:
        counts.fold()
    assert offered(scope_of(ground, "manager")) == ({WHY, BETTER}, {"Supplier"})
    assert offered(scope_of(ground, "lead")) == ({WHY, BETTER, EYES}, {"Supplier", "Web", "Eye survey"})


def test_the_page_of_a_manager_names_no_question_or_source_of_others(ground: Ground) -> None:
    body = signed_in(ground, "manager").get(ground.explore).content.decode()
    assert BETTER in body
    assert EYES not in body
    assert "Eye survey" not in body
    assert EYES in signed_in(ground, "lead").get(ground.explore).content.decode()


def test_what_a_manager_did_not_see_before_a_ward_came_is_not_offered(ground: Ground) -> None:
    counts.fold()
    actions.move_unit(actor=SYSTEM, unit_id=ground.clinic.id, parent_id=ground.medicine.id, on=date(2026, 3, 15))
    make_membership(ground.organisation, Role.SERVICE_MANAGER, ground.people["manager"], ground.medicine)
    assert "Eye survey" not in offered(scope_of(ground, "manager"))[1]
    new = [Spoken(ground.clinic.id, date(2026, 3, 16), 1, source="Eye survey", answers=[(EYES, "Yes")])]
    speak(ground.organisation.id, new)
    assert offered(scope_of(ground, "manager")) == ({WHY, BETTER, EYES}, {"Supplier", "Web", "Eye survey"})


def test_a_scope_that_no_cells_hold_is_answered_by_the_periods_within_it(ground: Ground) -> None:
    # A ward that left the service of which it is seen by another grant until then: part of it stands under no unit.
    actions.move_unit(actor=SYSTEM, unit_id=ground.heron.id, parent_id=ground.clinic.id, on=date(2026, 3, 1))
    make_membership(ground.organisation, Role.SERVICE_MANAGER, ground.people["manager"], ground.medicine)
    counts.fold()
    scope = scope_of(ground, "manager")
    assert cell_units(scope, None) is None
    assert offered(scope) == ({WHY, BETTER}, {"Supplier", "Web"})
    march = Scope(scope.organisation_id, (Span(ground.heron.id, date(2026, 3, 3), date(2026, 3, 31)),))
    assert offered(march) == ({WHY}, {"Supplier"})
    assert offered(Scope(scope.organisation_id, ())) == (set(), set())


def test_the_number_of_queries_does_not_grow_with_the_services(ground: Ground) -> None:
    counts.fold()
    make_membership(ground.organisation, Role.SERVICE_MANAGER, ground.people["manager"], ground.medicine)

    def asked() -> int:
        scope = scope_of(ground, "manager")
        choices(ground.organisation.id, scope)
        with CaptureQueriesContext(connection) as captured:
            choices(ground.organisation.id, scope)
        return len(captured)

    before = asked()
    for number in range(20):
        actions.add_unit(actor=SYSTEM, parent_id=ground.medicine.id, kind="ward", name=f"Ward {number}")
    assert asked() == before <= 6


def test_the_words_of_voices_are_not_read(ground: Ground) -> None:
    scope = scope_of(ground, "manager")
    with CaptureQueriesContext(connection) as captured:
        choices(ground.organisation.id, scope)
    read = " ".join(one["sql"] for one in captured)
    assert "explorevoice" not in read
    assert "exploreanswer" not in read
    assert "voices_voice" not in read
