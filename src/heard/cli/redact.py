"""`heard redact`: personal data masked in a column of a file. Needs no database."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from heard.cli.rows.reading import Source
from heard.cli.rows.running import Run, as_sentences, check_target

PIECE: Final = 20_000
# Below this a second process takes longer to start than it saves.
_LARGE: Final = 32_000_000


@dataclass(frozen=True, slots=True)
class Redaction:
    """The work on a piece: `redacted` beside the column, or in its place, and `redacted_kinds`."""

    text: str
    replace: bool

    @property
    def added(self) -> tuple[str, ...]:
        """Columns that come to the input's."""
        return ("redacted_kinds",) if self.replace else ("redacted", "redacted_kinds")

    def schema(self, given: pa.Schema) -> pa.Schema:
        """The input's columns and what is added; a column in whose place the words stand is text."""
        if self.replace:
            given = given.set(given.get_field_index(self.text), pa.field(self.text, pa.string()))
        return pa.schema([*given, *((name, pa.string()) for name in self.added)])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Mask a piece."""
        from heard.methods.redaction import redact

        said = batch.column(self.text).cast(pa.string())
        found = redact(said)
        words, kinds = said.to_pylist(), [""] * len(said)
        for row, masked in found.items():
            words[row] = masked.words
            kinds[row] = "|".join(sorted({span.kind for span in masked.spans}))
        columns = list(batch.columns)
        redacted = pa.array(words, pa.string())
        if self.replace:
            columns[batch.schema.get_field_index(self.text)] = redacted
        else:
            columns.append(redacted)
        columns.append(pa.array(kinds, pa.string()))
        return pa.RecordBatch.from_arrays(columns, schema=self.schema(batch.schema))


def redact_file(source: Path, target: Path, *, text: str, replace: bool = False) -> int:
    """Write `source` (CSV or Parquet) to `target` with personal data in the column `text` masked; returns the rows.

    `redacted` holds the words with masks, `redacted_kinds` what was found, joined by '|'. With `replace` the words
    stand in the column itself, and the untouched ones are in the input only. Raises CommandError with a sentence.
    """
    with as_sentences(source, target):
        check_target(source, target)
        table = Source.open(source)
        work = Redaction(text, replace)
        table.check((text,), work.added)
        processes = len(os.sched_getaffinity(0)) if source.stat().st_size >= _LARGE else 1
        return Run(table, target, work, {"text": text, "replace": replace}, _version(), PIECE, processes).whole()


def _version() -> str:
    """A sum over the rules: other rules mask other words."""
    import heard.methods.redaction as rules

    total = hashlib.sha256()
    folder = Path(rules.__file__).parent
    for file in sorted([*folder.glob("*.py"), *folder.glob("data/*.txt")]):
        total.update(file.read_bytes())
    return f"redaction {total.hexdigest()[:16]}"
