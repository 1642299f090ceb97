"""Second pass: some hundred voices at a time, from staged entries to rows, outside any transaction."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from heard.methods.exports.dates import NONE, Days
from heard.methods.exports.joining import Dates, Decision, Joined
from heard.methods.redaction import redact
from heard.store.references import ALPHABET, new_reference
from heard.voices.importing.staging import Staged
from heard.voices.models import Source, Voice

_LETTERS: Final = np.frombuffer(ALPHABET.encode(), np.uint8)
RELATION_VALUES: Final = list(Voice.Relation.values)
CHANNEL_VALUES: Final = list(Voice.Channel.values)

# Bytes of the entries that are held at once: comments can have 100,000 characters.
LONGEST: Final = 64_000_000

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the file's numbers stand for in the database: unit, rating code and question of each."""

    organisation_id: int
    source_id: int
    batch_id: int
    received_at: datetime
    units: npt.NDArray[np.int64]
    root: int
    # Code of each rating text: 0 unknown; and the text, as it is kept where unknown.
    ratings: npt.NDArray[np.int64]
    rating_texts: Sequence[str]
    questions: npt.NDArray[np.int64]
    question_kinds: Sequence[str]


@dataclass
class Entries:
    """The entries of a run of voices, in their order: columns as NumPy arrays, texts as Arrow arrays."""

    table: pa.Table
    # Where each voice's entries begin, with the end.
    starts: npt.NDArray[np.int64]

    def __len__(self) -> int:
        """How many voices."""
        return len(self.starts) - 1

    def cut(self, voices: slice) -> Entries:
        """The entries of some of these voices."""
        starts = self.starts[voices.start : voices.stop + 1]
        return Entries(self.table.slice(starts[0], starts[-1] - starts[0]), starts - starts[0])

    def numbers(self, name: str) -> Any:
        """A number column."""
        return self.table.column(name).to_numpy()

    def texts(self, name: str) -> list[Any]:
        """A text column."""
        return self.table.column(name).to_pylist()  # type: ignore[no-any-return]

    def first_texts(self, name: str) -> list[Any]:
        """For each voice its first text of a column that is not empty."""
        column = self.table.column(name)
        begins = self.starts[:-1]
        found = column.take(pa.array(begins)).to_pylist()
        if all(found) or not pc.any(pc.not_equal(column, "")).as_py():
            return found  # type: ignore[no-any-return]
        texts, ends = column.to_pylist(), self.starts[1:].tolist()
        for voice in [place for place, text in enumerate(found) if not text]:
            found[voice] = next((text for text in texts[begins[voice] : ends[voice]] if text), found[voice])
        return found  # type: ignore[no-any-return]


class Reader:
    """Gathers the entries of voices from the staged file, wherever in it they stand, without holding the file."""

    def __init__(self, staged: Staged, joined: Joined) -> None:
        self._source = pa.memory_map(str(staged.file))
        self._file = pa.ipc.open_file(self._source)
        self._joined = joined
        # Record batches of an IPC file are views of the mapped memory: holding them costs their description only.
        self._batches = [self._file.get_batch(place) for place in range(self._file.num_record_batches)]
        self._ends = np.cumsum([batch.num_rows for batch in self._batches])

    def entries(self, first: int, last: int) -> Entries:
        """The entries of voices first … last - 1, or of the first of them where all would be too long to hold."""
        entries = self._entries(first, last)
        while entries.table.nbytes > LONGEST and last - first > 1:
            last = first + (last - first) // 2
            entries = self._entries(first, last)
        return entries

    def _entries(self, first: int, last: int) -> Entries:
        starts = self._joined.starts
        rows = self._joined.rows[starts[first] : starts[last]]
        batch_of = np.searchsorted(self._ends, rows, side="right")
        parts: list[pa.RecordBatch] = []
        places = np.empty(len(rows), np.int64)
        done = 0
        for number in np.unique(batch_of):
            mine = np.flatnonzero(batch_of == number)
            begin = int(self._ends[number - 1]) if number else 0
            parts.append(self._batches[number].take(pa.array(rows[mine] - begin)))
            places[mine] = np.arange(done, done + len(mine))
            done += len(mine)
        table = pa.Table.from_batches(parts)
        if len(parts) > 1:
            table = table.combine_chunks().take(pa.array(places))
        return Entries(table, starts[first : last + 1] - starts[first])

    def close(self) -> None:
        """Let go of the file."""
        self._batches = []
        self._source.close()


def first_known(values: Any, starts: Any, unknown: int) -> tuple[Any, Flags]:
    """For each voice the first value that is not `unknown` (else that), and whether another entry differs from it.

    >>> values, differs = first_known(np.array([-1, 3, 4, 5]), np.array([0, 3, 4]), -1)
    >>> values.tolist(), differs.tolist()
    ([3, 5], [True, False])
    """
    begins, sizes = starts[:-1], np.diff(starts)
    known = values != unknown
    place = np.where(known, np.arange(len(values)), len(values))
    lead = np.minimum.reduceat(place, begins)
    found = np.where(lead < len(values), values[np.minimum(lead, len(values) - 1)], unknown)
    differs = np.logical_or.reduceat(known & (values != np.repeat(found, sizes)), begins)
    return found, differs


def references(count: int) -> list[str]:
    """`count` new references (ULIDs of one moment), made together; in order, so that an index only grows at its end."""
    moment = new_reference()[:10]
    drawn = _LETTERS[np.frombuffer(os.urandom(16 * count), np.uint8) & 31].tobytes().decode()
    return sorted([moment + drawn[start : start + 16] for start in range(0, len(drawn), 16)])


def dates_of(days: Any) -> list[Any]:
    """Days since 1970 as dates, NONE as None.

    >>> dates_of(np.array([0, NONE, 0]))
    [datetime.date(1970, 1, 1), None, datetime.date(1970, 1, 1)]
    """
    # Many were said on the same day.
    different = np.unique(days)
    dates = dict(zip(different.tolist(), different.astype("datetime64[D]").astype(object).tolist(), strict=True))
    dates[NONE] = None
    return [dates[day] for day in days.tolist()]


@dataclass
class Prepared:
    """New voices of a chunk, column by column, in the order of their first rows."""

    unit: npt.NDArray[np.int64]
    rating: npt.NDArray[np.int64]  # code; -1 none
    rating_number: npt.NDArray[np.int64]  # number of the file's text; -1 none
    relation: npt.NDArray[np.int64]
    channel: npt.NDArray[np.int64]
    experienced: Days
    said: Days
    day_first: Days
    month_first: Days
    decision: npt.NDArray[np.uint8]
    private: Flags
    respondent: list[str]
    language: list[str]
    about: list[Any]
    contact: list[Any]
    conflicts: Mapping[str, int] = field(default_factory=dict)


def voices(entries: Entries, dates: Dates, run: range, resolved: Resolved, doubtful: str) -> Prepared:
    """The voices numbered `run` from all their entries; where these disagree, the first counts."""
    starts = entries.starts
    units = resolved.units[entries.numbers("unit")]
    unit, other_unit = first_known(units, starts, resolved.root)
    number, _ = first_known(entries.numbers("rating").astype(np.int64), starts, -1)
    codes = np.concatenate((resolved.ratings, [-1]))
    rating, other_rating = first_known(codes[entries.numbers("rating")], starts, -1)
    relation, _ = first_known(entries.numbers("relation").astype(np.int64), starts, 0)
    channel, _ = first_known(entries.numbers("channel").astype(np.int64), starts, 0)
    experienced, _ = first_known(entries.numbers("experienced"), starts, NONE)
    private = np.logical_or.reduceat(entries.numbers("private"), starts[:-1])
    cut = slice(run.start, run.stop)
    said, decision = dates.said[cut].copy(), dates.decision[cut]
    day_first, month_first = dates.day_first[cut], dates.month_first[cut]
    if doubtful != Source.DateOrder.UNDECIDED:
        chosen = day_first if doubtful == Source.DateOrder.DAY_FIRST else month_first
        said = np.where(day_first != NONE, chosen, said)
    return Prepared(
        unit=unit,
        rating=rating,
        rating_number=number,
        relation=relation,
        channel=channel,
        experienced=experienced,
        said=said,
        day_first=day_first,
        month_first=month_first,
        decision=decision,
        private=private,
        respondent=entries.first_texts("respondent"),
        language=entries.first_texts("language"),
        about=entries.first_texts("about"),
        contact=entries.first_texts("contact"),
        conflicts={
            "services": int(other_unit.sum()),
            "ratings": int(other_rating.sum()),
            "dates": int((decision == Decision.CONFLICTING).sum()),
        },
    )


def masked(said: list[str]) -> tuple[list[str], dict[int, list[list[Any]]]]:
    """The words that everyone reads, and the spans of those that were masked, by place."""
    found = redact(pa.array(said, pa.string()))
    if not found:
        return said, {}
    shown = list(said)
    spans = {}
    for place, redacted in found.items():
        shown[place] = redacted.words
        spans[place] = [list(span) for span in redacted.spans]
    return shown, spans


def objects(texts: list[Any]) -> list[Any]:
    """JSON objects from their texts, None from none."""
    return [json.loads(text) if text else None for text in texts]


def random_bytes(count: int) -> bytes:
    """Random bytes for salts."""
    return os.urandom(count)
