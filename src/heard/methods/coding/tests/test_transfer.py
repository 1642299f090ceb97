"""From one trust to another: nothing of the tested trust is learned, and what was made once is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="training needs the extra 'train'")

from heard.methods.coding.calibrate import Calibration
from heard.methods.coding.features import Array
from heard.methods.coding.training import curve, examples, transfer
from heard.methods.coding.training.dataset import Dataset
from heard.methods.coding.training.kept import kept
from heard.methods.coding.training.thresholds import Measured


def comments(texts: list[str], trusts: str) -> Dataset:
    count = len(texts)
    return Dataset(
        texts, np.zeros(count, np.uint8), np.eye(count, 2, dtype=bool), np.ones(count, np.int8),
        np.array(list(trusts)), np.arange(count), np.zeros(count, np.int8), ("a", "b"),
    )  # fmt: skip


def test_no_text_of_the_tested_trust_is_learned() -> None:
    data = comments(["Kind", "kind!", "Late", "Cold"], "AABB")
    there = transfer.ways(replace(data, texts=["Kind", "Late!", "Late", "Cold"]))[0]
    assert (str(there), there.learned.tolist(), there.tested.tolist()) == ("A to B", [0], [2, 3])
    assert [way.learned.tolist() for way in transfer.ways(data)] == [[0, 1], [2, 3]]


def test_an_organisation_with_the_same_longer_comment_is_taken_for_the_same(tmp_path: Path) -> None:
    path = tmp_path / "earlier.csv"
    lines = [
        "A,They came just when I needed them the most",
        "B,Thank you",
        "C,Thank you",
        "C,They were kind",
    ]
    path.write_text("\n".join(["organization,feedback", *lines]))
    assert examples.akin(["Thank you", "they came, just when I needed them the most.", "They were kind"], path) == {"A"}
    assert examples.organisations(path)["thank you"] == {"B", "C"}


def test_what_was_made_once_is_kept_as_long_as_it_is_made_of_the_same(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> dict[str, Array]:
        made.append(1)
        return {"sum": np.array([1.5])}

    for of in (["a", np.array([1, 2])], ["a", np.array([1, 2])], ["a", np.array([1, 3])], ["a", np.array([[1, 2]])]):
        assert kept(tmp_path, "sum", of, make)["sum"].tolist() == [1.5]
    assert len(made) == 3
    assert kept(None, "sum", [], make)["sum"].tolist() == [1.5]
    assert len(made) == 4


def test_labels_are_whole_groups_and_none_of_them_is_tested_on() -> None:
    groups = np.repeat(np.arange(30), np.arange(30) % 3 + 1)
    for rows in curve.drawn_labels(groups, 20, 5, seed=1):
        assert len(set(rows.tolist())) == 20
        assert not np.isin(groups[np.setdiff1d(np.arange(len(groups)), rows)], groups[rows]).any()
    with pytest.raises(ValueError, match="too few"):
        curve.drawn_labels(groups, 1_000, 1, seed=1)


def test_f1_of_draws_is_their_mean_and_lies_in_its_interval() -> None:
    random = np.random.default_rng(0)
    true = random.random((200, 3)) < 0.3
    given = [true ^ (random.random(true.shape) < noise) for noise in (0.05, 0.2)]
    tested = [np.arange(200) % 2 == part for part in (0, 1)]
    measuring = curve.Measuring.of(true, np.arange(200) // 2, 2, 200, seed=1)
    both = measuring.f1(given, tested)
    alone = [measuring.f1([one, one], [rows, rows]) for one, rows in zip(given, tested, strict=True)]
    assert both.value == pytest.approx((alone[0].value + alone[1].value) / 2)
    assert both.micro.low < both.micro.value < both.micro.high
    gain = alone[0].less(alone[1]).micro
    assert 0 < gain.low < gain.value < gain.high
    share = measuring.share(true[:, 0], np.ones(200, dtype=bool))
    assert share.low < share.value == true[:, 0].mean() < share.high


def test_labels_move_thresholds_that_were_wrong() -> None:
    random = np.random.default_rng(2)
    labels = random.random((400, 2)) < 0.3
    scores = np.where(labels, 0.6, 0.2) + random.normal(0, 0.1, labels.shape)
    start = Calibration((0.0, 0.0), 1.0, 0.0)
    before, after = (curve.calibrated(scores, labels, start, np.arange(count)) for count in (0, 200))
    assert (before == (scores > 0)).all()
    assert (after != labels).mean() < 0.1 < (before != labels).mean()


def test_codes_of_some_comments() -> None:
    codes = Measured(np.eye(3, dtype=bool), np.array([1, 2, 3]), np.array([0, 2, 3]))
    assert codes.part(np.array([2, 0])).sentiment.tolist() == [3, 1]
