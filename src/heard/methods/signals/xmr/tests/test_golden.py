"""Held against the R package's own output: every label of every series, limits to a relative 1e-12."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from heard.methods.signals.xmr import Better, Chart, Options, chart, summary

Row = dict[str, str]


def rows(folder: Path, name: str) -> list[Row]:
    path = folder / "spc" / name
    if not path.is_file():
        pytest.skip(f"the R package's output is not here: {path}")
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float:
    return float("nan") if text in ("NA", "NaN", "") else float(text)


def same(ours: np.ndarray, theirs: list[str]) -> None:
    np.testing.assert_allclose(ours, [number(text) for text in theirs], rtol=1e-12, atol=0)


def charted(inputs: list[Row], options: Options) -> Chart:
    return chart(
        [row["series_id"] for row in inputs],
        np.array([row["date"] for row in inputs], "datetime64[D]"),
        [number(row["y"]) for row in inputs],
        [row.get("rebase") == "1" for row in inputs],
        options,
    )


def options_of(series: Row) -> Options:
    fixed = series["fix_after_n_points"]
    return Options(
        better=Better(series["improvement_direction"]),
        screen=series["screen_outliers"] == "TRUE",
        fix_after=None if fixed == "NA" else int(fixed),
    )


def test_every_series_of_the_r_package(shared_data: Path) -> None:
    known = {row["series_id"]: row for row in rows(shared_data, "series.csv")}
    inputs: defaultdict[Options, list[Row]] = defaultdict(list)
    for row in rows(shared_data, "inputs.csv"):
        inputs[options_of(known[row["series_id"]])].append(row)
    outputs: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows(shared_data, "outputs.csv"):
        outputs[row["series_id"]].append(row)
    compared = 0
    for options, given in inputs.items():
        found = charted(given, options)
        for name in np.unique(found.series):
            if known[name]["status"] == "ok":
                compared += compare(found, str(name), outputs[str(name)])
        for reading in summary(found, {name: target(known[str(name)]) for name in known}):
            row = known[str(reading.series)]
            if row["status"] == "ok":
                assert reading.variation == row["variation_type"], reading
                assert (reading.assurance or "NA") == row["assurance_type"], reading
    assert compared == sum(len(found) for name, found in outputs.items() if known[name]["status"] == "ok")
    assert compared > 4_000


def target(row: Row) -> float | None:
    return None if row["target"] == "NA" else number(row["target"])


def compare(found: Chart, name: str, theirs: list[Row]) -> int:
    ours = np.flatnonzero(found.series == name)
    assert len(ours) == len(theirs), name
    same(found.y[ours], [row["y"] for row in theirs])
    same(found.mean[ours], [row["mean"] for row in theirs])
    same(found.lower[ours], [row["lpl"] for row in theirs])
    same(found.upper[ours], [row["upl"] for row in theirs])
    assert [found.labels[at] for at in ours] == [row["special_cause_type"] for row in theirs], name
    assert [found.types[at] for at in ours] == [row["point_type"] for row in theirs], name
    assert found.group[ours].tolist() == [int(row["rebase_group"]) for row in theirs], name
    assert found.short[ours].tolist() == [row["short_group_warning"] == "TRUE" for row in theirs], name
    return len(ours)


def test_every_emergency_department(shared_data: Path) -> None:
    theirs = rows(shared_data, "ae_type1_breach_rate_mdc.csv")
    found = charted(theirs, Options(better=Better.LOWER))
    by_place = [theirs[at] for at in found.order]
    for ours, name in ((found.mean, "mean"), (found.lower, "lpl"), (found.upper, "upl")):
        same(ours, [row[name] for row in by_place])
    assert found.labels == [row["special_cause_type"] for row in by_place]
    assert found.types == [row["point_type"] for row in by_place]
    icons = {row["series_id"]: row for row in rows(shared_data, "ae_type1_breach_rate_summary.csv")}
    readings = summary(found, 0.05)
    assert len(readings) == len(icons) == 130
    for reading in readings:
        row = icons[str(reading.series)]
        assert (reading.variation, reading.assurance) == (row["variation_type"], row["assurance_type"]), reading
