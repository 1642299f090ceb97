"""Linear heads on hashed features: LinearSVC for themes, logistic regression for sentiment and seriousness."""

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


def fit(data: Dataset, extracted: Extracted, rows: Array, seed: int) -> Heads:
    """All heads from some rows of the data."""
    idf = extracted.idf(rows)
    known = np.flatnonzero(idf)
    matrix = extracted.matrix(idf)[:, known]
    fitted = [_theme(matrix[rows], data.themes[rows, theme], seed) for theme in range(data.themes.shape[1])]
    fitted += _sentiment(matrix, data.sentiment, rows)
    read = rows[data.level[rows] >= 0]
    said = rows[data.sentiment[rows] > 0]
    fitted.append(_logistic(matrix[read], data.level[read] >= 2))
    fitted.append(_logistic(matrix[read], data.level[read] >= 3))
    fitted.append(_logistic(matrix[said], data.sentiment[said] >= 4))
    return Heads(known, idf[known], np.array([head for head, _ in fitted]), np.array([offset for _, offset in fitted]))


def _theme(matrix: Any, labels: Array, seed: int) -> tuple[Array, float]:
    from sklearn.svm import LinearSVC

    if not labels.any():
        return np.zeros(matrix.shape[1]), -1.0
    model = LinearSVC(C=THEME_COST, random_state=seed, max_iter=5_000).fit(matrix, labels)
    return model.coef_[0], float(model.intercept_[0])


def _sentiment(matrix: Any, sentiment: Array, rows: Array) -> list[tuple[Array, float]]:
    from sklearn.linear_model import LogisticRegression

    said = rows[sentiment[rows] > 0]
    model = LogisticRegression(C=SENTIMENT_COST, max_iter=300).fit(matrix[said], sentiment[said])
    if len(model.classes_) != SENTIMENTS:
        raise ValueError("The labelled file needs comments of every one of the five sentiments.")
    return list(zip(model.coef_, model.intercept_.tolist(), strict=True))


def _logistic(matrix: Any, labels: Array) -> tuple[Array, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=SERIOUS_COST, class_weight="balanced", max_iter=300).fit(matrix, labels)
    return model.coef_[0], float(model.intercept_[0])
