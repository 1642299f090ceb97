"""Hand-coded comments as arrays: the clean set that an honest evaluation needs."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from heard.methods.coding.coder import question_kind
from heard.methods.coding.features import Array

_WORD: Final = re.compile(r"[^\W_]+")
_NON_ANSWERS: Final = frozenset({"did not answer", "n a", "na", "not applicable", "no answer", "not answered"})


@dataclass(frozen=True, slots=True)
class Dataset:
    """N distinct comments. questions uint8 [N]; themes bool [N, themes]; sentiment int8 [N] (0 unknown); trusts str
    [N]; groups int64 [N] (same respondent or same text); level int8 [N] (0 to 3; -1 not read); names of the themes.
    """

    texts: list[str]
    questions: Array
    themes: Array
    sentiment: Array
    trusts: Array
    groups: Array
    level: Array
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)


def normal(text: str) -> str:
    """Words of a text in lower case: what makes two comments the same.

    >>> normal("Nothing!  at all.")
    'nothing at all'
    """
    return " ".join(_WORD.findall(text.lower()))


def read(folder: Path, frame: Mapping[str, Any]) -> Dataset:
    """The clean set of a folder with fft_labelled.csv and serious_labelled.csv.

    Blank, wordless and non-answers are dropped; one row stays for each text and kind of question, with the labels
    that at least half of its codings gave.
    """
    rows = [row for row in _rows(folder / "fft_labelled.csv") if _is_said(row["FFT answer"])]
    levels = _levels(_rows(folder / "serious_labelled.csv"), rows)
    merged: dict[tuple[str, int], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        merged[normal(row["FFT answer"]), question_kind(row["FFT question"])].append(row)
    columns = columns_of(frame)
    coded = {key: same for key, same in merged.items() if _majority(same, columns).any()}
    groups = _groups(coded)
    return Dataset(
        [same[0]["FFT answer"] for same in coded.values()],
        np.array([question for _, question in coded], dtype=np.uint8),
        np.array([_majority(same, columns) for same in coded.values()]),
        np.array([_most_common(row["Comment sentiment"] for row in same) for same in coded.values()], dtype=np.int8),
        np.array([same[0]["Trust"] for same in coded.values()]),
        np.array([groups[key] for key in coded], dtype=np.int64),
        np.array([levels.get(text, -1) for text, _ in coded], dtype=np.int8),
        themes_of(frame),
    )


def themes_of(frame: Mapping[str, Any]) -> tuple[str, ...]:
    """Labels of a frame pack's content in the order of their bits."""
    return tuple(theme for major in frame["majors"] for theme in major["themes"])


def columns_of(frame: Mapping[str, Any]) -> list[list[str]]:
    """For every theme the columns of the labelled file that count as it."""
    return [list(frame["merged_from"].get(theme, [theme])) for theme in themes_of(frame)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _is_said(text: str) -> bool:
    plain = normal(text)
    return any(character.isalpha() for character in plain) and plain not in _NON_ANSWERS


def _levels(read_rows: Iterable[Mapping[str, str]], rows: Iterable[Mapping[str, str]]) -> dict[str, int]:
    text_of = {row["Comment ID"]: normal(row["FFT answer"]) for row in rows}
    return {text_of[row["Comment ID"]]: int(row["seriousness"]) for row in read_rows if row["Comment ID"] in text_of}


def _majority(same: Sequence[Mapping[str, str]], columns: Sequence[Sequence[str]]) -> Array:
    counts = [sum(any(row[name] == "1" for name in names) for row in same) for names in columns]
    return np.array(counts) * 2 >= len(same)


def _most_common(sentiments: Iterable[str]) -> int:
    counts = Counter(int(value) for value in sentiments if value)
    return max(counts, key=lambda value: (counts[value], -value)) if counts else 0


def _groups(coded: Mapping[tuple[str, int], Sequence[Mapping[str, str]]]) -> dict[tuple[str, int], int]:
    """Comments of one respondent, or of one text, together: a union of sets."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for (text, _), same in coded.items():
        for row in same:
            parent[root("respondent " + row["Respondent ID"])] = root("text " + text)
    numbers: dict[str, int] = {}
    return {key: numbers.setdefault(root("text " + key[0]), len(numbers)) for key in coded}


def folds(data: Dataset, count: int, seed: int) -> Array:
    """A fold for every comment: groups stay whole, and each fold gets its share of the rarest label of a group."""
    frequency = data.themes.sum(axis=0)
    rarest = np.array([min(np.flatnonzero(row), key=lambda theme: frequency[theme]) for row in data.themes])
    members: dict[int, list[int]] = defaultdict(list)
    for row, group in enumerate(data.groups):
        members[int(group)].append(row)
    order = np.random.default_rng(seed).permutation(sorted(members))
    rare_first = sorted(order.tolist(), key=lambda group: min(frequency[rarest[row]] for row in members[group]))
    fold = np.zeros(len(data), dtype=np.int64)
    held = np.zeros((count, data.themes.shape[1]))
    sizes = np.zeros(count)
    for group in rare_first:
        stratum = min((int(rarest[row]) for row in members[group]), key=lambda theme: frequency[theme])
        chosen = min(range(count), key=lambda number: (held[number, stratum], sizes[number]))
        fold[members[group]] = chosen
        held[chosen, stratum] += 1
        sizes[chosen] += len(members[group])
    return fold
