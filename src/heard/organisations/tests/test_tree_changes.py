"""Any sequence of changes by date, backdated ones too, against a tree kept day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.organisations import actions, queries
from heard.organisations.actions import trees as tree_actions
from heard.organisations.errors import Refused
from heard.organisations.models import Placement, UnitSpan
from heard.organisations.policy import SYSTEM
from heard.organisations.ports import tree_changed
from heard.organisations.spans import OPEN_FROM, OPEN_UNTIL, day_of
from heard.organisations.tests.factories import make_organisation, make_unit

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(-1, 9)]


class DayByDay:
    """Parents and names of every unit on every day, changed one day at a time."""

    def __init__(self, units, root):
        self.root = root
        self.parents = {day: dict.fromkeys(units, root) for day in DAYS}
        self.names = {day: {unit: f"Unit {unit}" for unit in units} for day in DAYS}
        self.moves = {unit: set() for unit in units}
        self.renames = {unit: set() for unit in units}
        self.successions = []

    def until_next(self, changes, on):
        until = min((day for day in changes if day > on), default=date.max)
        changes.add(on)
        return [day for day in DAYS if on <= day < until]

    def place(self, unit, parent, on):
        for day in self.until_next(self.moves[unit], on):
            self.parents[day][unit] = parent

    def rename(self, unit, name, on):
        for day in self.until_next(self.renames[unit], on):
            self.names[day][unit] = name

    def counts_under(self, unit, day):
        found, at = [unit], self.parents[day].get(unit)
        while at is not None:
            found.append(at)
            at = self.parents[day].get(at)
        for ancestor in found:
            found += [new for old, new, on in self.successions if old == ancestor and day < on and new not in found]
        return set(found)


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["move", "move", "move", "merge", "rename", "close", "reopen"]),
        st.integers(0, 4),
        st.integers(0, 5),
        st.integers(0, 7),
    ),
    max_size=10,
)


def parent_rows(unit):
    return list(Placement.objects.filter(parent=unit, until_date=None).values_list("unit_id", "from_date"))


def do(change, units, model):
    """One change to both; a refused one leaves both as they were."""
    what, first, second, number = change
    unit, on = units[first], FIRST + timedelta(days=number)
    other = [*units, model.root][second]
    try:
        if what == "move":
            actions.move_unit(actor=SYSTEM, unit_id=unit, parent_id=other, on=on)
            model.place(unit, other, on)
        elif what == "rename":
            actions.rename_unit(actor=SYSTEM, unit_id=unit, name=f"Name {first}{second}{number}", on=on)
            model.rename(unit, f"Name {first}{second}{number}", on)
        elif what == "close":
            actions.close_unit(actor=SYSTEM, unit_id=unit, on=on)
        elif what == "reopen":
            merged = bool([row for row in model.successions if row[0] == unit])
            actions.reopen_unit(actor=SYSTEM, unit_id=unit, on=on, parent_id=other if merged else None)
            model.successions = [row for row in model.successions if (row[0], row[2]) != (unit, on)]
            if merged and model.parents[on][unit] != other:
                model.place(unit, other, on)
        else:
            below, former = parent_rows(unit), model.parents[on][unit]
            actions.merge_units(actor=SYSTEM, unit_id=unit, into_id=other, on=on)
            for child, since in below:
                model.place(child, former if child == other else other, on if child == other else max(on, since or on))
            model.place(unit, other, on)
            model.successions.append((unit, other, on))
    except Refused:
        return


@given(changes=CHANGES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spans_follow_any_sequence_of_changes(changes):
    trust = make_organisation()
    root = queries.root_unit(trust.id).id
    units = [make_unit(trust, f"Service {number}").id for number in range(5)]
    model = DayByDay(units, root)
    for change in changes:
        do(change, units, model)
    stored = UnitSpan.objects.filter(organisation=trust.id)
    for day in DAYS:
        for unit in [root, *units]:
            said = {
                row.ancestor_id
                for row in stored
                if row.unit_id == unit and (row.from_date or date.min) <= day < (row.until_date or date.max)
            }
            assert said == model.counts_under(unit, day), (unit, day)
        names = {row.unit.id: row.name for row in queries.tree(trust.id, on=day, closed=True)}
        for unit in units:
            if day in model.renames[unit] or "Name" in model.names[day][unit]:
                assert names[unit] == model.names[day][unit]
    rows = {
        (r.unit_id, r.ancestor_id, day_of(r.from_date, OPEN_FROM), day_of(r.until_date, OPEN_UNTIL)) for r in stored
    }
    assert rows == tree_actions.rebuilt(trust.id)


def test_each_change_tells_the_rooms_above_what_counts_elsewhere():
    told = []
    trust = make_organisation()
    north, south = make_unit(trust, "North", "site"), make_unit(trust, "South", "site")
    ward, other = make_unit(north, "Ward 5", "ward"), make_unit(north, "Ward 6", "ward")
    listen = tree_changed.register(told.append)
    try:
        actions.move_unit(actor=SYSTEM, unit_id=ward.id, parent_id=south.id, on=FIRST)
    finally:
        tree_changed._functions.remove(listen)
    (change,) = told
    assert change.organisation_id == trust.id
    assert change.unit_ids == {ward.id}
    assert other.id in change.before.unit
    assert len(change.after.unit) == len(change.before.unit) + 1


def test_new_services_are_told_with_the_closure_that_a_reading_gives():
    told = []
    trust = make_organisation()
    listen = tree_changed.register(told.append)
    try:
        make_unit(make_unit(trust, "North", "site"), "Ward 5", "ward")
    finally:
        tree_changed._functions.remove(listen)
    after, read = told[-1].after, queries.closure(trust.id)
    for name in ("unit", "ancestor", "from_day", "until_day"):
        assert getattr(after, name).tolist() == getattr(read, name).tolist()
        assert getattr(after, name).dtype == getattr(read, name).dtype


@pytest.mark.both
@pytest.mark.parametrize("again", [30, 5], ids=["later", "on the same day"])
def test_a_service_that_was_merged_and_reopened_can_be_merged_into_the_same_one_again(again):
    trust = make_organisation()
    north, south = make_unit(trust, "North", "site"), make_unit(trust, "South", "site")
    old, new = make_unit(north, "Ward 5", "ward"), make_unit(south, "Ward 6", "ward")
    first, opened, second = (FIRST + timedelta(days=number) for number in (5, 20, again))
    actions.merge_units(actor=SYSTEM, unit_id=old.id, into_id=new.id, on=first)
    actions.reopen_unit(actor=SYSTEM, unit_id=old.id, on=opened, parent_id=north.id)
    merged = actions.merge_units(actor=SYSTEM, unit_id=old.id, into_id=new.id, on=second)
    assert merged.id == new.id
    stored = UnitSpan.objects.filter(unit=old.id, ancestor=new.id).values_list("from_date", "until_date")
    # Whatever was said about the old one before it was merged for the last time counts under the new one.
    assert list(stored) == [(None, None) if again == 30 else (None, opened)]
    rows = UnitSpan.objects.filter(organisation=trust.id)
    spans = {(r.unit_id, r.ancestor_id, day_of(r.from_date, OPEN_FROM), day_of(r.until_date, OPEN_UNTIL)) for r in rows}
    assert spans == tree_actions.rebuilt(trust.id)
