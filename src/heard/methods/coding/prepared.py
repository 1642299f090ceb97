"""Selections made before, and kept beside the artefacts: to make them takes most of a second of every process.

A kept one is known by all that it is made of, so one of other patterns is made anew. `scripts/prepare_lexicon.py` keeps
those of the shipped pack; a test fails where they differ from what the code makes.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from heard.methods.coding import programs
from heard.methods.coding.features import Array
from heard.methods.coding.selecting import Lists, Selected, Selection

FILE: Final = Path(__file__).resolve().parents[2] / "coding" / "artefacts" / "lexicon.npz"
_LISTS: Final = ("found", "led", "others", "beside")


def selection(rules: Sequence[Selected]) -> Selection:
    """That of rules in their order: the kept one, where there is one of the same. Raises as `Selection.of`."""
    kept, mark = _kept(), _digest(rules)
    if f"{mark}.steps" not in kept:
        return Selection.of(rules)
    return _unpacked({name.removeprefix(f"{mark}."): kept[name] for name in kept if name.startswith(mark)})


def tape(patterns: Sequence[str]) -> Array:
    """The programs of patterns in their order: the kept ones, where there are any of the same."""
    kept = _kept().get(f"{_told(patterns)}.tape")
    return programs.tape(patterns) if kept is None else kept


def packed(every: Iterable[Sequence[Selected]], said: Iterable[Sequence[str]]) -> bytes:
    """The file that keeps selections of these rules and programs of these patterns: the same give the same bytes."""
    arrays: dict[str, Any] = {}
    for rules in every:
        mark = _digest(rules)
        arrays |= {f"{mark}.{name}": array for name, array in _arrays(Selection.of(rules)).items()}
    for patterns in said:
        arrays[f"{_told(patterns)}.tape"] = programs.tape(patterns)
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def _digest(rules: Sequence[Selected]) -> str:
    return _told([[rule.patterns, rule.also] for rule in rules])


def _told(made_of: Any) -> str:
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


@cache
def _kept() -> dict[str, Any]:
    if not FILE.exists():
        return {}
    with np.load(FILE, allow_pickle=False) as arrays:
        return dict(arrays)


def _arrays(one: Selection) -> dict[str, Any]:
    owners = Lists.of(owners for _, owners in one.patterns)
    patterns = json.dumps([pattern for pattern, _ in one.patterns])
    arrays = {
        "patterns": np.frombuffer(patterns.encode(), np.uint8), "owners.first": owners.first, "owners": owners.numbers,
        "classes": one.classes, "steps": one.steps,
    }  # fmt: skip
    for name in _LISTS:
        lists: Lists = getattr(one, name)
        arrays |= {f"{name}.first": lists.first, name: lists.numbers}
    return arrays


def _unpacked(arrays: Mapping[str, Any]) -> Selection:
    owners = Lists(arrays["owners.first"], arrays["owners"])
    patterns = json.loads(arrays["patterns"].tobytes())
    return Selection(
        tuple((pattern, tuple(owners[place])) for place, pattern in enumerate(patterns)),
        arrays["classes"],
        arrays["steps"],
        *(Lists(arrays[f"{name}.first"], arrays[name]) for name in _LISTS),
    )
