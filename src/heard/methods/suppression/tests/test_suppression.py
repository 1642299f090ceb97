"""No hidden number can be worked out from what is shown: asked of a small exact solver for thousands of trees."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heard.methods.suppression import Rule, Suppressed, suppress

TRUST = {"North": "Trust", "South": "Trust", "Trust": None}
Parents = Mapping[str, str | None]


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[str, int], dict[str, str | None]]:
    """A trust of up to three sites with up to four wards each; small counts, where suppression has most to do."""
    parents: dict[str, str | None] = {"T": None}
    numbers = st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 14])
    for site in range(draw(st.integers(0, 3))):
        parents[f"S{site}"] = "T"
        for ward in range(draw(st.integers(0, 4))):
            parents[f"S{site}W{ward}"] = f"S{site}"
    return {unit: draw(numbers) for unit in parents}, parents


class Reader:
    """Somebody who knows the tree, the rule, that zeros are shown, and everything that is published.

    Sets of numbers are whole numbers with a bit for each, so that all sums of two sets are a few shifts.
    """

    def __init__(self, counts: Mapping[str, int], parents: Parents, found: Suppressed[str]) -> None:
        self.below = {unit: [child for child, above in parents.items() if above == unit] for unit in parents}
        self.whole = (1 << sum(counts.values()) + 4) - 1
        self.known: dict[str, int] = {}
        for unit in parents:
            if unit not in found.hidden:
                self.known[f"total {unit}"] = found.totals[unit]
            if self.below[unit] and unit not in found.hidden_own:
                self.known[f"own {unit}"] = counts.get(unit, 0)

    def number(self, known: Mapping[str, int], cell: str) -> int:
        """What a cell may be: what is published, or anything but 0."""
        return 1 << known[cell] if cell in known else self.whole - 1

    def possible(self, known: Mapping[str, int], unit: str) -> int:
        """The totals that a unit may have, from what stands below it and of itself."""
        told = self.number(known, f"total {unit}")
        if not self.below[unit]:
            return told
        sums = self.number(known, f"own {unit}")
        for child in self.below[unit]:
            parts = self.possible(known, child)
            sums, before = 0, sums
            while parts:
                least = parts & -parts
                sums |= before * least
                parts ^= least
            sums &= self.whole
        return sums & told

    def values(self, cell: str, top: str) -> set[int]:
        """The values that a hidden number may have; two are as good as all."""
        fits: set[int] = set()
        for number in range(1, self.whole.bit_length()):
            if self.possible({**self.known, cell: number}, top):
                fits.add(number)
            if len(fits) == 2:
                break
        return fits


@settings(max_examples=200, deadline=None)
@given(trees())
def test_no_hidden_number_can_be_worked_out(tree: tuple[dict[str, int], dict[str, str | None]]) -> None:
    counts, parents = tree
    found = suppress(counts, parents)
    reader = Reader(counts, parents, found)
    cells = [f"total {unit}" for unit in found.hidden] + [f"own {unit}" for unit in found.hidden_own]
    for cell in cells:
        assert len(reader.values(cell, "T")) == 2, (cell, found)


@settings(deadline=None)
@given(trees())
def test_every_small_count_is_hidden_and_zeros_are_not(tree: tuple[dict[str, int], dict[str, str | None]]) -> None:
    counts, parents = tree
    found = suppress(counts, parents)
    small = {unit for unit, total in found.totals.items() if 0 < total < 5}
    assert found.first == small
    assert small <= found.hidden
    assert not any(found.totals[unit] == 0 for unit in found.hidden)
    if not small and not any(0 < counts[unit] < 5 for unit in parents):
        assert not found.hidden


@pytest.mark.parametrize("small", [1, 4])
def test_the_solver_itself_works_out_a_number_that_is_hidden_alone(small: int) -> None:
    counts = {"A": small, "B": 9}
    parents: Parents = {"A": "T", "B": "T", "T": None}
    alone = Suppressed({"A": small, "B": 9, "T": 9 + small}, frozenset("A"), frozenset("A"), frozenset())
    assert Reader(counts, parents, alone).values("total A", "T") == {small}


def test_it_goes_down_into_a_site_that_is_hidden_to_protect_another() -> None:
    wards = {"N1": "North", "S1": "South", "S2": "South"}
    found = suppress({"N1": 3, "S1": 6, "S2": 8}, {**wards, **TRUST})
    # North and its ward are small; South protects North, and one of its wards South.
    assert found.first == {"N1", "North"}
    assert found.hidden == {"N1", "North", "South", "S1"}


def test_it_goes_up_where_a_family_has_nothing_more_to_hide() -> None:
    found = suppress({"N1": 3, "S1": 60, "S2": 50}, {"N1": "North", "S1": "South", "S2": "South", **TRUST})
    assert {"N1", "North", "South", "S2"} == found.hidden
    assert found.shown("Trust") == 113


def test_a_sum_of_ones_does_not_give_each_of_them_away() -> None:
    wards = [f"W{number}" for number in range(5)]
    found = suppress(dict.fromkeys(wards, 1), {**dict.fromkeys(wards, "Site"), "Site": None})
    assert found.shown("Site") is None


def test_a_count_that_belongs_to_no_ward_is_protected_too() -> None:
    found = suppress({"Site": 2, "A": 30, "B": 7}, {"A": "Site", "B": "Site", "Site": None})
    assert found.hidden_own == {"Site"}
    assert found.hidden == {"B"}


def test_the_rule_says_what_is_small() -> None:
    assert suppress({"A": 6, "B": 20}, {"A": "T", "B": "T", "T": None}, Rule(least=10)).first == {"A"}


@pytest.mark.parametrize(
    ("counts", "parents", "says"),
    [
        ({"A": -1}, {"A": None}, "below 0"),
        ({"B": 1}, {"A": None}, "no place"),
        ({}, {"A": "B"}, "no place"),
        ({}, {"A": "B", "B": "A"}, "under itself"),
    ],
)
def test_what_is_no_tree_of_counts_is_refused(counts: dict[str, int], parents: Parents, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        suppress(counts, parents)


def test_a_thousand_wards_are_soon_done() -> None:
    wards = {f"W{number}": f"S{number % 20}" for number in range(1_000)}
    sites: dict[str, str | None] = {f"S{number}": "T" for number in range(20)}
    found = suppress({ward: 1 + place % 13 for place, ward in enumerate(wards)}, {**wards, **sites, "T": None})
    assert found.totals["T"] == sum(1 + place % 13 for place in range(1_000))
    assert found.shown("T") == found.totals["T"]
