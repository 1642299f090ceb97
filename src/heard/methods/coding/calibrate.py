"""What local labels teach: thresholds and the curve of confidence, for the people whose words they are.

Weights stay as they shipped: some hundred labels are too few to train heads, and enough to say where a score becomes a
code. Seriousness is left alone: it is tuned for recall, and labels that are mostly of doubtful comments must not move
it. Pure: scores and labels in, numbers out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa

from heard.methods.coding.coder import Coder, question_kind
from heard.methods.coding.columns import buffers
from heard.methods.coding.features import Array

# A theme's own shift counts as much as the common one when this many labels have the theme (as in training).
SHRINK: Final = 60
# The common shift counts as much as none when there are this many labelled comments.
SHRINK_COMMON: Final = 100
# How far labels may move a threshold, in steps that stand for nothing finer than they can tell.
_SHIFTS: Final = np.round(np.arange(-0.6, 0.61, 0.02), 2)
# How hard the curve of confidence holds on to the one that shipped.
_RIDGE: Final = 1.0
_RESAMPLES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Calibration:
    """Thresholds float [themes], and slope and intercept of the curve from margin to probability."""

    thresholds: tuple[float, ...]
    slope: float
    intercept: float

    @classmethod
    def of(cls, coder: Coder) -> Calibration:
        """The one that a coder has."""
        artefact = coder.artefact
        return cls(tuple(map(float, artefact.thresholds)), *artefact.calibration)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Before and after on comments that taught nothing: micro F1 of each, and the difference, with intervals."""

    comments: int
    before: Measure
    after: Measure
    difference: Measure


def calibrated(coder: Coder, calibration: Calibration, name: str) -> Coder:
    """A coder that gives themes by other thresholds. Raises ValueError where it has another number of themes."""
    if len(calibration.thresholds) != len(coder.artefact.thresholds):
        raise ValueError(f"{coder.name} has {len(coder.artefact.thresholds)} themes: this calibration is another's.")
    artefact = replace(
        coder.artefact,
        name=name,
        thresholds=np.array(calibration.thresholds),
        calibration=(calibration.slope, calibration.intercept),
    )
    return replace(coder, artefact=artefact)


def theme_scores(coder: Coder, texts: Sequence[str], questions: Sequence[str]) -> Array:
    """Scores float64 [N, themes] before any threshold; nothing familiar in a text is minus infinity for all."""
    asked = np.array([question_kind(question) for question in questions], dtype=np.uint8)
    sums = coder.scorer(*buffers(pa.array(list(texts), pa.string())), asked, coder.artefact.weights)
    known = (sums.letters & sums.familiar)[:, None]
    scores: Array = np.where(known, sums.scores[:, : len(coder.artefact.thresholds)], -np.inf)
    return scores


def groups_of(texts: Sequence[str], respondents: Sequence[Hashable]) -> list[int]:
    """A number for each comment: equal where they share a respondent or (but for case and spaces) their text.

    >>> groups_of(["Kind", "kind ", "Late", "Cold"], [1, 2, 2, 3])
    [0, 0, 0, 3]
    """
    leader = list(range(len(texts)))

    def lead(row: int) -> int:
        while leader[row] != row:
            leader[row] = leader[leader[row]]
            row = leader[row]
        return row

    first: dict[Hashable, int] = {}
    for row, (text, respondent) in enumerate(zip(texts, respondents, strict=True)):
        for key in (("text", " ".join(text.casefold().split())), ("who", respondent)):
            a, b = lead(first.setdefault(key, row)), lead(row)
            leader[max(a, b)] = min(a, b)
    return [lead(row) for row in range(len(texts))]


def held_out(groups: Sequence[int], names: Sequence[str], *, share: float, seed: int) -> Array:
    """Which comments are kept aside to measure with, bool [N]: whole groups, by a hash of the group's first name.

    `names` names each comment for good. The same group falls on the same side whenever it is asked, however many labels
    have come since: what was measured with is not learned from later.

    >>> held_out([0, 0, 2, 3], ["a", "b", "c", "d"], share=0.5, seed=4).tolist()
    [True, True, True, False]
    """
    first: dict[int, str] = {}
    for group, name in zip(groups, names, strict=True):
        first[group] = min(first.get(group, name), name)
    side = {}
    for group, name in first.items():
        digest = hashlib.blake2b(f"{seed}:{name}".encode(), digest_size=8).digest()
        side[group] = int.from_bytes(digest) < share * 2**64
    return np.array([side[group] for group in groups], dtype=bool)


def fit(scores: Array, labels: Array, start: Calibration) -> Calibration:
    """What labels bool [N, themes] say about scores float [N, themes], beginning from what is in force.

    One shift of all thresholds, the best for the labels' micro F1, drawn to none where there are few labelled comments;
    then each theme's own, drawn to the common one by how many labels the theme has (SHRINK). Then Platt's curve
    (Advances in Large Margin Classifiers, 1999, 61-74), held to the one that shipped.
    """
    common_cut = np.array(start.thresholds)
    margins = scores - common_cut
    common = _best_shift(margins, labels) * len(labels) / (len(labels) + SHRINK_COMMON)
    support = labels.sum(axis=0)
    own = np.array([_best_shift(margins[:, [theme]], labels[:, [theme]]) for theme in range(labels.shape[1])])
    shift = np.where(support > 0, (own * support + common * SHRINK) / (support + SHRINK), common)
    thresholds = common_cut + shift
    slope, intercept = _curve((scores - thresholds).ravel(), labels.ravel(), start)
    return Calibration(tuple(np.round(thresholds, 6).tolist()), slope, intercept)


def compare(
    scores: Array, labels: Array, groups: Sequence[int], *, before: Calibration, after: Calibration, seed: int
) -> Comparison:
    """Micro F1 by two calibrations on held-out labels, with intervals from resampling whole groups, seeded."""
    given = [scores > np.array(one.thresholds) for one in (before, after)]
    # True positives and the two sizes of each comment: F1 of a sample is 2 * sum of the first by sum of the others.
    counted = [np.stack([(one & labels).sum(axis=1), one.sum(axis=1) + labels.sum(axis=1)]) for one in given]
    _, member = np.unique(np.asarray(groups), return_inverse=True)
    size = int(member.max()) + 1 if len(member) else 0
    by_group = [np.stack([np.bincount(member, row, size) for row in one]) for one in counted]
    times = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), _RESAMPLES) if size else None
    drawn = [_f1(one if times is None else one @ times.T) for one in by_group]
    value = [float(_f1(one.sum(axis=1))) for one in by_group]
    return Comparison(
        len(labels),
        _measure(value[0], drawn[0]),
        _measure(value[1], drawn[1]),
        _measure(value[1] - value[0], drawn[1] - drawn[0]),
    )


def _f1(counted: Array) -> Array:
    f1: Array = 2 * counted[0] / np.maximum(counted[1], 1)
    return f1


def _measure(value: float, drawn: Array) -> Measure:
    low, high = np.quantile(drawn, [0.025, 0.975]) if drawn.size else (value, value)
    return Measure(value, float(low), float(high))


def _best_shift(margins: Array, labels: Array) -> float:
    """The shift of a threshold with the best F1; of equals the smallest, and none where nothing is labelled."""
    if not labels.any():
        return 0.0
    best, chosen = -1.0, 0.0
    for shift in sorted(_SHIFTS.tolist(), key=abs):
        given = margins > shift
        f1 = 2 * int((given & labels).sum()) / max(int(given.sum() + labels.sum()), 1)
        if f1 > best + 1e-9:
            best, chosen = f1, shift
    return chosen


def _curve(margins: Array, labels: Array, start: Calibration) -> tuple[float, float]:
    near = np.abs(margins) < 1.5
    x, y = margins[near], labels[near].astype(float)
    at = origin = np.array([start.slope, start.intercept])
    for _ in range(25):
        p = 1 / (1 + np.exp(-(at[0] * x + at[1])))
        spread = p * (1 - p)
        pull = np.array([((y - p) * x).sum(), (y - p).sum()]) - _RIDGE * (at - origin)
        bend = np.array([[(spread * x * x).sum(), (spread * x).sum()], [(spread * x).sum(), spread.sum()]])
        step = np.linalg.solve(bend + _RIDGE * np.eye(2), pull)
        at = at + np.clip(step, -2, 2)
    return round(float(max(at[0], 0.1)), 6), round(float(at[1]), 6)
