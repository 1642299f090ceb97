"""Where a score becomes a code: chosen on scores out of fold, and measured on folds that did not choose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from heard.methods.coding.artefact import Artefact
from heard.methods.coding.features import Array
from heard.methods.coding.training.dataset import Dataset

# Of the comments that were read, at most this share is flagged by the learned head of level 2, and of level 3.
CONCERN_SHARE: Final = 0.12
SERIOUS_SHARE: Final = 0.035
# A label's own threshold counts as much as the common one when this many comments have the label.
SHRINK: Final = 60


@dataclass(frozen=True, slots=True)
class Measured:
    """Codes by thresholds that other folds chose: themes bool [N, themes], sentiment and level int8 [N]."""

    themes: Array
    sentiment: Array
    level: Array


def f1(given: Array, true: Array) -> float:
    """F1 of two bool arrays of one shape, over all cells; 0 where nothing is given or true.

    >>> f1(np.array([True, True, False]), np.array([True, False, True]))
    0.5
    """
    together = int((given & true).sum())
    size = int(given.sum() + true.sum())
    return 2 * together / size if size else 0.0


def chosen(data: Dataset, scores: Array, worst: Array) -> dict[str, Any]:
    """Thresholds and calibration, as fields of an artefact."""
    margins = scores[:, : data.themes.shape[1]]
    common = _best(margins, data.themes)
    own = np.array([_best(margins[:, [theme]], data.themes[:, [theme]]) for theme in range(margins.shape[1])])
    support = data.themes.sum(axis=0)
    cut = np.where(support >= 10, (own * support + common * SHRINK) / (support + SHRINK), common)
    read = data.level >= 0
    return {
        "thresholds": np.round(cut, 6),
        "calibration": _logistic_curve((margins - cut).ravel(), data.themes.ravel()),
        "concern": round(float(np.quantile(worst[read, 0], 1 - CONCERN_SHARE)), 6),
        "serious": round(float(np.quantile(worst[read, 1], 1 - SERIOUS_SHARE)), 6),
        "unease": round(_best(worst[data.sentiment > 0, 2:], (data.sentiment >= 4)[data.sentiment > 0, None]), 6),
    }


def _best(margins: Array, true: Array) -> float:
    candidates = np.round(np.arange(-0.8, 0.4, 0.02), 2)
    return float(max(candidates, key=lambda cut: (f1(margins > cut, true), -abs(cut))))


def _logistic_curve(margins: Array, true: Array) -> tuple[float, float]:
    """Slope and intercept of Platt's curve, by Newton's method on margins near the threshold."""
    near = np.abs(margins) < 1.5
    x, y = margins[near], true[near].astype(float)
    slope, intercept = 4.0, 0.0
    for _ in range(25):
        p = 1 / (1 + np.exp(-(slope * x + intercept)))
        spread = p * (1 - p)
        hessian = np.array([[(spread * x * x).sum() + 1e-3, (spread * x).sum()], [(spread * x).sum(), spread.sum()]])
        step = np.linalg.solve(hessian, [((y - p) * x).sum(), (y - p).sum()])
        slope, intercept = slope + step[0], intercept + step[1]
    return round(float(slope), 6), round(float(intercept), 6)


def honest(data: Dataset, scores: Array, worst: Array, fold: Array, artefact: Artefact) -> Measured:
    """Codes of each fold by thresholds chosen on the others, lexicon included."""
    from heard.methods.coding.seriousness import Lexicon

    themes: Array = np.zeros(data.themes.shape, dtype=bool)
    sentiment = np.zeros(len(data), dtype=np.int8)
    level = np.zeros(len(data), dtype=np.int8)
    bits = np.arange(themes.shape[1])
    for number in np.unique(fold):
        inside, others = fold == number, np.flatnonzero(fold != number)
        judge = replace(artefact, **chosen(_part(data, others), scores[others], worst[others]))
        themes[inside] = (judge.themes_given(scores[inside])[0][:, None] >> bits) & 1
        sentiment[inside] = judge.sentiment_given(scores[inside])[0]
        level[inside] = judge.levels_given(worst[inside])
    lexicon = Lexicon.from_pack(artefact.seriousness)
    for row, text in enumerate(data.texts):
        if found := lexicon.look(text):
            level[row] = max(level[row], found.level)
    return Measured(themes, sentiment, level)


def _part(data: Dataset, rows: Array) -> Dataset:
    return Dataset(
        [data.texts[row] for row in rows], data.questions[rows], data.themes[rows], data.sentiment[rows],
        data.trusts[rows], data.groups[rows], data.level[rows],
    )  # fmt: skip
