"""`heard bench import`: rows a second from a file to counted, searchable, sealed-in-the-ledger voices, on one core.

Each run is a warm process of its own with a fresh database (a quick one does both ways in one process), pinned to one
core together with the database server. The clock runs from the file to the folded counts and the settled index of
words. The plain way, in the same run, reads the same file with csv, joins rows of one respondent in a dict and stores
them with bulk_create: no redaction, codes, index, counts, ledger or resuming.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, Final

from heard.cli.bench.feedback import write_feedback
from heard.cli.bench.postgres import NoPostgresError, temporary_postgres

FULL_ROWS: Final = 200_000
QUICK_ROWS: Final = 2_000
REPEATS: Final = 3
# Lines imported before the clock starts, into another organisation.
WARM: Final = 200
BARS: Final = {"sqlite rows a second": {"at_least": 10_000}, "postgresql rows a second": {"at_least": 7_000}}


def bench_import(full: bool) -> Mapping[str, Any]:
    """Measure both engines and the plain way beside them."""
    rows = FULL_ROWS if full else QUICK_ROWS
    repeats = REPEATS if full else 1
    figures: dict[str, float] = {}
    baseline: dict[str, float] = {}
    intervals: dict[str, Any] = {"method": f"least and most of {repeats} runs; the figure is their median"}
    with tempfile.TemporaryDirectory(prefix="heard-bench-") as name, one_core() if full else nullcontext():
        folder = Path(name)
        write_feedback(folder / "feedback.csv", rows)
        for engine in ("sqlite", "postgresql"):
            key = f"{engine} rows a second"
            try:
                runs, plain = _runs(engine, folder, repeats) if full else _quick(engine, folder)
            except NoPostgresError as problem:
                print(problem, file=sys.stderr)
                continue
            figures[key] = round(rows / median(runs), 1)
            intervals[key] = [round(rows / max(runs), 1), round(rows / min(runs), 1)]
            baseline[key] = round(rows / median(plain), 1)
        size = (folder / "feedback.csv").stat().st_size
    return {
        "sizes": {"rows": rows, "voices": rows // 2, "bytes": size},
        "figures": figures,
        "intervals": intervals,
        "baseline": baseline,
        "bars": {key: bar for key, bar in BARS.items() if key in figures},
    }


@contextmanager
def one_core() -> Iterator[int]:
    """Pin this process, and all that it starts, to one core; yields its number."""
    before = os.sched_getaffinity(0)
    core = max(before)
    os.sched_setaffinity(0, {core})
    try:
        yield core
    finally:
        os.sched_setaffinity(0, before)


def _runs(engine: str, folder: Path, repeats: int) -> list[list[float]]:
    """Seconds of Heard's runs and of the plain ones, each in a process of its own, on a fresh database."""
    return [[_run(engine, way, folder=folder)[0][0] for _ in range(repeats)] for way in ("heard", "plain")]


def _quick(engine: str, folder: Path) -> list[list[float]]:
    return _run(engine, "heard", "plain", folder=folder, durable=False)


def _run(engine: str, *ways: str, folder: Path, durable: bool = True) -> list[list[float]]:
    """Seconds of one run of each way, one after the other in one process, on a fresh database."""
    with tempfile.TemporaryDirectory(dir=folder) as home:
        environment = {**os.environ, "HEARD_HOME": home, "HEARD_PLAIN_STATIC": "yes"}
        environment.pop("DATABASE_URL", None)
        if engine == "sqlite":
            return _child(ways, folder, environment)
        with temporary_postgres(durable=durable) as url:
            return _child(ways, folder, {**environment, "DATABASE_URL": url})


def _child(ways: Sequence[str], folder: Path, environment: Mapping[str, str]) -> list[list[float]]:
    command = [sys.executable, "-m", "heard.cli.bench.import_", str(folder / "feedback.csv"), *ways]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return [[float(seconds)] for seconds in json.loads(done.stdout.splitlines()[-1])]


def import_once(file: Path, code: str = "bench") -> float:
    """Seconds to import the file into a new organisation of this database, counts folded."""
    from heard.coding.jobs import fold_counts
    from heard.organisations.actions import create_organisation
    from heard.organisations.policy import SYSTEM
    from heard.voices import actions
    from heard.voices.importing import files, running

    place = create_organisation(actor=SYSTEM, code=code, name=code.title())
    started = time.perf_counter()
    batch = actions.create_import(
        actor=SYSTEM, organisation_id=place.id, blocks=files.blocks(file), file_name=file.name, source_name="Bench"
    )
    mapping = {"columns": batch.findings["suggestions"]}
    actions.map_import(actor=SYSTEM, import_id=batch.pk, source_name="Bench", mapping=mapping)
    actions.start_import(actor=SYSTEM, import_id=batch.pk, enqueue=False)
    running.run(batch.pk)
    fold_counts()
    return time.perf_counter() - started


def _main(file: str, *ways: str) -> None:
    from heard.cli import django

    django.setup()
    django.quiet()
    django.migrate()
    from heard.cli.bench.plain import plain_import

    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        # As a worker that has run before: modules loaded, the coder's compiled kernel too.
        few = Path(folder) / "few.csv"
        with Path(file).open(encoding="utf-8", newline="") as lines:
            few.write_text("".join(islice(lines, WARM)), encoding="utf-8", newline="")
        for way in ways:
            measured = plain_import if way == "plain" else import_once
            measured(few, f"warm-{way}")
            seconds.append(measured(Path(file), f"bench-{way}"))
    print(json.dumps(seconds))


if __name__ == "__main__":
    _main(*sys.argv[1:])
