"""How many serious comments are found for how much reading: figures, the whole curve, by rating and by kind."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from heard.methods.agreement.shares import clopper_pearson
from heard.methods.coding.features import Array
from heard.methods.coding.training.dataset import Dataset, normal
from heard.methods.coding.training.thresholds import Measured, OutOfFold

SHARES: Final = (0.02, 0.05, 0.08, 0.10, 0.12, 0.15, 0.18, 0.20, 0.25, 0.30, 0.40, 0.50)


def exact(found: int, of: int) -> tuple[float, float, float]:
    """A share with its exact 95% interval (Clopper and Pearson 1934).

    >>> [round(value, 3) for value in exact(94, 97)]
    [0.969, 0.912, 0.994]
    """
    return (found / of if of else 0.0, *clopper_pearson(found, of))


def figures(data: Dataset, measured: Measured) -> dict[str, tuple[float, float, float]]:
    """Recall among comments that were read, and the share of them that a person has to look at."""
    read, flagged = data.level >= 0, measured.level >= 2
    named = {
        "recall of level 3": (flagged & (data.level == 3), data.level == 3),
        "recall of levels 2 and 3": (flagged & (data.level >= 2), data.level >= 2),
        "share reviewed": (flagged & read, read),
    }
    return {
        name: tuple(round(value, 4) for value in exact(int(found.sum()), int(of.sum())))  # type: ignore[misc]
        for name, (found, of) in named.items()
    }


def details(data: Dataset, folder: Path, measured: Measured, ranking: Array) -> dict[str, Any]:
    """Recall at every share read when comments are read by `ranking` [N], higher first: of all, by rating, by kind.

    Beside it what is flagged, with the lower end of its exact 95% interval.
    """
    read = np.flatnonzero(data.level >= 0)
    place = np.full(len(data), len(data))
    place[read[np.argsort(-ranking[read], kind="stable")]] = np.arange(len(read))
    told = _told(folder)
    parts: dict[str, list[int]] = defaultdict(list)
    for row in np.flatnonzero(data.level >= 2).tolist():
        for part in ("", *(f", {name}" for name in told.get(normal(data.texts[row]), ()))):
            parts[f"levels 2 and 3{part}"].append(row)
            if data.level[row] == 3:
                parts[f"level 3{part}"].append(row)
    curve = []
    for name, rows in sorted(parts.items()):
        found = int((measured.level[rows] >= 2).sum())
        value, low, _ = exact(found, len(rows))
        line: dict[str, Any] = {"comments": name, "of": len(rows), "flagged": found}
        line |= {"recall": round(value, 3), "low": round(low, 3)}
        for share in SHARES:
            line[f"{share:.0%}"] = round(float((place[rows] < round(share * len(read))).mean()), 3)
        curve.append(line)
    return {"recall by share of comments read": curve}


def order(held: OutOfFold) -> Array:
    """An order of reading [N], higher first: the head of level 2, with what the lexicon found moved up by its level."""
    found: Array = held.worst[:, 0] + 3.0 * np.maximum(held.lexicon.astype(float) - 1, 0)
    return found


def _told(folder: Path) -> dict[str, list[str]]:
    """For each normal text its rating and its kinds, as parts of the figures."""
    with (folder / "fft_labelled.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["Comment ID"]: row for row in csv.DictReader(file)}
    found = {}
    with (folder / "serious_labelled.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (said := rows.get(row["Comment ID"])) is not None:
                kinds = [f"kind {kind.strip()}" for kind in row["kinds"].split("|") if kind.strip()]
                rating = said["FFT categorical answer"] or "none"
                found[normal(said["FFT answer"])] = [f"rating {rating}", *kinds]
    return found
