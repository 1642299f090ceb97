"""The room's word lists, from its packs: what columns are called, what is no answer, what ratings mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from heard.organisations import packs

PACKS = Path(__file__).parent.parent / "packs"
_NOT_WORDS = re.compile(r"[^\w]+")

# A longer text in a column of ratings is no code: it may be what somebody said, and stays out of counts and events.
LONGEST_CODE: Final = 16
MOST_DIGITS: Final = 5


def plain(text: str) -> str:
    """A text as headers and coded values are compared: lower case, words only.

    >>> plain("  FFT_Categorical-Answer: ")
    'fft categorical answer'
    """
    return _NOT_WORDS.sub(" ", text.replace("_", " ").casefold()).strip()


@lru_cache
def columns() -> Mapping[str, Any]:
    """The pack of column names (columns.yaml)."""
    return packs.read(PACKS / "columns.yaml").content


@lru_cache
def non_answers() -> tuple[str, ...]:
    """Phrases that suppliers write where nobody answered: lower case, no final full stop."""
    return tuple(packs.read(PACKS / "non-answers.yaml").content["phrases"])


@lru_cache
def coded(kind: str) -> Mapping[str, str]:
    """Values of 'relation', 'channel' or 'private' as exports write them, to our own."""
    values = columns()["values"][kind]
    return {plain(word): code for code, words in values.items() for word in words}


@lru_cache
def ratings() -> tuple[Mapping[str, int], Mapping[int, str]]:
    """The rating pack in force: text as compared to code, and code to label."""
    content = packs.load("fft-ratings").content
    labels = {int(code): str(label) for code, label in content["answers"].items()}
    known = {str(code): code for code in labels} | {plain(label): code for code, label in labels.items()}
    known |= {plain(word): int(code) for code, words in content["wordings"].items() for word in words}
    return known, labels


def rating_code(text: str) -> int | None:
    """The FFT's number for a rating as a file writes it; None for one that the pack does not know.

    A number may come with zeros behind the point, as spreadsheets write it.
    """
    known, _ = ratings()
    key = plain(re.sub(r"^(\d+)\.0+$", r"\1", text.strip()))
    return known.get(key)


def code_label(text: str) -> str:
    """What an unknown rating is called in counts and events: itself where it is a code, never somebody's sentence.

    >>> code_label("7"), code_label("Rang Mrs Ash about it"), code_label("07700 900123")
    ('7', 'longer texts', 'longer texts')
    """
    return text if len(text) <= LONGEST_CODE and sum(map(str.isdigit, text)) <= MOST_DIGITS else "longer texts"


def question_key(text: str) -> str | None:
    """Which wordings are one question: without case and differences of space (exports break lines in them).

    >>> question_key("What was\\n good? ")
    'what was good?'
    """
    return " ".join(text.casefold().split()) or None
