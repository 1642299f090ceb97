"""Distinct comments for benchmarks, as long as real ones: chains of words of the public comments, or invented ones."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from typing import Final

# Characters of a comment on average, as of the public ones that say something.
AVERAGE: Final = 70
# A chain ends with the word that reaches its length, and short ones that are there already are left out.
_BEYOND: Final = 10


def public_comments() -> list[str]:
    """The comments of the public file; none where it is absent. HEARD_DATA says where, else ../shared/data."""
    checkout = Path(__file__).resolve().parents[4]
    folder = Path(os.environ.get("HEARD_DATA", checkout.parent / "shared" / "data"))
    try:
        with (folder / "fft" / "fft_labelled.csv").open(encoding="utf-8", newline="") as file:
            said = [row["FFT answer"] for row in csv.DictReader(file)]
    except FileNotFoundError:
        return []
    return [text for text in said if text.strip() and text != "Did not answer"]


def invented_comments() -> list[str]:
    """Comments of the demonstration's generator, where the public ones are absent."""
    from heard.demonstration.generator import voices

    return [text for voice in islice(voices(3_000, seed=1), 3_000) for text in (voice.why, voice.better) if text]


def distinct(comments: Sequence[str], count: int, seed: int = 20261122) -> list[str]:
    """So many different texts of 70 characters on average; the same for the same arguments.

    Words follow each other as they do in the comments, and commas, full stops and line ends come along; lengths are as
    uneven as those of real ones.

    >>> texts = distinct(["The nurse was kind to me", "The doctor was late to see me", "I was kind of late"], 50)
    >>> len(set(texts)), texts == distinct(["The nurse was kind to me", "The doctor was late to see me",
    ...                                     "I was kind of late"], 50)
    (50, True)
    """
    random = Random(seed)  # noqa: S311 -- invented comments, no secret
    follow: dict[str, list[str]] = {}
    starts = []
    for text in comments:
        words = text.split(" ")
        starts.append(words[0])
        for word, following in pairwise(words):
            follow.setdefault(word, []).append(following)
    found: dict[str, None] = {}
    for text in _chains(random, starts, follow):
        found[text] = None
        if len(found) == count:
            return list(found)
    raise AssertionError("unreachable")


def _chains(random: Random, starts: Sequence[str], follow: dict[str, list[str]]) -> Iterator[str]:
    every = list(follow)
    while True:
        # Exponential, as lengths of comments nearly are.
        wanted = random.expovariate(1 / (AVERAGE - _BEYOND))
        word = random.choice(starts)
        words, length = [word], len(word)
        while length < wanted:
            word = random.choice(follow[word]) if word in follow else random.choice(every)
            words.append(word)
            length += len(word) + 1
        yield " ".join(words)
