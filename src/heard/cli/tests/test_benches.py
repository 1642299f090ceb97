"""Each benchmark in small, so that it still works when `make prove` needs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from heard.cli.bench.registry import BENCHES

# They start two servers and more, or train, for a minute: left to `make prove`, which runs them in full.
LONG = frozenset({"pages", "tell", "coding"})


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(BENCHES) - LONG))
def test_the_quick_run_gives_figures(name: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "HEARD_HOME"}}
    command = [sys.executable, "-m", "heard.cli", "bench", name, "--quick", "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    proof = json.loads(done.stdout)
    assert proof["figures"]
    assert all(value > 0 for value in proof["figures"].values())
