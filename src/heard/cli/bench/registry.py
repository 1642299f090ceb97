"""Which benchmarks there are, and the contract that each keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

# A benchmark is a function `bench(full: bool) -> dict` in a module of this package. It runs its baseline in the same
# run and returns JSON-able values under:
#   sizes     what it ran over: {"voices": 1000000}
#   figures   {"sqlite rows a second": 12345.6, …}
#   intervals [low, high] of figures, by their names, with how they were come by under "method" (may be left out)
#   baseline  figures of the plain way, by the names of the figures that they belong to (may be left out)
#   bars      {"sqlite rows a second": {"at_least": 10000}, "explore median ms": {"at_most": 150}} (may be left out)
#   details   what belongs to the figures and is no single number: a curve, a table (may be left out)
#   versions  of what was measured beside Heard: {"PostgreSQL": "15.8"} (may be left out)
# The quick run has small sizes and is there to fail where the benchmark no longer works; it judges nothing.


@dataclass(frozen=True, slots=True)
class Bench:
    """A benchmark: where its function is, and the folders of src/heard whose change makes its proof stale."""

    name: str
    module: str
    function: str
    sources: tuple[str, ...]

    def load(self) -> Callable[[bool], Mapping[str, Any]]:
        """The function."""
        found: Callable[[bool], Mapping[str, Any]] = getattr(import_module(self.module), self.function)
        return found


_IMPORT = ("store", "ledger", "organisations", "voices", "coding", "methods")
BENCHES = {
    bench.name: bench
    for bench in (
        Bench("pages", "heard.cli.bench.pages", "bench_pages", (*_IMPORT, "design", "config")),
        Bench(
            "tell", "heard.cli.bench.tell", "bench_tell", (*_IMPORT, "tasks", "messages", "signals", "design", "config")
        ),
        Bench("coding", "heard.cli.bench.coding", "bench_coding", ("methods", "coding")),
        Bench("transfer", "heard.cli.bench.transfer", "bench_transfer", ("methods/coding", "coding/packs")),
        Bench("import", "heard.cli.bench.import_", "bench_import", _IMPORT),
        Bench(
            "coding-speed",
            "heard.cli.bench.coding_speed",
            "bench_coding_speed",
            ("methods/coding", "methods/language", "coding/artefacts", "cli/rows"),
        ),
        Bench("spc", "heard.cli.bench.spc", "bench_spc", ("methods/signals",)),
        Bench("streams", "heard.cli.bench.streams", "bench_streams", ("methods/signals",)),
        Bench("cells", "heard.cli.bench.cells", "bench_cells", ("methods/signals",)),
        Bench("detect", "heard.cli.bench.detect", "bench_detect", ("methods/signals/detect",)),
        Bench("midstaffs", "heard.cli.bench.midstaffs", "bench_midstaffs", ("methods/signals/detect",)),
        Bench(
            "failing-ward",
            "heard.cli.bench.failing_ward",
            "bench_failing_ward",
            ("methods/signals", "methods/coding", "signals/streams", "demonstration"),
        ),
        Bench("effects", "heard.cli.bench.effects", "bench_effects", ("methods/effects", "methods/signals/detect")),
        Bench("redaction", "heard.cli.bench.redaction", "bench_redaction", ("methods/redaction",)),
    )
}
