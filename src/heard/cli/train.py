"""`heard train`: make the coder's artefact from hand-coded comments."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

PACKS = Path(__file__).resolve().parents[1] / "coding" / "packs"
VERSION = "2026-11-22"
SEED = 20261122


def train(data: Path, out: Path | None = None, version: str = VERSION, seed: int = SEED) -> None:
    """Train on the folder `data` (fft_labelled.csv, serious_labelled.csv) and write artefact and model card to `out`.

    Without `out` the shipped artefact is made anew. Exits with 2 and a sentence where the data or the extra is absent.
    """
    try:
        from heard.methods.coding import SHIPPED
        from heard.methods.coding.training.make import make

        figures = make(
            data, out or SHIPPED, frame=_pack("fft-themes"), seriousness=_pack("seriousness"), version=version,
            seed=seed, progress=lambda line: print(line, file=sys.stderr),
        )  # fmt: skip
    except ModuleNotFoundError as missing:
        _refuse(f"Training needs scikit-learn: install heard with the extra 'train' ({missing.name} is missing).")
    except FileNotFoundError as missing_file:
        _refuse(f"There is no {missing_file.filename}: give a folder with fft_labelled.csv and serious_labelled.csv.")
    else:
        for part, estimates in figures.trusts.items():
            print(part, *(f"{name} {estimate}" for name, estimate in estimates.items()), sep="\n  ")
        for name, recall in figures.recalls.items():
            print(f"{name}: {recall.flagged} of {recall.positives} at a share of {recall.share:.3f}")


def _pack(slug: str) -> dict[str, Any]:
    pack: dict[str, Any] = yaml.safe_load((PACKS / f"{slug}.yaml").read_text(encoding="utf-8"))
    return pack


def _refuse(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)
