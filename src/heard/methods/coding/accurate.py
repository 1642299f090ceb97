"""The accurate coder: the fast one's scores beside those of a small transformer, mixed by the mean of their logits.

The transformer is MiniLM-L6 (Wang et al. 2020, by way of all-MiniLM-L6-v2), fine-tuned by `training.deep`, in ONNX with
weights of 8 bits. onnxruntime and tokenizers are all that it needs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from heard.methods.coding.artefact import Artefact
from heard.methods.coding.coder import Coder, Scorer
from heard.methods.coding.curves import Curves
from heard.methods.coding.features import Array, Sums, Weights

# What stands before a comment for each kind of question: 0 unknown, 1 what was good, 2 what could be better.
PROMPTS: Final = ("", "good", "improve")
MOST_PIECES: Final = 256
# Pieces that go through the network together: what they need stays in the processor's cache.
_TOGETHER: Final = 512
# The folder inside its own of the fast coder that it was mixed with, so that either may be trained alone.
FAST: Final = "fast"


class NotInstalledError(RuntimeError):
    """The accurate coder cannot run here; its sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """The network: logits of texts in the order of the heads."""

    session: Any
    tokenizer: Any

    @classmethod
    def load(cls, folder: Path) -> Encoder:
        """Read model.onnx and tokenizer.json. Raises NotInstalledError where a library or the model is absent."""
        try:
            os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as problem:
            raise NotInstalledError(
                f"The accurate coder needs {problem.name}: run make setup again, or use --mode fast."
            ) from problem
        if not (folder / "model.onnx").is_file():
            raise NotInstalledError("The accurate coder's model is not here: use --mode fast, or train it.")
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MOST_PIECES)
        options = onnxruntime.SessionOptions()
        # Short texts gain nothing from more threads: whoever has more cores starts more processes.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        # The network is written as it runs fastest (`training.network`).
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        return cls(session, tokenizer)

    def logits(self, texts: Sequence[str], questions: Array) -> Array:
        """Logits float32 [N, heads] of texts; questions uint8 [N], kinds as `features.extract` takes them."""
        pieces = encode(self.tokenizer, texts, questions)
        lengths = np.array([len(ids) for ids in pieces], dtype=np.int64)
        found: list[tuple[Array, Array]] = []
        # Texts of one length go through together: nothing is filled up, and none depends on another.
        for length in np.unique(lengths).tolist():
            rows = np.flatnonzero(lengths == length)
            for at in range(0, len(rows), max(_TOGETHER // length, 1)):
                some = rows[at : at + max(_TOGETHER // length, 1)]
                ids = np.array([pieces[row] for row in some.tolist()], dtype=np.int64)
                found.append((some, self.session.run(None, {"input_ids": ids})[0]))
        if not found:
            return np.zeros((0, 0), np.float32)
        order = np.argsort(np.concatenate([rows for rows, _ in found]))
        logits: Array = np.concatenate([some for _, some in found])[order]
        return logits


def encode(tokenizer: Any, texts: Sequence[str], questions: Array) -> list[list[int]]:
    """Word pieces of texts, each after the word for its kind of question."""
    given = [(PROMPTS[kind], text) if kind else text for text, kind in zip(texts, questions.tolist(), strict=True)]
    return [coded.ids for coded in tokenizer.encode_batch(given)]


@dataclass(frozen=True, slots=True)
class Mixture:
    """How both are mixed: logit = share * deep + (1 - share) * (slope * fast + intercept), head by head.

    slope and intercept float64 [heads] make logits of the fast coder's scores (Platt 1999); share float64 [heads].
    """

    slope: Array
    intercept: Array
    share: Array

    def mix(self, fast: Array, deep: Array) -> Array:
        """Mixed logits float64 [N, heads].

        >>> Mixture(np.array([2.0]), np.array([0.0]), np.array([0.5])).mix(np.array([[1.0]]), np.array([[4.0]]))
        array([[3.]])
        """
        mixed: Array = self.share * deep + (1 - self.share) * (self.slope * fast + self.intercept)
        return mixed


@dataclass(frozen=True, slots=True)
class Mixed:
    """A scorer: the sums of the fast coder with mixed scores in their place."""

    fast: Scorer
    encoder: Encoder
    mixture: Mixture

    def __call__(self, data: Array, offsets: Array, questions: Array, weights: Weights) -> Sums:
        """As `features.score`; each distinct text with its kind of question goes through the network once."""
        sums = self.fast(data, offsets, questions, weights)
        raw = data.tobytes()
        keys = [
            (raw[start:stop], kind)
            for start, stop, kind in zip(offsets[:-1].tolist(), offsets[1:].tolist(), questions.tolist(), strict=True)
        ]
        places: dict[tuple[bytes, int], int] = {}
        # What has no letters is not coded, and need not be read.
        which = np.array(
            [places.setdefault(key, len(places)) if said else -1 for key, said in zip(keys, sums.letters, strict=True)],
            dtype=np.int64,
        )
        if not places:
            return sums
        texts = [text.decode("utf-8", "replace") for text, _ in places]
        deep = self.encoder.logits(texts, np.array([kind for _, kind in places], dtype=np.uint8))
        rows = np.flatnonzero(which >= 0)
        serious = weights.serious
        scores, worst = np.full_like(sums.scores, -20.0), np.full_like(sums.worst, -20.0)
        mixed = self.mixture.mix(sums.scores[rows], deep[which[rows]])
        scores[rows] = mixed
        tail = Mixture(*(getattr(self.mixture, name)[-serious:] for name in ("slope", "intercept", "share")))
        worst[rows] = tail.mix(sums.worst[rows], deep[which[rows], -serious:])
        return replace(sums, scores=scores, worst=worst)


def load(folder: Path) -> Coder:
    """The accurate coder in `folder`, which keeps the fast one that it was mixed with. Raises NotInstalledError."""
    encoder = Encoder.load(folder)
    fast = Coder.load(folder / FAST)
    facts = json.loads((folder / "coder.json").read_text(encoding="utf-8"))
    mixture = Mixture(*(np.array(facts["mixture"][name]) for name in ("slope", "intercept", "share")))
    return Coder(judge(fast.artefact, facts), fast.lexicon, Mixed(fast.scorer, encoder, mixture))


def judge(artefact: Artefact, facts: dict[str, Any]) -> Artefact:
    """The fast coder's artefact with thresholds and calibration for mixed scores."""
    return replace(
        artefact,
        name=facts["name"],
        thresholds=np.array(facts["thresholds"]),
        calibration=(facts["calibration"][0], facts["calibration"][1]),
        concern=facts["concern"],
        serious=facts["serious"],
        unease=facts["unease"],
        curves=Curves.read(facts["curves"]),
    )
