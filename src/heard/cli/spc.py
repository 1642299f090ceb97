"""`heard spc`: XmR charts of the series of a file, as a file. Needs no database."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from heard.cli.errors import CommandError

_KINDS: Final = (".csv", ".json", ".parquet")
_MISSING: Final = ("", "na", "nan", "null", "none", "*")
_TRUE: Final = ("1", "true", "yes")
OUT: Final = (
    "series_id",
    "index",
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
    "short_group_warning",
    "shown",
    "icon",
    "assurance",
)
SUMMARY: Final = (
    "series_id",
    "name",
    "n",
    "improvement_direction",
    "target",
    "fix_after_n_points",
    "screen_outliers",
    "status",
    "variation_type",
    "variation_icon",
    "assurance_type",
    "assurance_icon",
    "icon",
    "short_group_warning",
)
# Limits that cannot be computed are 'NaN' in a CSV file and what is missing 'NA', as the R package writes them.
_LIMITS: Final = frozenset({"mean", "lpl", "upl"})
_ASSURES: Final = {"consistent_fail": "fail.svg", "consistent_pass": "pass.svg", "inconsistent": "inconsistent.svg"}


@dataclass(frozen=True, slots=True)
class Choice:
    """How one series is charted: `Options`, its target, and its name."""

    options: Any
    target: float | None
    name: str | None = None


def spc(
    source: Path,
    target: Path,
    *,
    series: Path | None = None,
    summary: Path | None = None,
    improvement: str = "increase",
    goal: float | None = None,
    **options: Any,
) -> int:
    """Write the XmR charts of `source` (columns date and y, and perhaps series_id and rebase); returns how many series.

    `series` is a file with series_id and, for each series, what is not as the options say: improvement_direction,
    target, fix_after_n_points, screen_outliers (its other columns are left alone). In `target` one row a point, sorted
    by series and date; `icon` and `assurance` stand in each series' last row, and in `summary`, if asked for, one row a
    series. An empty y, 'NA' or '*' is a missing value: its point breaks every run and trend, where the R package ends
    with an error if the rest of a window goes one way. `options` are those of `xmr.Options`. Raises CommandError with a
    sentence for what cannot be done; nothing is half-written.
    """
    from heard.methods.signals.xmr import Better, Options

    for path in filter(None, (source, target, series, summary)):
        if path.suffix.lower() not in _KINDS:
            raise CommandError(f"Name a file that ends with .csv, .json or .parquet, not {path.name}.")
    if improvement not in list(Better):
        raise CommandError(f"Choose --improvement increase, decrease or neutral, not {improvement}.")
    for path in filter(None, (target, summary)):
        if path.is_dir() or not path.parent.is_dir():
            raise CommandError(f"{path} cannot be written: choose a file in a folder that is there.")
    if summary is not None and summary.resolve() == target.resolve():
        raise CommandError("Write the points and the summary to two files.")
    try:
        usual = Choice(Options(better=Better(improvement), **options), goal)
        known = _choices(_read(series), series, usual) if series else {}
        points, lines = _charted(_read(source), known, usual)
    except ValueError as problem:
        raise CommandError(str(problem)) from problem
    _write([(target, points, OUT), *([(summary, lines, SUMMARY)] if summary else [])])
    print(f"{len(points['y']):,} points", file=sys.stderr)
    return len(lines["series_id"])


def _choices(rows: Sequence[Mapping[str, Any]], path: Path, usual: Choice) -> dict[str, Choice]:
    """What the file of series says of each; a column that it does not have is as the options say."""
    from dataclasses import replace

    from heard.methods.signals.xmr import Better

    _wanted(rows, ("series_id",))
    found: dict[str, Choice] = {}
    for line, row in enumerate(rows, 2):
        series = str(row["series_id"])
        if series in found:
            raise CommandError(f"Line {line} of {path.name} has {series} again. Give each series once.")
        options, target = usual.options, usual.target
        if (way := _cell(row, "improvement_direction")) is not None:
            if way not in list(Better):
                raise CommandError(f"Line {line} of {path.name} has {way!r}. Enter increase, decrease or neutral.")
            options = replace(options, better=Better(way))
        if (screen := _cell(row, "screen_outliers")) is not None:
            options = replace(options, screen=screen.lower() in _TRUE)
        if "fix_after_n_points" in row:
            fixed = _cell(row, "fix_after_n_points")
            options = replace(options, fix_after=None if fixed is None else _whole(fixed, line, path.name))
        if "target" in row:
            aim = _cell(row, "target")
            target = None if aim is None else _number(aim, line, path.name)
        found[series] = Choice(options, target, _cell(row, "name"))
    return found


def _charted(
    rows: Sequence[Mapping[str, Any]], known: Mapping[str, Choice], usual: Choice
) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """The columns of the points and those of the summary."""
    import numpy as np

    from heard.methods.signals.xmr import chart, summary

    points: dict[str, list[Any]] = {name: [] for name in OUT}
    lines: dict[str, list[Any]] = {name: [] for name in SUMMARY}
    if not rows:
        return points, lines
    _wanted(rows, ("date", "y"))
    names = [str(row.get("series_id") or "") for row in rows]
    days = np.array([_day(row["date"], line) for line, row in enumerate(rows, 2)], "datetime64[D]")
    values = np.array([_number(row["y"], line) for line, row in enumerate(rows, 2)])
    marks = np.array([str(row.get("rebase") or "").strip().lower() in _TRUE for row in rows])
    by_name = {name: known.get(name, usual) for name in names}
    series = np.array(names)
    every = dict.fromkeys(choice.options for choice in by_name.values())
    for options in every:
        same = [name for name, choice in by_name.items() if choice.options == options]
        taken = np.isin(series, same) if len(every) > 1 else np.ones(len(series), bool)
        found = chart(series[taken], days[taken], values[taken], marks[taken], options)
        readings = summary(found, {name: choice.target for name, choice in by_name.items()})
        _add_points(points, found, readings)
        _add_lines(lines, found, readings, by_name)
    return _sorted(points), _sorted(lines)


def _add_points(points: dict[str, list[Any]], found: Any, readings: Sequence[Any]) -> None:
    import numpy as np

    first = np.flatnonzero(np.append(True, found.series[1:] != found.series[:-1]))
    sizes = np.diff(np.append(first, len(found.y)))
    icons, assurances = [""] * len(found.y), [""] * len(found.y)
    for last, reading in zip((first + sizes - 1).tolist(), readings, strict=True):
        icons[last], assurances[last] = reading.icon, reading.assurance
    valued = ~np.isnan(found.y)
    related, limited = valued & ~np.isnan(found.mean), valued & ~np.isnan(found.upper)
    columns = (
        found.series.tolist(),
        (np.arange(len(found.y)) - np.repeat(first, sizes) + 1).tolist(),
        np.datetime_as_string(found.day).tolist(),
        _known(found.y, valued),
        found.group.tolist(),
        *(_known(column, ~np.isnan(column)) for column in (found.mean, found.lower, found.upper)),
        _known(found.outside, limited),
        _known(found.relative, related),
        _known(found.close, limited),
        found.labels,
        found.types,
        found.short.tolist(),
        found.shown,
        icons,
        assurances,
    )
    for name, column in zip(OUT, columns, strict=True):
        points[name].extend(column)


def _known(column: Any, there: Any) -> list[Any]:
    """The values as they are; None where they are not there."""
    return [value if has else None for value, has in zip(column.tolist(), there.tolist(), strict=True)]


def _add_lines(lines: dict[str, list[Any]], found: Any, readings: Sequence[Any], choices: Mapping[str, Choice]) -> None:
    import numpy as np

    counts = dict(zip(*np.unique(found.series, return_counts=True), strict=True))
    high = {"increase": "improvement", "decrease": "concern"}.get(found.options.better)
    for reading in readings:
        choice, kind = choices[reading.series], reading.variation.removeprefix("special_cause_")
        icon = kind + ("_high" if kind == high else "_low") if kind in ("improvement", "concern") else kind
        cells = (
            reading.series,
            choice.name,
            int(counts[reading.series]),
            str(found.options.better),
            choice.target,
            found.options.fix_after,
            found.options.screen,
            "ok",
            reading.variation,
            f"{icon}.svg",
            reading.assurance or None,
            _ASSURES.get(reading.assurance),
            reading.icon,
            reading.short,
        )
        for name, cell in zip(SUMMARY, cells, strict=True):
            lines[name].append(cell)


def _sorted(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """By series; what is of one series stays in its order."""
    order = sorted(range(len(columns["series_id"])), key=columns["series_id"].__getitem__)
    return {name: [column[place] for place in order] for name, column in columns.items()}


def _wanted(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    for wanted in names:
        if rows and wanted not in rows[0]:
            raise CommandError(f"There is no column {wanted}. The columns are: {', '.join(map(str, rows[0]))}.")


def _cell(row: Mapping[str, Any], name: str) -> str | None:
    """What stands in a cell; None where nothing does or the column is not there."""
    cell = row.get(name)
    text = "" if cell is None else str(cell).strip()
    return None if text.lower() in _MISSING else text


def _number(cell: Any, line: int, file: str = "") -> float:
    text = "" if cell is None else str(cell).strip()
    if text.lower() in _MISSING:
        return float("nan")
    try:
        return float(text)
    except ValueError:
        where = f"Line {line} of {file} has {text!r}" if file else f"Line {line} has {text!r} for y"
        raise CommandError(f"{where}. Enter a number, or leave it empty.") from None


def _whole(text: str, line: int, file: str) -> int:
    if not text.isdecimal():
        raise CommandError(f"Line {line} of {file} has {text!r} for fix_after_n_points. Enter 12 or more, or nothing.")
    return int(text)


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


def _write(files: Sequence[tuple[Path, Mapping[str, list[Any]], Sequence[str]]]) -> None:
    """Write all of the files, or none."""
    partials = [(path.with_name(f".{path.name}.{os.getpid()}.part"), path) for path, _, _ in files]
    try:
        for (partial, path), (_, columns, names) in zip(partials, files, strict=True):
            _write_one(partial, path.suffix.lower(), columns, names)
        for partial, path in partials:
            partial.replace(path)
    except OSError as problem:
        raise CommandError(f"{problem.filename or files[0][0]}: {problem.strerror}.") from problem
    finally:
        for partial, _ in partials:
            partial.unlink(missing_ok=True)


def _write_one(partial: Path, kind: str, columns: Mapping[str, list[Any]], names: Sequence[str]) -> None:
    import pyarrow as pa
    import pyarrow.parquet

    if kind == ".parquet":
        pyarrow.parquet.write_table(pa.table({name: columns[name] for name in names}), partial)
        return
    rows = zip(*(columns[name] for name in names), strict=True)
    with partial.open("w", newline="", encoding="utf-8") as file:
        if kind == ".csv":
            writer = csv.writer(file)
            writer.writerow(names)
            writer.writerows([_plain(cell, name) for name, cell in zip(names, row, strict=True)] for row in rows)
        else:
            json.dump([dict(zip(names, row, strict=True)) for row in rows], file)


def _plain(cell: Any, name: str) -> Any:
    """A cell as the R package writes it to a CSV file."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return ("NaN" if name in _LIMITS else "NA") if cell is None else cell
