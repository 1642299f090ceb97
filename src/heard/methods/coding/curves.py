"""From scores to probabilities: curves that were fitted on comments which the heads had not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from heard.methods.coding.features import Array


@dataclass(frozen=True, slots=True)
class Curves:
    """Curves of one coder, by its name: of another coder's scores they would say nothing.

    temperature: what the logits of sentiment are multiplied by (Guo et al. 2017); levels float64 [3, 3]: of the levels
    1, 2 and 3 or above, slope by the head's score, what the lexicon's word adds, intercept (Platt 1999).
    """

    of: str
    temperature: float
    levels: Array

    @classmethod
    def read(cls, facts: Any) -> Curves | None:
        """From an artefact's facts; None where it has none."""
        return facts and cls(facts["of"], facts["temperature"], np.array(facts["levels"]))

    def facts(self) -> dict[str, Any]:
        """As they stand in an artefact."""
        return {"of": self.of, "temperature": self.temperature, "levels": self.levels.tolist()}

    def sentiments(self, heads: Array) -> Array:
        """Probabilities [N, 5] of the logits of sentiment."""
        logits = heads * self.temperature
        spread = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: Array = spread / spread.sum(axis=1, keepdims=True)
        return shares

    def seriousness(self, worst: Array, lexicon: Array) -> Array:
        """Probabilities [N, 3] of level 1, 2 and 3 or above; none is larger than that of a lower level.

        worst float64 [N, 3] as in `Sums`; lexicon int8 [N] the level that the lexicon found, 0 none. Level 1 is the
        probability that a reader calls the comment negative: readers of seriousness did not part level 1 from 0.
        """
        scores = worst[:, [2, 0, 1]]
        said = lexicon[:, None] >= np.array([1, 2, 3])
        slope, added, intercept = self.levels.T
        levels = sigmoid(slope * np.maximum(scores, -50) + added * said + intercept)
        ordered: Array = np.maximum.accumulate(levels[:, ::-1], axis=1)[:, ::-1]
        return ordered


def sigmoid(logits: Array) -> Array:
    """1 / (1 + e^-x), for any x.

    >>> sigmoid(np.array([-1000.0, 0.0])).tolist()
    [0.0, 0.5]
    """
    odds: Array = np.exp(-np.abs(logits))
    return np.where(logits >= 0, 1 / (1 + odds), odds / (1 + odds))
