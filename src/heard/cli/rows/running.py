"""A long run over a file: piece by piece, in one process or in one for each core."""

from __future__ import annotations

import csv
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from heard.cli.errors import CommandError
from heard.cli.rows import writing
from heard.cli.rows.parts import Parts, identity, keep_piece
from heard.cli.rows.progress import Progress, say
from heard.cli.rows.reading import KINDS, Source


class Work(Protocol):
    """What is done to each piece. It goes to other processes: a dataclass at the top of a module."""

    def schema(self, given: pa.Schema) -> pa.Schema:
        """The columns that come out."""

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """As many rows, in the same order, with the columns that come out."""


@dataclass(frozen=True, slots=True)
class Run:
    """What to do: `options` and `version` are what the result hangs on beside the input."""

    source: Source
    target: Path
    work: Work
    options: Mapping[str, Any]
    version: str
    piece: int
    processes: int = 1

    @property
    def kind(self) -> str:
        """How the target's name ends."""
        return self.target.suffix.lower()

    def whole(self, fill: Callable[[Parts], None] | None = None) -> int:
        """Write the target, whole or not at all, going on where a run was stopped; returns how many rows it has.

        `fill` makes the missing pieces; without it, they are made here.
        """
        changed = self.source.path.stat().st_mtime_ns
        record = {"source": identity(self.source.path), "options": dict(self.options), "version": self.version}
        parts = Parts.open(self.target, record, say)
        finished = False
        try:
            (fill or self._pieces)(parts)
            if self.source.path.stat().st_mtime_ns != changed:
                finished = True
                raise CommandError(f"{self.source.path.name} changed while it was read. Begin again.")
            self.put_together(parts.pieces())
            rows, finished = sum(parts.done().values()), True
        except (CommandError, pa.ArrowException, UnicodeDecodeError):
            # The input has to be changed before anything else: nothing of this run will be of use.
            finished = True
            raise
        except KeyboardInterrupt:
            say("What is done is kept: run the same again to go on.")
            raise
        finally:
            parts.close(remove=finished)
        return rows

    def _pieces(self, parts: Parts) -> None:
        done = parts.done()
        progress = Progress(before=sum(done.values()))
        every = enumerate(self.source.batches(self.piece))
        waiting = ((number, batch) for number, batch in every if number not in done)
        total = self.source.known_rows()

        def share() -> float:
            return (progress.before + progress.rows) / total if total else self.source.share_read()

        for rows in self._each(parts.folder, waiting):
            progress.add(rows, share())
        progress.end()

    def _each(self, folder: Path, waiting: Iterator[tuple[int, pa.RecordBatch]]) -> Iterator[int]:
        """Do the pieces; rows of each as it is done."""
        if self.processes == 1:
            for number, batch in waiting:
                yield _piece(self.work, folder, self.kind, number, batch)
            return
        with _pool(self.processes) as pool:
            running: set[Future[int]] = set()
            for number, batch in waiting:
                running.add(pool.submit(_sent, self.work, folder, self.kind, number, _packed(batch)))
                # One waits for each that is worked on, so that memory does not grow with the file.
                while len(running) >= 2 * self.processes:
                    ended, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from (one.result() for one in ended)
            yield from (one.result() for one in running)

    def put_together(self, pieces: list[Path]) -> None:
        """Write the target from its pieces."""
        partial = self.target.with_name(f".{self.target.name}.{os.getpid()}.part")
        try:
            writing.put_together(partial, self.kind, self.work.schema(self.source.schema), pieces)
            partial.replace(self.target)
        finally:
            partial.unlink(missing_ok=True)


def check_target(source: Path, target: Path) -> None:
    """Refuse a target that cannot be written."""
    if target.suffix.lower() not in KINDS:
        raise CommandError(f"Name a file that ends with .csv or .parquet, not {target.name}.")
    if target.is_dir() or not target.parent.is_dir():
        raise CommandError(f"{target} cannot be written: choose a file in a folder that is there.")
    if target.exists() and source.exists() and target.samefile(source):
        raise CommandError(f"{target} is the input itself. Choose another file for the result.")


@contextmanager
def as_sentences(source: Path, target: Path) -> Iterator[None]:
    """Say what is wrong with a file in one sentence."""
    try:
        yield
    except (pa.ArrowException, UnicodeDecodeError, csv.Error) as problem:
        first = str(problem).strip().splitlines()[0]
        raise CommandError(f"{source.name} cannot be read as it is ({first}). Save it as UTF-8 again.") from problem
    except BrokenProcessPool as problem:
        raise CommandError("A process was ended from outside. Run the same again: it goes on.") from problem
    except OSError as problem:
        raise CommandError(f"{problem.filename or target}: {problem.strerror}.") from problem


def _piece(work: Work, folder: Path, kind: str, number: int, batch: pa.RecordBatch) -> int:
    made = work(batch)
    keep_piece(folder, number, made.num_rows, lambda path: writing.write_piece(path, kind, made))
    return int(made.num_rows)


def _packed(batch: pa.RecordBatch) -> bytes:
    """A batch for another process: a slice is sent without the rest of its block."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _sent(work: Work, folder: Path, kind: str, number: int, packed: bytes) -> int:
    with pa.ipc.open_stream(packed) as stream:
        return _piece(work, folder, kind, number, stream.read_next_batch())


@contextmanager
def _pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Processes started afresh, which end when this one does, however it ends."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with, initargs=(os.getpid(),))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with(parent: int) -> None:
    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
