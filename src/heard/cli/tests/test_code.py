"""`heard code`: every column kept, codes added, nothing half-written."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet
import pytest

from heard.cli.code import ADDED, code
from heard.cli.errors import CommandError


def _write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


ROWS = [
    ["Id", "Said", "Why"],
    ["007", "The nurses were kind", "What was good?"],
    ["008", "", ""],
    ["009", 'He "waited"\nlong', ""],
]


def test_keeps_every_column_as_it_is_and_adds_codes(tmp_path: Path) -> None:
    source, target = _write(tmp_path / "in.csv", ROWS), tmp_path / "out.csv"
    assert code(source, target, text="Said", question="Why") == 3
    with target.open(newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file))
    assert header == [*ROWS[0], *ADDED]
    assert [row[:3] for row in rows] == ROWS[1:]
    assert rows[0][header.index("themes")]
    assert rows[0][header.index("sentiment")] in "12345"
    assert rows[1][header.index("sentiment")] == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_codes_parquet_as_it_codes_csv(tmp_path: Path) -> None:
    source, target = _write(tmp_path / "in.csv", ROWS), tmp_path / "out.parquet"
    code(source, target, text="Said")
    table = pyarrow.parquet.read_table(target)
    assert table.column("Id").to_pylist() == ["007", "008", "009"]
    again = tmp_path / "again.parquet"
    pyarrow.parquet.write_table(table.select(["Id", "Said", "Why"]), tmp_path / "plain.parquet")
    code(tmp_path / "plain.parquet", again, text="Said")
    assert pyarrow.parquet.read_table(again).equals(table)


@pytest.mark.parametrize(
    ("rows", "text", "sentence"),
    [
        (ROWS, "Comment", "The columns are: Id, Said, Why"),
        ([["a", "a"], ["1", "2"]], "a", "Two columns are called"),
        ([["Said", "themes"], ["1", "2"]], "Said", "Rename it"),
        ([["Said", "b"], ["1"]], "Said", "Line 2 has 1 cells"),
        ([], "Said", "is empty"),
    ],
)
def test_says_what_to_do_and_leaves_no_file(tmp_path: Path, rows: list[list[str]], text: str, sentence: str) -> None:
    source, target = _write(tmp_path / "in.csv", rows), tmp_path / "out.csv"
    with pytest.raises(CommandError, match=sentence):
        code(source, target, text=text)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_refuses_what_is_no_text_and_files_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"Said\n\xff\xfe\x00\n")
    with pytest.raises(CommandError, match="UTF-8"):
        code(tmp_path / "in.csv", tmp_path / "out.csv", text="Said")
    with pytest.raises(CommandError, match="There is no file"):
        code(tmp_path / "none.csv", tmp_path / "out.csv", text="Said")
    with pytest.raises(CommandError, match="ends with"):
        code(tmp_path / "in.csv", tmp_path / "out.xlsx", text="Said")
