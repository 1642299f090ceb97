"""First pass: the whole file to columns on disk, with what has to be known of all rows at once in compact arrays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from heard.methods.exports import dates as reading
from heard.methods.exports import joining
from heard.methods.exports.delimited import Block
from heard.voices.errors import BadFile
from heard.voices.importing.masking import masked_reason
from heard.voices.importing.stager import SCHEMA, Arrays, Rejected, Stager, hash_number
from heard.voices.importing.tables import Paths, Table, clean

# Where more rows than this are rejected, and more than half, something is wrong with all of them.
MOST_REJECTED: Final = 20_000


@dataclass
class Staged:
    """What the first pass gives: entries on disk, and arrays over them in memory."""

    file: Path
    keys: joining.Keys = field(default_factory=lambda: np.empty(0, np.int64))
    day_first: reading.Days = field(default_factory=lambda: np.empty(0, np.int32))
    month_first: reading.Days = field(default_factory=lambda: np.empty(0, np.int32))
    rows: int = 0
    paths: Paths = field(default_factory=lambda: Paths([]))
    ratings: Table = field(default_factory=lambda: Table("", clean))
    questions: Table = field(default_factory=lambda: Table("", clean))
    rejected: int = 0

    def rejections(self) -> Iterator[Rejected]:
        """The rejected rows, as they were met."""
        if self.rejected:
            with self.file.with_name("rejected").open(encoding="utf-8") as lines:
                for text in lines:
                    yield Rejected(*json.loads(text))


def stage(
    stager: Stager, blocks: Iterable[Block], folder: Path, progress: Callable[[int], None] = lambda _: None
) -> Staged:
    """Run a whole file through the stager; entries and rejected rows go to `folder`.

    Raises BadFile where most rows of a large file are rejected: then the mapping is wrong, not the rows.
    """
    file = folder / "entries"
    arrays: list[Arrays] = []
    staged = Staged(file, paths=stager.paths, ratings=stager.ratings, questions=stager.questions)
    with (
        pa.OSFile(str(file), "wb") as sink,
        pa.ipc.new_file(sink, SCHEMA) as writer,
        file.with_name("rejected").open("w", encoding="utf-8") as refused,
    ):
        for block in blocks:
            batch, found, rejected = stager.block(block)
            for row in rejected:
                refused.write(json.dumps([row.line, row.reason, row.cells]) + "\n")
            staged.rejected += len(rejected)
            staged.rows += len(block.rows) + len(block.bad)
            if staged.rejected > MOST_REJECTED and 2 * staged.rejected > staged.rows:
                last = rejected[-1]
                reason = masked_reason(last.reason, last.cells)
                raise BadFile(f"Most rows cannot be read, such as line {last.line}: {reason}")
            if batch.num_rows:
                writer.write_batch(batch)
                arrays.append(found)
            progress(staged.rows)
    if arrays:
        keys, anonymous = (np.concatenate([getattr(a, name) for a in arrays]) for name in ("keys", "anonymous"))
        staged.keys = _told_apart(keys, anonymous, max(1, len(stager.mapping.headers("answer"))))
        staged.day_first = np.concatenate([a.day_first for a in arrays])
        staged.month_first = np.concatenate([a.month_first for a in arrays])
    return staged


def _told_apart(keys: joining.Keys, anonymous: npt.NDArray[np.bool_], times: int) -> joining.Keys:
    """Rows without a number: the same content again is another voice, known by how often it came before."""
    if not anonymous.any():
        return keys
    result = keys[::times].copy()
    number = joining.occurrences(result)
    for place in np.flatnonzero(anonymous[::times] & (number > 0)):
        result[place] = hash_number(hashlib.sha256(f"{result[place]}\x1f{number[place]}".encode()))
    return np.repeat(result, times) if times > 1 else result
