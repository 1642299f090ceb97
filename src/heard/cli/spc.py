"""`heard spc`: XmR charts of the series of a file, as a file. Needs no database."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from heard.cli.errors import CommandError

_KINDS: Final = (".csv", ".json", ".parquet")
_MISSING: Final = ("", "na", "nan", "null", "none", "*")
OUT: Final = (
    "series_id",
    "date",
    "y",
    "rebase_group",
    "mean",
    "lpl",
    "upl",
    "outside_limits",
    "relative_to_mean",
    "close_to_limits",
    "special_cause_type",
    "point_type",
    "shown",
    "short_group_warning",
    "icon",
    "assurance",
)


def spc(
    source: Path,
    target: Path,
    *,
    improvement: str = "increase",
    goal: float | None = None,
    screen: bool = True,
    fix_after: int | None = None,
    points: int = 7,
    beyond_counts: bool = False,
    least: int = 1,
) -> int:
    """Write the XmR charts of `source` (columns date and y, and perhaps series_id and rebase); returns how many series.

    One row a point, sorted by series and date; `icon` and `assurance` stand in each series' last row. An empty y, 'NA'
    or '*' is a missing value. Raises CommandError with a sentence for what cannot be done; nothing is half-written.
    """
    from heard.methods.signals.xmr import Better, Options

    for path in (source, target):
        if path.suffix.lower() not in _KINDS:
            raise CommandError(f"Name a file that ends with .csv, .json or .parquet, not {path.name}.")
    if improvement not in list(Better):
        raise CommandError(f"Choose --improvement increase, decrease or neutral, not {improvement}.")
    if target.is_dir() or not target.parent.is_dir():
        raise CommandError(f"{target} cannot be written: choose a file in a folder that is there.")
    try:
        options = Options(
            better=Better(improvement),
            screen=screen,
            fix_after=fix_after,
            points=points,
            beyond_counts=beyond_counts,
            least=least,
        )
        made = _charted(_read(source), options, goal)
    except ValueError as problem:
        raise CommandError(str(problem)) from problem
    _write(target, made)
    return sum(bool(row["icon"]) for row in made)


def _charted(rows: Sequence[Mapping[str, Any]], options: Any, goal: float | None) -> list[dict[str, Any]]:
    import numpy as np

    from heard.methods.signals.xmr import chart, summary

    if not rows:
        return []
    for wanted in ("date", "y"):
        if wanted not in rows[0]:
            raise CommandError(f"There is no column {wanted}. The columns are: {', '.join(rows[0])}.")
    found = chart(
        np.array([str(row.get("series_id") or "") for row in rows]),
        np.array([_day(row["date"], line) for line, row in enumerate(rows, 2)], "datetime64[D]"),
        [_number(row["y"], line) for line, row in enumerate(rows, 2)],
        [str(row.get("rebase") or "").strip().lower() in ("1", "true", "yes") for row in rows],
        options,
    )
    icons = {reading.series: reading for reading in summary(found, goal)}
    made = []
    for place in range(len(found.y)):
        series = str(found.series[place])
        last = place + 1 == len(found.y) or found.series[place + 1] != found.series[place]
        reading = icons[series] if last else None
        limits = (found.mean[place], found.lower[place], found.upper[place])
        cells = (
            series,
            str(found.day[place]),
            _plain(found.y[place]),
            int(found.group[place]),
            *(_plain(limit) for limit in limits),
            bool(found.outside[place]),
            int(found.relative[place]),
            bool(found.close[place]),
            found.labels[place],
            found.types[place],
            found.shown[place],
            bool(found.short[place]),
            reading.icon if reading else "",
            reading.assurance if reading else "",
        )
        made.append(dict(zip(OUT, cells, strict=True)))
    return made


def _plain(number: Any) -> float | None:
    """A number as it is; nothing for a missing one."""
    return None if number != number else float(number)  # noqa: PLR0124 -- NaN is the one that is not itself


def _number(cell: Any, line: int) -> float:
    text = "" if cell is None else str(cell).strip()
    if text.lower() in _MISSING:
        return float("nan")
    try:
        return float(text)
    except ValueError:
        raise CommandError(f"Line {line} has {text!r} for y. Enter a number, or leave it empty.") from None


def _day(cell: Any, line: int) -> str:
    from datetime import date

    try:
        return date.fromisoformat(str(cell).strip()[:10]).isoformat()
    except ValueError:
        raise CommandError(f"Line {line} has {str(cell)!r} for a date. Enter dates as 2026-03-31.") from None


def _read(source: Path) -> Sequence[Mapping[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet

    if not source.is_file():
        raise CommandError(f"There is no file {source}. Check the name.")
    try:
        if source.suffix.lower() == ".parquet":
            rows: Sequence[Mapping[str, Any]] = pyarrow.parquet.read_table(source).to_pylist()
            return rows
        with source.open(newline="", encoding="utf-8-sig") as file:
            if source.suffix.lower() == ".csv":
                return list(csv.DictReader(file))
            found = json.load(file)
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowException, json.JSONDecodeError) as problem:
        first = str(problem).strip().splitlines()[0]
        raise CommandError(f"{source.name} cannot be read as it is ({first}). Save it as UTF-8 again.") from problem
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise CommandError(f"{source.name} has to be a list of objects with date and y.")
    return found


def _write(target: Path, made: Sequence[Mapping[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet

    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.suffix.lower() == ".parquet":
            columns = {name: [row[name] for row in made] for name in OUT}
            pyarrow.parquet.write_table(pa.table(columns), partial)
        else:
            with partial.open("w", newline="", encoding="utf-8") as file:
                if target.suffix.lower() == ".csv":
                    writer = csv.DictWriter(file, OUT)
                    writer.writeheader()
                    writer.writerows(made)
                else:
                    json.dump(list(made), file)
        partial.replace(target)
    except OSError as problem:
        raise CommandError(f"{problem.filename or target}: {problem.strerror}.") from problem
    finally:
        partial.unlink(missing_ok=True)
    print(f"{len(made):,} points", file=sys.stderr)
