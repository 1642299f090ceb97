"""The same run by Spark: every batch goes through the same function, by mapInArrow, on as many machines as there are.

Spark runs on this machine unless its own settings name a master; then Heard has to be installed on every machine of the
cluster, and the folder of the target has to be seen by all of them.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet

from heard.cli.code import Coding
from heard.cli.errors import CommandError
from heard.cli.rows import writing
from heard.cli.rows.parts import Parts, keep_piece
from heard.cli.rows.progress import say
from heard.cli.rows.running import Run
from heard.methods.coding.batches import IN, Setting, code_batches, out

# Rows of one staged file, which is what one task reads.
_STAGED: Final = 100_000
_TYPES: Final = {pa.int64(): "bigint", pa.int8(): "tinyint", pa.string(): "string", pa.float32(): "float"}


def whole_by_spark(run: Run, work: Coding) -> int:
    """As `Run.whole`, coded by Spark. Raises CommandError where Spark or Java is absent."""
    try:
        import pyspark
    except ImportError as missing:
        raise CommandError("The engine spark needs pyspark: install heard with the extra 'spark'.") from missing
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise CommandError(f"Spark {pyspark.__version__} needs Java 17 or later: install it, or use --engine local.")
    return run.whole(lambda parts: _fill(run, work, parts))


def ddl(schema: pa.Schema) -> str:
    """A schema as Spark writes it.

    >>> ddl(pa.schema([("row", pa.int64()), ("p:Food", pa.float32())]))
    '`row` bigint, `p:Food` float'
    """
    return ", ".join(f"`{column.name}` {_TYPES[column.type]}" for column in schema)


def _fill(run: Run, work: Coding, parts: Parts) -> None:
    staged, coded = parts.folder / "staged", parts.folder / "coded"
    if not (coded / "_SUCCESS").exists():
        if rows := _stage(run, work, staged):
            say(f"{rows:,} rows go to Spark.")
            _code(staged, coded, work.setting)
        else:
            return
    done, first = parts.done(), 0
    codes = Codes(sorted(coded.glob("part-*.parquet")))
    for number, batch in enumerate(run.source.batches(run.piece)):
        columns = codes.take(first, batch.num_rows)
        first += batch.num_rows
        if number not in done:
            made = pa.RecordBatch.from_arrays([*batch.columns, *columns], schema=work.schema(batch.schema))
            keep_piece(parts.folder, number, made.num_rows, partial(writing.write_piece, kind=run.kind, batch=made))


class Codes:
    """Coded rows in the order of their numbers, a few at a time."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._batches = (batch for file in files for batch in pyarrow.parquet.ParquetFile(file).iter_batches())
        self._rest: pa.Table | None = None

    def take(self, first: int, count: int) -> list[pa.Array]:
        """Columns of the next so many rows, without their numbers, which begin with `first`."""
        found = [] if self._rest is None else [self._rest]
        while sum(table.num_rows for table in found) < count:
            found.append(pa.Table.from_batches([next(self._batches)]))
        table = pa.concat_tables(found)
        self._rest = table.slice(count)
        batch = table.slice(0, count).combine_chunks()
        if batch.column("row").to_pylist() != list(range(first, first + count)):
            raise CommandError("Spark gave back other rows than it was given. Begin again, or use --engine local.")
        return [column.combine_chunks() for column in batch.columns[1:]]


def _stage(run: Run, work: Coding, folder: Path) -> int:
    """Write what is to be coded for Spark to read; returns how many rows."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    first = 0
    for number, batch in enumerate(run.source.batches(_STAGED)):
        asked = work.asked(batch, first)
        pyarrow.parquet.write_table(pa.Table.from_batches([asked], IN), folder / f"{number:06d}.parquet")
        first += batch.num_rows
    return first


def _code(staged: Path, coded: Path, setting: Setting) -> None:
    """Code the staged rows into files whose order is that of the rows."""
    # Else the workers would be the system's Python, which knows nothing of Heard.
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder.appName("heard code")
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "50000",
        "spark.log.level": "ERROR",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        frame = session.read.parquet(str(staged)).mapInArrow(_Coder(setting), ddl(out(setting)))
        frame.orderBy("row").write.mode("overwrite").parquet(str(coded))
    finally:
        session.stop()


class _Coder:
    """What goes to the workers: the setting, not the coder."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return code_batches(batches, self._setting)
