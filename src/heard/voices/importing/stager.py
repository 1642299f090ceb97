"""Rows of a file, block by block, to entries: one row an answer, numbers instead of what repeats."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from heard.methods.exports import dates as reading
from heard.methods.exports import joining
from heard.methods.exports.delimited import Block
from heard.voices.importing import words
from heard.voices.importing.columns import Columns, encode, rating_key, short, states
from heard.voices.importing.mapping import ABOUT, CONTACTS, SERVICES, Mapping
from heard.voices.importing.tables import Paths, Table, clean
from heard.voices.models import Voice

# No feedback is older than the health service; an earlier date is a slip.
EARLIEST: Final = date(1948, 7, 5)

RELATIONS: Final = {value: place for place, value in enumerate(Voice.Relation.values)}
CHANNELS: Final = {value: place for place, value in enumerate(Voice.Channel.values)}

# One row per answer: in a wide file, as many for a row of it as it has answer columns.
SCHEMA: Final = pa.schema(
    {
        "line": pa.int64(),
        "row": pa.int64(),
        "unit": pa.int32(),
        "rating": pa.int32(),
        "question": pa.int32(),
        "state": pa.uint8(),
        "relation": pa.int8(),
        "channel": pa.int8(),
        "experienced": pa.int32(),
        "private": pa.bool_(),
        "respondent": pa.string(),
        "supplier_id": pa.string(),
        "language": pa.string(),
        "about": pa.string(),
        "contact": pa.string(),
        "words": pa.string(),
    }
)

RAGGED: Final = "Put quotation marks around texts that hold the delimiter, or add what is missing."
REASONS: Final = {
    reading.UNREADABLE: "“{}” in “{}” is no date. Write it as 30/09/2022 or 2022-09-30.",
    reading.IMPOSSIBLE: "“{}” in “{}” is a date that does not exist. Correct the day or the month.",
    reading.FUTURE: "“{}” in “{}” is in the future. Correct the date.",
    reading.ANCIENT: "“{}” in “{}” is before 5 July 1948. Correct the year.",
}


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is not taken: its line, the sentence, and its cells as they were."""

    line: int
    reason: str
    cells: list[str]


class Stager:
    """Takes records in file order and turns them into entries."""

    def __init__(
        self, mapping: Mapping, header: tuple[str, ...], source_id: int, latest: date, pads: bool = False
    ) -> None:
        self.mapping, self.header, self.latest = mapping, header, latest
        self._pads = pads
        self._place = {name: place for place, name in enumerate(header)}
        self._salt = f"{source_id}\x1f"
        self._dates: dict[str, reading.Reading] = {}
        self._row = 0
        levels = [name for key in ("trust", *SERVICES) for name in mapping.headers(key)]
        self.paths = Paths(levels, 20_000)
        self.ratings = Table(mapping.header("rating") or "", rating_key, 500)
        self.questions = Table(mapping.header("question") or "", words.question_key, 2_000)
        self._relation = Table(mapping.header("relation") or "", clean)
        self._channel = Table(mapping.header("channel") or "", clean)

    def block(self, block: Block) -> tuple[pa.RecordBatch, Arrays, list[Rejected]]:
        """Entries of a block, their arrays, and the rows that are not taken."""
        rejected = [Rejected(bad.line, bad.problem, bad.cells) for bad in block.bad]
        lines, rows = block.lines, block.rows
        if set(map(len, rows)) - {len(self.header)}:
            lines, rows = self._fit(lines, rows, rejected)
        columns = Columns(self._place, rows)
        dates = self._read_dates(columns, "date")
        experienced = self._read_dates(columns, "experienced_on")
        keep = self._refuse_dates(lines, rows, columns, {"date": dates, "experienced_on": experienced}, rejected)
        if not keep.all():
            kept = np.flatnonzero(keep)
            lines, rows = [lines[i] for i in kept], [rows[i] for i in kept]
            columns = Columns(self._place, rows)
            dates = _taken(dates, kept)
            experienced = _taken(experienced, kept)
        batch, keys, anonymous = self._entries(lines, columns, experienced)
        times = max(1, len(self.mapping.headers("answer")))
        repeat = (lambda array: np.repeat(array, times)) if times > 1 else (lambda array: array)
        found = Arrays(*map(repeat, (keys, anonymous, dates.day_first, dates.month_first)))
        return batch, found, rejected

    def _fit(
        self, lines: list[int], rows: list[list[str]], rejected: list[Rejected]
    ) -> tuple[list[int], list[list[str]]]:
        """The rows of the header's width, and those that lose nothing by being made so; others are rejected."""
        width = len(self.header)
        kept_lines, kept = [], []
        for line, row in zip(lines, rows, strict=True):
            cells = row
            if len(cells) > width and not any(cells[width:]):
                cells = cells[:width]
            elif len(cells) < width and self._pads:
                cells = cells + [""] * (width - len(cells))
            if len(cells) == width:
                kept_lines.append(line)
                kept.append(cells)
            else:
                reason = f"The row has {len(cells)} cells and the header has {width}. {RAGGED}"
                rejected.append(Rejected(line, reason, cells))
        return kept_lines, kept

    def _read_dates(self, columns: Columns, name: str) -> reading.Columns:
        header = self.mapping.header(name)
        if header is None:
            nothing = np.full(columns.length, reading.NONE, np.int32)
            return reading.Columns(nothing, nothing, np.zeros(columns.length, np.uint8))
        return reading.read_column(columns[header], EARLIEST, self.latest, self._dates)

    def _refuse_dates(
        self,
        lines: list[int],
        rows: list[list[str]],
        columns: Columns,
        dates: dict[str, reading.Columns],
        rejected: list[Rejected],
    ) -> Any:
        keep = np.ones(len(lines), bool)
        for name, found in dates.items():
            header = self.mapping.header(name)
            for place in np.flatnonzero((found.problem > reading.BLANK) & keep):
                cell = columns.cell(int(place), header or "")[:60]
                rejected.append(
                    Rejected(lines[place], REASONS[int(found.problem[place])].format(cell, header), rows[place])
                )
                keep[place] = False
        return keep

    def _entries(self, lines: list[int], columns: Columns, visited: reading.Columns) -> tuple[pa.RecordBatch, Any, Any]:
        mapping, length = self.mapping, columns.length
        rows = np.arange(self._row, self._row + length)
        self._row += length
        respondent = columns.of(mapping.header("respondent"))
        supplier = columns.of(mapping.header("supplier_id"))
        shared: dict[str, Any] = {
            "line": np.array(lines, np.int64),
            "row": rows,
            "unit": self.paths.encode([columns[name] for name in self._levels()], length),
            "rating": encode(self.ratings, columns.of(mapping.header("rating")), length),
            "relation": self._coded(self._relation, "relation", columns, RELATIONS, mapping.relation),
            "channel": self._coded(self._channel, "channel", columns, CHANNELS, mapping.channel),
            "experienced": np.where(visited.day_first != reading.NONE, visited.day_first, visited.month_first),
            "private": self._private(columns),
            "respondent": short(respondent, 120, length),
            "supplier_id": short(supplier, 120, length),
            "language": short(columns.of(mapping.header("language")), 10, length),
            "about": self._json(columns, [n for n in mapping.columns if mapping.columns[n].startswith(ABOUT)]),
            "contact": self._json(columns, [n for key in CONTACTS for n in mapping.headers(key)]),
        }
        answers = mapping.headers("answer")
        keys, anonymous = self._keys(columns, respondent, supplier)
        if len(answers) > 1:
            return self._wide(shared, columns, answers), keys, anonymous
        said = columns[answers[0]] if answers else pa.array([""] * length, pa.string())
        asked = columns.of(mapping.header("question"))
        if asked is not None:
            question = self.questions.encode(asked)
        else:
            question = np.full(length, self.questions.number(mapping.wording(answers[0])) if answers else -1, np.int32)
        return _batch({**shared, "question": question, "words": said, "state": states(said)}), keys, anonymous

    def _wide(self, shared: dict[str, Any], columns: Columns, answers: list[str]) -> pa.RecordBatch:
        """One entry for each answer column of each row, row by row."""
        length, times = columns.length, len(answers)
        order = (np.arange(times)[None, :] * length + np.arange(length)[:, None]).ravel()
        said = pa.concat_arrays([columns[name] for name in answers]).take(pa.array(order))
        numbers = [self.questions.number(self.mapping.wording(name)) for name in answers]
        repeated = {
            name: np.repeat(value, times)
            if isinstance(value, np.ndarray)
            else value.take(pa.array(np.repeat(np.arange(length), times)))
            for name, value in shared.items()
        }
        question = np.tile(np.array(numbers, np.int32), length)
        return _batch({**repeated, "question": question, "words": said, "state": states(said)})

    def _levels(self) -> list[str]:
        return [name for key in ("trust", *SERVICES) for name in self.mapping.headers(key)]

    def _coded(self, table: Table, kind: str, columns: Columns, codes: dict[str, int], default: str) -> Any:
        cells = columns.of(self.mapping.header(kind))
        if cells is None:
            return np.full(columns.length, codes.get(default, 0), np.int8)
        numbers = table.encode(cells)
        known = words.coded(kind)
        meant = [codes[known.get(words.plain(text), default)] for text in table.values] + [codes.get(default, 0)]
        return np.array(meant, np.int8)[numbers]

    def _private(self, columns: Columns) -> pa.Array:
        cells = columns.of(self.mapping.header("private"))
        if cells is None:
            return pa.array(np.zeros(columns.length, bool))
        yes = pa.array(list(words.coded("private")), pa.string())
        return pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(cells)), value_set=yes)

    def _json(self, columns: Columns, headers: list[str]) -> pa.Array:
        """The cells under these headers as one JSON object a row, without empty ones; null where all are."""
        if not headers:
            return pa.nulls(columns.length, pa.string())
        names = [self.mapping.columns[header].removeprefix(ABOUT).removeprefix("contact_") for header in headers]
        found = zip(*(columns[header].to_pylist() for header in headers), strict=True)
        objects = ({n: c.strip()[:200] for n, c in zip(names, row, strict=True) if c.strip()} for row in found)
        return pa.array([json.dumps(o, ensure_ascii=False) if o else None for o in objects], pa.string())

    def _keys(self, columns: Columns, respondent: pa.Array | None, supplier: pa.Array | None) -> tuple[Any, Any]:
        """63-bit keys, and which rows are anonymous: keyed by their content, so that repeats are told apart later."""
        digest = hashlib.sha256
        lead = respondent if respondent is not None else supplier
        keys, anonymous = np.zeros(columns.length, np.int64), np.ones(columns.length, bool)
        if lead is not None and columns.length:
            ids = pc.utf8_trim_whitespace(lead)
            salt = self._salt + ("r\x1f" if respondent is not None else "s\x1f")
            # Most respondents have several rows: each number is hashed once.
            encoded = ids.dictionary_encode()
            numbers = [hash_number(digest((salt + text).encode())) for text in encoded.dictionary.to_pylist()]
            keys = np.array(numbers, np.int64)[encoded.indices.to_numpy()]
            anonymous = pc.equal(ids, "").to_numpy(zero_copy_only=False)
        if anonymous.any():
            chosen = sorted((field_, name) for name, field_ in self.mapping.columns.items() if field_ != "ignore")
            texts = list(columns.joined([name for _, name in chosen]))
            for place in np.flatnonzero(anonymous):
                keys[place] = hash_number(digest((self._salt + texts[place]).encode()))
        return keys, anonymous


@dataclass(frozen=True, slots=True)
class Arrays:
    """What is kept in memory of every entry: keys int64, whether these are of content alone, both readings int32."""

    keys: joining.Keys
    anonymous: npt.NDArray[np.bool_]
    day_first: reading.Days
    month_first: reading.Days


def hash_number(digest: Any) -> int:
    """The first 63 bits of a hash."""
    return int.from_bytes(digest.digest()[:8], "big") >> 1


def _taken(columns: reading.Columns, rows: Any) -> reading.Columns:
    return reading.Columns(*(array[rows] for array in columns))


def _batch(columns: dict[str, Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array(columns[field_.name], field_.type) for field_ in SCHEMA], schema=SCHEMA)
