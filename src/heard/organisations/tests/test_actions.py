"""What the actions on services and organisations refuse, record and keep."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heard.ledger import queries as ledger
from heard.organisations import actions, queries
from heard.organisations.errors import Refused
from heard.organisations.models import Placement, Role, Unit, UnitAlias, UnitSpan
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit

pytestmark = pytest.mark.django_db
APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)


@pytest.fixture
def trust():
    return make_organisation()


@pytest.fixture
def north(trust):
    return make_unit(trust, "North", "site")


def kinds(unit):
    return [entry.kind.removeprefix("organisations.") for entry in ledger.history(f"unit:{unit.reference}")]


def test_every_change_leaves_one_event_under_who_made_it(trust, north):
    lead = make_actor(trust, Role.ENGAGEMENT_LEAD)
    south = make_unit(trust, "South", "site")
    ward = actions.add_unit(actor=lead, parent_id=north.id, kind="ward", name="Ward 5", opened_on=date(2020, 1, 1))
    who = {"actor": lead, "unit_id": ward.id}
    actions.rename_unit(**who, name="Acorn", on=APRIL)
    actions.move_unit(**who, parent_id=south.id, on=APRIL)
    actions.add_alias(**who, names=["North Hosp", "W5"])
    actions.remove_alias(**who, key="north hosp|w5")
    actions.identify_unit(**who, ods_code="rx601", cqc_id="1-234")
    actions.close_unit(**who, on=MAY)
    actions.reopen_unit(**who, on=MAY)
    actions.merge_units(**who, into_id=make_unit(south, "Ward 6", "ward").id, on=MAY)
    assert kinds(ward) == [
        "unit-added",
        "unit-renamed",
        "unit-moved",
        "alias-added",
        "alias-removed",
        "unit-identified",
        "unit-closed",
        "unit-reopened",
        "unit-merged",
    ]
    assert {entry.actor for entry in ledger.history(f"unit:{ward.reference}")} == {lead.reference}


def test_what_is_refused_leaves_no_event_and_no_row(trust, north):
    ward = make_unit(north, "Ward 5", "ward")
    before = (kinds(ward), UnitSpan.objects.count(), Placement.objects.count())
    root = queries.root_unit(trust.id)
    who = {"actor": SYSTEM, "unit_id": ward.id}
    for act, given, sentence in (
        (actions.rename_unit, {"name": " ", "on": APRIL}, "Enter a name."),
        (actions.rename_unit, {"name": "x" * 201, "on": APRIL}, "at most 200"),
        (actions.move_unit, {"parent_id": north.id, "on": APRIL}, "stands under North on that date already"),
        (actions.move_unit, {"parent_id": ward.id, "on": APRIL}, "Choose another place"),
        (actions.merge_units, {"into_id": root.id, "on": APRIL}, "not the organisation itself"),
        (actions.reopen_unit, {"on": APRIL}, "is open"),
        (actions.remove_alias, {"key": "nothing"}, "Choose a name that the service has"),
        (actions.add_alias, {"names": [" "]}, "Enter what the source calls"),
    ):
        with pytest.raises(Refused, match=sentence):
            act(**who, **given)
    with pytest.raises(Refused, match="below the organisation"):
        actions.close_unit(actor=SYSTEM, unit_id=root.id, on=APRIL)
    with pytest.raises(Refused, match="still stands under North"):
        actions.close_unit(actor=SYSTEM, unit_id=north.id, on=APRIL)
    with pytest.raises(Refused, match="stands there already"):
        make_unit(north, "ward  5", "ward")
    assert (kinds(ward), UnitSpan.objects.count(), Placement.objects.count()) == before


def test_a_unit_of_another_organisation_is_no_place_to_go(trust, north):
    other = make_unit(make_organisation(), "Elsewhere", "site")
    with pytest.raises(Refused, match="same organisation"):
        actions.move_unit(actor=SYSTEM, unit_id=north.id, parent_id=other.id, on=APRIL)


def test_a_lead_of_one_site_cannot_take_a_ward_to_another(trust, north):
    south = make_unit(trust, "South", "site")
    ward = make_unit(north, "Ward 5", "ward")
    lead = make_actor(trust, Role.ENGAGEMENT_LEAD, unit=north)
    with pytest.raises(Refused, match="Your role"):
        actions.move_unit(actor=lead, unit_id=ward.id, parent_id=south.id, on=APRIL)
    with pytest.raises(Refused, match="Your role"):
        actions.rename_unit(actor=make_actor(trust, Role.ANALYST), unit_id=ward.id, name="X", on=APRIL)


def test_two_services_cannot_carry_each_other_on(trust, north):
    one, two = make_unit(north, "Ward 1", "ward"), make_unit(north, "Ward 2", "ward")
    actions.merge_units(actor=SYSTEM, unit_id=one.id, into_id=two.id, on=APRIL)
    actions.reopen_unit(actor=SYSTEM, unit_id=one.id, on=MAY, parent_id=north.id)
    with pytest.raises(Refused, match="carries on"):
        actions.merge_units(actor=SYSTEM, unit_id=two.id, into_id=one.id, on=date(2026, 6, 1))


def test_a_backdated_name_holds_until_the_next_one(trust, north):
    actions.rename_unit(actor=SYSTEM, unit_id=north.id, name="Northern", on=MAY)
    renamed = actions.rename_unit(actor=SYSTEM, unit_id=north.id, name="North General", on=APRIL)
    assert renamed.name == "Northern", "today's name is the last one"
    called = {day: queries.tree(trust.id, on=day)[1].name for day in (date(2026, 3, 31), APRIL, MAY)}
    assert list(called.values()) == ["North", "North General", "Northern"]


def test_a_rename_in_the_future_is_not_yet_todays_name_in_the_tree(trust, north):
    soon = timezone.localdate() + timedelta(days=10)
    actions.rename_unit(actor=SYSTEM, unit_id=north.id, name="Northern", on=soon)
    assert queries.tree(trust.id)[1].name == "North"
    assert queries.tree(trust.id, on=soon)[1].name == "Northern"


def test_an_import_that_uses_a_former_name_finds_the_same_service(trust, north):
    ward = make_unit(north, "Ward 5", "ward")
    actions.rename_unit(actor=SYSTEM, unit_id=ward.id, name="Acorn", on=APRIL)
    for name in ("Ward 5", "acorn"):
        path = [("site", "North"), ("ward", name)]
        assert actions.ensure_path(actor=SYSTEM, organisation_id=trust.id, path=path) == ward.id


def test_a_name_that_is_taken_over_leads_later_imports_elsewhere(trust, north):
    one, two = make_unit(north, "Ward 1", "ward"), make_unit(north, "Ward 2", "ward")
    actions.add_alias(actor=SYSTEM, unit_id=two.id, names=["North", "Ward 1"])
    path = [("site", "North"), ("ward", "Ward 1")]
    assert actions.ensure_path(actor=SYSTEM, organisation_id=trust.id, path=path) == two.id
    assert one.id != two.id


def test_known_paths_take_one_query_and_new_ones_a_handful_however_many(trust):
    paths = [[("site", f"Site {n % 20}"), ("ward", f"Ward {n}")] for n in range(2000)]
    with CaptureQueriesContext(connection) as made:
        ids = actions.ensure_paths(actor=SYSTEM, organisation_id=trust.id, paths=paths)
    assert len(made) < 100, "batches, not one statement a path"
    assert Unit.objects.filter(organisation=trust.id).count() == 1 + 20 + 2000
    assert UnitAlias.objects.filter(organisation=trust.id).count() == 2020
    with CaptureQueriesContext(connection) as again:
        assert actions.ensure_paths(actor=SYSTEM, organisation_id=trust.id, paths=paths) == ids
    assert len(again) == 1
    events = [e for e in ledger.history(f"organisation:{trust.reference}") if e.kind == "organisations.units-added"]
    assert len(events) == 1


def test_a_path_with_an_odd_name_is_kept_within_its_column(trust):
    path = [("site", "A|B\x00"), ("ward", "ß" * 900)]
    pk = actions.ensure_path(actor=SYSTEM, organisation_id=trust.id, path=path)
    assert actions.ensure_path(actor=SYSTEM, organisation_id=trust.id, path=path) == pk
    assert len(Unit.objects.get(pk=pk).name) == 200
    with pytest.raises(Refused, match="A path is made of"):
        actions.ensure_path(actor=SYSTEM, organisation_id=trust.id, path=[("castle", "Keep")])


def test_only_the_installation_makes_organisations_each_code_once(trust):
    with pytest.raises(Refused, match="heard command"):
        actions.create_organisation(actor=make_actor(trust, Role.ADMINISTRATOR), code="x", name="X")
    for code, sentence in ((trust.code, "is taken"), ("two words", "Enter a code"), ("", "Enter a code")):
        with pytest.raises(Refused, match=sentence):
            actions.create_organisation(actor=SYSTEM, code=code, name="X")
    with pytest.raises(Refused, match="what the organisation does"):
        actions.create_organisation(actor=SYSTEM, code="new", name="X", kind="castle")


def test_providers_of_any_sector_stand_beside_each_other():
    home = make_organisation(name="Elm House", kind="provider", sector="social_care", cqc_id="1-100")
    assert (home.sector_label, home.kind_label, home.cqc_id) == ("Social care", "Provider of care", "1-100")


def test_an_organisation_is_carried_on_by_another(trust):
    other = make_organisation()
    actions.succeed_organisation(
        actor=SYSTEM, predecessor_id=trust.id, successor_id=other.id, on=APRIL, note="Order 1", closes=True
    )
    assert queries.organisation(trust.code).closed_on == APRIL
    (link,) = queries.organisation_links(other.id)
    assert (link.on, link.note) == (APRIL, "Order 1")
    for pair, sentence in (
        ((trust.id, other.id), "recorded already"),
        ((trust.id, trust.id), "cannot carry on itself"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.succeed_organisation(actor=SYSTEM, predecessor_id=pair[0], successor_id=pair[1], on=APRIL)


def test_the_tree_takes_three_queries_whatever_its_size(trust, django_assert_max_num_queries):
    for number in range(30):
        make_unit(make_unit(trust, f"Site {number}", "site"), f"Ward {number}", "ward")
    with django_assert_max_num_queries(3):
        assert len(queries.tree(trust.id)) == 61
