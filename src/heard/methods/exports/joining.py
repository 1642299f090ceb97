"""One person's rows joined, wherever in the file they stand, and their dates decided together. Arrays only."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from heard.methods.exports.dates import NONE, Days, Orders

Keys = npt.NDArray[np.int64]
Places = npt.NDArray[np.int64]


class Joined(NamedTuple):
    """Rows in the order of their voices. Voices are numbered by their first row.

    rows: places of rows, voice by voice, each voice's in file order (int64); starts: where in `rows` each voice
    begins, with the length at the end (int64, one more than voices).
    """

    rows: Places
    starts: Places

    @property
    def voices(self) -> int:
        """How many voices there are."""
        return len(self.starts) - 1


class Decision(IntEnum):
    """How a voice's date was come by."""

    UNDATED = 0
    # Its rows agree, and leave one reading.
    ONE_READING = 1
    # Both readings were possible; read in the order of the file.
    BY_ORDER = 2
    # Day and month were swapped between its rows, and one reading fits them all.
    BY_JOIN = 3
    # Day and month were swapped between its rows, and both readings fit them all.
    UNDECIDED = 4
    # Both readings are possible, and the rows around it, or the file, do not settle it.
    UNDECIDED_ALONE = 5
    # Its rows have different dates, whichever way they are read; the first row's is kept.
    CONFLICTING = 6


class Dates(NamedTuple):
    """A date for each voice: said (NONE while undecided), its two readings where doubtful (else NONE), a Decision."""

    said: Days
    day_first: Days
    month_first: Days
    decision: npt.NDArray[np.uint8]


def join(keys: Keys) -> Joined:
    """Rows with the same key belong to one voice.

    >>> joined = join(np.array([7, 5, 7], np.int64))
    >>> joined.rows.tolist(), joined.starts.tolist()
    ([0, 2, 1], [0, 2, 3])
    """
    _, first, inverse, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    by_first = np.argsort(first, kind="stable")
    rank = np.empty(len(first), np.int64)
    rank[by_first] = np.arange(len(first))
    rows = np.argsort(rank[inverse], kind="stable")
    return Joined(rows.astype(np.int64), np.concatenate(([0], np.cumsum(counts[by_first]))).astype(np.int64))


def occurrences(keys: Keys) -> Places:
    """For each row, how many rows before it have the same key.

    >>> occurrences(np.array([7, 5, 7, 7], np.int64)).tolist()
    [0, 0, 1, 2]
    """
    joined = join(keys)
    numbers = np.arange(len(keys)) - np.repeat(joined.starts[:-1], np.diff(joined.starts))
    result = np.empty(len(keys), np.int64)
    result[joined.rows] = numbers
    return result


def decide(joined: Joined, day_first: Days, month_first: Days, around: Orders, order: int) -> Dates:
    """Each voice's date from all its rows together.

    `day_first` and `month_first` are both readings of each row of the file, `around` how the rows around it write
    dates, `order` the file's own order (1, -1 or 0). Rows without a date say nothing.

    The two readings of an undecided voice are named by its anchor: the row that stands among day-first rows, or is
    read against one among month-first rows, else its first. 'Day first' then always means: as the rows around it.

    >>> a, b = np.array([9, 4], np.int32), np.array([4, 9], np.int32)
    >>> dates = decide(join(np.array([1, 1], np.int64)), a, b, np.array([0, 1], np.int8), 1)
    >>> dates.said[0] == NONE, int(dates.day_first[0]), int(dates.month_first[0]), dates.decision[0] == 4
    (np.True_, 4, 9, np.True_)
    """
    starts = joined.starts[:-1]
    if not len(starts):
        empty = np.empty(0, np.int32)
        return Dates(empty, empty, empty, np.empty(0, np.uint8))
    sizes = np.diff(joined.starts)
    a_of, b_of = day_first[joined.rows], month_first[joined.rows]
    dated = (a_of != NONE) | (b_of != NONE)
    # The first dated row of each voice gives the two candidates.
    place = np.where(dated, np.arange(len(dated)), len(dated))
    lead = np.minimum.reduceat(place, starts)
    has = lead < len(dated)
    lead = np.where(has, lead, starts)
    a, b = a_of[lead], b_of[lead]
    a_all, b_all = np.repeat(a, sizes), np.repeat(b, sizes)
    fits_a = np.logical_and.reduceat(~dated | (a_of == a_all) | (b_of == a_all), starts) & (a != NONE)
    fits_b = np.logical_and.reduceat(~dated | (a_of == b_all) | (b_of == b_all), starts) & (b != NONE)
    swapped = np.logical_or.reduceat(dated & ((a_of != a_all) | (b_of != b_all)), starts)
    found = _Candidates(a, b, has, fits_a, fits_b, swapped)
    return _decide(found, _Setting(joined, lead, around[joined.rows], order), a_of)


class _Candidates(NamedTuple):
    a: Days
    b: Days
    has: npt.NDArray[np.bool_]
    fits_a: npt.NDArray[np.bool_]
    fits_b: npt.NDArray[np.bool_]
    swapped: npt.NDArray[np.bool_]


class _Setting(NamedTuple):
    joined: Joined
    lead: Places
    around: Orders
    order: int


def _decide(found: _Candidates, setting: _Setting, a_of: Days) -> Dates:
    a, b, has, fits_a, fits_b, swapped = found
    both = fits_a & fits_b & (a != b)
    neither = has & ~fits_a & ~fits_b
    around = setting.around[setting.lead]
    # A lone doubtful date is read in the file's order, unless the rows around it write the other one.
    alone = both & ~swapped & ((setting.order == 0) | (around == -setting.order))
    by_order = both & ~swapped & ~alone
    undecided = both & swapped
    doubtful = undecided | alone
    ordered = np.where(setting.order < 0, np.where(b != NONE, b, a), np.where(a != NONE, a, b))
    said = np.where(by_order | neither, ordered, np.where(fits_a, a, b)).astype(np.int32)
    said[~has | doubtful] = NONE
    flip = undecided & _anchored_elsewhere(setting, a_of, a)
    decision = np.full(len(a), Decision.ONE_READING, np.uint8)
    for where, how in (
        (swapped, Decision.BY_JOIN),
        (by_order, Decision.BY_ORDER),
        (alone, Decision.UNDECIDED_ALONE),
        (undecided, Decision.UNDECIDED),
        (neither, Decision.CONFLICTING),
        (~has, Decision.UNDATED),
    ):
        decision[where] = how
    readings = np.where(flip, b, a), np.where(flip, a, b)
    day_first, month_first = (np.where(doubtful, reading, NONE).astype(np.int32) for reading in readings)
    return Dates(said, day_first, month_first, decision)


def _anchored_elsewhere(setting: _Setting, a_of: Days, a: Days) -> npt.NDArray[np.bool_]:
    """Where the candidate `a` is what the month-first reading of the surroundings would give: a vote of the rows.

    A row that is written like the first (its day-first reading is a) votes with its surroundings; a swapped one
    votes against them, since reading it day first gives the other candidate.
    """
    starts, sizes = setting.joined.starts[:-1], np.diff(setting.joined.starts)
    same = a_of == np.repeat(a, sizes)
    votes = np.where(same, setting.around, np.where(a_of != NONE, -setting.around, 0)).astype(np.int64)
    return np.add.reduceat(votes, starts) < 0


def agreement(joined: Joined, dates: Dates, day_first: Days, month_first: Days, around: Orders) -> tuple[int, int]:
    """Of the swapped dates that the join settled, how many agree with the rows around them, and how many do not.

    This is the evidence for reading the undecided ones in the same way.
    """
    sizes = np.diff(joined.starts)
    said = np.repeat(dates.said, sizes)
    settled = np.repeat(dates.decision == Decision.BY_JOIN, sizes)
    near = around[joined.rows]
    read = np.where(near > 0, day_first[joined.rows], month_first[joined.rows])
    votes = np.where(near == 0, 0, np.where(read == said, 1, -1)) * settled
    total = np.add.reduceat(votes, joined.starts[:-1]) if joined.voices else np.empty(0, np.int64)
    return int((total > 0).sum()), int((total < 0).sum())
