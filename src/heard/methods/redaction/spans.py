"""Where personal data stands in a text, and how it is masked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

MASKS: Final = {
    "phone": "[phone number]",
    "email": "[e-mail address]",
    "account": "[account name]",
    "postcode": "[postcode]",
    "NHS number": "[NHS number]",
    "birth date": "[date of birth]",
    "address": "[address]",
    "name": "[name]",
}
# One bit for each of the modules that find something, in `batch.finders`.
EVERYTHING: Final = (1 << 6) - 1


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of the original text, and the kind of personal data there."""

    start: int
    end: int
    kind: str


class Redacted(NamedTuple):
    """A text with its personal data masked; `spans` are places in the original, in order, without overlap."""

    words: str
    spans: tuple[Span, ...]


def settle(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order without overlap; where two overlap, the one given first keeps its kind and takes in the other.

    >>> settle([Span(5, 9, "name"), Span(0, 6, "address")])
    (Span(start=0, end=9, kind='name'),)
    """
    settled: list[Span] = []
    for span in spans:
        joined = span
        apart: list[Span] = []
        for other in settled:
            if other.start < joined.end and joined.start < other.end:
                joined = Span(min(other.start, joined.start), max(other.end, joined.end), other.kind)
            else:
                apart.append(other)
        settled = [*apart, joined]
    return tuple(sorted(settled))


def mask(text: str, spans: Iterable[Span]) -> str:
    """The text with each span replaced by the name of its kind.

    >>> mask("Ring 01632 960001.", [Span(5, 17, "phone")])
    'Ring [phone number].'
    """
    parts: list[str] = []
    at = 0
    for span in spans:
        parts += [text[at : span.start], MASKS[span.kind]]
        at = span.end
    return "".join([*parts, text[at:]])
