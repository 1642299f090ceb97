"""Which coders there are, and how one is had: nothing else asks which."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Final

from heard.methods.coding.coder import Coder

# The artefacts that ship with Heard.
SHIPPED: Final = Path(__file__).resolve().parents[2] / "coding" / "artefacts" / "fast"
ACCURATE: Final = SHIPPED.with_name("accurate")
MODES: Final = ("fast", "accurate")


class EngineAbsentError(Exception):
    """A coder cannot run here: its sentence says why and what to do."""


def load(mode: str) -> Coder:
    """The coder of a mode, fast or accurate. Raises EngineAbsentError where it cannot run; ValueError for no mode."""
    if mode not in MODES:
        raise ValueError(f"There is no mode {mode}.")
    return Coder.load(SHIPPED) if mode == "fast" else _accurate()


def _accurate() -> Coder:
    try:
        accurate = import_module("heard.methods.coding.accurate")
    except ModuleNotFoundError as missing:
        raise EngineAbsentError("The accurate coder is not part of this Heard: use --mode fast.") from missing
    try:
        coder: Coder = accurate.load(ACCURATE)
    except accurate.NotInstalledError as problem:
        raise EngineAbsentError(str(problem)) from problem
    return coder


@lru_cache(maxsize=len(MODES))
def ready(mode: str) -> Coder:
    """The coder of a mode, loaded once a process."""
    return load(mode)


def fingerprint(mode: str) -> str:
    """Name of a mode's coder and a sum over its artefacts: the same where it gives the same codes."""
    total = hashlib.sha256()
    for file in sorted((ACCURATE if mode == "accurate" else SHIPPED).rglob("*")):
        if file.is_file():
            total.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return f"{ready(mode).name} {total.hexdigest()[:16]}"
