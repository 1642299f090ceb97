"""Which cells some voices add to: the one function by which everything is counted, removed, corrected and rebuilt."""

from __future__ import annotations

import struct
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from heard.coding.counting import periods, rollup
from heard.coding.counting.facts import Facts
from heard.coding.counting.packed import pack, unpack
from heard.coding.models import NOT_ASSIGNED, NOT_CODED, UNDATED, Facet
from heard.organisations.queries import Closure

COLUMNS: Final = (
    "voices",
    "with_words",
    *(f"rated_{code}" for code in range(7)),
    "comments",
    *(f"sentiment_{code}" for code in range(1, 6)),
    *(f"seriousness_{level}" for level in range(1, 4)),
    "concerns_rated_good",
)
_VOICES, _WITH_WORDS, _RATED, _COMMENTS, _SENTIMENT, _SERIOUSNESS, _CONCERNS = 0, 1, 2, 9, 9, 14, 18
WIDTH: Final = len(COLUMNS)
_KEY: Final = np.dtype([("unit", "<i8"), ("value", "<i8"), ("period", "<i4"), ("facet", "<i4")])
CELL: Final = np.dtype([*((name, _KEY[name]) for name in _KEY.names or ()), ("counts", "<i4", (WIDTH,))])
_SIZES: Final = struct.Struct("<II")
_GOOD: Final = (1, 2)
_CONCERN_LEVEL: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Rows of dtype CELL, one for each key, sorted by unit, facet, period and value; none with nothing but zeros."""

    rows: NDArray[Any]

    def __len__(self) -> int:
        return len(self.rows)

    def to_bytes(self) -> bytes:
        """For a row of Uncounted: keys, then what is not 0, since most of the wide columns are."""
        counts = self.rows["counts"].reshape(-1)
        filled = np.flatnonzero(counts).astype("<u4")
        keys = self.rows[list(_KEY.names or ())].astype(_KEY)
        sizes = _SIZES.pack(len(keys), len(filled))
        return pack(b"".join((sizes, keys.tobytes(), filled.tobytes(), counts[filled].tobytes())))

    @staticmethod
    def from_bytes(content: bytes) -> Cells:
        """What `to_bytes` wrote.

        >>> again = Cells.from_bytes(Cells(np.ones(3, CELL)).to_bytes())
        >>> len(again), int(again.rows["counts"].sum()), int(again.rows["value"].sum())
        (3, 57, 3)
        """
        content = unpack(content)
        length, filled = _SIZES.unpack_from(content)
        keys = np.frombuffer(content, _KEY, length, _SIZES.size)
        start = _SIZES.size + keys.nbytes
        places = np.frombuffer(content, "<u4", filled, start)
        rows = np.zeros(length, CELL)
        for name in _KEY.names or ():
            rows[name] = keys[name]
        counts = np.zeros(length * WIDTH, "<i4")
        counts[places] = np.frombuffer(content, "<i4", filled, start + places.nbytes)
        rows["counts"] = counts.reshape(length, WIDTH)
        return Cells(rows)


class _Entries(NamedTuple):
    """One entry for each voice, facet and value; `comments` are (entry, answer) pairs that count under it."""

    voice: NDArray[np.int64]
    facet: NDArray[np.int64]
    value: NDArray[np.int64]
    comment_entry: NDArray[np.int64]
    comment_answer: NDArray[np.int64]


def count(
    facts: Facts, closure: Closure | None, facets: Collection[int] = tuple(Facet), units: Collection[int] | None = None
) -> Cells:
    """The cells that `facts` add to, rolled up through `closure` to every unit under which each voice counts.

    `facets` and `units` narrow what is counted to what a page reads. Without a closure everything counts under
    unit 0. Raises ValueError for a voice whose unit the closure does not hold.
    """
    if not len(facts):
        return Cells(np.zeros(0, CELL))
    voices = facts.voices
    if closure is None:
        placed = rollup.Placed(np.zeros(len(voices), np.int64), rollup.alone())
    else:
        placed = rollup.place(voices["unit"], voices["day"], closure, UNDATED, units)
    entries = _entries(facts, facets)
    days, day_at = np.unique(periods.period(voices["day"], UNDATED), return_inverse=True)
    labels, label_at = _ranked(entries.facet, entries.value)
    group = (placed.at[entries.voice] * len(days) + day_at[entries.voice]) * len(labels) + label_at
    groups, group_at = np.unique(group, return_inverse=True)
    counts = _counts(facts, entries, group_at, len(groups))
    place, rest = np.divmod(groups, len(days) * len(labels))
    # Sorted by facet before period: rows reach the index of the table in its own order.
    day, label = np.divmod(rest, len(labels))
    key = (labels["facet"][label] * len(days) + day) * len(labels) + label
    unit, key, counts = rollup.rolled_up(place, key, counts, placed.ancestors)
    return _cells(unit, key, counts, days, labels)


def merged(parts: list[Cells]) -> Cells:
    """Several sets of cells added up."""
    rows = np.concatenate([part.rows for part in parts]) if parts else np.zeros(0, CELL)
    if not len(rows):
        return Cells(rows)
    keys = np.zeros(len(rows), [("unit", "<i8"), ("facet", "<i4"), ("period", "<i4"), ("value", "<i8")])
    for name in ("unit", "facet", "period", "value"):
        keys[name] = rows[name]
    order = np.lexsort((keys["value"], keys["period"], keys["facet"], keys["unit"]))
    sorted_keys = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], sorted_keys[1:] != sorted_keys[:-1])))
    summed = rows[order][starts].copy()
    summed["counts"] = np.add.reduceat(rows["counts"][order], starts, axis=0)
    return Cells(summed[summed["counts"].any(axis=1)])


def _entries(facts: Facts, facets: Collection[int]) -> _Entries:
    """Every (voice, facet, value) with the comments that count under it."""
    voices, answers = facts.voices, facts.answers
    every, of_answer = np.arange(len(voices), dtype=np.int64), answers["voice"].astype(np.int64)
    numbers = np.arange(len(answers), dtype=np.int64)
    parts: list[_Entries] = []
    for facet, name in (
        (Facet.ALL, ""),
        (Facet.RELATION, "relation"),
        (Facet.CHANNEL, "channel"),
        (Facet.SOURCE, "source"),
    ):
        if facet in facets:
            value = voices[name].astype(np.int64) if name else np.zeros(len(voices), np.int64)
            parts.append(_Entries(every, np.full(len(voices), int(facet)), value, of_answer, numbers))
    if Facet.THEME in facets:
        answer, theme = _themes(answers["themes"])
        parts.append(_of_answers(Facet.THEME, of_answer[answer], theme, answer))
    if Facet.QUESTION in facets:
        parts.append(_of_answers(Facet.QUESTION, of_answer, answers["question"], numbers))
    starts = np.cumsum([0, *(len(part.voice) for part in parts)])
    return _Entries(
        np.concatenate([part.voice for part in parts]),
        np.concatenate([part.facet for part in parts]),
        np.concatenate([part.value for part in parts]),
        np.concatenate([part.comment_entry + start for part, start in zip(parts, starts[:-1], strict=True)]),
        np.concatenate([part.comment_answer for part in parts]),
    )


def _themes(masks: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every (answer, theme) of the bit masks; one without a theme is there with NOT_ASSIGNED, or with NOT_CODED."""
    widest = max(int(masks.max()), 0).bit_length() if len(masks) else 0
    answer, bit = np.nonzero(masks[:, None] >> np.arange(widest, dtype=np.int64) & 1)
    without = np.flatnonzero(masks <= 0)
    return np.concatenate((answer, without)), np.concatenate((bit, np.where(masks[without], NOT_CODED, NOT_ASSIGNED)))


def _of_answers(
    facet: Facet, voice: NDArray[np.int64], value: NDArray[np.int64], answer: NDArray[np.int64]
) -> _Entries:
    """Entries of a facet that answers have: each voice once a value, however many of its answers have it."""
    values, value_at = np.unique(value, return_inverse=True)
    keys, entry = np.unique(voice * max(len(values), 1) + value_at, return_inverse=True)
    own_voice, own_value = np.divmod(keys, max(len(values), 1))
    return _Entries(own_voice, np.full(len(keys), int(facet)), values[own_value] if len(keys) else keys, entry, answer)


def _ranked(facet: NDArray[np.int64], value: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The distinct (facet, value) in order, and the place of each entry among them."""
    values, value_at = np.unique(value, return_inverse=True)
    keys, at = np.unique(facet * len(values) + value_at, return_inverse=True)
    labels = np.zeros(len(keys), [("facet", "<i8"), ("value", "<i8")])
    labels["facet"], labels["value"] = keys // len(values), values[keys % len(values)]
    return labels, at


def _counts(facts: Facts, entries: _Entries, group: NDArray[np.int64], groups: int) -> NDArray[np.int32]:
    """The wide columns of every group: one event for each column that an entry or a comment adds to."""
    voices, answers = facts.voices, facts.answers
    sign, rating = voices["sign"][entries.voice], voices["rating"][entries.voice]
    seriousness = answers["seriousness"][entries.comment_answer]
    sentiment = answers["sentiment"][entries.comment_answer]
    comment_group, comment_sign = group[entries.comment_entry], sign[entries.comment_entry]
    spoken = np.bincount(entries.comment_entry, minlength=len(sign)) > 0
    grave = entries.comment_entry[seriousness >= _CONCERN_LEVEL]
    worried = (np.bincount(grave, minlength=len(sign)) > 0) & np.isin(rating, _GOOD)
    events = [
        (group * WIDTH + _VOICES, sign),
        ((group * WIDTH + _WITH_WORDS)[spoken], sign[spoken]),
        ((group * WIDTH + _RATED + rating)[rating >= 0], sign[rating >= 0]),
        ((group * WIDTH + _CONCERNS)[worried], sign[worried]),
        (comment_group * WIDTH + _COMMENTS, comment_sign),
        ((comment_group * WIDTH + _SENTIMENT + sentiment)[sentiment > 0], comment_sign[sentiment > 0]),
        ((comment_group * WIDTH + _SERIOUSNESS + seriousness)[seriousness > 0], comment_sign[seriousness > 0]),
    ]
    place = np.concatenate([place for place, _ in events])
    # Without weights whole numbers are counted, which is twice as fast; only changes have both signs.
    weights = None if (voices["sign"] == 1).all() else np.concatenate([sign for _, sign in events])
    return np.bincount(place, weights, groups * WIDTH).reshape(groups, WIDTH).astype(np.int32)


def _cells(
    unit: NDArray[np.int64],
    key: NDArray[np.int64],
    counts: NDArray[np.int32],
    days: NDArray[np.int32],
    labels: NDArray[Any],
) -> Cells:
    kept = counts.any(axis=1)
    unit, key, counts = unit[kept], key[kept], counts[kept]
    rows = np.zeros(len(unit), CELL)
    rest, label = np.divmod(key, len(labels))
    rows["unit"], rows["facet"], rows["value"] = unit, labels["facet"][label], labels["value"][label]
    rows["period"], rows["counts"] = days[rest % len(days)], counts
    return Cells(rows)
