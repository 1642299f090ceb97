"""What an answer was understood as, by whom and when, for a voice's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from heard.coding.presenters.explore import Tag, level_tag
from heard.coding.queries.shapes import CodeEntry


@dataclass(frozen=True, slots=True)
class ShownCode:
    """One code in words."""

    themes: str
    sentiment: str
    tag: Tag | None
    by: str
    at: datetime | None
    confidence: str
    kinds: str
    reason: str
    current: bool


@dataclass(frozen=True, slots=True)
class CodedAnswer:
    """An answer with its codes, the current one first."""

    answer_id: int
    question: str
    current: ShownCode | None
    earlier: tuple[ShownCode, ...]
    correct_href: str


def shown(entry: CodeEntry, levels: dict[int, str]) -> ShownCode:
    """A code in words."""
    return ShownCode(
        themes=", ".join(entry.themes),
        sentiment=entry.sentiment_name or "Cannot tell",
        tag=level_tag(entry.seriousness, levels),
        by=entry.by if entry.by_person else f"Heard ({entry.by})",
        at=entry.at,
        confidence="" if entry.by_person or entry.confidence is None else f"{entry.confidence}% sure",
        kinds=", ".join(entry.kinds),
        reason=entry.reason,
        current=entry.current,
    )


def coded(
    answer_id: int, question: str, entries: Sequence[CodeEntry], levels: dict[int, str], correct_href: str
) -> CodedAnswer:
    """An answer with its codes; `correct_href` is '' for whoever may not correct."""
    codes = [shown(entry, levels) for entry in entries]
    current = next((code for code in codes if code.current), None)
    return CodedAnswer(answer_id, question, current, tuple(code for code in codes if not code.current), correct_href)
