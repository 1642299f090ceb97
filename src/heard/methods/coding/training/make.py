"""From a folder of hand-coded comments to an artefact with its model card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from heard.methods.coding import features
from heard.methods.coding.artefact import SERIOUS, Artefact
from heard.methods.coding.columns import buffers
from heard.methods.coding.features import Array, Sums, Weights
from heard.methods.coding.seriousness import Lexicon
from heard.methods.coding.training import dataset, thresholds
from heard.methods.coding.training.card import Figures, card
from heard.methods.coding.training.curves import curves
from heard.methods.coding.training.dataset import Dataset
from heard.methods.coding.training.fit import Extracted, fit

FOLDS: Final = 5


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """Scores of every comment by heads that saw neither it nor anything of its respondent or text."""

    fold: Array
    scores: Array
    worst: Array


def make(
    folder: Path,
    out: Path,
    *,
    frame: Mapping[str, Any],
    seriousness: Mapping[str, Any],
    version: str,
    seed: int,
    progress: Callable[[str], None],
) -> Figures:
    """Train on `folder`, write the artefact to `out` and its card beside it; the same input gives the same bytes.

    `frame` and `seriousness` are packs with id, version and content; `version` is a date, of which the card says that
    it is the day of training. Raises FileNotFoundError where the labelled files are absent.
    """
    data = dataset.read(folder, frame["content"])
    progress(f"{len(data)} distinct comments")
    extracted = Extracted.of(data.texts, data.questions)
    held = out_of_fold(data, extracted, seed, progress)
    artefact = assemble(data, extracted, held, frame, seriousness, version, seed)
    artefact.save(out)
    progress("measuring")
    measured = thresholds.honest(data, held.scores, held.worst, held.fold, artefact)
    figures = Figures.of(data, measured, artefact, sum(file.stat().st_size for file in out.iterdir()), seed)
    (out.parent / "MODEL_CARD.md").write_text(card(figures), encoding="utf-8")
    return figures


def out_of_fold(data: Dataset, extracted: Extracted, seed: int, progress: Callable[[str], None]) -> OutOfFold:
    """Scores of all comments, each by the fold that left it out."""
    fold = dataset.folds(data, FOLDS, seed)
    scores: Array = np.zeros((len(data), 0))
    worst: Array = np.zeros((len(data), SERIOUS))
    for number in range(FOLDS):
        weights = fit(data, extracted, np.flatnonzero(fold != number), seed).weights()
        sums = _scored(data, np.flatnonzero(fold == number), weights)
        scores = scores if scores.shape[1] else np.zeros((len(data), sums.scores.shape[1]))
        scores[fold == number], worst[fold == number] = sums.scores, sums.worst
        progress(f"fold {number + 1} of {FOLDS}")
    return OutOfFold(fold, scores, worst)


def _scored(data: Dataset, rows: Array, weights: Weights) -> Sums:
    column = pa.array([data.texts[row] for row in rows], pa.string())
    return features.score(*buffers(column), data.questions[rows], weights)


def assemble(  # noqa: PLR0917 - the parts of an artefact, in the order of their making
    data: Dataset, extracted: Extracted, held: OutOfFold, frame: Mapping[str, Any], seriousness: Mapping[str, Any],
    version: str, seed: int,
) -> Artefact:  # fmt: skip
    """The artefact: heads from all comments, thresholds from the scores out of fold."""
    weights = fit(data, extracted, np.arange(len(data)), seed).weights()
    content = seriousness["content"]
    themes = dataset.themes_of(frame["content"])
    categories = content["categories"]
    mapped = content["theme_categories"]
    artefact = Artefact(
        name=f"fast@{version}",
        frame=f"{frame['id']}@{frame['version']}",
        themes=themes,
        weights=weights,
        thresholds=np.zeros(len(themes)),
        calibration=(1.0, 0.0),
        concern=0.0,
        serious=0.0,
        unease=0.0,
        theme_hcat=np.array([categories.index(mapped[t]) if t in mapped else -1 for t in themes], dtype=np.int8),
        seriousness={key: content[key] for key in ("categories", "kinds", "lexicon")},
    )
    fitted = curves(artefact.name, data, held.scores, held.worst, Lexicon.from_pack(artefact.seriousness))
    return replace(artefact, **thresholds.chosen(data, held.scores, held.worst), curves=fitted)
