"""The gold set: sentences with the personal data marked, and what rules find of it. README.md says whose they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from heard.methods.redaction.spans import MASKS, Span

UNSEEN: Final = "unseen"
PARTS: Final = ("development", "held_back", "third", "fourth", "fifth", UNSEEN)
_MARK: Final = re.compile(r"\{(" + "|".join(MASKS) + r"):([^}]*)\}")


class Sentence(NamedTuple):
    """A sentence by its number in its part, with the spans that should be found."""

    number: int
    text: str
    spans: tuple[Span, ...]


class Count(NamedTuple):
    """Of one kind: spans marked, those of them found, spans given, those of them on something marked."""

    marked: int
    found: int
    given: int
    right: int


def sentences(part: str) -> list[Sentence]:
    """The sentences of a part."""
    lines = (Path(__file__).with_name(f"{part}.txt")).read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if line and not line.startswith("# ")]
    return [_read(number, line) for number, line in enumerate(said, 1)]


def _read(number: int, line: str) -> Sentence:
    text, at, spans = "", 0, []
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        spans.append(Span(len(text), len(text) + len(mark.group(2)), mark.group(1)))
        text += mark.group(2)
        at = mark.end()
    return Sentence(number, text + line[at:], tuple(spans))


def missed(sentence: Sentence, given: Iterable[Span]) -> list[Span]:
    """Marked spans of which a letter or digit stays in sight, whatever kind the mask names."""
    hidden = {place for span in given for place in range(span.start, span.end)}
    return [
        span
        for span in sentence.spans
        if any(sentence.text[place].isalnum() and place not in hidden for place in range(span.start, span.end))
    ]


def wrong(sentence: Sentence, given: Iterable[Span]) -> list[Span]:
    """Given spans that touch nothing marked."""
    return [span for span in given if not any(span.start < s.end and s.start < span.end for s in sentence.spans)]


def counts(gold: Sequence[Sentence], rules: Callable[[str], Iterable[Span]]) -> dict[str, Count]:
    """What rules find in sentences, by kind."""
    totals = {kind: [0, 0, 0, 0] for kind in MASKS}
    for sentence in gold:
        given = list(rules(sentence.text))
        lost, false = missed(sentence, given), wrong(sentence, given)
        for span in sentence.spans:
            totals[span.kind][0] += 1
            totals[span.kind][1] += span not in lost
        for span in given:
            totals[span.kind][2] += 1
            totals[span.kind][3] += span not in false
    return {kind: Count(*total) for kind, total in totals.items()}
