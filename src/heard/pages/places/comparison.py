"""What is known of each place beside the others, worst first; small numbers are hidden, and those that would tell them.

A place whose numbers are hidden is not said to stand out: the limit that it passed would tell how small they are. How
many such places there are is said. A serious concern is a signal of its own, however few there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, isnan

import numpy as np

from heard.coding.presenters.figures import concerns
from heard.coding.queries import Figures, PlaceFigures, SideBySide, side_by_side
from heard.methods.signals.funnel import Funnel, funnel
from heard.methods.suppression import Rule, Suppressed, suppress
from heard.organisations.packs import load
from heard.organisations.queries import Scope, UnitSummary

# The root of the tree by which numbers are hidden: all places, and what names none.
_ALL = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One place. What is None is hidden, and then `usual` and `beyond` say nothing either."""

    unit: UnitSummary
    name: str
    concerns: int | None
    comments: int | None
    # From how many to how many concerns 19 of 20 places of its size would have, were they like all.
    usual: tuple[int, int] | None
    # Beyond the far limits 2 or -2, beyond the near ones 1 or -1.
    beyond: int
    positive: int | None
    ratings: int | None
    # Concerns of people who ticked Good or Very good.
    behind: int | None

    @property
    def hidden(self) -> bool:
        """Whether its numbers are too small to be shown, or would tell one that is."""
        return self.concerns is None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Places, worst first, and all together with what names no place.

    `concerns` and `comments` are those of all, None where that would tell what is hidden. `unnamed` of the hidden
    places lie above the far limit.
    """

    rows: tuple[Row, ...]
    whole: Figures
    concerns: int | None
    comments: int | None
    funnel: Funnel | None
    unnamed: int
    note: str = ""

    @property
    def above(self) -> tuple[Row, ...]:
        """Those with more concerns than the far limit, worst first."""
        return tuple(row for row in self.rows if row.beyond == 2)

    @property
    def below(self) -> tuple[Row, ...]:
        """Those with fewer than the far limit."""
        return tuple(row for row in self.rows if row.beyond == -2)


def least() -> int:
    """Numbers from 1 up to, and without, this one are hidden."""
    return int(load("suppression").content["least"])


def compare(scope: Scope, first: date, until: date) -> Comparison:
    """The places of a scope beside each other: concerns among comments, against what all have together."""
    found = side_by_side(scope, first, until)
    if not any(place.figures.comments for place in found.places):
        return Comparison((), found.whole, None, None, None, 0, found.note)
    events = [concerns(place.figures) for place in found.places]
    sizes = [place.figures.comments for place in found.places]
    made = funnel(events, sizes, target=concerns(found.whole) / found.whole.comments)
    hidden = _Hidden(found)
    rows = [_row(place, number, made, hidden) for number, place in enumerate(found.places, start=1)]
    z = np.nan_to_num(made.adjusted, nan=-np.inf).tolist()
    order = sorted(range(len(rows)), key=lambda place: _worst_first(rows[place], z[place]))
    unnamed = sum(row.hidden and beyond == 2 for row, beyond in zip(rows, made.beyond.tolist(), strict=True))
    return Comparison(
        tuple(rows[place] for place in order),
        found.whole,
        hidden.concerns.shown(_ALL),
        hidden.comments.shown(_ALL),
        made,
        unnamed,
        found.note,
    )


def _worst_first(row: Row, z: float) -> tuple[bool, bool, float, str]:
    """Above the far limit first, then by how far from what is usual; those hidden by name, which tells nothing."""
    return (row.hidden, row.beyond != 2, 0.0 if row.hidden else -z, row.name)


class _Hidden:
    """What is hidden of each column, in which places stand from 1 on."""

    def __init__(self, found: SideBySide) -> None:
        known, whole = [place.figures for place in found.places], found.whole
        self.concerns = _hidden([concerns(one) for one in known], concerns(whole))
        self.comments = _hidden([one.comments for one in known], whole.comments)
        self.ratings = _hidden([one.ratings for one in known], whole.ratings)
        self.behind = _hidden([one.concerns_rated_good for one in known], whole.concerns_rated_good)


def _row(place: PlaceFigures, number: int, made: Funnel, hidden: _Hidden) -> Row:
    known, at = place.figures, number - 1
    told, comments = hidden.concerns.shown(number), hidden.comments.shown(number)
    if told is None or comments is None:
        told, comments = None, None
    rated = hidden.ratings.shown(number) is not None
    return Row(
        unit=place.unit,
        name=place.name,
        concerns=told,
        comments=comments,
        usual=None if comments is None else _usual(comments, made, at),
        beyond=0 if comments is None else int(made.beyond[at]),
        positive=known.positive if rated else None,
        ratings=known.ratings if rated else None,
        behind=None if told is None else hidden.behind.shown(number),
    )


def _hidden(counts: Sequence[int], whole: int) -> Suppressed[int]:
    """Places from 1 on under all, of which what names no place is a part of its own."""
    tree: dict[int, int | None] = {**dict.fromkeys(range(1, len(counts) + 1), _ALL), _ALL: None}
    own = {_ALL: max(0, whole - sum(counts))}
    return suppress({**dict(enumerate(counts, start=1)), **own}, tree, Rule(least()))


def _usual(size: int, made: Funnel, at: int) -> tuple[int, int] | None:
    lower, upper = float(made.lower_near[at]), float(made.upper_near[at])
    if not size or isnan(lower) or isnan(upper):
        return None
    # Limits are a rate that the count divided by the size stays within; rounding must not lose a whole one.
    return ceil(lower * size - 1e-9), floor(upper * size + 1e-9)
