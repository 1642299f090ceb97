"""Each benchmark in small, so that it still works when `make prove` needs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from heard.cli.bench.registry import BENCHES

# They start two servers and more, or train, for a minute: left to `make prove`, which runs them in full.
LONG = frozenset({"pages", "tell", "coding"})
# It needs hand-coded comments, and has a test of its own.
LABELLED = frozenset({"transfer"})


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(BENCHES) - LONG - LABELLED))
def test_the_quick_run_gives_figures(name: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "HEARD_HOME"}}
    command = [sys.executable, "-m", "heard.cli", "bench", name, "--quick", "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    proof = json.loads(done.stdout)
    assert proof["figures"]
    assert all(value > 0 for value in proof["figures"].values())


@pytest.mark.slow
def test_the_quick_run_of_transfer_gives_figures_of_both_ways(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sklearn", reason="training needs the extra 'train'")
    from heard.cli.bench.transfer import bench_transfer

    monkeypatch.setenv("HEARD_DATA", str(shared_data))
    found = bench_transfer(False)
    assert found["sizes"]["shared themes"] == 19
    for way in ("NEAS to NHFT", "NHFT to NEAS"):
        for coder, labels in (("fast", ""), ("fast", ", 200 labels"), ("SVC", "")):
            name = f"{coder}, {way}: micro F1{labels}"
            low, high = found["intervals"][name]
            assert 0 < low <= found["figures"][name] <= high < 1
