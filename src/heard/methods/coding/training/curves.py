"""The curves of an artefact, fitted on scores out of fold."""

from __future__ import annotations

import numpy as np

from heard.methods.coding.artefact import SENTIMENTS
from heard.methods.coding.curves import Curves, sigmoid
from heard.methods.coding.features import Array
from heard.methods.coding.training.dataset import Dataset
from heard.methods.coding.training.thresholds import OutOfFold

_TEMPERATURES = np.round(np.arange(0.3, 3.01, 0.05), 2)


def curves(name: str, data: Dataset, held: OutOfFold) -> Curves:
    """Curves of the coder `name` from scores of comments that were left out of its fit."""
    scores, worst, found = held.scores, held.worst, held.lexicon
    said = data.sentiment > 0
    first = data.themes.shape[1]
    heads = scores[said, first : first + SENTIMENTS]
    right = data.sentiment[said].astype(np.int64) - 1
    read = data.level >= 0
    levels = [
        logistic(worst[said, 2], found[said] >= 1, data.sentiment[said] >= 4),
        logistic(worst[read, 0], found[read] >= 2, data.level[read] >= 2),
        logistic(worst[read, 1], found[read] >= 3, data.level[read] >= 3),
    ]
    return Curves(name, temperature(heads, right), np.array(levels))


def temperature(heads: Array, right: Array) -> float:
    """What logits of sentiment [N, 5] are multiplied by so that their probabilities surprise least (Guo et al. 2017).

    right int64 [N]: the sentiment that was given, from 0.
    """
    return float(min(_TEMPERATURES, key=lambda one: _surprise(Curves("", float(one), np.zeros((3, 3))), heads, right)))


def _surprise(curve: Curves, heads: Array, right: Array) -> float:
    chances = curve.sentiments(heads)[np.arange(len(right)), right]
    return float(-np.log(np.maximum(chances, 1e-12)).mean())


def logistic(score: Array, word: Array, true: Array) -> list[float]:
    """Slope, what the word adds, and intercept of the logistic curve, by Newton's method, a little drawn to nothing.

    >>> rare = logistic(np.array([0.0, 0.0, 0.0, 0.0]), np.zeros(4, bool), np.array([True, False, False, False]))
    >>> round(float(sigmoid(np.array(rare[2]))), 2)
    0.25
    """
    columns = np.column_stack([score, word, np.ones(len(score))]).astype(float)
    columns[:, 0] = np.maximum(columns[:, 0], -50)
    weights = np.zeros(3)
    drawn = np.diag([1e-3, 1e-1, 1e-6])
    for _ in range(50):
        chance = sigmoid(columns @ weights)
        slope = columns.T @ (chance - true) + drawn @ weights
        bend = (columns * (chance * (1 - chance))[:, None]).T @ columns + drawn
        step = np.linalg.solve(bend, slope)
        weights = weights - step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-9))
    return [round(float(weight), 6) for weight in weights]
