"""`heard bench`: run benchmarks, judge their bars, and keep the proofs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from heard.cli.bench.machine import machine, peak_megabytes, sources_hash
from heard.cli.bench.registry import BENCHES, Bench
from heard.cli.errors import CommandError

PROOFS = Path("proofs")
_WIDE = 250


def bench(name: str, *, every: bool, full: bool, as_json: bool) -> int:
    """Run one benchmark, or every one; with `full` keep proofs. Returns 1 where a bar was missed, else 0."""
    if (name and name not in BENCHES) or (not name and not every):
        raise CommandError(f"Choose a benchmark: {', '.join(BENCHES)}, or --all.")
    status = 0
    for chosen in BENCHES.values() if every else [BENCHES[name]]:
        proof = measure(chosen, full=full)
        if full:
            keep(proof)
            status |= any(not bar["reached"] for bar in proof["bars"])
        if as_json:
            print(json.dumps(proof, indent=2))
        else:
            show(proof)
    return status


def measure(chosen: Bench, *, full: bool) -> dict[str, Any]:
    """Run a benchmark and put its figures together with what they were measured on."""
    before = machine()
    print(f"bench: {chosen.name}, {'full' if full else 'quick'} …", file=sys.stderr, flush=True)
    started = datetime.now(UTC)
    found = dict(chosen.load()(full))
    figures, baseline = found["figures"], found.get("baseline", {})
    return {
        "bench": chosen.name,
        "full": full,
        "at": started.isoformat(timespec="seconds"),
        "seconds": round((datetime.now(UTC) - started).total_seconds(), 1),
        "sizes": found["sizes"],
        "figures": figures,
        "intervals": found.get("intervals", {}),
        "baseline": baseline,
        "ratios": {key: round(figures[key] / value, 3) for key, value in baseline.items() if value and key in figures},
        "bars": judged(figures, found.get("bars", {}) if full else {}),
        **({"details": found["details"]} if found.get("details") else {}),
        "peak_megabytes": peak_megabytes(),
        "machine": {**before, **found.get("versions", {}), "load_after": machine()["load"]},
        "sources": {"folders": list(chosen.sources), "sha256": sources_hash(chosen.sources)},
    }


def judged(figures: Mapping[str, float], bars: Mapping[str, Mapping[str, float]]) -> list[dict[str, Any]]:
    """Each bar with whether its figure reached it.

    >>> judged({"ms": 120}, {"ms": {"at_most": 150}})
    [{'figure': 'ms', 'bar': 'at_most', 'value': 150, 'reached': True}]
    """
    reached = {"at_least": lambda figure, value: figure >= value, "at_most": lambda figure, value: figure <= value}
    return [
        {"figure": name, "bar": kind, "value": value, "reached": bool(reached[kind](figures[name], value))}
        for name, wanted in bars.items()
        for kind, value in wanted.items()
    ]


def keep(proof: Mapping[str, Any]) -> None:
    """Write proofs/NAME.json, whole or not at all."""
    PROOFS.mkdir(exist_ok=True)
    path = PROOFS / f"{proof['bench']}.json"
    part = path.with_suffix(".part")
    part.write_text(json.dumps(proof, indent=2) + "\n", encoding="utf-8")
    part.replace(path)


def show(proof: Mapping[str, Any]) -> None:
    """Print a proof for people."""
    bars = {bar["figure"]: bar for bar in proof["bars"]}
    table = Table(title=f"{proof['bench']}, {proof['at']}")
    for column in ("figure", "value", "95%", "plain way", "ratio", "bar", ""):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for name, value in proof["figures"].items():
        bar = bars.get(name)
        table.add_row(
            name,
            _said(value),
            " to ".join(map(_said, proof["intervals"].get(name, ()))),
            _said(proof["baseline"].get(name)),
            _said(proof["ratios"].get(name)),
            f"{bar['bar'].replace('_', ' ')} {_said(bar['value'])}" if bar else "",
            ("reached" if bar["reached"] else "MISSED") if bar else "",
        )
    # A pipe has no width: what is kept of it should have whole lines.
    console = Console() if sys.stdout.isatty() else Console(width=_WIDE)
    console.print(table)
    for title, rows in proof.get("details", {}).items():
        if isinstance(rows, list) and rows and isinstance(rows[0], Mapping):
            console.print(_detailed(title, rows))
    for name in ("sizes", "machine"):
        console.print(name + ": " + ", ".join(f"{key} {value}" for key, value in proof[name].items()), highlight=False)
    console.print(f"memory: {proof['peak_megabytes']} MB at most; {proof['seconds']} s in all", highlight=False)


def _detailed(title: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """A table of what belongs to the figures: a column for every name that a row has."""
    table = Table(title=title)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    for column in columns:
        table.add_column(column, justify="left" if isinstance(rows[0].get(column), str) else "right")
    for row in rows:
        table.add_row(*(_said(row.get(column)) for column in columns))
    return table


def _said(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list):
        figure, low, high = value
        return f"{figure:.3f} [{low:.3f}, {high:.3f}]"
    return f"{value:,.4g}" if isinstance(value, float) and abs(value) < 1000 else f"{value:,.0f}"


def bench_stale(*, as_json: bool) -> int:
    """List what has been measured of other sources than these, or never. Returns 1 where there is such a proof."""
    lines = {name: said for name, chosen in BENCHES.items() if (said := _stale(chosen))}
    if as_json:
        print(json.dumps(lines, indent=2))
    else:
        for name, said in lines.items():
            print(f"{name}: {said}")
        if not lines:
            print("Every proof is of these sources.")
    return 1 if lines else 0


def _stale(chosen: Bench) -> str:
    path = PROOFS / f"{chosen.name}.json"
    if not path.exists():
        return "was never measured in full"
    proof = json.loads(path.read_text(encoding="utf-8"))
    if proof["sources"]["sha256"] != sources_hash(proof["sources"]["folders"]):
        return f"its sources have changed since {proof['at']}"
    return ""
