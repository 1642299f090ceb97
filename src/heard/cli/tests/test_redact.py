"""`heard redact`: masks beside or in the column, kinds named, nothing half-written."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from heard.cli import redact as command
from heard.cli.errors import CommandError
from heard.cli.redact import redact_file
from heard.cli.rows import running

ROWS = [
    {"Id": "1", "Said": "Ring me on 01632 960001, Dr Patel"},
    {"Id": "2", "Said": "All good"},
    {"Id": "3", "Said": ""},
]


def _write(path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["Id", "Said"])
        writer.writeheader()
        writer.writerows(ROWS)
    return path


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_masks_stand_beside_the_words(tmp_path: Path) -> None:
    assert redact_file(_write(tmp_path / "in.csv"), tmp_path / "out.csv", text="Said") == 3
    rows = _read(tmp_path / "out.csv")
    assert [{key: row[key] for key in ("Id", "Said")} for row in rows] == ROWS
    assert [row["redacted"] for row in rows] == ["Ring me on [phone number], Dr [name]", "All good", ""]
    assert [row["redacted_kinds"] for row in rows] == ["name|phone", "", ""]


def test_with_replace_the_untouched_words_are_gone(tmp_path: Path) -> None:
    redact_file(_write(tmp_path / "in.csv"), tmp_path / "out.csv", text="Said", replace=True)
    assert b"Patel" not in (tmp_path / "out.csv").read_bytes()
    assert list(_read(tmp_path / "out.csv")[0]) == ["Id", "Said", "redacted_kinds"]


def test_parquet_keeps_the_types_of_its_other_columns(tmp_path: Path) -> None:
    table = pa.table({"Id": pa.array([1, 2, 3], pa.int32()), "Said": [row["Said"] for row in ROWS[:2]] + [None]})
    pyarrow.parquet.write_table(table, tmp_path / "in.parquet")
    redact_file(tmp_path / "in.parquet", tmp_path / "out.parquet", text="Said")
    made = pyarrow.parquet.read_table(tmp_path / "out.parquet")
    assert made.select(["Id", "Said"]).equals(table)
    assert made.column("redacted").to_pylist()[2] is None


def test_stopped_and_run_again_it_goes_on_to_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = _write(tmp_path / "in.csv")
    monkeypatch.setattr(command, "PIECE", 1)
    redact_file(source, tmp_path / "straight.csv", text="Said")
    keep, kept = running.keep_piece, []

    def until_the_second(*what: object) -> None:
        if kept:
            raise KeyboardInterrupt
        kept.append(what)
        keep(*what)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(running, "keep_piece", until_the_second)
        with pytest.raises(KeyboardInterrupt):
            redact_file(source, tmp_path / "out.csv", text="Said")
    redact_file(source, tmp_path / "out.csv", text="Said")
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "straight.csv").read_bytes()


def test_says_what_to_do(tmp_path: Path) -> None:
    source = _write(tmp_path / "in.csv")
    with pytest.raises(CommandError, match="The columns are: Id, Said"):
        redact_file(source, tmp_path / "out.csv", text="Comment")
    with pytest.raises(CommandError, match="is the input itself"):
        redact_file(source, source, text="Said")
