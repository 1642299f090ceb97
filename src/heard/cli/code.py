"""`heard code`: themes, sentiment, seriousness and language beside the columns of a file. Needs no database."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from heard.cli.errors import CommandError
from heard.cli.rows.progress import say
from heard.cli.rows.reading import Source
from heard.cli.rows.running import Run, as_sentences, check_target
from heard.methods.coding import MODES, EngineAbsentError
from heard.methods.coding.batches import IN, OUT, Setting, code_batch, out

ADDED: Final = tuple(name for name in OUT.names if name != "row")
ENGINES: Final = ("local", "spark")
# From so many rows on the fast coder is what one wants, unless one says otherwise.
MANY: Final = 100_000
# Rows that are lost at most, and coded again, when a run is stopped.
PIECES: Final = {"fast": 50_000, "accurate": 1_000}
# Below this a second process takes longer to start than it saves.
_LARGE: Final = {"fast": 64_000_000, "accurate": 400_000}


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows were coded, in which mode and by which coder."""

    rows: int
    mode: str
    coder: str


@dataclass(frozen=True, slots=True)
class Coding:
    """The work on a piece: its columns as they are, then the codes."""

    text: str
    question: str | None
    setting: Setting

    def schema(self, given: pa.Schema) -> pa.Schema:
        """The input's columns and those of the codes."""
        return pa.schema([*given, *(column for column in out(self.setting) if column.name != "row")])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Code a piece."""
        coded = code_batch(self.asked(batch), self.setting)
        return pa.RecordBatch.from_arrays([*batch.columns, *coded.columns[1:]], schema=self.schema(batch.schema))

    def asked(self, batch: pa.RecordBatch, first: int = 0) -> pa.RecordBatch:
        """A piece as the coder takes it, rows numbered from `first`."""
        count = batch.num_rows
        asked = batch.column(self.question).cast(pa.string()) if self.question else pa.nulls(count, pa.string())
        rows = pa.array(range(first, first + count), pa.int64())
        return pa.RecordBatch.from_arrays([rows, batch.column(self.text).cast(pa.string()), asked], schema=IN)


def code(
    source: Path,
    target: Path,
    *,
    text: str,
    question: str | None = None,
    mode: str | None = None,
    engine: str = "local",
    probabilities: bool = False,
) -> Done:
    """Write `source` (CSV or Parquet) to `target` with codes of the column `text` added.

    Every column of the input stays as it is. `themes` and `kinds` are labels joined by '|', `sentiment` 1 (very
    positive) to 5 or empty, `seriousness` 0 to 3, `hcat` the category or empty, `language` ISO 639-1, 'und' or empty.
    The target is there when all is done, or not at all; a run that was stopped is gone on with. Raises CommandError
    with a sentence for what cannot be done.
    """
    if mode is not None and mode not in MODES:
        raise CommandError(f"There is no mode {mode}. Use --mode fast or --mode accurate.")
    if engine not in ENGINES:
        raise CommandError(f"There is no engine {engine}. Use --engine local or --engine spark.")
    with as_sentences(source, target):
        check_target(source, target)
        table = Source.open(source)
        table.check((text, question), ADDED)
        setting = Setting(_mode(table, mode), probabilities)
        table.check((), out(setting).names[1:])
        work = Coding(text, question, setting)
        _check_probabilities(setting)
        say(f"Coding in mode {setting.mode} with {setting.coder.name}.")
        run = Run(
            table,
            target,
            work,
            _options(work, engine),
            setting.version,
            PIECES[setting.mode],
            _processes(source, setting),
        )
        if engine == "local":
            return Done(run.whole(), setting.mode, setting.coder.name)
        from heard.cli.rows.spark import whole_by_spark

        return Done(whole_by_spark(run, work), setting.mode, setting.coder.name)


def _mode(table: Source, asked: str | None) -> str:
    """The mode that was asked for; else accurate for fewer than MANY rows, if it can run here."""
    if asked is None and table.has_at_least(MANY):
        say(f"There are {MANY:,} rows or more: fast, unless you say --mode accurate.")
        return "fast"
    mode = asked or "accurate"
    try:
        assert Setting(mode).coder
    except EngineAbsentError as absent:
        if asked:
            raise CommandError(str(absent)) from absent
        say(f"{absent} Going on with the fast coder.")
        return "fast"
    return mode


def _check_probabilities(setting: Setting) -> None:
    try:
        if setting.probabilities:
            setting.coder.probabilities(["Thank you"])
    except LookupError as absent:
        raise CommandError(str(absent.args[0])) from absent


def _options(work: Coding, engine: str) -> dict[str, object]:
    setting = work.setting
    return {
        "text": work.text,
        "question": work.question,
        "mode": setting.mode,
        "probabilities": setting.probabilities,
        "engine": engine,
    }


def _processes(source: Path, setting: Setting) -> int:
    return len(os.sched_getaffinity(0)) if source.stat().st_size >= _LARGE[setting.mode] else 1
