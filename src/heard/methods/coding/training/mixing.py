"""From scores out of fold of both coders to the accurate one's artefact and its figures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from heard.methods.coding.accurate import FAST, Mixture
from heard.methods.coding.artefact import SENTIMENTS, SERIOUS, Artefact
from heard.methods.coding.curves import Curves
from heard.methods.coding.features import Array
from heard.methods.coding.training import thresholds
from heard.methods.coding.training.curves import logistic, temperature
from heard.methods.coding.training.dataset import Dataset
from heard.methods.coding.training.thresholds import Measured, OutOfFold

# The share of the transformer: the mean of both logits (coding.md section 3), not tuned here.
SHARE: Final = 0.5


def mixture(data: Dataset, scores: Array, worst: Array) -> Mixture:
    """Curves that make logits of the fast coder's scores out of fold, all themes by one."""
    themes = data.themes.shape[1]
    heads = themes + SENTIMENTS + SERIOUS
    slope, intercept = np.ones(heads), np.zeros(heads)
    slope[:themes], intercept[:themes] = thresholds.logistic_curve(scores[:, :themes].ravel(), data.themes.ravel())
    read, said = data.level >= 0, data.sentiment > 0
    heads_said = scores[said, themes : themes + SENTIMENTS]
    slope[themes : themes + SENTIMENTS] = temperature(heads_said, data.sentiment[said].astype(np.int64) - 1)
    wanted = ((read, data.level >= 2), (read, data.level >= 3), (said, data.sentiment >= 4))
    for place, (rows, true) in enumerate(wanted):
        steep, _, off = logistic(worst[rows, place], np.zeros(int(rows.sum()), dtype=bool), true[rows])
        slope[themes + SENTIMENTS + place], intercept[themes + SENTIMENTS + place] = steep, off
    return Mixture(slope, intercept, np.full(heads, SHARE))


def both(blend: Mixture, held: OutOfFold) -> OutOfFold:
    """The same with mixed scores. Raises ValueError where no transformer was trained."""
    if held.deep is None:
        raise ValueError("There is nothing to mix: no transformer was trained.")
    tail = Mixture(blend.slope[-SERIOUS:], blend.intercept[-SERIOUS:], blend.share[-SERIOUS:])
    return replace(held, scores=blend.mix(held.scores, held.deep), worst=tail.mix(held.worst, held.deep[:, -SERIOUS:]))


def honest(data: Dataset, held: OutOfFold, artefact: Artefact) -> Measured:
    """Codes of each fold by curves and thresholds that the other folds chose."""
    scores, worst = np.zeros_like(held.scores), np.zeros_like(held.worst)
    for number in np.unique(held.fold):
        inside, others = np.flatnonzero(held.fold == number), np.flatnonzero(held.fold != number)
        blend = mixture(thresholds.part(data, others), held.scores[others], held.worst[others])
        one = both(blend, held.part(inside))
        scores[inside], worst[inside] = one.scores, one.worst
    return thresholds.honest(data, replace(held, scores=scores, worst=worst), artefact, thresholds.LOGITS)


def save(folder: Path, fast: Artefact, blend: Mixture, given: dict[str, Any], fitted: Curves) -> None:
    """Write coder.json of the accurate coder; its model is written by `deep.export`."""
    facts = {
        "name": fitted.of,
        "fast": fast.name,
        "mixture": {name: np.round(getattr(blend, name), 6).tolist() for name in ("slope", "intercept", "share")},
        "thresholds": given["thresholds"].tolist(),
        "calibration": list(given["calibration"]),
        "curves": fitted.facts(),
        **{name: given[name] for name in ("concern", "serious", "unease")},
    }
    fast.save(folder / FAST)
    text = json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "coder.json").write_text(text + "\n", encoding="utf-8")
