"""CSV and Parquet in pieces, every column as it is."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from heard.cli.errors import CommandError

KINDS: Final = (".csv", ".parquet")
# A cell longer than this is a file that is broken, not a comment.
LONGEST_CELL: Final = 10_000_000
# Bytes that are read at once: more than the longest row has.
_BLOCK: Final = 16_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """A file of rows with a header. Of a CSV every column is text, so that it is written back as it was."""

    path: Path
    schema: pa.Schema
    _places: list[Any] = field(default_factory=list)

    @classmethod
    def open(cls, path: Path) -> Source:
        """Look at the header. Raises CommandError where there is no such file, or no header in it."""
        if path.suffix.lower() not in KINDS:
            raise CommandError(f"Name a file that ends with .csv or .parquet, not {path.name}.")
        if not path.is_file():
            raise CommandError(f"There is no file {path}. Check the name.")
        if path.suffix.lower() == ".parquet":
            return cls(path, pyarrow.parquet.read_schema(path).remove_metadata())
        with path.open(newline="", encoding="utf-8-sig") as file:
            csv.field_size_limit(LONGEST_CELL)
            header = next(csv.reader(file), None)
        if not header:
            raise CommandError(f"{path.name} is empty. Choose a file with a header and rows.")
        return cls(path, pa.schema([(name, pa.string()) for name in header]))

    def check(self, wanted: Sequence[str | None], added: Sequence[str]) -> None:
        """Refuse a file without the wanted columns, with two of one name, or with one that is to be added."""
        names = self.schema.names
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise CommandError(f"Two columns are called {twice!r}. Give each a name of its own.")
        for name in wanted:
            if name is not None and name not in names:
                raise CommandError(f"There is no column {name!r}. The columns are: {', '.join(names)}.")
        for name in added:
            if name in names:
                raise CommandError(f"There is a column {name!r} already. Rename it, so that it is not written over.")

    def batches(self, most: int) -> Iterator[pa.RecordBatch]:
        """The rows in pieces of at most so many: the same pieces each time."""
        if self.path.suffix.lower() == ".parquet":
            with pyarrow.parquet.ParquetFile(self.path, pre_buffer=False) as file:
                for batch in file.iter_batches(batch_size=most, use_threads=False):
                    yield batch.replace_schema_metadata()
            return
        for block in self._blocks():
            for at in range(0, block.num_rows, most):
                yield block.slice(at, most)

    def _blocks(self) -> Iterator[pa.RecordBatch]:
        with pa.OSFile(str(self.path)) as file:
            self._places[:] = [file]
            try:
                for block in pyarrow.csv.open_csv(
                    file,
                    pyarrow.csv.ReadOptions(use_threads=False, block_size=_BLOCK),
                    pyarrow.csv.ParseOptions(newlines_in_values=True),
                    pyarrow.csv.ConvertOptions(column_types=self.schema, strings_can_be_null=False),
                ):
                    yield pa.RecordBatch.from_arrays(block.columns, schema=self.schema)
            except pa.ArrowInvalid as problem:
                self._refuse_ragged()
                # A header without an end of line is to Arrow no file at all.
                if "Empty CSV" not in str(problem):
                    raise
            finally:
                self._places.clear()

    def _refuse_ragged(self) -> None:
        """Say which line has too few or too many cells."""
        with self.path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            for row in reader:
                if row and len(row) != len(self.schema):
                    raise CommandError(
                        f"Line {reader.line_num} has {len(row)} cells where the header has {len(self.schema)}. "
                        "Correct it first."
                    )

    def share_read(self) -> float:
        """How much of a CSV has been read, from 0 to 1; 0 of another file."""
        return self._places[0].tell() / max(self.path.stat().st_size, 1) if self._places else 0.0

    def known_rows(self) -> int:
        """How many rows a Parquet file has; 0 of a CSV, which does not say."""
        return int(pyarrow.parquet.read_metadata(self.path).num_rows) if self.path.suffix.lower() == ".parquet" else 0

    def has_at_least(self, rows: int) -> bool:
        """Whether there are so many rows; reads no further than it must."""
        seen = 0
        if self.path.suffix.lower() == ".parquet":
            return self.known_rows() >= rows
        for block in self._blocks():
            seen += block.num_rows
            if seen >= rows:
                return True
        return False
