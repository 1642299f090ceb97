"""`heard code`: themes, sentiment and seriousness beside the columns of a file. Needs no database."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from heard.cli.errors import CommandError

# Rows in memory at once.
BATCH: Final = 50_000
# A cell longer than this is a file that is broken, not a comment.
LONGEST_CELL: Final = 10_000_000
ADDED: Final = ("themes", "sentiment", "seriousness", "hcat", "kinds")
_KINDS: Final = (".csv", ".parquet")


def code(source: Path, target: Path, *, text: str, question: str | None = None, mode: str = "fast") -> int:
    """Write `source` (CSV or Parquet) to `target` with codes of the column `text` added; returns how many rows.

    Every column of the input stays as it is. `themes` and `kinds` are labels joined by '|', `sentiment` 1 (very
    positive) to 5 or empty, `seriousness` 0 to 3, `hcat` the category or empty. The target is there when all is done,
    or not at all. Raises CommandError with a sentence for what cannot be done.
    """
    if mode != "fast":
        raise CommandError(f"There is no mode {mode}. Use --mode fast.")
    for path in (source, target):
        if path.suffix.lower() not in _KINDS:
            raise CommandError(f"Name a file that ends with .csv or .parquet, not {path.name}.")
    if not source.is_file():
        raise CommandError(f"There is no file {source}. Check the name.")
    if target.is_dir() or not target.parent.is_dir():
        raise CommandError(f"{target} cannot be written: choose a file in a folder that is there.")
    try:
        return _code(source, target, text, question)
    except (pa.ArrowException, UnicodeDecodeError, csv.Error) as problem:
        first = str(problem).strip().splitlines()[0]
        raise CommandError(f"{source.name} cannot be read as it is ({first}). Save it as UTF-8 again.") from problem
    except OSError as problem:
        raise CommandError(f"{problem.filename or target}: {problem.strerror}.") from problem


def _code(source: Path, target: Path, text: str, question: str | None) -> int:
    from heard.methods.coding import SHIPPED, Coder

    coder, rows = Coder.load(SHIPPED), 0
    batches = _batches(source)
    first = next(batches, None)
    if first is None:
        raise CommandError(f"{source.name} is empty. Choose a file with a header and rows.")
    _check_columns(first.schema.names, text, question)
    with _whole(target) as partial, _writer(partial, target.suffix.lower(), _with_codes(first.schema)) as write:
        batch: pa.RecordBatch | None = first
        while batch is not None:
            write(_coded(coder, batch, text, question))
            rows += batch.num_rows
            print(f"\r{rows:,} rows", end="", file=sys.stderr, flush=True)
            batch = next(batches, None)
    print(file=sys.stderr)
    return rows


def _check_columns(names: Sequence[str], text: str, question: str | None) -> None:
    if len(set(names)) < len(names):
        twice = next(name for name in names if list(names).count(name) > 1)
        raise CommandError(f"Two columns are called {twice!r}. Give each a name of its own.")
    for wanted in (text, question):
        if wanted is not None and wanted not in names:
            raise CommandError(f"There is no column {wanted!r}. The columns are: {', '.join(names)}.")
    for added in ADDED:
        if added in names:
            raise CommandError(f"There is a column {added!r} already. Rename it, so that it is not written over.")


def _with_codes(schema: pa.Schema) -> pa.Schema:
    types = (pa.string(), pa.int8(), pa.int8(), pa.string(), pa.string())
    for name, kind in zip(ADDED, types, strict=True):
        schema = schema.append(pa.field(name, kind))
    return schema


def _coded(coder: Any, batch: pa.RecordBatch, text: str, question: str | None) -> pa.RecordBatch:
    words = batch.column(text).cast(pa.string()).fill_null("")
    asked = batch.column(question).cast(pa.string()).to_pylist() if question else None
    found = coder.code(words, asked)
    pack = coder.artefact.seriousness
    categories, kinds = pack["categories"], [kind["kind"] for kind in pack["kinds"]]
    columns = [
        ["|".join(coder.themes_of(mask)) for mask in found.themes.tolist()],
        [sentiment or None for sentiment in found.sentiment.tolist()],
        found.seriousness.tolist(),
        ["" if place < 0 else categories[place] for place in found.hcat.tolist()],
        ["|".join(kind for bit, kind in enumerate(kinds) if mask >> bit & 1) for mask in found.kinds.tolist()],
    ]
    schema = _with_codes(batch.schema)
    added = [pa.array(column, schema.field(name).type) for name, column in zip(ADDED, columns, strict=True)]
    return pa.RecordBatch.from_arrays([*batch.columns, *added], schema=schema)


def _batches(source: Path) -> Iterator[pa.RecordBatch]:
    """The file in pieces; of a CSV every column is text, so that it is written back as it was."""
    if source.suffix.lower() == ".parquet":
        yield from pyarrow.parquet.ParquetFile(source).iter_batches(batch_size=BATCH)
        return
    with source.open(newline="", encoding="utf-8-sig") as file:
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(file)
        header = next(reader, None)
        if not header:
            return
        rows: list[list[str]] = []
        for row in reader:
            if row and len(row) != len(header):
                raise CommandError(
                    f"Line {reader.line_num} has {len(row)} cells where the header has {len(header)}. Correct it first."
                )
            if row:
                rows.append(row)
            if len(rows) == BATCH:
                yield _table(header, rows)
                rows = []
        yield _table(header, rows)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    return pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns], names=list(header))


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place when all went well, and is removed otherwise."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _writer(path: Path, kind: str, schema: pa.Schema) -> Iterator[Any]:
    if kind == ".parquet":
        with pyarrow.parquet.ParquetWriter(path, schema) as parquet:
            yield parquet.write_batch
        return
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(schema.names)

        def write(batch: pa.RecordBatch) -> None:
            columns = [column.to_pylist() for column in batch.columns]
            writer.writerows(zip(*columns, strict=True))

        yield write
