"""Where a score becomes a code: chosen on scores out of fold, and measured on folds that did not choose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from heard.methods.coding.artefact import Artefact
from heard.methods.coding.features import Array
from heard.methods.coding.training.dataset import Dataset

# Of the comments that were read, this share is flagged as level 2 or 3 by the lexicon and the learned heads together,
# and this share by the learned head of level 3. A person is asked to read at most a fifth.
CONCERN_SHARE: Final = 0.185
SERIOUS_SHARE: Final = 0.04


@dataclass(frozen=True, slots=True)
class Search:
    """Where thresholds are looked for: among which, and with how many comments of a label its own counts as much as
    the common one.
    """

    among: Array
    shrink: int


# Among margins of support vector machines, and among logits.
MARGINS: Final = Search(np.round(np.arange(-0.8, 0.4, 0.02), 2), 60)
LOGITS: Final = Search(np.round(np.arange(-3.0, 1.5, 0.05), 2), 200)


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """Scores of every comment by heads that saw neither it nor anything of its respondent or text.

    scores float64 [N, heads] and worst float64 [N, SERIOUS] of the fast coder; lexicon int8 [N]: the level that the
    lexicon gives; deep float32 [N, heads] of the transformer, or None where there was none; eased bool [N]: what has
    pieces that are known to be harmless, which the heads then leave out.
    """

    fold: Array
    scores: Array
    worst: Array
    lexicon: Array
    deep: Array | None
    eased: Array | None = None

    def part(self, rows: Array) -> OutOfFold:
        """Of some rows."""
        deep = None if self.deep is None else self.deep[rows]
        eased = None if self.eased is None else self.eased[rows]
        return OutOfFold(self.fold[rows], self.scores[rows], self.worst[rows], self.lexicon[rows], deep, eased)


@dataclass(frozen=True, slots=True)
class Measured:
    """Codes by thresholds that other folds chose: themes bool [N, themes], sentiment and level int8 [N].

    rows bool [N] says which were coded; None: all.
    """

    themes: Array
    sentiment: Array
    level: Array
    rows: Array | None = None

    def part(self, rows: Array) -> Measured:
        """Of some comments."""
        return Measured(self.themes[rows], self.sentiment[rows], self.level[rows])


def f1(given: Array, true: Array) -> float:
    """F1 of two bool arrays of one shape, over all cells; 0 where nothing is given or true.

    >>> f1(np.array([True, True, False]), np.array([True, False, True]))
    0.5
    """
    together = int((given & true).sum())
    size = int(given.sum() + true.sum())
    return 2 * together / size if size else 0.0


def chosen(data: Dataset, held: OutOfFold, search: Search = MARGINS) -> dict[str, Any]:
    """Thresholds and calibration, as fields of an artefact; `search` says where."""
    margins, worst = held.scores[:, : data.themes.shape[1]], held.worst
    common = best(margins, data.themes, search.among)
    own = np.array(
        [best(margins[:, [theme]], data.themes[:, [theme]], search.among) for theme in range(margins.shape[1])]
    )
    support = data.themes.sum(axis=0)
    cut = np.where(support >= 10, (own * support + common * search.shrink) / (support + search.shrink), common)
    read, said = data.level >= 0, data.sentiment > 0
    serious = round(float(np.quantile(worst[read, 1], 1 - SERIOUS_SHARE)), 6)
    # What is flagged anyway counts in the share: the head of level 2 takes what is left of it.
    flagged = (held.lexicon >= 2) | (worst[:, 1] > serious)
    rest = np.sort(worst[read & ~flagged, 0])[::-1]
    left = max(round(CONCERN_SHARE * int(read.sum())) - int((read & flagged).sum()), 1)
    return {
        "thresholds": np.round(cut, 6),
        "calibration": logistic_curve((margins - cut).ravel(), data.themes.ravel(), 1.25 * float(np.ptp(search.among))),
        "concern": round(float(rest[min(left, len(rest) - 1)]), 6),
        "serious": serious,
        "unease": round(best(worst[said, 2:], (data.sentiment >= 4)[said, None], search.among), 6),
    }


def best(margins: Array, true: Array, among: Array) -> float:
    """The threshold with the largest F1."""
    return float(max(among, key=lambda cut: (f1(margins > cut, true), -abs(cut))))


def logistic_curve(margins: Array, true: Array, reach: float = 1.5) -> tuple[float, float]:
    """Slope and intercept of Platt's curve, by Newton's method on margins at most `reach` from 0."""
    near = np.abs(margins) < reach
    x, y = margins[near], true[near].astype(float)
    slope, intercept = 0.0, 0.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-(slope * x + intercept)))
        spread = p * (1 - p)
        hessian = np.array(
            [[(spread * x * x).sum() + 1e-3, (spread * x).sum()], [(spread * x).sum(), spread.sum() + 1e-6]]
        )
        step = np.linalg.solve(hessian, [((y - p) * x).sum(), (y - p).sum()])
        # Short steps, lest the first ones leave the region where the curve bends.
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-9))
        slope, intercept = slope + step[0], intercept + step[1]
    return round(float(slope), 6), round(float(intercept), 6)


def honest(data: Dataset, held: OutOfFold, artefact: Artefact, search: Search = MARGINS) -> Measured:
    """Codes of each fold by thresholds chosen on the others, lexicon included.

    What the heads alone flag and would read again without its harmless pieces counts as not flagged, though they may
    flag it still: recall is that or better.
    """
    themes: Array = np.zeros(data.themes.shape, dtype=bool)
    sentiment = np.zeros(len(data), dtype=np.int8)
    level = np.zeros(len(data), dtype=np.int8)
    bits = np.arange(themes.shape[1])
    for number in np.unique(held.fold):
        inside, others = held.fold == number, np.flatnonzero(held.fold != number)
        judge = replace(artefact, **chosen(part(data, others), held.part(others), search))
        themes[inside] = (judge.themes_given(held.scores[inside])[0][:, None] >> bits) & 1
        sentiment[inside] = judge.sentiment_given(held.scores[inside])[0]
        level[inside] = judge.levels_given(held.worst[inside])
    if held.eased is not None:
        level = np.where(held.eased & (held.lexicon == 0), np.minimum(level, 1), level)
    return Measured(themes, sentiment, np.maximum(level, held.lexicon))


def part(data: Dataset, rows: Array) -> Dataset:
    """Some rows of a data set."""
    return Dataset(
        [data.texts[row] for row in rows], data.questions[rows], data.themes[rows], data.sentiment[rows],
        data.trusts[rows], data.groups[rows], data.level[rows], data.names,
    )  # fmt: skip
