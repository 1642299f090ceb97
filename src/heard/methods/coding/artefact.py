"""What `train` makes and `Coder` reads: weights.npz and coder.json in a folder."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from heard.methods.coding.curves import Curves, sigmoid
from heard.methods.coding.features import BUCKETS, Array, Weights

# Squares of the weights of features are kept as whole numbers of 1/1024, so that sums are exact.
SQUARE_UNIT: Final = 1024
SENTIMENTS: Final = 5
# Heads of seriousness: level 2 or 3, level 3, negative.
SERIOUS: Final = 3


@dataclass(frozen=True, slots=True)
class Artefact:
    """Heads are the themes in the order of the frame, then five of sentiment, then SERIOUS of seriousness.

    thresholds float64 [themes] apply to scores; calibration holds slope and intercept of the logistic curve from
    margin above the threshold to probability; concern and serious are the thresholds of levels 2 and 3 on the worst
    window, unease that of level 1.
    """

    name: str
    frame: str
    themes: tuple[str, ...]
    weights: Weights
    thresholds: Array
    calibration: tuple[float, float]
    concern: float
    serious: float
    unease: float
    theme_hcat: Array
    seriousness: dict[str, Any]
    curves: Curves | None = None

    @classmethod
    def load(cls, folder: Path) -> Artefact:
        """Read an artefact; raises FileNotFoundError where there is none."""
        facts = json.loads((folder / "coder.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            slots = np.full(BUCKETS, -1, dtype=np.int32)
            slots[np.cumsum(arrays["gaps"].astype(np.int64)) - 1] = np.arange(len(arrays["gaps"]))
            weights = Weights(
                slots, arrays["rows"], arrays["squares"].astype(np.int32), arrays["factors"], arrays["offsets"], SERIOUS
            )
        return cls(
            facts["name"], facts["frame"], tuple(facts["themes"]), weights, np.array(facts["thresholds"]),
            (facts["calibration"][0], facts["calibration"][1]), facts["concern"], facts["serious"], facts["unease"],
            np.array(facts["theme_hcat"], dtype=np.int8), facts["seriousness"], Curves.read(facts.get("curves")),
        )  # fmt: skip

    def save(self, folder: Path) -> None:
        """Write the artefact: the same artefact gives the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        known = np.flatnonzero(self.weights.slots >= 0)
        arrays: dict[str, Any] = {
            "gaps": np.diff(known, prepend=-1).astype(np.uint16),
            "rows": self.weights.rows[self.weights.slots[known]],
            "squares": self.weights.squares[self.weights.slots[known]].astype(np.uint32),
            "factors": self.weights.factors,
            "offsets": self.weights.offsets,
        }
        packed = io.BytesIO()
        np.savez_compressed(packed, **arrays)
        (folder / "weights.npz").write_bytes(packed.getvalue())
        facts = {
            "name": self.name, "frame": self.frame, "themes": list(self.themes),
            "thresholds": self.thresholds.tolist(), "calibration": list(self.calibration), "concern": self.concern,
            "serious": self.serious, "unease": self.unease, "theme_hcat": self.theme_hcat.tolist(),
            "seriousness": self.seriousness,
        }  # fmt: skip
        if self.curves:
            facts["curves"] = self.curves.facts()
        text = json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True)
        (folder / "coder.json").write_text(text + "\n", encoding="utf-8")

    def themes_given(self, scores: Array) -> tuple[Array, Array]:
        """Themes as int64 bit masks, and the probability of the weakest given in percent."""
        count = len(self.themes)
        margins = scores[:, :count] - self.thresholds
        given = margins > 0
        bits = np.zeros((len(given), 64), dtype=bool)
        bits[:, :count] = given
        masks = np.packbits(bits, axis=1, bitorder="little").view("<i8").ravel()
        weakest = np.where(given, margins, np.inf).min(axis=1, initial=np.inf)
        slope, intercept = self.calibration
        sure = 100 / (1 + np.exp(-(slope * np.minimum(weakest, 50) + intercept)))
        return masks, np.rint(sure)

    def sentiment_given(self, scores: Array) -> tuple[Array, Array]:
        """Sentiment 1 to 5 and its probability in percent."""
        heads = scores[:, len(self.themes) : len(self.themes) + SENTIMENTS]
        spread = np.exp(heads - heads.max(axis=1, keepdims=True))
        return heads.argmax(axis=1) + 1, np.rint(100 * spread.max(axis=1) / spread.sum(axis=1))

    def levels_given(self, worst: Array) -> Array:
        """Levels int8 by the learned heads alone: the worst window decides, and no praise beside it is asked."""
        level = np.where(worst[:, 2] > self.unease, 1, 0)
        level = np.where(worst[:, 0] > self.concern, 2, level)
        return np.where(worst[:, 1] > self.serious, 3, level).astype(np.int8)

    def hcat_given(self, scores: Array, level: Array) -> Array:
        """HCAT category int8 by the likeliest theme that has one; -1 where no problem is alleged."""
        mapped = np.flatnonzero(self.theme_hcat >= 0)
        given = np.full(len(level), -1, dtype=np.int8)
        alleging = np.flatnonzero(level > 0)
        likeliest = mapped[(scores[np.ix_(alleging, mapped)] - self.thresholds[mapped]).argmax(axis=1)]
        given[alleging] = self.theme_hcat[likeliest]
        return given

    def probabilities(self, scores: Array, worst: Array, lexicon: Array) -> Array:
        """Calibrated probabilities float32 [N, themes + 5 + 3]: themes, sentiments, seriousness of a level or above.

        lexicon int8 [N] is the level that the lexicon found. Raises LookupError where no curves were fitted for this
        coder's scores.
        """
        if self.curves is None or self.curves.of != self.name:
            raise LookupError(f"{self.name} has no calibrated probabilities. Leave --probabilities out, or train it.")
        count = len(self.themes)
        slope, intercept = self.calibration
        themes = sigmoid(slope * (scores[:, :count] - self.thresholds) + intercept)
        sentiments = self.curves.sentiments(scores[:, count : count + SENTIMENTS])
        return np.hstack([themes, sentiments, self.curves.seriousness(worst, lexicon)]).astype(np.float32)
