"""The services tree and its changes by date."""

from __future__ import annotations

from datetime import date

import pytest

from heard.organisations import actions, queries
from heard.organisations.errors import Refused
from heard.organisations.models import UnitSpan
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import Span
from heard.organisations.tests.factories import make_organisation, make_unit

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)


def names(rows):
    return [("  " * row.level) + row.name for row in rows]


def test_a_new_organisation_is_a_tree_of_its_root_alone():
    trust = make_organisation(name="Riverside")
    assert names(queries.tree(trust.id)) == ["Riverside"]
    assert len(queries.closure(trust.id).unit) == 1


def test_a_moved_ward_counts_where_it_stood_on_the_day():
    trust = make_organisation()
    north, south = make_unit(trust, "North", "site"), make_unit(trust, "South", "site")
    ward = make_unit(north, "Ward 5", "ward")
    actions.move_unit(actor=SYSTEM, unit_id=ward.id, parent_id=south.id, on=APRIL)
    assert Span(ward.id, None, APRIL) in queries.spans_under(north.id)
    assert Span(ward.id, APRIL, None) in queries.spans_under(south.id)
    assert [step.name for step in queries.breadcrumbs(ward.id, on=date(2026, 3, 31))][1] == "North"
    assert [step.name for step in queries.breadcrumbs(ward.id, on=APRIL)][1] == "South"


def test_a_merged_ward_shows_its_history_on_the_page_of_the_one_that_carries_it_on():
    trust = make_organisation()
    north, south = make_unit(trust, "North", "site"), make_unit(trust, "South", "site")
    old, new = make_unit(north, "Ward 5", "ward"), make_unit(south, "Ward 9", "ward")
    bay = make_unit(old, "Bay A", "team")
    actions.merge_units(actor=SYSTEM, unit_id=old.id, into_id=new.id, on=APRIL)
    assert Span(old.id) in queries.spans_under(new.id)
    assert Span(bay.id) in queries.spans_under(new.id)
    assert Span(old.id, None, APRIL) in queries.spans_under(north.id)
    assert Span(old.id, APRIL, None) in queries.spans_under(south.id)
    assert queries.breadcrumbs(bay.id, on=APRIL)[-2].name == "Ward 9"


def test_reopening_on_the_day_of_the_merger_takes_it_back():
    trust = make_organisation()
    north = make_unit(trust, "North", "site")
    old, new = make_unit(north, "Ward 5", "ward"), make_unit(north, "Ward 9", "ward")
    before = set(UnitSpan.objects.values_list("unit_id", "ancestor_id", "from_date", "until_date"))
    actions.merge_units(actor=SYSTEM, unit_id=old.id, into_id=new.id, on=APRIL)
    actions.reopen_unit(actor=SYSTEM, unit_id=old.id, on=APRIL)
    assert set(UnitSpan.objects.values_list("unit_id", "ancestor_id", "from_date", "until_date")) == before


def test_a_move_that_would_put_a_unit_under_itself_is_refused_and_leaves_nothing():
    trust = make_organisation()
    north = make_unit(trust, "North", "site")
    ward = make_unit(north, "Ward 5", "ward")
    with pytest.raises(Refused, match="under itself"):
        actions.move_unit(actor=SYSTEM, unit_id=north.id, parent_id=ward.id, on=APRIL)
    assert names(queries.tree(trust.id))[1:] == ["  North", "    Ward 5"]


def test_a_path_is_made_once_and_found_by_any_spelling():
    trust = make_organisation()
    first = actions.ensure_path(
        actor=SYSTEM, organisation_id=trust.id, path=[("site", "North"), ("service", ""), ("ward", "Ward 5")]
    )
    again = actions.ensure_path(actor=SYSTEM, organisation_id=trust.id, path=[("site", " NORTH "), ("ward", "ward  5")])
    assert first == again
    assert names(queries.tree(trust.id))[1:] == ["  North", "    Ward 5"]


def test_many_paths_come_in_their_order_with_the_root_for_an_empty_one():
    trust = make_organisation()
    paths = [[("site", "North")], [], [("site", "North"), ("ward", "1")], [("site", "North")]]
    ids = actions.ensure_paths(actor=SYSTEM, organisation_id=trust.id, paths=paths)
    assert ids[0] == ids[3] != ids[2]
    assert ids[1] == queries.root_unit(trust.id).id
