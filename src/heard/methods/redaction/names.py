"""Names of people, by what stands around them and by a list of first names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from heard.methods.redaction.spans import Span

_TITLED: Final = re.compile(
    r"\b(?:Dr|Doctor|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Nurse|Sister)\b\.? ((?:[A-Z]\.? )?[A-Z][\w'\u2019-]+)"
)


def find(text: str) -> Iterator[Span]:
    """Every name in a text, possibly overlapping."""
    for match in _TITLED.finditer(text):
        yield Span(match.start(1), match.end(1), "name")


PREFILTERS: Final = (r"\b(?:Dr|Doctor|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Nurse|Sister)\b",)
