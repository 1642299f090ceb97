"""The spans against a walk of every day."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heard.organisations.spans import OPEN_FROM, OPEN_UNTIL, CycleError, Placing, Succeeding, spans

DAYS = range(-1, 12)


class Tree:
    """A tree kept as one dictionary of parents per day: slow, and plainly right."""

    def __init__(self, count):
        self.parents = {day: dict.fromkeys(range(1, count), 0) for day in DAYS}
        self.changes = defaultdict(dict)
        self.successions = []

    def place(self, unit, parent, on):
        """From a day until the next change of that unit."""
        until = min((day for day in self.changes[unit] if day > on), default=DAYS.stop)
        after = {day: dict(parents) for day, parents in self.parents.items()}
        for day in range(on, until):
            after[day][unit] = parent
        if any(self.loops(parents) for parents in after.values()):
            return False
        self.parents = after
        self.changes[unit][on] = parent
        return True

    @staticmethod
    def loops(parents):
        for unit in parents:
            seen, at = {unit}, parents.get(unit)
            while at is not None:
                if at in seen:
                    return True
                seen.add(at)
                at = parents.get(at)
        return False

    def counts_under(self, unit, day):
        found, at = {unit}, self.parents[day].get(unit)
        while at is not None:
            found.add(at)
            at = self.parents[day].get(at)
        while True:
            more = {new for old, new, on in self.successions if old in found and day < on} - found
            if not more:
                return found
            found |= more

    def placings(self):
        rows = []
        for unit in self.parents[0]:
            starts = [(OPEN_FROM, 0), *sorted(self.changes[unit].items())]
            ends = [start for start, _ in starts[1:]] + [OPEN_UNTIL]
            rows += [Placing(unit, parent, start, end) for (start, parent), end in zip(starts, ends, strict=True)]
        return rows


@st.composite
def trees(draw):
    count = draw(st.integers(2, 7))
    tree = Tree(count)
    some_unit, day = st.integers(1, count - 1), st.integers(0, 10)
    for _ in range(draw(st.integers(0, 12))):
        unit, other, on = draw(some_unit), draw(st.integers(0, count - 1)), draw(day)
        if unit == other or not tree.place(unit, other, on):
            continue
        if other and draw(st.booleans()):
            tree.successions.append((unit, other, on))
    return count, tree


@given(trees())
@settings(max_examples=200, deadline=None)
def test_spans_say_what_a_walk_of_every_day_says(made):
    count, tree = made
    found = spans(range(count), tree.placings(), [Succeeding(*row) for row in tree.successions])
    for day in DAYS:
        for unit in range(count):
            said = {
                ancestor
                for ancestor, intervals in found[unit].items()
                if any(first <= day < until for first, until in intervals)
            }
            assert said == tree.counts_under(unit, day), (unit, day)


@given(trees())
@settings(max_examples=100, deadline=None)
def test_no_two_spans_of_a_pair_touch_or_overlap(made):
    count, tree = made
    found = spans(range(count), tree.placings(), [Succeeding(*row) for row in tree.successions])
    for ancestors in found.values():
        for intervals in ancestors.values():
            assert intervals == sorted(intervals)
            assert all(before[1] < after[0] for before, after in pairwise(intervals))


def test_a_circle_on_one_day_is_refused_but_not_a_swap_over_time():
    swapped = [Placing(2, 1, until_day=5), Placing(1, 0, until_day=5), Placing(1, 2, 5), Placing(2, 0, 5)]
    assert spans([1], swapped, [])[1][2] == [(5, OPEN_UNTIL)]
    with pytest.raises(CycleError):
        spans([1], [Placing(2, 1), Placing(1, 2, 5)], [])
