"""`heard code`: every column kept, codes added, nothing half-written, and a run that was stopped gone on with."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.cli import code as command
from heard.cli.code import ADDED, Coding, Done
from heard.cli.errors import CommandError
from heard.cli.rows import running, spark
from heard.cli.rows.reading import Source
from heard.cli.rows.running import Run
from heard.cli.rows.writing import csv_header, csv_lines
from heard.methods.coding import EngineAbsentError, engines
from heard.methods.coding.batches import Setting


def code(source: Path, target: Path, *, text: str, mode: str | None = "fast", **options: object) -> Done:
    return command.code(source, target, text=text, mode=mode, **options)  # type: ignore[arg-type]


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
    assert code(source, target, text="Said", question="Why").rows == 3
    with target.open(newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file))
    assert header == [*ROWS[0], *ADDED]
    assert [row[:3] for row in rows] == ROWS[1:]
    assert rows[0][header.index("themes")]
    assert rows[0][header.index("sentiment")] in "12345"
    assert rows[1][header.index("sentiment")] == ""
    assert [row[header.index("language")] for row in rows] == ["en", "", "en"]
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


MANY = [["Id", "Said"], *([str(number), f"Nurse number {number} was kind, but he was ignored"] for number in range(9))]


def _coded_in_pieces(
    monkeypatch: pytest.MonkeyPatch, source: Path, target: Path, rows: int = 2, **options: Any
) -> bytes:
    monkeypatch.setattr(command, "PIECES", {"fast": rows, "accurate": rows})
    code(source, target, text="Said", **options)
    return target.read_bytes()


KILLED = """
import os, signal, sys
from pathlib import Path
from heard.cli import code as command
from heard.cli.rows import running
command.PIECES = {sys.argv[3]: int(sys.argv[4])}
command._processes = lambda source, setting: 1
keep, kept = running.keep_piece, []
def until_the_third(*what):
    if len(kept) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    kept.append(keep(*what))
running.keep_piece = until_the_third
command.code(Path(sys.argv[1]), Path(sys.argv[2]), text="Said", mode=sys.argv[3])
"""
# Different comments among the 10,000 of each mode: the accurate coder takes milliseconds for each.
DIFFERENT = {"fast": 9_000, "accurate": 150}


def _ten_thousand(monkeypatch: pytest.MonkeyPatch, folder: Path, mode: str) -> Path:
    """A file of 10,000 rows, to be coded in this process; skips where the mode cannot run."""
    monkeypatch.setattr(command, "_processes", lambda source, setting: 1)
    try:
        engines.ready(mode)
    except EngineAbsentError as absent:
        pytest.skip(str(absent))
    from heard.cli.bench.coding_texts import distinct, invented_comments

    texts = distinct(invented_comments(), DIFFERENT[mode], seed=4)
    rows = [[str(number), texts[number * 7_919 % len(texts)]] for number in range(10_000)]
    return _write(folder / "in.csv", [["Id", "Said"], *rows])


@pytest.mark.parametrize("mode", ["fast", "accurate"])
def test_ten_thousand_rows_killed_and_run_again_are_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mode: str
) -> None:
    source, target = _ten_thousand(monkeypatch, tmp_path, mode), tmp_path / "out.csv"
    words = [sys.executable, "-c", KILLED, str(source), str(target), mode, "2500"]
    assert subprocess.run(words, check=False, env=os.environ).returncode == -signal.SIGKILL
    assert not target.exists()
    monkeypatch.setattr(command, "PIECES", {mode: 2_500})
    assert code(source, target, text="Said", mode=mode).rows == 10_000
    assert "Going on after 5,000 rows" in capsys.readouterr().err
    # Other pieces than those of the run that was killed: what is coded does not hang on them.
    monkeypatch.setattr(command, "PIECES", {mode: 10_000})
    code(source, tmp_path / "straight.csv", text="Said", mode=mode)
    assert target.read_bytes() == (tmp_path / "straight.csv").read_bytes()


def test_stopped_and_run_again_it_goes_on_to_the_same_parquet_and_leaves_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ending = ".parquet"
    source, target = _write(tmp_path / "in.csv", MANY), tmp_path / f"out{ending}"
    _stop_at_the_third_piece(monkeypatch, source, target)
    assert not target.exists()
    again = _coded_in_pieces(monkeypatch, source, target)
    assert "Going on after 4 rows" in capsys.readouterr().err
    assert again == _coded_in_pieces(monkeypatch, source, tmp_path / f"straight{ending}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", f"out{ending}", f"straight{ending}"]


def _stop_at_the_third_piece(monkeypatch: pytest.MonkeyPatch, source: Path, target: Path, **options: Any) -> None:
    kept: list[object] = []

    def until_the_third(*what: object) -> None:
        if len(kept) == 2:
            raise KeyboardInterrupt
        kept.append(what)
        keep(*what)  # type: ignore[arg-type]

    keep = running.keep_piece
    with monkeypatch.context() as patch:
        for engine in (running, spark):
            patch.setattr(engine, "keep_piece", until_the_third)
        with pytest.raises(KeyboardInterrupt):
            _coded_in_pieces(patch, source, target, **options)


def test_a_changed_input_or_another_coder_begins_anew_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = _write(tmp_path / "in.csv", MANY), tmp_path / "out.csv"
    _stop_at_the_third_piece(monkeypatch, source, target)
    _write(source, [*MANY[:-1], ["8", "The food was cold"]])
    made = _coded_in_pieces(monkeypatch, source, target)
    assert "Beginning anew: the input has changed since." in capsys.readouterr().err
    assert b"The food was cold" in made

    _stop_at_the_third_piece(monkeypatch, source, target)
    monkeypatch.setattr(engines, "fingerprint", lambda mode: "fast@later")
    _coded_in_pieces(monkeypatch, source, target)
    assert "Beginning anew: the coder is another one." in capsys.readouterr().err


def test_two_runs_never_write_one_file(tmp_path: Path) -> None:
    from heard.cli.rows.parts import Parts

    source, target = _write(tmp_path / "in.csv", ROWS), tmp_path / "out.csv"
    other = Parts.open(target, {}, print)
    with pytest.raises(CommandError, match="another run"):
        code(source, target, text="Said")
    other.close(remove=True)


def test_the_mode_follows_the_number_of_rows_and_what_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = _write(tmp_path / "in.csv", ROWS), tmp_path / "out.csv"

    def absent(mode: str) -> object:
        if mode == "accurate":
            raise EngineAbsentError("The accurate coder is not here: use --mode fast.")
        return ready(mode)

    ready = engines.ready
    monkeypatch.setattr(engines, "ready", absent)
    assert code(source, target, text="Said", mode=None).mode == "fast"
    assert "The accurate coder is not here" in capsys.readouterr().err
    with pytest.raises(CommandError, match="not here: use --mode fast"):
        code(source, target, text="Said", mode="accurate")
    with pytest.raises(CommandError, match="There is no mode slow"):
        code(source, target, text="Said", mode="slow")

    monkeypatch.setattr(command, "MANY", 3)
    monkeypatch.setattr(engines, "ready", lambda mode: ready("fast"))
    monkeypatch.setattr(engines, "fingerprint", lambda mode: mode)
    assert code(source, target, text="Said", mode=None).mode == "fast"
    monkeypatch.setattr(command, "MANY", 4)
    assert code(source, target, text="Said", mode=None).mode == "accurate"


def test_another_language_is_named_and_not_coded(tmp_path: Path) -> None:
    said = ["Pielęgniarki były bardzo miłe, ale czekałam trzy godziny", "The nurses were kind"]
    source = _write(tmp_path / "in.csv", [["Id", "Said"], ["1", said[0]], ["2", said[1]]])
    code(source, tmp_path / "out.parquet", text="Said")
    foreign, english = pyarrow.parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert (foreign["themes"], foreign["sentiment"], foreign["seriousness"]) == ("", None, 0)
    assert foreign["language"] in {"pl", "und"}
    assert (bool(english["themes"]), english["language"]) == (True, "en")


def test_processes_of_their_own_give_the_same_file(tmp_path: Path) -> None:
    source = Source.open(_write(tmp_path / "in.csv", MANY))
    made = []
    for processes in (1, 2):
        target = tmp_path / f"{processes}.csv"
        run = Run(source, target, Coding("Said", None, Setting()), {}, "", 2, processes)
        assert run.whole() == 9
        made.append(target.read_bytes())
    assert made[0] == made[1]


cells = st.text(st.sampled_from('ab ,"\r\n;\u00e9\u0a38\ufeff'), max_size=5)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(cells, cells), max_size=5))
def test_a_csv_is_read_and_written_as_python_does(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([("a", "b"), *rows])
    source = tmp_path / "x.csv"
    source.write_bytes(written.getvalue().encode())
    batches = list(Source.open(source).batches(2))
    assert csv_header(["a", "b"]) + b"".join(map(csv_lines, batches)) == source.read_bytes()


@pytest.mark.skipif(find_spec("pyspark") is None, reason="the extra `spark` (pyspark) is not installed")
@pytest.mark.skipif(not (which("java") or "JAVA_HOME" in os.environ), reason="Spark needs Java, which is not here")
@pytest.mark.parametrize("mode", ["fast", "accurate"])
def test_spark_gives_the_same_rows_in_the_same_order_stopped_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mode: str
) -> None:
    source = _ten_thousand(monkeypatch, tmp_path, mode)
    target = tmp_path / "spark.csv"
    _stop_at_the_third_piece(monkeypatch, source, target, rows=2_500, mode=mode, engine="spark")
    assert not target.exists()
    again = _coded_in_pieces(monkeypatch, source, target, rows=2_500, mode=mode, engine="spark")
    assert "Going on after 5,000 rows" in capsys.readouterr().err
    assert again == _coded_in_pieces(monkeypatch, source, tmp_path / "local.csv", rows=10_000, mode=mode)


def test_what_goes_to_spark_is_declared_as_what_comes_back() -> None:
    from heard.cli.rows.spark import ddl
    from heard.methods.coding.batches import OUT, out

    every = out(Setting(probabilities=True))
    declared = ddl(every)
    assert declared.startswith(ddl(OUT))
    assert declared.split("`")[1::2] == every.names
    assert pa.types.is_int64(OUT.field("row").type)


@pytest.mark.skipif(find_spec("pyspark") is not None, reason="pyspark is installed")
def test_without_pyspark_it_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="extra 'spark'"):
        code(_write(tmp_path / "in.csv", ROWS), tmp_path / "out.csv", text="Said", engine="spark")
