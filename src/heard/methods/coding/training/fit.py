"""Linear heads on hashed features: LinearSVC for themes, logistic regression for sentiment and seriousness.

Beside the coded comments they learn from sentences of our own, and from comments without labels that the transformer
coded (a student of its teacher: Bucila, Caruana and Niculescu-Mizil 2006), both at less weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from heard.methods.coding.artefact import SENTIMENTS, SERIOUS, SQUARE_UNIT
from heard.methods.coding.columns import buffers
from heard.methods.coding.features import BUCKETS, Array, Features, Weights, extract
from heard.methods.coding.training.dataset import Dataset

# A feature that only one comment has says nothing of the next, and would only make the artefact larger.
FEWEST_TEXTS: Final = 2
THEME_COST: Final = 1.0
SENTIMENT_COST: Final = 1.0
SERIOUS_COST: Final = 10.0


# What a sentence of our own and what a comment coded by the teacher count beside a comment coded by hand.
OWN_WEIGHT: Final = 0.5
TAUGHT_WEIGHT: Final = 0.3


@dataclass(frozen=True, slots=True)
class More:
    """M texts beside the data set. themes bool [M, T] with theme_weight [M] (0: unknown), sentiment int [M] (0:
    unknown), level int [M] (-1: unknown), weight [M] of sentiment and level.
    """

    texts: list[str]
    questions: Array
    themes: Array
    theme_weight: Array
    sentiment: Array
    level: Array
    weight: Array

    @classmethod
    def none(cls, themes: int) -> More:
        """No text."""
        empty = np.zeros(0)
        return cls(
            [], empty.astype(np.uint8), np.zeros((0, themes), bool), empty, empty.astype(int), empty.astype(int), empty
        )


@dataclass(frozen=True, slots=True)
class Learned:
    """All that heads are fitted to, with its features: the data set's texts, then those beside it."""

    data: Dataset
    more: More
    extracted: Extracted

    @classmethod
    def of(cls, data: Dataset, more: More) -> Learned:
        """Extract the features of both."""
        questions = np.concatenate([data.questions, more.questions])
        return cls(data, more, Extracted.of([*data.texts, *more.texts], questions))

    def rows(self, rows: Array) -> Array:
        """Places of some rows of the data, with all of those beside it."""
        return np.concatenate([rows, np.arange(len(self.data), len(self.data) + len(self.more.texts))])

    def themes(self, rows: Array) -> tuple[Array, Array]:
        """Themes bool [n, T] and weights [n] of places."""
        weight = np.concatenate([np.ones(len(self.data)), self.more.theme_weight])
        return np.concatenate([self.data.themes, self.more.themes])[rows], weight[rows]

    def sentiment(self, rows: Array) -> tuple[Array, Array]:
        """Sentiment int [n] and weights [n] of places."""
        weight = np.concatenate([np.ones(len(self.data)), self.more.weight])
        return np.concatenate([self.data.sentiment, self.more.sentiment])[rows], weight[rows]

    def level(self, rows: Array) -> tuple[Array, Array]:
        """Levels int [n] and weights [n] of places."""
        weight = np.concatenate([np.ones(len(self.data)), self.more.weight])
        return np.concatenate([self.data.level, self.more.level])[rows], weight[rows]


@dataclass(frozen=True, slots=True)
class Extracted:
    """Features of a data set, extracted once for all folds."""

    features: Features
    count: int

    @classmethod
    def of(cls, texts: Sequence[str], questions: Array) -> Extracted:
        """Extract; questions uint8 [N]."""
        data, offsets = buffers(pa.array(texts, pa.string()))
        return cls(extract(data, offsets, questions), len(texts))

    def matrix(self, idf: Array) -> Any:
        """Sparse [N, BUCKETS]: occurrence times idf, each text divided by the root of its summed squares."""
        from scipy import sparse

        weight = idf[self.features.bucket]
        length = np.sqrt(np.bincount(self.features.text, weight**2, self.count))
        values = weight / np.maximum(length, 1e-9)[self.features.text]
        cells = (values, (self.features.text, self.features.bucket))
        return sparse.coo_matrix(cells, shape=(self.count, BUCKETS)).tocsr()

    def idf(self, rows: Array) -> Array:
        """Smoothed inverse document frequency of every bucket among some texts; 0 where too few have it."""
        pairs = np.unique(self.features.text * BUCKETS + self.features.bucket)
        inside = np.isin(pairs // BUCKETS, rows)
        frequency = np.bincount(pairs[inside] % BUCKETS, minlength=BUCKETS)
        idf = np.log((1 + len(rows)) / (1 + frequency)) + 1
        return np.where(frequency >= FEWEST_TEXTS, idf, 0.0)


@dataclass(frozen=True, slots=True)
class Heads:
    """known int64 [R] buckets in order, idf float64 [R], coefficients float64 [H, R], intercepts float64 [H]."""

    known: Array
    idf: Array
    coefficients: Array
    intercepts: Array

    def weights(self) -> Weights:
        """The same heads in whole numbers of 8 bits, for the scorers."""
        slots = np.full(BUCKETS, -1, dtype=np.int32)
        slots[self.known] = np.arange(len(self.known))
        products = self.coefficients * self.idf
        largest = np.maximum(np.abs(products).max(axis=1), 1e-9)
        rows = np.rint(products / largest[:, None] * 127).astype(np.int8)
        squares = np.rint(self.idf**2 * SQUARE_UNIT).astype(np.int32)
        factors = largest / 127 * np.sqrt(SQUARE_UNIT)
        return Weights(slots, np.ascontiguousarray(rows.T), squares, factors, self.intercepts, SERIOUS)


def fit(learned: Learned, rows: Array, seed: int) -> Heads:
    """All heads from some rows of the data, and from all that stands beside it."""
    places = learned.rows(rows)
    idf = learned.extracted.idf(places)
    known = np.flatnonzero(idf)
    matrix = learned.extracted.matrix(idf)[:, known]
    themes, weight = learned.themes(places)
    used = weight > 0
    fitted = [_theme(matrix[places[used]], themes[used, theme], weight[used], seed) for theme in range(themes.shape[1])]
    sentiment, weight = learned.sentiment(places)
    said = sentiment > 0
    fitted += _sentiment(matrix[places[said]], sentiment[said], weight[said])
    level, level_weight = learned.level(places)
    read = level >= 0
    for least in (2, 3):
        fitted.append(_logistic(matrix[places[read]], level[read] >= least, level_weight[read]))
    fitted.append(_logistic(matrix[places[said]], sentiment[said] >= 4, weight[said]))
    return Heads(known, idf[known], np.array([head for head, _ in fitted]), np.array([offset for _, offset in fitted]))


def _theme(matrix: Any, labels: Array, weight: Array, seed: int) -> tuple[Array, float]:
    from sklearn.svm import LinearSVC

    if not labels.any():
        return np.zeros(matrix.shape[1]), -1.0
    model = LinearSVC(C=THEME_COST, random_state=seed, max_iter=5_000).fit(matrix, labels, sample_weight=weight)
    return model.coef_[0], float(model.intercept_[0])


def _sentiment(matrix: Any, sentiment: Array, weight: Array) -> list[tuple[Array, float]]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=SENTIMENT_COST, max_iter=300).fit(matrix, sentiment, sample_weight=weight)
    if len(model.classes_) != SENTIMENTS:
        raise ValueError("The labelled file needs comments of every one of the five sentiments.")
    return list(zip(model.coef_, model.intercept_.tolist(), strict=True))


def _logistic(matrix: Any, labels: Array, weight: Array) -> tuple[Array, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=SERIOUS_COST, class_weight="balanced", max_iter=300)
    model.fit(matrix, labels, sample_weight=weight)
    return model.coef_[0], float(model.intercept_[0])
