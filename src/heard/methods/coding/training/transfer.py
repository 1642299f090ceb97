"""Trained on one trust, tested on the other: coders where they are strangers.

No text of the tested trust is learned. Where an organisation of the earlier coding shares longer comments with it, the
transformer does not begin with that coding, and its comments teach nothing. Thresholds are chosen out of fold on the
trust that was learned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Final

import numpy as np

from heard.methods.coding.artefact import SENTIMENTS, SERIOUS, Artefact
from heard.methods.coding.calibrate import Calibration
from heard.methods.coding.features import Array, Weights
from heard.methods.coding.seriousness import Lexicon
from heard.methods.coding.training import dataset, examples, mixing, thresholds
from heard.methods.coding.training.dataset import Dataset, normal
from heard.methods.coding.training.deep_folds import FIRST_FILE, DeepTraining
from heard.methods.coding.training.fit import Learned, More, fit
from heard.methods.coding.training.kept import kept
from heard.methods.coding.training.make import FOLDS, Training, scored
from heard.methods.coding.training.thresholds import Measured, OutOfFold, Search

# Themes with so many codings in every trust are compared, 19 of 31: one comment would move the others.
FEWEST_CODINGS: Final = 8
# To be raised when the code below changes what comes out.
_RECIPE: Final = 1


@dataclass(frozen=True, slots=True)
class Way:
    """From a trust to another: rows of the data that are learned and that are tested, int64 each."""

    source: str
    target: str
    learned: Array
    tested: Array

    def __str__(self) -> str:
        return f"{self.source} to {self.target}"


@dataclass(frozen=True, slots=True)
class Stranger:
    """A coder at the trust that it never saw. scores float64 [tested, themes] are cut at the thresholds of `start`."""

    scores: Array
    start: Calibration
    codes: Measured


def ways(data: Dataset) -> list[Way]:
    """Every trust to every other; what has a text of the tested trust is left out of what is learned."""
    found = []
    for source, target in permutations(np.unique(data.trusts).tolist(), 2):
        tested = np.flatnonzero(data.trusts == target)
        said = {normal(data.texts[row]) for row in tested}
        free = np.array([normal(text) not in said for text in data.texts], dtype=bool)
        found.append(Way(source, target, np.flatnonzero((data.trusts == source) & free), tested))
    return found


def shared(data: Dataset) -> Array:
    """Places of the themes that every trust has, int64."""
    each = [data.themes[data.trusts == trust].sum(axis=0) for trust in np.unique(data.trusts)]
    return np.flatnonzero(np.min(each, axis=0) >= FEWEST_CODINGS)


def linear(made: Training, way: Way, artefact: Artefact, *, own: bool, folds: int = FOLDS) -> tuple[Stranger, Measured]:
    """The fast coder without a teacher, and its codes out of fold on the trust that it learned.

    own: whether it learns from sentences of our own too. `artefact` says how scores become codes.
    """
    data = made.data
    part = thresholds.part(data, way.learned)
    fold = dataset.folds(part, folds, made.seed)
    alone = Learned.of(data, More.none(data.themes.shape[1]))

    def weights(rows: Array, without: Array) -> Weights:
        return made.weights(rows, without, None) if own else fit(alone, rows, made.seed).weights()

    def fitted() -> Mapping[str, Array]:
        scores = np.zeros((len(part), data.themes.shape[1] + SENTIMENTS + SERIOUS))
        worst = np.zeros((len(part), SERIOUS))
        for number in range(folds):
            inside, others = way.learned[fold == number], way.learned[fold != number]
            sums = scored(data, inside, weights(others, np.concatenate([inside, way.tested])))
            scores[fold == number], worst[fold == number] = sums.scores, sums.worst
        sums = scored(data, way.tested, weights(way.learned, way.tested))
        return {"scores": scores, "worst": worst, "strange": sums.scores, "strange_worst": sums.worst}

    made.progress(f"fast, {way}{'' if own else ', the trust alone'}")
    told = [_RECIPE, made.seed, data.texts, data.themes, data.sentiment, data.level, way.learned, way.tested, fold]
    told.append(made.learned.more.texts if own else [])
    found = kept(made.kept, "transfer-fast", told, fitted)
    held = OutOfFold(fold, found["scores"], found["worst"], _lexicon(made, way.learned), None)
    strange = OutOfFold(fold, found["strange"], found["strange_worst"], _lexicon(made, way.tested), None)
    inside = thresholds.honest(part, held, artefact)
    return _judged(part, held, strange, artefact, thresholds.MARGINS), inside


def again(made: Training, way: Way, labelled: Array) -> Array:
    """Scores float64 [tested, themes] of the fast coder without a teacher, learned again with some labels beside.

    labelled int64: places among the tested comments. The labels' own comments are scored too: measure on the others.
    """
    rows = way.tested[labelled]

    def fitted() -> Mapping[str, Array]:
        left = np.setdiff1d(way.tested, rows)
        weights = made.weights(np.concatenate([way.learned, rows]), left, None)
        return {"scores": scored(made.data, way.tested, weights).scores}

    told = [_RECIPE, made.seed, made.data.texts, made.data.themes, way.learned, way.tested, rows]
    found = kept(made.kept, "transfer-again", [*told, made.learned.more.texts], fitted)
    return found["scores"][:, : made.data.themes.shape[1]]


def deep(made: Training, way: Way, artefact: Artefact) -> dict[str, Stranger]:
    """Both coders as they are made, from four fifths of a trust; the last fifth chooses curves and thresholds."""
    if made.deep is None:
        raise ValueError("There is no transformer without a folder to keep it in.")
    data = made.data
    fold = dataset.folds(thresholds.part(data, way.learned), FOLDS, made.seed)
    learned, choosing = way.learned[fold != 0], way.learned[fold == 0]
    seen = np.zeros(len(data), dtype=np.int64)
    seen[learned] = 1
    teacher, free = _teacher(made.deep, data, way)
    made.progress(f"transformer, {way}, {'after' if teacher.early else 'without'} the earlier coding")
    told = teacher.of_fold(seen, 0)
    logits = np.zeros((len(data), told.logits.shape[1]), np.float32)
    logits[told.rows] = told.logits
    taught = np.zeros((len(free), logits.shape[1]), np.float32)
    taught[free] = told.others
    barred = frozenset(normal(text) for text, may in zip(made.deep.others, free, strict=True) if not may)
    weights = made.weights(learned, np.flatnonzero(seen == 0), taught, barred)
    part = thresholds.part(data, choosing)
    held, strange = (
        OutOfFold(seen[rows], sums.scores, sums.worst, _lexicon(made, rows), logits[rows])
        for rows in (choosing, way.tested)
        for sums in [scored(data, rows, weights)]
    )
    blend = mixing.mixture(part, held.scores, held.worst)
    both = mixing.both(blend, held), mixing.both(blend, strange)
    return {
        "fast": _judged(part, held, strange, artefact, thresholds.MARGINS),
        "accurate": _judged(part, *both, artefact, thresholds.LOGITS),
    }


def _teacher(shipped: DeepTraining, data: Dataset, way: Way) -> tuple[DeepTraining, Array]:
    """The training of a transformer without the tested trust, and which of the texts without labels it may see."""
    path = shipped.folder / FIRST_FILE
    barred = examples.akin([data.texts[row] for row in way.tested], path)
    of = examples.organisations(path)
    free = np.array([not of[normal(text)] & barred for text in shipped.others], dtype=bool)
    others = [text for text, may in zip(shipped.others, free, strict=True) if may]
    return replace(shipped, others=others, early=not barred), free


def _lexicon(made: Training, rows: Array) -> Array:
    """Levels int8 [n] that the lexicon alone gives to some rows."""
    lexicon = Lexicon.from_pack(made.seriousness["content"])
    found = (lexicon.look(made.data.texts[row]) for row in rows)
    return np.array([one.level if one else 0 for one in found], dtype=np.int8)


def _judged(part: Dataset, held: OutOfFold, strange: OutOfFold, artefact: Artefact, search: Search) -> Stranger:
    """Codes of what was never seen, by thresholds that comments out of fold choose."""
    given = thresholds.chosen(part, held, search)
    judge = replace(artefact, **given)
    count = part.themes.shape[1]
    themes = ((judge.themes_given(strange.scores)[0][:, None] >> np.arange(count)) & 1).astype(bool)
    level = np.maximum(judge.levels_given(strange.worst), strange.lexicon)
    start = Calibration(tuple(given["thresholds"].tolist()), *given["calibration"])
    codes = Measured(themes, judge.sentiment_given(strange.scores)[0].astype(np.int8), level)
    return Stranger(strange.scores[:, :count], start, codes)
