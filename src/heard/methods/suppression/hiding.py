"""Which counts of a tree with totals to hide.

Every unit's total is its own count and the totals below it: one sum a unit, and a number stands in at most two of them,
as a part and as a total. Numbers that are 0 are shown, so a reader knows that a hidden one is at least 1.

Two conditions make sure that no hidden number can be worked out. (1) Each sum has no hidden number, or at least two.
As the sums form a tree, every hidden number then lies on a path of hidden numbers between two open ends (numbers that
stand in one sum alone: those of a unit without units below, and the top), along which 1 can be moved. (2) Each group
of hidden numbers that hang together holds the top, or an open end of at least 2: else all its ends are 1, none can
become smaller, and a sum of k hidden numbers that is k would give them away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

Unit = TypeVar("Unit", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Rule:
    """Counts from 1 up to, and without, `least` are hidden."""

    least: int = 5


@dataclass(frozen=True, slots=True)
class Suppressed(Generic[Unit]):
    """Totals with what is hidden of them.

    `first`: hidden because they are small. `hidden`: these, and those hidden to protect them. `hidden_own`: units of
    which the part that belongs to no unit below them is hidden.
    """

    totals: Mapping[Unit, int]
    first: frozenset[Unit]
    hidden: frozenset[Unit]
    hidden_own: frozenset[Unit]

    def shown(self, unit: Unit) -> int | None:
        """A unit's total; None where it is hidden."""
        return None if unit in self.hidden else self.totals[unit]


class _Cell(NamedTuple):
    """A number: a unit's total, or (own) the part of a unit's total that belongs to no unit below it."""

    place: int
    own: bool


def suppress(
    counts: Mapping[Unit, int], parents: Mapping[Unit, Unit | None], rule: Rule | None = None
) -> Suppressed[Unit]:
    """What to hide of a tree of counts.

    `counts` holds each unit's own count (0 where it is missing), without those below it; `parents` every unit, with
    the unit above it or None. Among equals the unit that stands first in `parents` is hidden first. Time grows with
    the number of units times the number hidden. Raises ValueError for a count below 0, a unit or parent that
    `parents` does not hold, and for a circle.
    """
    tree = _Tree(counts, parents)
    least = (rule or Rule()).least
    hidden = {cell for cell, number in tree.numbers.items() if 0 < number < least}
    first = frozenset(tree.units[cell.place] for cell in hidden if not cell.own)
    while (more := _lone(tree, hidden) or _given_away(tree, hidden)) is not None:
        hidden.add(more)
    return Suppressed(
        {unit: tree.numbers[_Cell(place, False)] for place, unit in enumerate(tree.units)},
        first,
        frozenset(tree.units[cell.place] for cell in hidden if not cell.own),
        frozenset(tree.units[cell.place] for cell in hidden if cell.own),
    )


class _Tree(Generic[Unit]):
    """The numbers and the sums in which they stand: `sums[place]` is a unit's total followed by its parts."""

    def __init__(self, counts: Mapping[Unit, int], parents: Mapping[Unit, Unit | None]) -> None:
        self.units: Sequence[Unit] = list(parents)
        self.places = {unit: place for place, unit in enumerate(self.units)}
        self._check(counts, parents)
        self.above = [None if parent is None else self.places[parent] for parent in parents.values()]
        below: defaultdict[int, list[int]] = defaultdict(list)
        for place, parent in enumerate(self.above):
            if parent is not None:
                below[parent].append(place)
        self.numbers: dict[_Cell, int] = {}
        self.sums: dict[int, list[_Cell]] = {}
        for place in self._upwards(below):
            own = counts.get(self.units[place], 0)
            children = [_Cell(child, False) for child in below[place]]
            total = _Cell(place, False)
            self.numbers[total] = own + sum(self.numbers[child] for child in children)
            if children:
                self.numbers[_Cell(place, True)] = own
                self.sums[place] = [total, *children, _Cell(place, True)]

    def _check(self, counts: Mapping[Unit, int], parents: Mapping[Unit, Unit | None]) -> None:
        for unit, number in counts.items():
            if unit not in self.places:
                raise ValueError(f"{unit!r} has a count and no place in the tree.")
            if number < 0:
                raise ValueError(f"{unit!r} has a count below 0.")
        for parent in parents.values():
            if parent is not None and parent not in self.places:
                raise ValueError(f"{parent!r} is above another and has no place in the tree itself.")

    def _upwards(self, below: Mapping[int, list[int]]) -> list[int]:
        """Every place after all those below it."""
        order = [place for place, parent in enumerate(self.above) if parent is None]
        for place in order:
            order.extend(below.get(place, ()))
        if len(order) < len(self.units):
            raise ValueError("A unit stands under itself.")
        return order[::-1]

    def of(self, cell: _Cell) -> list[int]:
        """The sums in which a number stands."""
        above = cell.place if cell.own else self.above[cell.place]
        upper = [] if above is None else [above]
        return upper if cell.own or cell.place not in self.sums else [*upper, cell.place]

    def next_smallest(self, sums: Iterable[int], hidden: set[_Cell]) -> _Cell | None:
        """The smallest shown part of some sums; where all are hidden or 0, the smallest of their totals."""
        given = list(sums)
        for cells in ([c for s in given for c in self.sums[s][1:]], [self.sums[s][0] for s in given]):
            open_ones = [cell for cell in cells if self.numbers[cell] and cell not in hidden]
            if open_ones:
                return min(open_ones, key=lambda cell: (self.numbers[cell], cell.place, cell.own))
        return None


def _lone(tree: _Tree[Unit], hidden: set[_Cell]) -> _Cell | None:
    """What to hide beside a hidden number that is alone in its sum."""
    for place, cells in tree.sums.items():
        if sum(cell in hidden for cell in cells) == 1:
            return tree.next_smallest([place], hidden)
    return None


def _given_away(tree: _Tree[Unit], hidden: set[_Cell]) -> _Cell | None:
    """What to hide beside numbers of which all open ends are 1, so that their sum tells each."""
    for group in _groups(tree, hidden):
        sums = {place: None for cell in group for place in tree.of(cell)}
        top = any(not cell.own and tree.above[cell.place] is None for cell in group)
        ends = [cell for cell in group if cell.own or cell.place not in tree.sums]
        if not top and all(tree.numbers[cell] == 1 for cell in ends):
            return tree.next_smallest(sums, hidden)
    return None


def _groups(tree: _Tree[Unit], hidden: set[_Cell]) -> Iterable[list[_Cell]]:
    """Hidden numbers that hang together through sums."""
    members: defaultdict[int, list[_Cell]] = defaultdict(list)
    for cell in hidden:
        for place in tree.of(cell):
            members[place].append(cell)
    waiting = set(hidden)
    while waiting:
        group = [min(waiting)]
        waiting.discard(group[0])
        for cell in group:
            for place in tree.of(cell):
                found = [other for other in members[place] if other in waiting]
                group.extend(found)
                waiting.difference_update(found)
        yield group
