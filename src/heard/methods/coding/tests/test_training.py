"""Training on a small file of our own: the same bytes each time, honest folds, and a card that says what it must."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import yaml

pytest.importorskip("sklearn", reason="training needs the extra 'train'")

from heard.methods.coding import SHIPPED, Coder
from heard.methods.coding.training import dataset
from heard.methods.coding.training.make import Training, make

PACKS = SHIPPED.parents[1] / "packs"
FRAME, SERIOUSNESS = (yaml.safe_load((PACKS / f"{slug}.yaml").read_text()) for slug in ("fft-themes", "seriousness"))
COLUMNS = {
    "nurse": "Staff manner & personal attributes",
    "wait": "Timeliness of care",
    "meal": "Food & drink provision & facilities",
}
TONE = {1: "superb", 2: "fine", 3: "so-so", 4: "poor", 5: "dreadful"}
PLACES = ["today", "on the ward", "in clinic", "at night", "this week", "again"]


def write_labelled(folder: Path) -> None:
    labels = sorted({name for names in dataset.columns_of(FRAME["content"]) for name in names})
    with (
        (folder / "fft_labelled.csv").open("w", newline="") as labelled,
        (folder / "serious_labelled.csv").open("w", newline="") as serious,
    ):
        words = csv.DictWriter(
            labelled,
            ["Comment ID", "Trust", "Respondent ID", "FFT question", "FFT answer", "Comment sentiment", *labels],
        )
        levels = csv.DictWriter(serious, ["Comment ID", "seriousness"])
        words.writeheader()
        levels.writeheader()
        for number, (about, tone, place) in enumerate(product(COLUMNS, TONE, PLACES)):
            row = {"Comment ID": f"{number}", "Trust": "AB"[number % 2], "Respondent ID": f"r{number // 2}"}
            row |= {"FFT question": "Why?", "FFT answer": f"The {about} was {TONE[tone]} {place}"}
            words.writerow(row | {"Comment sentiment": str(tone), COLUMNS[about]: "1"})
            levels.writerow({"Comment ID": f"{number}", "seriousness": max(0, tone - 2)})
        words.writerow(
            {"Comment ID": "x", "Respondent ID": "x", "FFT question": "Why?", "FFT answer": "Did not answer"}
        )


def trained(folder: Path, name: str) -> Path:
    out = folder / name / "fast"
    make(Training(folder, FRAME, SERIOUSNESS, 3, lambda _: None, own=False), out, "2026-11-22")
    return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("labelled")
    write_labelled(folder)
    return folder


def test_training_twice_gives_the_same_bytes_and_a_coder_that_learned(folder: Path) -> None:
    first, second = trained(folder, "a"), trained(folder, "b")
    for name in ("weights.npz", "coder.json", "../MODEL_CARD.md"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
    coder = Coder.load(first, compiled=False)
    coded = coder.code(["The meal was dreadful tonight"])
    assert coder.themes_of(int(coded.themes[0])) == ("Food & drink provision & facilities",)
    assert coded.sentiment[0] == 5


def test_the_card_says_where_labels_come_from_and_who_read_for_seriousness(folder: Path) -> None:
    card = (trained(folder, "c").parent / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "MIT licence, (c) 2021 NHS England" in card
    assert "language models, not" in card


def test_comments_of_one_respondent_or_one_text_share_a_fold(folder: Path) -> None:
    data = dataset.read(folder, FRAME["content"])
    fold = dataset.folds(data, 5, 3)
    assert len(data) == 90
    assert all(len(set(fold[data.groups == group])) == 1 for group in np.unique(data.groups))
    assert min(np.bincount(fold)) >= 10


def test_non_answers_are_left_out_and_codings_of_one_text_are_merged(folder: Path) -> None:
    data = dataset.read(folder, FRAME["content"])
    assert "Did not answer" not in data.texts
    assert len({dataset.normal(text) for text in data.texts}) == len(data)


def test_the_frame_merges_version_6_columns() -> None:
    themes = dataset.themes_of(FRAME["content"])
    columns = dict(zip(themes, dataset.columns_of(FRAME["content"]), strict=True))
    assert len(themes) == 31
    assert columns["Staffing levels & responsiveness"] == ["Number & deployment of staff", "Staff responsiveness"]


def test_absent_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"fft_labelled\.csv"):
        trained(tmp_path, "d")
