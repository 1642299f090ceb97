"""The figures of seriousness that the shipped model card states."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from heard.methods.coding import SHIPPED

_ROW: Final = re.compile(
    r"^\| fast \| (level [^|]+?) \| (\d+) of (\d+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", re.MULTILINE
)
# Stands wherever one of these figures does.
READERS: Final = "measured by language models, not clinicians"


@dataclass(frozen=True, slots=True)
class Shipped:
    """Of comments of a level, how many the shipped coder flagged so, out of fold: recall, its lower end, the share."""

    what: str
    flagged: int
    of: int
    recall: float
    low: float
    share: float


@lru_cache(maxsize=1)
def shipped_seriousness() -> tuple[Shipped, ...]:
    """The rows of the card's table of seriousness for the coder of the pages; none where the card has no such table."""
    text = (SHIPPED.parent / "MODEL_CARD.md").read_text(encoding="utf-8")
    return tuple(
        Shipped(what, int(flagged), int(whole), float(recall), float(low), float(share))
        for what, flagged, whole, recall, low, share in _ROW.findall(text)
    )
