"""Codes of a sample in words: for its file, and for whoever settles what two coders differ in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from heard.checking.queries.exporting import Line
from heard.checking.queries.samples import Said
from heard.coding.frame import frame

_CODE: Final = ("themes", "sentiment", "level")
COLUMNS: Final = (
    *("Place", "Voice", "Stratum", "Chance of being drawn", "Version of the coder"),
    *(f"{who}: {what}" for who in ("Machine", "First coder", "Second coder", "Settled") for what in _CODE),
)


def cells(line: Line) -> tuple[Any, ...]:
    """A line of the file."""
    codes: Sequence[Said | None] = [line.machine, *line.readings, *[None] * (2 - len(line.readings)), line.settled]
    said = [cell for code in codes for cell in in_words(code)]
    return line.place, line.voice_reference, line.stratum, f"{line.chance:.6g}", line.machine.by, *said


def in_words(code: Said | None) -> tuple[str, str, str]:
    """Themes, sentiment and level; empty where there is no code."""
    if code is None:
        return "", "", ""
    names = frame()
    themes, sentiment = "|".join(names.themes_of(code.themes)), names.sentiment(code.sentiment) or "Cannot tell"
    return themes, sentiment, names.levels[code.seriousness]
