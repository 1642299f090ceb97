"""How well comments are coded: both coders and the recipes of pxtextmining on the same folds, out of fold."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from heard.cli.errors import CommandError

BARS: Final = {
    "accurate micro F1": {"at_least": 0.765},
    "accurate macro F1": {"at_least": 0.62},
    "accurate sentiment, 3 classes": {"at_least": 0.89},
    "fast micro F1": {"at_least": 0.725},
    "fast macro F1": {"at_least": 0.57},
    "recall of level 3": {"at_least": 0.96},
    "recall of levels 2 and 3": {"at_least": 0.85},
    "share reviewed": {"at_most": 0.20},
}


def data_folder() -> Path:
    """The folder of the public FFT data: HEARD_DATA, or ../shared/data beside the checkout."""
    folder = Path(os.environ.get("HEARD_DATA", Path.cwd().parent / "shared" / "data")) / "fft"
    if not (folder / "fft_labelled.csv").exists():
        raise CommandError(f"The hand-coded comments are not here ({folder}). Set HEARD_DATA to their folder.")
    return folder


def training(*, deep: bool) -> Any:
    """The training of both coders, or of the fast one alone."""
    from heard.cli.train import SEED, pack
    from heard.methods.coding.training.make import Training

    kept = Path(os.environ.get("HEARD_TRAINING", Path("var") / "training")) if deep else None
    if deep:
        from heard.methods.coding.training.deep import only_one_thread

        only_one_thread()
    return Training(data_folder(), pack("fft-themes"), pack("seriousness"), SEED, say, kept=kept)


def say(line: str) -> None:
    """Progress, on standard error."""
    print(f"  {line}", file=sys.stderr, flush=True)


def bench_coding(full: bool) -> dict[str, Any]:
    """Five grouped folds; quick: the fast coder alone, beside the SVC on one fold."""
    from heard.methods.coding import SHIPPED
    from heard.methods.coding.artefact import Artefact
    from heard.methods.coding.training import mixing, serious, thresholds
    from heard.methods.coding.training.card import estimates

    made = training(deep=full)
    data, shipped = made.data, Artefact.load(SHIPPED)
    plain = recipes(data, made.fold, made.kept, xgboost=full, folds=5 if full else 1)
    held = made.out_of_fold()
    measured = {"fast": thresholds.honest(data, held, shipped), **plain}
    if full:
        measured["accurate"] = mixing.honest(data, held, shipped)
    figures: dict[str, float] = {}
    intervals: dict[str, Any] = {"method": "95%, 1,000 bootstrap samples of whole groups"}
    for coder, one in measured.items():
        rows = one.level >= -1 if one.rows is None else one.rows
        for name, estimate in estimates(data, one, rows, made.seed).items():
            if not (coder.startswith("SVC") and name.startswith("sentiment")):
                figures[f"{coder} {name}"] = round(estimate.value, 4)
                intervals[f"{coder} {name}"] = [round(estimate.low, 4), round(estimate.high, 4)]
    best = measured.get("accurate", measured["fast"])
    for name, (value, low, high) in serious.figures(data, best).items():
        figures[name], intervals[name] = value, [low, high]
    baseline = {
        f"{coder} {name}": figures[f"{other} {name}"]
        for coder, other in (("fast", "SVC"), ("accurate", "SVC+XGB"))
        for name in ("micro F1", "macro F1")
        if f"{coder} {name}" in figures and f"{other} {name}" in figures
    }
    return {
        "sizes": {"comments": len(data), "themes": len(data.names), "folds": 5},
        "figures": figures,
        "intervals": intervals,
        "baseline": baseline,
        "bars": BARS,
        "details": serious.details(data, data_folder(), best, _order(data, held)) if full else {},
    }


def _order(data: Any, held: Any) -> Any:
    """What a person would read first."""
    from heard.methods.coding.training import mixing, serious

    return serious.order(mixing.both(mixing.mixture(data, held.scores, held.worst), held))


def recipes(data: Any, fold: Any, kept: Path | None, *, xgboost: bool, folds: int) -> Mapping[str, Any]:
    """Codes of pxtextmining's recipes on the same folds; what they said before is in the folder `kept`."""
    import numpy as np

    from heard.methods.coding.training import plain, thresholds
    from heard.methods.coding.training import recipes as told
    from heard.methods.coding.training.thresholds import Measured

    names = ["SVC", "SVC+XGB"] if xgboost else ["SVC"]
    given = {name: np.zeros(data.themes.shape, dtype=bool) for name in names}
    none = np.zeros(len(data), dtype=np.int8)
    for number in range(folds):
        inside, others = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        learned, tested = thresholds.part(data, others), [data.texts[row] for row in inside]
        machine = told.svc(kept, learned, tested)
        given["SVC"][inside] = machine["given"]
        if xgboost:
            trees = told.xgb(kept, learned, tested)
            given["SVC+XGB"][inside] = (machine["likely"] + trees["likely"]) / 2 > plain.SOFT_VOTE
        say(f"recipes: fold {number + 1} of {folds}")
    rows = np.isin(fold, np.arange(folds))
    return {name: Measured(themes, none, none, rows) for name, themes in given.items()}
