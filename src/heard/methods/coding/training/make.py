"""From a folder of hand-coded comments to the artefacts of both coders with their model card."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from heard.methods.coding import features
from heard.methods.coding.artefact import SENTIMENTS, SERIOUS, Artefact
from heard.methods.coding.columns import buffers
from heard.methods.coding.features import Array, Sums, Weights
from heard.methods.coding.seriousness import Lexicon
from heard.methods.coding.training import dataset, examples, mixing, thresholds
from heard.methods.coding.training.card import Figures, card
from heard.methods.coding.training.curves import curves
from heard.methods.coding.training.dataset import Dataset, normal
from heard.methods.coding.training.deep_folds import FIRST_FILE, RECIPE, DeepTraining, shown, write
from heard.methods.coding.training.fit import OWN_WEIGHT, TAUGHT_WEIGHT, Learned, More, fit
from heard.methods.coding.training.thresholds import Measured, OutOfFold

FOLDS: Final = 5
ACCURATE: Final = "accurate"


@dataclass(frozen=True)
class Training:
    """What is trained from. Without `kept`, a folder for the transformer's results, the fast coder is made alone."""

    folder: Path
    frame: Mapping[str, Any]
    seriousness: Mapping[str, Any]
    seed: int
    progress: Callable[[str], None]
    kept: Path | None = None
    own: bool = True
    data: Dataset = field(init=False)
    fold: Array = field(init=False)
    deep: DeepTraining | None = field(init=False)
    learned: Learned = field(init=False)

    def __post_init__(self) -> None:
        """Read the data. Raises FileNotFoundError where the labelled files are absent."""
        data = dataset.read(self.folder, self.frame["content"])
        self.progress(f"{len(data)} distinct comments")
        second = self.folder / FIRST_FILE
        others = examples.unlabelled(data, second) if self.kept and second.exists() else []
        deep = DeepTraining(data, self.folder, self.kept, others, self.seed, self.progress) if self.kept else None
        for name, value in (
            ("data", data),
            ("fold", dataset.folds(data, FOLDS, self.seed)),
            ("deep", deep),
            ("learned", Learned.of(data, beside(data, others, own=self.own))),
        ):
            object.__setattr__(self, name, value)

    def out_of_fold(self) -> OutOfFold:
        """Scores of all comments, each by the fold that left it out."""
        logits, taught = self.deep.out_of_fold(self.fold) if self.deep else (None, [None] * FOLDS)
        scores, worst = self._kept_scores(taught)
        lexicon = Lexicon.from_pack(self.seriousness["content"])
        found = (lexicon.look(text) for text in self.data.texts)
        levels = np.array([one.level if one else 0 for one in found], dtype=np.int8)
        eased = np.array([lexicon.harmless.without(text) != text for text in self.data.texts])
        return OutOfFold(self.fold, scores, worst, levels, logits, eased)

    def _kept_scores(self, taught: Sequence[Array | None]) -> tuple[Array, Array]:
        if not self.kept:
            return self._scores(taught)
        told = hashlib.sha256(repr((RECIPE, self.seed, self.data.texts, self.learned.more.texts)).encode())
        for array in (self.data.themes, self.data.sentiment, self.data.level, self.fold, *taught):
            told.update(np.ascontiguousarray(array).tobytes())
        path = self.kept / f"fast-{told.hexdigest()[:16]}.npz"
        if not path.exists():
            scores, worst = self._scores(taught)
            write(path, lambda part: np.savez(part, scores=scores, worst=worst))
        with np.load(path) as arrays:
            return arrays["scores"], arrays["worst"]

    def _scores(self, taught: Sequence[Array | None]) -> tuple[Array, Array]:
        heads = self.data.themes.shape[1] + SENTIMENTS + SERIOUS
        scores, worst = np.zeros((len(self.data), heads)), np.zeros((len(self.data), SERIOUS))
        for number in range(FOLDS):
            inside = np.flatnonzero(self.fold == number)
            sums = scored(self.data, inside, self.weights(np.flatnonzero(self.fold != number), inside, taught[number]))
            scores[inside], worst[inside] = sums.scores, sums.worst
            self.progress(f"fold {number + 1} of {FOLDS}")
        return scores, worst

    def weights(
        self, rows: Array, without: Array, taught: Array | None, barred: frozenset[str] = frozenset()
    ) -> Weights:
        """Heads from some rows, with what the teacher says (`taught`) and none of the texts of the rows `without`.

        barred: what else beside the data is left out, as `normal` has it.
        """
        more = self.learned.more
        kept_out = barred | {normal(self.data.texts[row]) for row in without}
        free = np.array([normal(text) not in kept_out for text in more.texts], dtype=bool)
        if taught is not None:
            more = as_taught(more, taught, self.data.themes.shape[1])
        more = replace(more, theme_weight=more.theme_weight * free, level=np.where(free, more.level, -1))
        return fit(replace(self.learned, more=more), rows, self.seed).weights()


def beside(data: Dataset, others: list[str], *, own: bool) -> More:
    """Sentences of our own, then texts without labels, which weigh nothing until somebody coded them."""
    themes = data.themes.shape[1]
    written = list(examples.written(data.names)) if own else []
    if not written and not others:
        return More.none(themes)
    given = examples.joined(written) if written else None
    count, rest = len(written), len(others)
    known = np.zeros((count, themes), bool) if given is None else np.nan_to_num(given.themes) > 0
    has = np.zeros(count) if given is None else np.where(np.isnan(given.themes[:, 0]), 0.0, OWN_WEIGHT)
    level = np.zeros(count, int) if given is None else given.level
    asked = np.zeros(count, np.uint8) if given is None else given.questions
    return More(
        [*(given.texts if given else []), *others],
        np.concatenate([asked, np.zeros(rest, np.uint8)]),
        np.concatenate([known, np.zeros((rest, themes), bool)]),
        np.concatenate([has, np.zeros(rest)]),
        np.zeros(count + rest, int),
        np.concatenate([level, np.full(rest, -1)]),
        np.concatenate([np.full(count, OWN_WEIGHT), np.full(rest, TAUGHT_WEIGHT)]),
    )


def as_taught(more: More, logits: Array, themes: int) -> More:
    """The last texts with the codes that a teacher gave them: logits [rest, heads]."""
    rest = slice(len(more.texts) - len(logits), None)
    given, weight = more.themes.copy(), more.theme_weight.copy()
    sentiment, level = more.sentiment.copy(), more.level.copy()
    given[rest], weight[rest] = logits[:, :themes] > 0, TAUGHT_WEIGHT
    sentiment[rest] = logits[:, themes : themes + SENTIMENTS].argmax(axis=1) + 1
    serious = logits[:, themes + SENTIMENTS :]
    level[rest] = np.where(serious[:, 1] > 0, 3, np.where(serious[:, 0] > 0, 2, 0))
    return replace(more, themes=given, theme_weight=weight, sentiment=sentiment, level=level)


def make(training: Training, out: Path, version: str) -> Figures:
    """Train and write the fast coder to `out`, the accurate one beside it, and the card; same input, same bytes.

    `version` is a date, of which the card says that it is the day of training.
    """
    held = training.out_of_fold()
    whole, taught = None, None
    if training.deep:
        whole = training.deep.whole()
        taught = whole.logits(training.deep.others, np.zeros(len(training.deep.others), np.uint8))
    artefact = assemble(training, held, taught, version)
    artefact.save(out)
    data = training.data
    measured = {"fast": thresholds.honest(data, held, artefact)}
    if whole is not None and held.deep is not None:
        from heard.methods.coding.training import exporting

        training.progress("exporting")
        exporting.export(whole, out.parent / ACCURATE, shown())
        measured[ACCURATE] = accurate(training, held, artefact, out.parent / ACCURATE, version)
    training.progress("measuring")
    size = {
        name: sum(file.stat().st_size for file in (out.parent / folder).rglob("*") if file.is_file())
        for name, folder in (("fast", out.name), (ACCURATE, ACCURATE))
        if name in measured
    }
    figures = Figures.of(data, measured, artefact, size, training.seed)
    (out.parent / "MODEL_CARD.md").write_text(card(figures), encoding="utf-8")
    return figures


def accurate(training: Training, held: OutOfFold, fast: Artefact, folder: Path, version: str) -> Measured:
    """Write how both coders are mixed; returns the mixture's codes out of fold."""
    data = training.data
    blend = mixing.mixture(data, held.scores, held.worst)
    both = mixing.both(blend, held)
    given = thresholds.chosen(data, both, thresholds.LOGITS)
    name = f"{ACCURATE}@{version}"
    mixing.save(folder, fast, blend, given, curves(name, data, both))
    return mixing.honest(data, held, fast)


def scored(data: Dataset, rows: Array, weights: Weights) -> Sums:
    """What heads say of some rows."""
    column = pa.array([data.texts[row] for row in rows], pa.string())
    return features.score(*buffers(column), data.questions[rows], weights)


def assemble(training: Training, held: OutOfFold, taught: Array | None, version: str) -> Artefact:
    """The fast artefact: heads from all comments, thresholds from the scores out of fold."""
    data, frame = training.data, training.frame
    weights = training.weights(np.arange(len(data)), np.zeros(0, dtype=np.int64), taught)
    content = training.seriousness["content"]
    themes = data.names
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
        seriousness={key: content[key] for key in ("categories", "kinds", "terms", "lexicon", "harmless")},
    )
    return replace(artefact, **thresholds.chosen(data, held), curves=curves(artefact.name, data, held))
