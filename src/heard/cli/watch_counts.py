"""Weekly counts as `heard watch` reads them from a file, and keeps them for the next one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from heard.cli.errors import CommandError

# So many cells of weeks x streams x channels fit into memory several times over.
_MOST_CELLS = 60_000_000
_MONDAY = date(1970, 1, 5)


@dataclass(frozen=True, eq=False)
class Counts:
    """One entry a row, sorted by stream, week and channel; `week` counts Mondays since 1970-01-05, n NaN is empty.

    `names` and `parent` have one entry a stream, `channels` one a channel; `stream` and `channel` are places in them.
    """

    names: Any
    parent: Any
    channels: Any
    stream: Any
    week: Any
    channel: Any
    x: Any
    n: Any

    @property
    def first_week(self) -> int:
        """The number of the first week."""
        return int(self.week.min())

    def dense(self) -> tuple[Any, Any]:
        """x and n [channels, weeks, streams]; NaN where there is no row."""
        import numpy as np

        weeks = int(self.week.max()) - self.first_week + 1
        shape = (len(self.channels), weeks, len(self.names))
        if shape[0] * shape[1] * shape[2] > _MOST_CELLS:
            raise CommandError(
                f"{len(self.names):,} streams over {weeks:,} weeks are too many at once. Split the file by streams."
            )
        x, n = np.full(shape, np.nan), np.full(shape, np.nan)
        place = (self.channel, self.week - self.first_week, self.stream)
        x[place], n[place] = self.x, self.n
        return x, n


def read(source: Path) -> Counts:
    """The counts of a CSV or Parquet file; CommandError says which line is wrong."""
    import numpy as np
    import pyarrow as pa

    table = _table(source)
    for wanted in ("stream_id", "period", "x", "n"):
        if wanted not in table.column_names:
            raise CommandError(f"There is no column {wanted}. The columns are: {', '.join(table.column_names)}.")
    if not table.num_rows:
        raise CommandError(f"{source.name} has no rows.")
    empty = pa.array([""] * table.num_rows)
    has = table.column_names
    streams = _texts(table["stream_id"])
    if "" in streams[0]:
        raise CommandError(f"Line {_line(streams, '')} has no stream_id.")
    x, n = _numbers(table["x"], "x"), _numbers(table["n"], "n")
    _judge(x, n)
    return _sorted(
        streams,
        _weeks(_texts(table["period"])),
        _texts(table["channel"] if "channel" in has else empty),
        _texts(table["parent"] if "parent" in has else empty),
        np.asarray(x, np.float64),
        n,
    )


def _table(source: Path) -> Any:
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    kind = source.suffix.lower()
    if kind not in {".csv", ".parquet"}:
        raise CommandError(f"Name a file that ends with .csv or .parquet, not {source.name}.")
    if not source.is_file():
        raise CommandError(f"There is no file {source}. Check the name.")
    try:
        if kind == ".parquet":
            return _as_text(pyarrow.parquet.read_table(source))
        with source.open("rb") as file:
            names = file.readline().decode("utf-8-sig").strip().replace('"', "").split(",")
        kinds = {name: pa.string() for name in names}
        options = pyarrow.csv.ConvertOptions(column_types=kinds, strings_can_be_null=False)
        return _as_text(pyarrow.csv.read_csv(source, convert_options=options))
    except (OSError, UnicodeDecodeError, pa.ArrowException) as problem:
        first = str(problem).strip().splitlines()[0].rstrip(".")
        raise CommandError(f"{source.name} cannot be read as it is ({first}). Save it as UTF-8 again.") from problem


def _as_text(table: Any) -> Any:
    import pyarrow as pa

    twice = {name for name in table.column_names if table.column_names.count(name) > 1}
    if twice:
        raise CommandError(f"There is more than one column {min(twice)}. Give each column a name of its own.")
    return pa.table({name: table[name].cast(pa.string()).fill_null("") for name in table.column_names})


def _texts(column: Any) -> tuple[list[str], Any]:
    """The different texts of a column in their order, without spaces around, and which of them each row has."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    trimmed = pc.utf8_trim_whitespace(column)
    coded = (pa.chunked_array([trimmed]) if isinstance(trimmed, pa.Array) else trimmed).combine_chunks()
    coded = coded.dictionary_encode()
    names = np.array(coded.dictionary.to_pylist(), object)
    order = np.argsort(names, kind="stable")
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return names[order].tolist(), places[coded.indices.to_numpy()]


def _line(texts: tuple[list[str], Any], text: str) -> int:
    """The line of the file in which a text stands first."""
    return int((texts[1] == texts[0].index(text)).argmax()) + 2


def _weeks(texts: tuple[list[str], Any]) -> Any:
    import numpy as np

    weeks = []
    for text in texts[0]:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise CommandError(
                f"Line {_line(texts, text)} has {text!r} for a period. Enter the Monday of the week as 2026-03-30."
            ) from None
        if day.weekday():
            raise CommandError(f"Line {_line(texts, text)} has {text} for a period, which is no Monday.")
        weeks.append((day - _MONDAY).days // 7)
    return np.array(weeks, np.int64)[texts[1]]


def _numbers(column: Any, name: str) -> Any:
    import numpy as np

    texts, places = _texts(column)
    values = []
    for text in texts:
        try:
            value = float(text) if text else float("nan")
        except ValueError:
            value = -1.0
        if text and not (value >= 0 and value == int(min(value, 1e15))):
            line = _line((texts, places), text)
            hint = "" if name == "x" else ", or leave it empty"
            raise CommandError(f"Line {line} has {text!r} for {name}. Enter a whole number from 0 on{hint}.")
        values.append(value)
    return np.array(values)[places]


def _judge(x: Any, n: Any) -> None:
    import numpy as np

    for wrong, says in ((np.isnan(x), "no x"), (x > n, "more concerns (x) than voices (n)")):
        if wrong.any():
            raise CommandError(f"Line {int(wrong.argmax()) + 2} has {says}.")


def _sorted(  # noqa: PLR0917 -- the columns of a file
    streams: tuple[list[str], Any],
    week: Any,
    channels: tuple[list[str], Any],
    parents: tuple[list[str], Any],
    x: Any,
    n: Any,
) -> Counts:
    import numpy as np

    stream, channel = streams[1], channels[1]
    order = np.lexsort((channel, week, stream))
    stream, channel, week = stream[order], channel[order], week[order]
    twice = (stream[1:] == stream[:-1]) & (channel[1:] == channel[:-1]) & (week[1:] == week[:-1])
    if twice.any():
        line = int(order[1:][twice].min()) + 2
        raise CommandError(f"Line {line} has a stream, period and channel that another line has too. Give each once.")
    parent = np.zeros(len(streams[0]), np.int64)
    parent[stream] = parents[1][order]
    other = parent[stream] != parents[1][order]
    if other.any():
        raise CommandError(f"Line {int(order[other].min()) + 2} has another parent than its stream has before.")
    empty = np.isnan(n[order])
    bare = np.zeros((len(streams[0]), len(channels[0])), bool)
    bare[stream, channel] = empty
    if (mixed := bare[stream, channel] != empty).any():
        raise CommandError(
            f"Line {int(order[mixed].min()) + 2}: n has to be empty in every week of a stream, or in none."
        )
    names, groups = np.array(streams[0]), np.array(parents[0])[parent]
    return Counts(names, groups, np.array(channels[0]), stream, week, channel, x[order], n[order])


def restored(state: Path, new: Counts) -> Counts:
    """What a state holds and what is new, in one; where both have a row, the new one is taken."""
    import zipfile

    import numpy as np

    if not state.exists():
        return new
    try:
        with np.load(state, allow_pickle=False) as kept:
            old = Counts(*(kept[name] for name in Counts.__dataclass_fields__))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError):
        raise CommandError(f"{state} is not a state of heard watch. Name another file, or delete it.") from None
    rows: dict[str, Any] = {}
    for part in (old, new):
        for field, values in (
            ("stream", part.names[part.stream]),
            ("week", part.week),
            ("channel", part.channels[part.channel]),
            ("parent", part.parent[part.stream]),
            ("x", part.x),
            ("n", part.n),
        ):
            rows[field] = np.concatenate([rows[field], values]) if field in rows else values
    coded = {name: np.unique(rows[name], return_inverse=True) for name in ("stream", "channel", "parent")}
    # Of rows with the same key the last is kept: it is the new one. A stream's newest parent is its parent.
    key = np.lexsort((np.arange(len(rows["x"])), coded["channel"][1], rows["week"], coded["stream"][1]))
    columns = np.stack([coded["stream"][1][key], rows["week"][key], coded["channel"][1][key]])
    chosen = key[np.append((columns[:, 1:] != columns[:, :-1]).any(axis=0), True)]
    newest = np.zeros(len(coded["stream"][0]), np.int64)
    newest[coded["stream"][1]] = coded["parent"][1]
    streams, channels, parents = (
        (coded[name][0].tolist(), coded[name][1][chosen]) for name in ("stream", "channel", "parent")
    )
    parents = (parents[0], newest[streams[1]])
    return _sorted(streams, rows["week"][chosen], channels, parents, rows["x"][chosen], rows["n"][chosen])


def stored(state: Path, counts: Counts) -> None:
    """Keep the counts for the next file, whole or not at all."""
    import numpy as np

    partial = state.with_name(f".{state.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as file:
            np.savez_compressed(file, **{name: getattr(counts, name) for name in Counts.__dataclass_fields__})
        partial.replace(state)
    except OSError as problem:
        raise CommandError(f"{problem.filename or state}: {problem.strerror}.") from problem
    finally:
        partial.unlink(missing_ok=True)
