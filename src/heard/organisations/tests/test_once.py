"""A page that asks for the services tree again is not answered by the database again; nobody else is kept waiting."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heard.organisations import actions, queries
from heard.organisations.policy import SYSTEM
from heard.organisations.queries.once import read_once
from heard.organisations.tests.factories import make_organisation, make_unit

pytestmark = pytest.mark.django_db


def test_within_a_reading_the_tree_is_asked_for_once() -> None:
    organisation = make_organisation()
    site = make_unit(organisation)
    ward = make_unit(site)

    def ask() -> list[object]:
        rows = queries.tree(organisation.id, closed=True)
        return [
            *rows,
            queries.root_unit(organisation.id),
            queries.units([ward.id, site.id]),
            queries.spans_under(site.id),
            len(queries.closure(organisation.id).unit),
        ]

    plain = ask()
    with read_once():
        first = ask()
        with CaptureQueriesContext(connection) as asked:
            again = ask()
    assert plain == first == again
    assert len(asked) == 0


def test_the_next_reading_sees_what_changed() -> None:
    organisation = make_organisation()
    site = make_unit(organisation, "Old name")
    with read_once():
        assert queries.units([site.id])[site.id].name == "Old name"
    actions.rename_unit(actor=SYSTEM, unit_id=site.id, name="New name", on=date(2026, 1, 1))
    with read_once():
        assert queries.units([site.id])[site.id].name == "New name"
    assert queries.units([site.id])[site.id].name == "New name"


def test_units_of_another_organisation_are_never_mixed_in() -> None:
    one, other = make_organisation(), make_organisation()
    mine, theirs = make_unit(one), make_unit(other)
    with read_once():
        queries.tree(other.id, closed=True)
        assert queries.root_unit(one.id).organisation_id == one.id
        assert set(queries.units([mine.id])) == {mine.id}
        assert theirs.id not in {row.unit.id for row in queries.tree(one.id, closed=True)}
