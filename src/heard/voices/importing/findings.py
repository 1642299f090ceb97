"""What is found out about a file before a person maps it: its layout, first rows, suggestions, and doubts."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from heard.methods.exports import dates as reading
from heard.methods.exports.delimited import Block
from heard.methods.redaction import redact_text
from heard.voices.importing import words
from heard.voices.importing.columns import BLANK, SAID
from heard.voices.importing.mapping import Mapping
from heard.voices.importing.masking import masked_reason, short, some
from heard.voices.importing.reading import Layout, look, rows
from heard.voices.importing.stager import Stager
from heard.voices.importing.suggesting import known_headers, suggest
from heard.voices.models import Voice

# Rows looked at for suggestions, and kept for the preview.
LOOKED_AT: Final = 500
SAMPLES: Final = 12
LONGEST: Final = 400
# Cells of each column that are shown where it is mapped, and characters of each.
EXAMPLES: Final = 3
EXAMPLE: Final = 80


def find(path: Path, name: str, today: date) -> dict[str, Any]:
    """Look at a file: JSON with layout, header, samples, suggestions, order of the first dates. Raises BadFile."""
    layout = look(path, name, known_headers())
    width = len(layout.header)
    first = next((block for block in rows(path, layout) if block.rows), Block())
    cells = [(row + [""] * width)[:width] for row in first.rows[:LOOKED_AT]]
    columns = suggest(layout.header, cells, today)
    return {
        "layout": {**asdict(layout), "header": list(layout.header), "notes": list(layout.notes)},
        "header": list(layout.header),
        "samples": [
            [line, [short(cell, LONGEST) for cell in row]]
            for line, row in zip(first.lines, cells[:SAMPLES], strict=False)
        ],
        "examples": {
            header: some((row[place] for row in cells), EXAMPLES, EXAMPLE) for place, header in enumerate(layout.header)
        },
        "suggestions": columns,
        "ratings": _ratings(layout.header, cells, columns),
        "notes": list(layout.notes),
    }


def layout_of(findings: Mapped[str, Any]) -> Layout:
    """The layout that was found."""
    saved = findings["layout"]
    return Layout(**{**saved, "header": tuple(saved["header"]), "notes": tuple(saved["notes"])})


@dataclass(frozen=True, slots=True)
class PreviewAnswer:
    """One answer as it will be stored: words with personal data masked, or '' with what stands there instead."""

    question: str
    words: str
    masked: bool
    state: str  # 'said', 'blank', 'non-answer'


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of the file as it will be stored; `problem` is the sentence where it would be rejected."""

    line: int
    problem: str
    respondent: str
    service: tuple[str, ...]
    said_on: str
    rating: str
    relation: str
    channel: str
    answers: tuple[PreviewAnswer, ...]


def preview(findings: Mapped[str, Any], mapping: Mapping, today: date) -> list[PreviewRow]:
    """The first rows of the file as this mapping would store them."""
    layout = layout_of(findings)
    records = Block([line for line, _ in findings["samples"]], [cells for _, cells in findings["samples"]])
    stager = Stager(mapping, layout.header, 0, today, pads=True)
    batch, found, rejected = stager.block(records)
    shown = [PreviewRow(row.line, masked_reason(row.reason, row.cells), "", (), "", "", "", "", ()) for row in rejected]
    table = batch.to_pylist()
    _, labels = words.ratings()
    times = max(1, len(mapping.headers("answer")))
    for start in range(0, len(table), times):
        entry = table[start]
        rating = stager.ratings.values[entry["rating"]] if entry["rating"] >= 0 else ""
        code = mapping.ratings.get(rating, words.rating_code(rating)) if rating else None
        shown.append(
            PreviewRow(
                line=entry["line"],
                problem="",
                respondent=entry["respondent"],
                service=tuple(filter(None, stager.paths.values[entry["unit"]])),
                said_on=_said(int(found.day_first[start]), int(found.month_first[start])),
                rating=labels[code] if code else (f"{redact_text(rating).words} (not known)" if rating else ""),
                relation=str(list(Voice.Relation)[entry["relation"]].label) if entry["relation"] else "",
                channel=str(list(Voice.Channel)[entry["channel"]].label) if entry["channel"] else "",
                answers=tuple(_answer(stager, each) for each in table[start : start + times]),
            )
        )
    return sorted(shown, key=lambda row: row.line)


def _answer(stager: Stager, entry: Mapped[str, Any]) -> PreviewAnswer:
    question = stager.questions.values[entry["question"]] if entry["question"] >= 0 else ""
    redacted = redact_text(entry["words"])
    state = {SAID: "said", BLANK: "blank"}.get(entry["state"], "non-answer")
    return PreviewAnswer(redact_text(" ".join(question.split())).words, redacted.words, bool(redacted.spans), state)


def _said(day_first: int, month_first: int) -> str:
    """One date in words, or both readings."""
    days = [reading.day(number) for number in dict.fromkeys((day_first, month_first)) if number != reading.NONE]
    return " or ".join(f"{day.day} {day:%B %Y}" for day in days)


def trusts(path: Path, findings: Mapped[str, Any]) -> list[str]:
    """Names in the column suggested for the trust, over the whole file; it stops at the second."""
    layout = layout_of(findings)
    columns: Mapped[str, str] = findings["suggestions"]
    place = next((place for place, name in enumerate(layout.header) if columns[name] == "trust"), None)
    found: dict[str, str] = {}
    if place is not None:
        for cells in chain.from_iterable(block.rows for block in rows(path, layout)):
            name = " ".join(cells[place].split()) if len(cells) > place else ""
            if name and found.setdefault(name.casefold(), name) == name and len(found) > 1:
                break
    return list(found.values())


def _ratings(header: Sequence[str], cells: Sequence[Sequence[str]], columns: Mapped[str, str]) -> list[str]:
    """Codes among the first rows that the rating pack does not know."""
    place = next((place for place, name in enumerate(header) if columns[name] == "rating"), None)
    if place is None:
        return []
    texts = {row[place].strip() for row in cells}
    return sorted(text for text in texts if text and words.rating_code(text) is None)


def order_of(cells: Sequence[str], today: date) -> tuple[int, int, int]:
    """The order of the dates among some cells: 1 day first, -1 month first, 0 unclear; and how many say either."""
    from heard.voices.importing.stager import EARLIEST

    found = reading.read_column(pa.array(cells, pa.string()), EARLIEST, today, {})
    return reading.file_order(reading.orders(found.day_first, found.month_first))
