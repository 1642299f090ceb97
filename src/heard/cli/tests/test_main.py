from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from threading import Event, Timer

import pytest

from heard.cli import up
from heard.cli.bench import run
from heard.cli.bench.machine import sources_hash
from heard.cli.errors import CommandError


def heard(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "heard.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, check=False)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("bench", "nothing"), "Choose a benchmark: "),
        (("up", "--port", "many"), "Invalid value for '--port'"),
        (("bnch",), "No such command 'bnch'"),
        (("import", "/nowhere/at-all.csv"), "There is no file /nowhere/at-all.csv."),
    ],
)
def test_bad_input_is_one_sentence_and_status_two(words: tuple[str, ...], sentence: str) -> None:
    done = heard(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1


def test_a_database_that_does_not_answer_is_said_in_a_sentence() -> None:
    done = heard("demonstration", "remove", DATABASE_URL="postgresql://nobody@127.0.0.1:1/heard")
    assert done.returncode == 2
    assert done.stderr.startswith("The database does not answer")
    assert "Traceback" not in done.stderr


def test_a_database_of_another_kind_is_refused_in_a_sentence() -> None:
    done = heard("demonstration", "remove", DATABASE_URL="mysql://somewhere/heard")
    assert (done.returncode, done.stderr) == (
        2,
        "DATABASE_URL starts with mysql: use postgresql:// or sqlite://.\n",
    )


def test_a_taken_port_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match=r"is taken\. Set HEARD_PORT"):
            up.refuse_taken_port("127.0.0.1", taken.getsockname()[1])


def test_a_child_that_dies_at_once_is_started_again_later_and_later() -> None:
    child = up.Child("example", [sys.executable, "-c", "raise SystemExit(3)"])
    waits = []
    for _ in range(3):
        child.start()
        assert child.process is not None
        child.process.wait()
        child.tend()
        waits.append(child.wait)
    assert waits == [1.0, 2.0, 4.0]


def test_a_child_that_will_not_end_is_ended_by_force() -> None:
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", stubborn], start_new_session=True, stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()
    up.end([up.Child("stubborn", [], process)], grace=0.3)
    assert process.returncode == -signal.SIGKILL


def test_supervision_ends_when_it_is_told_to() -> None:
    stop = Event()
    Timer(0.2, stop.set).start()
    up.supervise([], stop, tick=0.05)
    assert stop.is_set()


@pytest.fixture
def proofs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(run, "PROOFS", tmp_path / "proofs")
    return tmp_path / "proofs"


def test_a_full_run_keeps_a_proof_and_a_missed_bar_is_a_status(
    proofs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    example = run.Bench("example", "", "", ("store",))
    found = {
        "sizes": {"rows": 3},
        "figures": {"rows a second": 9.0},
        "baseline": {"rows a second": 4.5},
        "bars": {"rows a second": {"at_least": 10}},
    }
    monkeypatch.setattr(run.Bench, "load", lambda self: lambda full: found)
    monkeypatch.setattr(run, "BENCHES", {"example": example})

    assert run.bench("example", every=False, full=True, as_json=True) == 1
    proof = json.loads((proofs / "example.json").read_text())
    assert proof == json.loads(capsys.readouterr().out)
    assert proof["ratios"] == {"rows a second": 2.0}
    assert proof["bars"] == [{"figure": "rows a second", "bar": "at_least", "value": 10, "reached": False}]
    assert proof["sources"]["sha256"] == sources_hash(["store"])
    assert run.bench_stale(as_json=False) == 0

    (proofs / "example.json").write_text(json.dumps({**proof, "sources": {"folders": ["ledger"], "sha256": "0"}}))
    assert run.bench_stale(as_json=False) == 1
    assert "have changed since" in capsys.readouterr().out


def test_a_quick_run_judges_nothing_and_keeps_nothing(
    proofs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {
        "sizes": {},
        "figures": {"ms": 9.0},
        "intervals": {"ms": [8.5, 9.25]},
        "bars": {"ms": {"at_most": 1}},
        "details": {"by day": [{"day": "Monday", "f1": [0.5, 0.25, 0.75]}, {"day": "Tuesday", "n": 3}], "names": ["a"]},
    }
    monkeypatch.setattr(run.Bench, "load", lambda self: lambda full: found)
    assert run.bench("import", every=False, full=False, as_json=False) == 0
    assert not proofs.exists()
    told = capsys.readouterr().out
    assert "8.5 to 9.25" in told
    assert "0.500 [0.250, 0.750]" in told
    assert "Tuesday" in told


def test_the_hash_of_sources_follows_contents_and_names_and_not_tests(tmp_path: Path) -> None:
    (tmp_path / "room" / "tests").mkdir(parents=True)
    (tmp_path / "room" / "a.py").write_text("1")
    first = sources_hash(["room"], tmp_path)
    (tmp_path / "room" / "tests" / "test_a.py").write_text("1")
    assert sources_hash(["room"], tmp_path) == first
    (tmp_path / "room" / "a.py").write_text("2")
    assert sources_hash(["room"], tmp_path) != first
