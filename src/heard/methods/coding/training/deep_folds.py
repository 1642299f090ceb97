"""The transformer's logits of every comment, by one that saw neither it nor anything of its respondent or text.

Fine-tuning takes minutes a fold: each fold's logits are kept in a folder under a name that is a digest of all that
they were made from, so that a training that was stopped goes on, and a benchmark measures what was trained.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from heard.methods.coding.features import Array
from heard.methods.coding.training import deep, examples, exporting
from heard.methods.coding.training.dataset import Dataset
from heard.methods.coding.training.deep import Deep, Examples, Settings

# To be raised when the code of the training changes what comes out.
RECIPE: Final = 2
# The encoder first learns an earlier coding of other trusts' comments: none of its texts is in the evaluation.
FIRST: Final = Settings(epochs=2, rate=1e-4, codes=1.0)
THEN: Final = Settings(epochs=3, memory=0.99, members=2)
FIRST_FILE: Final = "fft_2021_single_label.csv"


@dataclass(frozen=True, slots=True)
class Kept:
    """Logits of one model: of the rows that it did not see [N, heads], and of texts without labels [U, heads]."""

    rows: Array
    logits: Array
    others: Array


@dataclass(frozen=True, slots=True)
class DeepTraining:
    """Fine-tuning on a data set: `folder` has the earlier coding, in `kept` results are kept, `others` are texts
    without labels of which each fold's model says what it thinks. early: whether the earlier coding is learned first.
    """

    data: Dataset
    folder: Path
    kept: Path
    others: list[str]
    seed: int
    progress: Callable[[str], None]
    early: bool = True

    def out_of_fold(self, fold: Array) -> tuple[Array, list[Array]]:
        """Logits [N, heads] of every comment, and those of the texts `others` by each fold's model."""
        parts = [self.of_fold(fold, number) for number in np.unique(fold).tolist()]
        logits = np.zeros((len(self.data), parts[0].logits.shape[1]), np.float32)
        for part in parts:
            logits[part.rows] = part.logits
        return logits, [part.others for part in parts]

    def of_fold(self, fold: Array, number: int) -> Kept:
        """What one fold's model says of the rows of the fold, or what was kept of it."""
        rows = np.flatnonzero(fold == number)
        given = examples.of(self.data, np.flatnonzero(fold != number), without=rows)
        texts = [self.data.texts[row] for row in rows]
        told = [self.others, texts] if self.early else [self.others, texts, ["not early"]]
        path = self.kept / f"fold-{number}-{_digest(given, THEN, self.seed, *told)}.npz"
        if not path.exists():
            self.progress(f"fold {number}: {len(given)} examples")
            model = self._tuned(given)
            found: dict[str, Any] = {
                "logits": exporting.in_8_bits(model, shown(), texts, self.data.questions[rows]),
                "others": model.logits(self.others, np.zeros(len(self.others), np.uint8)),
            }
            write(path, lambda part: np.savez(part, **found))
        with np.load(path) as arrays:
            return Kept(rows, arrays["logits"], arrays["others"])

    def first(self) -> dict[str, Any]:
        """Weights of the encoder after the earlier coding, without any text that is in the data."""
        import torch

        given = examples.earlier(self.data, self.folder / FIRST_FILE)
        path = self.kept / f"first-{_digest(given, FIRST, self.seed)}.pt"
        if not path.exists():
            self.progress(f"earlier coding: {len(given)} comments, {given.codes} codes")
            model = deep.fine_tune(given, self.data.themes.shape[1], self.seed, FIRST, self.progress)
            write(path, lambda part: torch.save(model.encoder.state_dict(), part))
        weights: dict[str, Any] = torch.load(path)
        return weights

    def whole(self) -> Deep:
        """The model of all comments: the one that ships."""
        import torch

        given = examples.of(self.data, np.arange(len(self.data)))
        path = self.kept / f"whole-{_digest(given, THEN, self.seed)}.pt"
        if not path.exists():
            self.progress(f"all comments: {len(given)} examples")
            tuned = self._tuned(given)
            states = {"encoder": tuned.encoder.state_dict(), "heads": tuned.heads.state_dict()}
            write(path, lambda part: torch.save(states, part))
        return deep.restored(torch.load(path))

    def _tuned(self, given: Examples) -> Deep:
        themes = self.data.themes.shape[1]
        start = self.first() if self.early else None
        return deep.fine_tune(given, themes, self.seed, THEN, self.progress, start=start)


def shown() -> list[str]:
    """Sentences of our own that show how large numbers become inside the network: its scales are chosen by them."""
    return [row["text"] for row in examples.rows(examples.THEMES)][::4]


def _digest(given: Examples, settings: Settings, seed: int, *more: list[str]) -> str:
    told = hashlib.sha256(repr((RECIPE, asdict(settings), seed, given.texts, more)).encode())
    for array in (given.questions, given.themes, given.sentiment, given.level, given.code):
        told.update(np.ascontiguousarray(array).tobytes())
    return told.hexdigest()[:16]


def write(path: Path, save: Callable[[Any], Any]) -> None:
    """Write a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        save(file)
    part.replace(path)
