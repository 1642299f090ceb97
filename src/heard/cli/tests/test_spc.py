"""`heard spc`: a file in, a file out, and one sentence where that cannot be."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from functools import cache
from math import isclose
from pathlib import Path

import pytest

from heard.cli.errors import CommandError
from heard.cli.spc import OUT, SUMMARY, spc

MONTHS = [f"2025-{month:02d}-01" for month in range(1, 13)] + ["2026-01-01"]
LINES = ["date,y", *(f"{day},{10 + number % 3}" for number, day in enumerate(MONTHS)), "2026-02-01,40", "2026-03-01,NA"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return path


def test_points_come_out_with_limits_and_labels_and_an_icon_at_the_end(source: Path, tmp_path: Path) -> None:
    assert spc(source, tmp_path / "out.csv", improvement="decrease", goal=50) == 1
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == OUT
    assert len(rows) == 15
    assert (rows[13]["special_cause_type"], rows[13]["shown"]) == ("Above UCL", "concern")
    assert (rows[14]["y"], rows[14]["outside_limits"], rows[13]["outside_limits"]) == ("NA", "NA", "TRUE")
    assert [row["icon"] for row in rows] == [""] * 14 + ["common_cause"]
    assert rows[14]["assurance"] == "consistent_pass"


@pytest.mark.parametrize("kind", ["json", "parquet"])
def test_what_it_writes_it_reads(source: Path, tmp_path: Path, kind: str) -> None:
    spc(source, tmp_path / f"first.{kind}")
    spc(tmp_path / f"first.{kind}", tmp_path / "second.json")
    spc(source, tmp_path / "direct.json")
    assert json.loads((tmp_path / "second.json").read_text()) == json.loads((tmp_path / "direct.json").read_text())


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["date,y", "2026-13-01,1"], "Line 2 has '2026-13-01' for a date. Enter dates as 2026-03-31."),
        (["date,y", "2026-01-01,many"], "Line 2 has 'many' for y. Enter a number, or leave it empty."),
        (["day,y", "2026-01-01,1"], "There is no column date. The columns are: day, y."),
        (["date,y", "2026-01-01,1", "2026-01-01,2"], "A series has two values for one date. Give each date once."),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(tmp_path: Path, lines: list[str], says: str) -> None:
    (tmp_path / "in.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CommandError, match="^" + says.replace(".", r"\.").replace("?", r"\?") + "$"):
        spc(tmp_path / "in.csv", tmp_path / "out.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_each_series_is_charted_as_the_file_of_series_says(tmp_path: Path) -> None:
    lines = [f"{name},{day},{10 + number % 3}" for name in "ab" for number, day in enumerate(MONTHS)]
    (tmp_path / "in.csv").write_text("\n".join(["series_id,date,y", *lines, "a,2026-02-01,40", "b,2026-02-01,40"]))
    said = "series_id,improvement_direction,target,fix_after_n_points,screen_outliers"
    (tmp_path / "series.csv").write_text(f"{said}\na,decrease,5,12,FALSE\n")
    files = {name: tmp_path / f"{name}.csv" for name in ("series", "summary")}
    assert spc(tmp_path / "in.csv", tmp_path / "out.csv", **files) == 2
    with files["summary"].open(newline="", encoding="utf-8") as file:
        first, second = csv.DictReader(file)
    assert tuple(first) == SUMMARY
    assert (first["variation_icon"], first["assurance_icon"]) == ("concern_high.svg", "fail.svg")
    assert (second["variation_icon"], second["assurance_icon"]) == ("improvement_high.svg", "NA")
    assert (first["n"], first["fix_after_n_points"], first["screen_outliers"]) == ("14", "12", "FALSE")
    (tmp_path / "series.csv").write_text(f"{said}\na,up,5,12,FALSE\n")
    with pytest.raises(CommandError, match=r"^Line 2 of series\.csv has 'up'\. Enter increase, decrease or neutral\.$"):
        spc(tmp_path / "in.csv", tmp_path / "out.csv", **files)


def test_the_r_packages_series_come_out_as_it_has_them(shared_data: Path, tmp_path: Path) -> None:
    """The files of NHSRplotthedots 0.2.2: every cell of every series that it can chart, and no error for the others."""
    folder = shared_data / "spc"
    out, icons = tmp_path / "points.csv", tmp_path / "summary.csv"
    assert spc(folder / "inputs.csv", out, series=folder / "series.csv", summary=icons) == 152
    ours, theirs = read(out, "index"), read(folder / "outputs.csv", "index")
    assert ours.keys() == theirs.keys()
    charted = {key: row for key, row in theirs.items() if row["mean"] != "ERROR"}
    assert len(theirs) - len(charted) > 0
    for key, row in charted.items():
        for name, cell in row.items():
            assert ours[key][name] == cell or isclose(float(ours[key][name]), float(cell), rel_tol=1e-12), (key, name)
    for key, row in read(icons).items():
        wanted = read_once(folder / "series.csv")[key]
        if wanted["status"] == "ok":
            for name in ("status", "variation_type", "variation_icon", "assurance_type", "assurance_icon"):
                assert row[name] == wanted[name], (key, name)
        # A missing value breaks what it stands in: these series have no special cause of a trend across it.
        assert row["status"] == "ok"


@cache
def read_once(path: Path) -> dict[tuple[str, ...], dict[str, str]]:
    return read(path)


def read(path: Path, *more: str) -> dict[tuple[str, ...], dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return {tuple(row[name] for name in ("series_id", *more)): row for row in csv.DictReader(file)}


def test_the_command_ends_with_status_2_and_a_sentence(tmp_path: Path) -> None:
    asked = [sys.executable, "-m", "heard.cli", "spc", str(tmp_path / "none.csv"), "-o", str(tmp_path / "out.csv")]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.strip().endswith("Check the name.")
