"""What tasks call samples."""

from __future__ import annotations

from typing import Final

from heard.checking.models import Sample

CODE: Final = "checking.code"
SETTLE: Final = "checking.settle"
SAMPLE: Final = "checking.sample:"


def subject(sample: Sample, part: int) -> str:
    """A coder's part of a sample (1 or 2), or the settling of it (0): each is a task of its own."""
    return f"{SAMPLE}{sample.reference}-{part}"


def parts_of(name: str) -> tuple[str, int] | None:
    """The reference and part of a subject; None for another room's.

    >>> parts_of("checking.sample:01ABC-2"), parts_of("signals.signal:01ABC")
    (('01ABC', 2), None)
    """
    if not name.startswith(SAMPLE):
        return None
    reference, _, part = name.removeprefix(SAMPLE).partition("-")
    return reference, int(part)
