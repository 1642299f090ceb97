"""`heard bench redaction`: what redaction finds of the gold set and what it masks without need, kind by kind.

Beside it, plain patterns: e-mail, telephone number, postcode, ten digits with the check digit of an NHS
number, a date after 'born', a house number before a street, and for names a title with a capitalised word. The bars are
judged on the part that was written after the rules, to which they were not adjusted. The full run writes the model card
with the misses.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from heard.methods import redaction
from heard.methods.redaction.numbers import is_nhs_number
from heard.methods.redaction.spans import MASKS, Span
from heard.methods.redaction.tests import gold
from heard.methods.shares import wilson

CARD: Final = Path(redaction.__file__).with_name("CARD.md")
REPEATS: Final = 5
STRUCTURED: Final = tuple(kind for kind in MASKS if kind != "name")
_PLAIN: Final = {
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "account": re.compile(r"(?<![\w@])@\w+"),
    "NHS number": re.compile(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b"),
    "phone": re.compile(r"(?:\+44 ?|\b0)\d{2,5}[ -]?\d{3}[ -]?\d{3,4}\b"),
    "postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"),
    "birth date": re.compile(r"(?i:born|dob|date of birth)[^\d]{0,10}(?:\d{1,2}[/.-]){2}\d{2,4}"),
    "address": re.compile(r"\b\d{1,4}[a-z]? (?:[A-Z]\w+ )+(?:Street|Road|Avenue|Lane|Close|Drive)\b"),
    "name": re.compile(r"(?<=\bDr )[A-Z]\w+|(?<=\bM[rs] )[A-Z]\w+|(?<=\bMrs )[A-Z]\w+|(?<=\bNurse )[A-Z]\w+"),
}


def bench_redaction(full: bool) -> Mapping[str, Any]:
    """Recall and precision on the unseen part and on those before it, with intervals, and rows a second of a core."""
    parts = {part: gold.sentences(part) for part in gold.PARTS}
    unseen = parts[gold.UNSEEN]
    worked_on = [sentence for part in gold.PARTS if part != gold.UNSEEN for sentence in parts[part]]
    every = [*worked_on, *unseen]
    figures, intervals = _figures(gold.counts(unseen, _masked), "")
    more, wider = _figures(gold.counts(worked_on, _masked), "worked on: ")
    baseline, _ = _figures(gold.counts(unseen, plain), "")
    speed, slow = _rows_a_second(every, REPEATS if full else 1)
    if full:
        CARD.write_text(card(parts, {**figures, **more}, {**intervals, **wider}), encoding="utf-8")
    return {
        "sizes": {"unseen sentences": len(unseen), "sentences worked on": len(worked_on)},
        "figures": {**figures, **more, "gold sentences a second": speed},
        "intervals": {"method": "Wilson, 95%", **intervals, **wider},
        "baseline": {**baseline, "gold sentences a second": slow},
        "bars": {
            name: {"at_least": 0.9 if "precision" in name else 0.95 if name.startswith("name") else 0.99}
            for name in figures
        },
    }


def plain(text: str) -> Iterator[Span]:
    """What the plain patterns find."""
    for kind, pattern in _PLAIN.items():
        for match in pattern.finditer(text):
            if kind != "NHS number" or is_nhs_number(re.sub(r"\D", "", match.group())):
                yield Span(match.start(), match.end(), kind)


def _masked(text: str) -> tuple[Span, ...]:
    return redaction.redact_text(text).spans


def _figures(counts: Mapping[str, gold.Count], before: str) -> tuple[dict[str, float], dict[str, list[float]]]:
    structured = gold.Count(*map(sum, zip(*(counts[kind] for kind in STRUCTURED), strict=True)))
    figures: dict[str, float] = {}
    intervals: dict[str, list[float]] = {}
    for kind, count in {**counts, "structured kinds together": structured}.items():
        for name, part, whole in (("recall", count.found, count.marked), ("precision", count.right, count.given)):
            figures[f"{before}{kind} {name}"] = round(part / whole, 4) if whole else 0.0
            intervals[f"{before}{kind} {name}"] = [round(end, 4) for end in wilson(part, whole)]
    return figures, intervals


def _rows_a_second(sentences: Sequence[gold.Sentence], repeats: int) -> tuple[float, float]:
    """Sentences a second of processor time, of redaction and of the plain patterns; half of them hold something."""
    texts = [sentence.text for sentence in sentences]
    best = [0.0, 0.0]
    ways: tuple[Callable[[], object], ...] = (
        lambda: redaction.redact(texts),
        lambda: [list(plain(text)) for text in texts],
    )
    for _ in range(repeats):
        for place, work in enumerate(ways):
            started = time.process_time()
            work()
            best[place] = max(best[place], len(texts) / max(time.process_time() - started, 1e-9))
    return round(best[0], 1), round(best[1], 1)


def card(
    parts: Mapping[str, Sequence[gold.Sentence]],
    figures: Mapping[str, float],
    intervals: Mapping[str, Sequence[float]],
) -> str:
    """The model card: figures, and every miss of every part."""
    lines = [
        "# What redaction finds, and what it misses",
        "",
        "Written by `heard bench redaction --full`. Figures are of the unseen part of the gold set, written after the"
        " rules and the only one they were not adjusted to, and, as 'worked on', of the other parts together"
        " (`tests/gold/README.md`: all sentences are invented), with 95% intervals after Wilson.",
        "",
        "| | share | from | to |",
        "| - | -: | -: | -: |",
        *(f"| {name} | {share:.3f} | {intervals[name][0]:.3f} | {intervals[name][1]:.3f} |"
          for name, share in figures.items()),
        "",
        "Names are found by lists written by hand, by words that stand in no dictionary and by turns of phrase. Least"
        " is found of names that are words too, of nicknames, and of addresses without a number.",
    ]  # fmt: skip
    for part, sentences in parts.items():
        lines += ["", f"## Missed: {part.replace('_', ' ')}", "", "| sentence | kind | text |", "| -: | - | - |"]
        for sentence in sentences:
            lines += [
                f"| {sentence.number} | {span.kind} | {sentence.text[span.start : span.end]} |"
                for span in gold.missed(sentence, _masked(sentence.text))
            ]
    return "\n".join(lines) + "\n"
