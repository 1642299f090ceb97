"""`heard bench coding-speed`: comments a second and core, of the coders alone and of the whole command.

All rates are by processor seconds of one thread, so that others at work on the machine change little. Texts are
distinct. The coders of the field run in the same process: words weighed by TF-IDF with linear support vector machines,
and the SVC recipe of pxtextmining (as its final models have it; it names one probability a label).
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from heard.cli.bench.coding_texts import distinct, invented_comments, public_comments
from heard.cli.bench.import_ import one_core
from heard.methods.coding import Coder, EngineAbsentError, load

BARS: Final = {
    "fast comments a second": {"at_least": 250_000},
    "accurate comments a second": {"at_least": 400},
    "whole command rows a second": {"at_least": 60_000},
    "memory MB, larger file": {"at_most": 1_000},
}
# Texts for the coders, for TF-IDF, for the SVC, and comments that both of the field's learn from.
_FULL: Final = {"fast": 200_000, "accurate": 2_000, "linear": 20_000, "svc": 500, "learnt": 4_000}
_QUICK: Final = {"fast": 2_000, "accurate": 20, "linear": 500, "svc": 10, "learnt": 150}
_FILES: Final = {True: {"smaller": 200_000, "larger": 1_000_000}, False: {"larger": 2_000}}
_REPEATS: Final = 5


def bench_coding_speed(full: bool) -> Mapping[str, Any]:
    """Measure the coders, those of the field beside them, and the command over two files."""
    sizes = _FULL if full else _QUICK
    said = public_comments()
    source = "words of the public FFT comments" if said else "words of the demonstration's comments"
    said = said or invented_comments()
    files = _FILES[full]
    texts = distinct(said, files["larger"])
    figures = _coders(texts, sizes)
    field = _field(said[: sizes["learnt"]], texts, sizes)
    figures["times as fast as TF-IDF with LinearSVC"] = round(figures["fast comments a second"] / field["linear"], 1)
    figures["times as fast as the SVC of pxtextmining"] = round(figures["fast comments a second"] / field["svc"], 1)
    with tempfile.TemporaryDirectory(prefix="heard-bench-") as folder, one_core():
        for name, count in files.items():
            seconds, memory = _command(Path(folder), texts[:count])
            figures["whole command rows a second"] = round(count / seconds, 1)
            figures[f"memory MB, {name} file"] = memory
    return {
        "sizes": {
            "texts": len(texts), "characters each": round(sum(map(len, texts)) / len(texts), 1), "made of": source,
            **{f"rows, {name} file": count for name, count in files.items()},
            **{f"texts, {name}": count for name, count in sizes.items()},
        },
        "figures": figures,
        "baseline": {"fast comments a second": field["linear"], "accurate comments a second": field["svc"]},
        "bars": {key: bar for key, bar in BARS.items() if key in figures},
    }  # fmt: skip


def _coders(texts: Sequence[str], sizes: Mapping[str, int]) -> dict[str, float]:
    figures = {}
    for mode in ("fast", "accurate"):
        try:
            coder = load(mode)
        except EngineAbsentError as absent:
            print(absent, file=sys.stderr)
            continue
        some = pa.array(texts[: sizes[mode]], pa.string())
        figures[f"{mode} comments a second"] = _rate(partial(coder.code, some), len(some))
    return figures


def _rate(work: Callable[[], Any], count: int, repeats: int = _REPEATS) -> float:
    """How many of `count` a second of one thread's processor time, by the median run, after one that warms up."""
    seconds = []
    for _ in range(repeats + 1):
        started = time.thread_time()
        work()
        seconds.append(time.thread_time() - started)
    return round(count / float(np.median(seconds[1:] or seconds)), 1)


def _field(learnt: Sequence[str], texts: Sequence[str], sizes: Mapping[str, int]) -> dict[str, float]:
    """Comments a second of the field's two coders, which learn what the fast coder says of some comments."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.multioutput import MultiOutputClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import SVC, LinearSVC

    labels = _labels(load("fast"), learnt)
    linear = make_pipeline(TfidfVectorizer(), OneVsRestClassifier(LinearSVC()))
    machine = SVC(kernel="rbf", C=15, class_weight="balanced", probability=True, max_iter=1000)
    svc = make_pipeline(TfidfVectorizer(), MultiOutputClassifier(machine))
    with warnings.catch_warnings():
        # The recipe's 1,000 steps are too few to converge, and probabilities of an SVC are going out of use.
        warnings.simplefilter("ignore")
        linear.fit(learnt, labels)
        svc.fit(learnt, labels)
        return {
            "linear": _rate(lambda: linear.predict(texts[: sizes["linear"]]), sizes["linear"], 3),
            "svc": _rate(lambda: svc.predict_proba(texts[: sizes["svc"]]), sizes["svc"], 1),
        }


def _labels(coder: Coder, said: Sequence[str]) -> Any:
    """Themes that the coder gives to some comments, bool [N, themes]: those that some have and some have not."""
    masks = coder.code(said).themes
    labels = (masks[:, None] >> np.arange(len(coder.artefact.themes))) & 1
    return labels[:, (labels.sum(axis=0) > 5) & (labels.sum(axis=0) < len(said))]


def _command(folder: Path, texts: Sequence[str]) -> tuple[float, float]:
    """Processor seconds of `heard code --mode fast` over a file of these texts, start included, and its memory."""
    source, target = folder / "in.csv", folder / "out.csv"
    with source.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("Id", "Date", "Service", "Question", "Comment"))
        for number, text in enumerate(texts):
            question = "What was good?" if number % 2 else "What could we do better?"
            writer.writerow((f"R{number:07d}", "03/02/2026", f"Service {number % 60}", question, text))
    words = ["code", str(source), "-o", str(target), "--text", "Comment", "--question", "Question", "--mode", "fast"]
    process = subprocess.Popen([sys.executable, "-m", "heard.cli", *words], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError("heard code ended with an error.")
    return used.ru_utime + used.ru_stime, round(used.ru_maxrss / 1024, 1)
