"""A frame of an organisation's own, learned from a few hundred labelled comments: by NumPy alone, in a worker.

Each label is a logistic regression with an L2 penalty on the hashed features of `features` (weighted by inverse
document frequency, each comment of length 1). With fewer comments than features the weights lie in the span of the
comments (the representer theorem: Kimeldorf and Wahba 1971), so it is solved exactly by Newton's method in as many
unknowns as there are comments (iteratively reweighted least squares on the Gram matrix: Zhu and Hastie 2005; each step
by conjugate gradients: Hestenes and Stiefel 1952), with no step length to tune and nothing random.

What it can do is measured on comments that it did not learn from (five folds; all comments of one person, and all with
the same words, in one fold), by thresholds that the other folds chose; the intervals come from drawing people anew
(cluster bootstrap: Field and Welsh 2007). A label that is not good enough is said to be so, and is not applied.
"""

from __future__ import annotations

import io
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from heard.methods.coding import features, kernel
from heard.methods.coding.artefact import SERIOUS, SQUARE_UNIT
from heard.methods.coding.columns import buffers
from heard.methods.coding.features import BUCKETS, WIDTH, Array, Weights, extract

FOLDS: Final = 5
# A label is applied from so many examples on, and where the lower bound of its F1 reaches the bar.
FEWEST: Final = 15
BAR: Final = 0.5
# More comments than this take minutes to solve: the newest are taken.
MOST_EXAMPLES: Final = 1_500
MOST_LABELS: Final = WIDTH - SERIOUS
_COST: Final = 10.0
_DRAWS: Final = 400
_STEPS: Final = 25
_BLOCK: Final = 20_000


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """What one label was measured at, out of fold. support: comments with it; given: comments that it was given.

    low and high bound the F1 at 95%. enough: whether it is applied; otherwise `problem` says why not.
    """

    support: int
    given: int
    right: int
    f1: float
    low: float
    high: float
    problem: str

    @property
    def enough(self) -> bool:
        """Whether it is good enough to be applied."""
        return not self.problem


@dataclass(frozen=True, slots=True)
class Learned:
    """Heads of the labels in order, with their figures. thresholds float64 [L], infinite where one is not applied."""

    weights: Weights
    thresholds: Array
    figures: tuple[LabelFigures, ...]

    def code(self, texts: Sequence[str]) -> Array:
        """The labels of texts as int64 bit masks [N]; in blocks, so that memory stays bounded."""
        masks = np.zeros(len(texts), np.int64)
        bits = np.int64(1) << np.arange(len(self.thresholds), dtype=np.int64)
        try:
            scorer = kernel.score
            kernel.compiled()
        except ImportError:
            scorer = features.score
        for start in range(0, len(texts), _BLOCK):
            data, offsets = buffers(pa.array(texts[start : start + _BLOCK], pa.string()))
            scores = scorer(data, offsets, np.zeros(len(offsets) - 1, np.uint8), self.weights).scores
            given = scores[:, : len(self.thresholds)] > self.thresholds
            masks[start : start + _BLOCK] = (given * bits).sum(axis=1)
        return masks

    def packed(self) -> bytes:
        """As bytes: numbers alone, no words."""
        held = io.BytesIO()
        known = np.flatnonzero(self.weights.slots >= 0)
        arrays: dict[str, Any] = {
            "known": known.astype(np.int32), "rows": self.weights.rows, "squares": self.weights.squares,
            "factors": self.weights.factors, "offsets": self.weights.offsets, "thresholds": self.thresholds,
        }  # fmt: skip
        np.savez_compressed(held, **arrays)
        return held.getvalue()

    @classmethod
    def unpacked(cls, content: bytes) -> Learned:
        """What `packed` wrote, without the figures."""
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            slots = np.full(BUCKETS, -1, np.int32)
            slots[arrays["known"]] = np.arange(len(arrays["known"]))
            weights = Weights(slots, arrays["rows"], arrays["squares"], arrays["factors"], arrays["offsets"], SERIOUS)
            return cls(weights, arrays["thresholds"], ())


def learn(texts: Sequence[str], labels: Array, owners: Sequence[Hashable], *, seed: int) -> Learned:
    """Learn from texts with labels bool [N, L] and whose each text is. The same input and seed give the same output.

    Raises ValueError for no labels, too many, or too few comments to hold any aside.

    >>> said = [f"{food} {number}" for number in range(20) for food in ("cold food again", "kind nurse today")]
    >>> about_food = np.array([[place % 2 == 0] for place in range(40)])
    >>> learned = learn(said, about_food, range(40), seed=1)
    >>> learned.code(["The food was cold", "A kind nurse"]).tolist(), learned.figures[0].enough
    ([1, 0], True)
    """
    count, width = labels.shape
    if not 1 <= width <= MOST_LABELS:
        raise ValueError(f"A frame has from 1 to {MOST_LABELS} labels.")
    fold, cluster = _folds(texts, owners, seed)
    if len(np.unique(fold)) < FOLDS:
        raise ValueError(f"Label comments of at least {FOLDS} people.")
    table = _Table.of(texts)
    gram = table.gram()
    held = np.zeros((count, width))
    for number in range(FOLDS):
        inside, others = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        for place in range(width):
            alpha, offset = solve(gram[np.ix_(others, others)], labels[others, place])
            held[inside, place] = _times(gram[np.ix_(inside, others)], alpha) + offset
    figures, thresholds = [], np.full(width, np.inf)
    for place in range(width):
        found = _measured(held[:, place], labels[:, place], fold, cluster, seed + place)
        figures.append(found)
        if found.enough:
            thresholds[place] = _best(held[:, place], labels[:, place])
    solved = [solve(gram, labels[:, place]) for place in range(width)]
    return Learned(table.weights(solved), thresholds, tuple(figures))


def solve(gram: Array, labels: Array, cost: float = _COST) -> tuple[Array, float]:
    """Coefficients [N] of the comments and the offset that minimise the penalised logistic loss.

    Minimises half of alpha' K alpha plus cost times the summed loss; the offset is not penalised. At the minimum every
    coefficient is cost * (label - probability), which the test checks. One class alone: no coefficients, and an offset
    that gives the label to nobody or to all.
    """
    count = len(labels)
    y = labels.astype(np.float64)
    if y.min(initial=1) == y.max(initial=0):
        return np.zeros(count), 10.0 if y.any() else -10.0
    alpha, offset = np.zeros(count), float(np.log(y.mean() / (1 - y.mean())))
    u, v = np.zeros(count), np.zeros(count)
    for _ in range(_STEPS):
        score = _times(gram, alpha) + offset
        p = 1 / (1 + np.exp(-np.clip(score, -30, 30)))
        spread = np.maximum(p * (1 - p), 1e-6)
        ridge = 1 / (cost * spread)
        # The offset is what makes the coefficients add up to nothing.
        u = _conjugate(gram, ridge, score + (y - p) / spread, u)
        v = _conjugate(gram, ridge, np.ones(count), v)
        offset = float(u.sum() / v.sum())
        step = float(np.abs(u - offset * v - alpha).max())
        alpha = u - offset * v
        if step < 1e-8 * cost:
            break
    return alpha, offset


def _times(matrix: Array, vector: Array) -> Array:
    """A matrix times a vector in one thread: those of a BLAS wait for each other where others work beside them."""
    product: Array = np.einsum("ij,j->i", matrix, vector)
    return product


def _conjugate(gram: Array, ridge: Array, wanted: Array, start: Array) -> Array:
    """x with (gram + diag(ridge)) x = wanted, by conjugate gradients with the diagonal as preconditioner."""
    scale = 1 / (gram.diagonal() + ridge)
    x = start.copy()
    left = wanted - _times(gram, x) - ridge * x
    direction = scale * left
    size = float((left * direction).sum())
    enough = 1e-24 * float((wanted * scale * wanted).sum())
    for _ in range(4 * len(wanted)):
        if size <= enough:
            break
        turned = _times(gram, direction) + ridge * direction
        along = size / float((direction * turned).sum())
        x = x + along * direction
        left = left - along * turned
        better = scale * left
        before, size = size, float((left * better).sum())
        direction = better + size / before * direction
    return x


@dataclass(frozen=True, slots=True)
class _Table:
    """Comments as sparse rows: starts int64 [N+1], column int64 and value float64 of each entry; known [R], idf [R]."""

    starts: Array
    column: Array
    value: Array
    known: Array
    idf: Array

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Table:
        data, offsets = buffers(pa.array(texts, pa.string()))
        found = extract(data, offsets, np.zeros(len(texts), np.uint8))
        cell, times = np.unique(found.text * BUCKETS + found.bucket, return_counts=True)
        frequency = np.bincount(cell % BUCKETS, minlength=BUCKETS)
        # A feature that only one comment has says nothing of the next.
        known = np.flatnonzero(frequency >= min(2, len(texts)))
        idf = np.log((1 + len(texts)) / (1 + frequency[known])) + 1
        column = np.full(BUCKETS, -1, np.int64)
        column[known] = np.arange(len(known))
        inside = column[cell % BUCKETS] >= 0
        cell, times = cell[inside], times[inside]
        row, column = cell // BUCKETS, column[cell % BUCKETS]
        value = times * idf[column]
        # The length that the scorer uses: the sum of squares of every occurrence by itself.
        length = np.sqrt(np.bincount(row, times * idf[column] ** 2, len(texts)))
        starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(texts)))])
        return cls(starts, column, value / np.maximum(length, 1e-9)[row], known, idf)

    def gram(self) -> Array:
        """Inner products of all comments, float64 [N, N], a row at a time."""
        count = len(self.starts) - 1
        gram, dense = np.zeros((count, count)), np.zeros(len(self.known))
        owner = np.repeat(np.arange(count), np.diff(self.starts))
        for place in range(count):
            entries = slice(self.starts[place], self.starts[place + 1])
            dense[self.column[entries]] = self.value[entries]
            gram[place] = np.bincount(owner, self.value * dense[self.column], count)
            dense[self.column[entries]] = 0.0
        return gram

    def weights(self, solved: Sequence[tuple[Array, float]]) -> Weights:
        """Heads in whole numbers of 8 bits, for the scorers, with the empty heads of seriousness that they expect."""
        owner = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        products = np.zeros((len(solved) + SERIOUS, len(self.known)))
        for place, (alpha, _) in enumerate(solved):
            products[place] = np.bincount(self.column, self.value * alpha[owner], len(self.known)) * self.idf
        largest = np.maximum(np.abs(products).max(axis=1, initial=0), 1e-9)
        rows = np.rint(products / largest[:, None] * 127).astype(np.int8)
        slots = np.full(BUCKETS, -1, np.int32)
        slots[self.known] = np.arange(len(self.known))
        squares = np.rint(self.idf**2 * SQUARE_UNIT).astype(np.int32)
        offsets = np.array([offset for _, offset in solved] + [0.0] * SERIOUS)
        factors = largest / 127 * np.sqrt(SQUARE_UNIT)
        return Weights(slots, np.ascontiguousarray(rows.T), squares, factors, offsets, SERIOUS)


def _folds(texts: Sequence[str], owners: Sequence[Hashable], seed: int) -> tuple[Array, Array]:
    """The fold and the cluster of every comment: those of one person or with the same words are one cluster."""
    parent: dict[Hashable, Hashable] = {}

    def root(key: Hashable) -> Hashable:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for text, owner in zip(texts, owners, strict=True):
        parent[root(("owner", owner))] = root(("words", " ".join(text.casefold().split())))
    roots: dict[Hashable, int] = {}
    cluster = np.array([roots.setdefault(root(("owner", owner)), len(roots)) for owner in owners])
    place = np.random.default_rng(seed).permutation(len(roots))
    return place[cluster] % FOLDS, cluster


def _measured(scores: Array, labels: Array, fold: Array, cluster: Array, seed: int) -> LabelFigures:
    """Figures of a label: every fold is given it by the threshold that the other folds chose."""
    given = np.zeros(len(labels), bool)
    for number in np.unique(fold):
        inside = fold == number
        given[inside] = scores[inside] > _best(scores[~inside], labels[~inside])
    support, count, right = int(labels.sum()), int(given.sum()), int((given & labels).sum())
    low, high = _bounds(given, labels, cluster, seed)
    problem = ""
    if support < FEWEST:
        problem = f"too few examples: {support} of {FEWEST}"
    elif low < BAR:
        problem = f"not good enough yet: its F1 may be as low as {low:.2f}, and {BAR:.2f} is the least"
    return LabelFigures(support, count, right, round(_f1(right, count, support), 4), low, high, problem)


def _bounds(given: Array, labels: Array, cluster: Array, seed: int) -> tuple[float, float]:
    """The middle 95% of F1 when the clusters are drawn anew with replacement."""
    sums = [np.bincount(cluster, part.astype(np.float64)) for part in (given & labels, given, labels)]
    size = len(sums[0])
    draws = np.random.default_rng(seed).integers(0, size, (_DRAWS, size))
    right, count, support = (part[draws].sum(axis=1) for part in sums)
    f1 = np.where(count + support > 0, 2 * right / np.maximum(count + support, 1), 0.0)
    low, high = np.quantile(f1, (0.025, 0.975))
    return round(float(low), 4), round(float(high), 4)


def _f1(right: int, given: int, support: int) -> float:
    return 2 * right / (given + support) if given + support else 0.0


def _best(scores: Array, labels: Array) -> float:
    """The threshold with the best F1; between two scores, and of several as good the highest. No label: none given."""
    if not labels.any():
        return float("inf")
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(labels[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + labels.sum())
    at = int(f1.argmax())
    above = float(scores[order[at]])
    return (above + float(scores[order[at + 1]])) / 2 if at + 1 < len(order) else above - 1e-6
