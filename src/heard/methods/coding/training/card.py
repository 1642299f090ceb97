"""Figures of an artefact, and its model card: what it was made from, how good it is, and what it is not for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from heard.methods.agreement.shares import clopper_pearson
from heard.methods.coding.artefact import Artefact
from heard.methods.coding.features import Array
from heard.methods.coding.training import examples
from heard.methods.coding.training.dataset import Dataset
from heard.methods.coding.training.thresholds import Measured, f1

RESAMPLES: Final = 1_000
# Labels with fewer codings than this are not in a macro F1: one comment would move it.
FEWEST_FOR_MACRO: Final = 10


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with a 95% interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


@dataclass(frozen=True, slots=True)
class Recall:
    """Of `positives`, how many were flagged, when a share of all comments read was; low is Clopper-Pearson, 95%."""

    positives: int
    flagged: int
    low: float
    share: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What the card says."""

    name: str
    frame: str
    comments: int
    own: tuple[int, int]
    bytes: dict[str, int]
    features: int
    seed: int
    trusts: dict[str, dict[str, dict[str, Estimate]]]
    labels: list[tuple[str, int, dict[str, tuple[float, float, float]]]]
    recalls: dict[str, dict[str, Recall]]

    @classmethod
    def of(
        cls, data: Dataset, measured: Mapping[str, Measured], artefact: Artefact, size: dict[str, int], seed: int
    ) -> Figures:
        """Measure codes out of fold against the labels, coder by coder."""
        parts = {"all": np.ones(len(data), dtype=bool)}
        parts |= {str(trust): data.trusts == trust for trust in np.unique(data.trusts)}
        true = data.themes
        labels = [
            (
                name,
                int(true[:, n].sum()),
                {coder: _precision_recall(one.themes[:, n], true[:, n]) for coder, one in measured.items()},
            )
            for n, name in enumerate(artefact.themes)
        ]
        return cls(
            artefact.name, artefact.frame, len(data), examples.counts(), size, len(artefact.weights.rows), seed,
            {
                coder: {part: estimates(data, one, rows, seed) for part, rows in parts.items()}
                for coder, one in measured.items()
            },
            labels,
            {coder: recalls(data, one) for coder, one in measured.items()},
        )  # fmt: skip


def recalls(data: Dataset, measured: Measured) -> dict[str, Recall]:
    """How many of the serious comments were flagged."""
    read = data.level >= 0
    return {
        "level 3, flagged as 2 or 3": _recall(data.level == 3, measured.level >= 2, read),
        "level 3, flagged as 3": _recall(data.level == 3, measured.level >= 3, read),
        "level 2 or 3, flagged as 2 or 3": _recall(data.level >= 2, measured.level >= 2, read),
    }


def _precision_recall(given: Array, true: Array) -> tuple[float, float, float]:
    together = int((given & true).sum())
    return together / max(int(given.sum()), 1), together / max(int(true.sum()), 1), f1(given, true)


def estimates(data: Dataset, measured: Measured, rows: Array, seed: int) -> dict[str, Estimate]:
    """Figures with 95% intervals on some rows (bool [N]): bootstrap samples of whole groups."""
    chosen = np.flatnonzero(rows)
    given, true = measured.themes[chosen], data.themes[chosen]
    cases = np.flatnonzero(true.any(axis=0))
    common = np.flatnonzero(true.sum(axis=0) >= FEWEST_FOR_MACRO)
    said, sentiment = data.sentiment[chosen], measured.sentiment[chosen]
    figures: dict[str, Callable[[Array], float]] = {
        "micro F1": lambda at: f1(given[at], true[at]),
        "macro F1": lambda at: float(np.mean([f1(given[at, n], true[at, n]) for n in cases])),
        "macro F1, common themes": lambda at: float(np.mean([f1(given[at, n], true[at, n]) for n in common])),
        "sentiment, 5 classes": lambda at: _agreement(said[at], sentiment[at]),
        "sentiment, 3 classes": lambda at: _agreement(_three(said[at]), _three(sentiment[at])),
    }
    samples = _resampled(data.groups[chosen], seed)
    return {name: _estimate(figure, samples, len(chosen)) for name, figure in figures.items()}


def _agreement(said: Array, coded: Array) -> float:
    return float((said == coded)[said > 0].mean()) if (said > 0).any() else 0.0


def _three(sentiment: Array) -> Array:
    return np.array([0, 1, 1, 2, 3, 3])[sentiment]


def _resampled(groups: Array, seed: int) -> list[Array]:
    """Bootstrap samples of whole groups: comments of one person or one text are not independent."""
    generator = np.random.default_rng(seed)
    order = np.argsort(groups, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)
    draws = (generator.integers(0, len(members), len(members)) for _ in range(RESAMPLES))
    return [np.concatenate([members[n] for n in draw]) for draw in draws]


def _estimate(figure: Callable[[Array], float], samples: list[Array], count: int) -> Estimate:
    low, high = np.quantile([figure(sample) for sample in samples], [0.025, 0.975])
    return Estimate(figure(np.arange(count)), float(low), float(high))


def _recall(positive: Array, flagged: Array, read: Array) -> Recall:
    positives, found = int((positive & read).sum()), int((positive & flagged & read).sum())
    low, _ = clopper_pearson(found, positives)
    return Recall(positives, found, low, float(flagged[read].mean()))


def card(figures: Figures) -> str:
    """The model card in Markdown."""
    trusts = "\n".join(
        f"| {coder} | {part} | " + " | ".join(str(estimate) for estimate in row.values()) + " |"
        for coder, parts in figures.trusts.items()
        for part, row in parts.items()
    )
    labels = "\n".join(
        f"| {name} | {count} | "
        + " | ".join(f"{precision:.2f} | {recall:.2f} | {score:.2f}" for precision, recall, score in each.values())
        + " |"
        for name, count, each in figures.labels
    )
    flagged = "\n".join(
        f"| {coder} | {name} | {recall.flagged} of {recall.positives} | {recall.flagged / recall.positives:.3f} "
        f"| {recall.low:.3f} | {recall.share:.3f} |"
        for coder, each in figures.recalls.items()
        for name, recall in each.items()
    )
    measures = list(next(iter(figures.trusts.values()))["all"])
    return _CARD.format(
        name=figures.name, frame=figures.frame, comments=figures.comments, levels=figures.own[0],
        themes=figures.own[1], sizes=", ".join(f"{coder} {size / 1e6:.1f} MB" for coder, size in figures.bytes.items()),
        features=figures.features, seed=figures.seed, trusts=trusts, labels=labels, recalls=flagged,
        measures=" | ".join(measures), rule="|---" * (len(measures) + 2) + "|", fewest=FEWEST_FOR_MACRO,
        resamples=RESAMPLES, date=figures.name.partition("@")[2],
        coders="".join(f" {coder}: precision | recall | F1 |" for coder in figures.trusts),
        label_rule="|---" * (2 + 3 * len(figures.trusts)) + "|",
    )  # fmt: skip


_CARD: Final = """# Model card: {name}

Suggests themes ({frame}), sentiment and seriousness of short feedback in English; a person confirms or corrects.
Trained on {date} by `heard train` with seed {seed}: {sizes}.

## What it is
**Fast**: linear heads on hashed words, pairs of words and character 3- to 5-grams ({features} known features): a linear
support vector machine for each theme, logistic regression for sentiment and for seriousness, and a lexicon of serious
concerns (the `seriousness` pack) beside the learned heads. Seriousness is the worst of any one to three neighbouring
clauses; neither rating, sentiment nor praise elsewhere lowers it. Where no theme is likely, none is given ('Not
assigned'). **Accurate**: the mean of its logits and those of a small transformer (MiniLM-L6, fine-tuned, 8 bits).

## What it was made from
- Friends and Family Test comments of two English trusts, coded by hand, from the public package pxtextmining
  (MIT licence, (c) 2021 NHS England): NEAS (ambulance, 111, patient transport) and NHFT (mental health, community and
  prison health). {comments} distinct comments with at least one theme, after blank answers and non-answers are dropped
  and codings of the same text are merged by majority.
- From the same package an earlier coding of three trusts' comments (one code each), without any text of the former: the
  transformer learned it first, and the fast coder learned what the transformer thinks of them.
- {levels} sentences with a level of seriousness and {themes} with themes, invented for this by language models from the
  codebook and from what the themes mean; their writers had seen none of the data, and they are in no evaluation.
- all-MiniLM-L6-v2 (Apache 2.0) as the transformer's beginning.
No text of the trusts is in the artefacts: they hold hashes and weights.
Levels of seriousness: read by the codebook of the `seriousness` pack. **The readers were language models, not
clinicians, and of one family: their agreement flatters, and so do the figures below that rest on it.**

## How good it is
Five folds; comments of one respondent or of one text are always in the same fold; each fold is coded by heads and
thresholds that did not see it. Intervals: 95%, {resamples} bootstrap samples of whole groups. Macro F1 is over all
labels that a comment has; 'common themes' are those with at least {fewest} codings.

| coder | trust | {measures} |
{rule}
{trusts}

Seriousness, among comments of three words or more that were read; low is the lower end of the 95% Clopper-Pearson
interval; share is that of all comments read that were flagged so.

| coder | of | flagged | recall | low | share |
|---|---|---|---|---|---|
{recalls}

| theme | codings |{coders}
{label_rule}
{labels}

## Limits
- Costs of the heads, weights of what is beside the coded comments and the recipe of the fine-tuning were chosen, of
  a few values each, on one of these same folds, and the lexicon was adjusted with its hits on half of the same
  comments in view: the figures are a little kinder than unseen comments will be, those of seriousness most.
- Two trusts are not England. On a trust that it never saw expect a micro F1 lower by .11 to .15: code some hundred
  comments by hand and compare before relying on it.
- 'Very negative' is its weak spot: most of it is coded 'negative'.
- Themes with few codings are seldom found; see the table.
- A comment that is not flagged may still be serious. Read a random sample of them every month.
- It reads English. Other languages get a code only by chance.
- Never use it to rank staff, to decide about a person, or instead of reading what is flagged.
"""
