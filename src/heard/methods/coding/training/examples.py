"""What the coders learn from: coded comments, sentences of our own, and an earlier coding of other trusts' comments."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from heard.methods.coding.coder import question_kind
from heard.methods.coding.features import Array
from heard.methods.coding.training.dataset import Dataset, normal
from heard.methods.coding.training.deep import Examples

# Sentences of our own, written for this from the codebook and from what the themes mean, by language models that had
# seen none of the data; they are in no evaluation. written.csv has levels of seriousness, themes.csv themes.
FOLDER: Final = Path(__file__).resolve().parent
LEVELS: Final = FOLDER / "written.csv"
THEMES: Final = FOLDER / "themes.csv"
# A comment of so many words is hardly written twice: "they could not have been more helpful" is.
LONGER: Final = 8


def of(data: Dataset, rows: Array, *, without: Array | None = None) -> Examples:
    """Examples from some rows of the data and the sentences of our own, but for texts of the rows `without`."""
    kept_out = {normal(data.texts[row]) for row in ([] if without is None else without)}
    own = [one for one in written(data.names) if normal(one.texts[0]) not in kept_out]
    return joined([_labelled(data, rows), *own])


def _labelled(data: Dataset, rows: Array) -> Examples:
    return Examples(
        [data.texts[row] for row in rows], data.questions[rows], data.themes[rows].astype(np.float32),
        data.sentiment[rows].astype(np.int64), data.level[rows].astype(np.int64), np.full(len(rows), -1),
    )  # fmt: skip


def written(names: Sequence[str]) -> Iterator[Examples]:
    """Sentences of our own, one by one; `names` are the themes in their order."""
    for row in rows(LEVELS):
        yield _one(row["text"], len(names), level=int(row["level"]))
    for row in rows(THEMES):
        themes = np.isin(np.array(names), row["themes"].split("|")).astype(np.float32)
        yield _one(
            row["text"], len(names), themes=themes,
            question=question_kind({"good": "what_good", "improve": "could_improve"}.get(row["question"], "")),
        )  # fmt: skip


def counts() -> tuple[int, int]:
    """How many sentences of our own have a level, and how many have themes."""
    return len(rows(LEVELS)), len(rows(THEMES))


def _one(
    text: str, count: int, *, themes: Array | None = None, sentiment: int = 0, level: int = -1, code: int = -1,
    question: int = 0,
) -> Examples:  # fmt: skip
    known = np.full(count, np.nan, np.float32) if themes is None else themes
    return Examples(
        [text], np.array([question], np.uint8), known[None], np.array([sentiment]), np.array([level]), np.array([code])
    )


def earlier(data: Dataset, path: Path) -> Examples:
    """The coding of 2021 (one code each, with its direction), without any text of the data."""
    known = {normal(text) for text in data.texts}
    names: dict[str, int] = {}
    found = []
    for row in rows(path):
        if (plain := normal(row["feedback"])) not in known and plain not in {"", "did not answer"}:
            number = row["criticality"]
            direction = np.sign(int(number)) if number.lstrip("-").isdigit() and abs(int(number)) <= 5 else "?"
            code = names.setdefault(f"{row['subcategory']} {direction}", len(names))
            found.append(_one(row["feedback"], data.themes.shape[1], code=code))
    return joined(found, len(names))


def unlabelled(data: Dataset, path: Path) -> list[str]:
    """Texts of the earlier coding, without any text of the data, each once: what a teacher may code."""
    known = {normal(text) for text in data.texts} | {"", "did not answer"}
    texts = {normal(row["feedback"]): row["feedback"] for row in rows(path)}
    return [text for plain, text in texts.items() if plain not in known]


def organisations(path: Path) -> dict[str, set[str]]:
    """Which organisations the earlier coding has each text of, as `normal` has it."""
    of: dict[str, set[str]] = {}
    for row in rows(path):
        of.setdefault(normal(row["feedback"]), set()).add(row["organization"])
    return of


def akin(texts: Sequence[str], path: Path) -> frozenset[str]:
    """Organisations of the earlier coding that may be where these texts come from: they have a longer one of them."""
    of = organisations(path)
    longer = {plain for text in texts if len((plain := normal(text)).split()) >= LONGER}
    return frozenset(name for plain in longer for name in of.get(plain, ()))


def joined(parts: Sequence[Examples], codes: int = 0) -> Examples:
    """Examples of several kinds in one."""

    def whole(name: str) -> Array:
        return np.concatenate([getattr(part, name) for part in parts])

    return Examples(
        [text for part in parts for text in part.texts],
        whole("questions"), whole("themes"), whole("sentiment"), whole("level"), whole("code"), codes,
    )  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file by their columns; none where it is absent."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
