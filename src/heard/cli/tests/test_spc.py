"""`heard spc`: a file in, a file out, and one sentence where that cannot be."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from heard.cli.errors import CommandError
from heard.cli.spc import OUT, spc

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
    assert rows[14]["y"] == ""
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


def test_the_command_ends_with_status_2_and_a_sentence(tmp_path: Path) -> None:
    asked = [sys.executable, "-m", "heard.cli", "spc", str(tmp_path / "none.csv"), "-o", str(tmp_path / "out.csv")]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.strip().endswith("Check the name.")
