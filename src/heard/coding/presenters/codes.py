"""What an answer was understood as, by whom and when, for a voice's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from heard.coding.frame import not_coded
from heard.coding.presenters import languages
from heard.coding.presenters.explore import Tag, level_tag
from heard.coding.presenters.languages import ShownLanguage
from heard.coding.queries.languages import Language
from heard.coding.queries.shapes import CodeEntry


@dataclass(frozen=True, slots=True)
class ShownCode:
    """One code in words. `coded` is False where the machine left it, because it is in another language."""

    themes: str
    sentiment: str
    tag: Tag | None
    by: str
    at: datetime | None
    confidence: str
    kinds: str
    reason: str
    current: bool
    coded: bool


@dataclass(frozen=True, slots=True)
class CodedAnswer:
    """An answer with its codes, the current one first. `language` where it is in another than English."""

    answer_id: int
    question: str
    current: ShownCode | None
    earlier: tuple[ShownCode, ...]
    correct_href: str
    language: ShownLanguage | None
    translate_href: str


def shown(entry: CodeEntry, levels: dict[int, str], language: Language | None = None) -> ShownCode:
    """A code in words."""
    by_machine = f"Heard ({entry.by})"
    if language and any(one.gave(entry.number) for one in language.translations):
        by_machine += ", from the translation"
    tells = entry.coded and not entry.by_person and entry.confidence is not None
    return ShownCode(
        themes=", ".join(entry.themes) if entry.coded else not_coded(language.name if language else ""),
        sentiment=(entry.sentiment_name or "Cannot tell") if entry.coded else "",
        tag=level_tag(entry.seriousness, levels),
        by=entry.by if entry.by_person else by_machine,
        at=entry.at,
        confidence=f"{entry.confidence}% sure" if tells else "",
        kinds=", ".join(entry.kinds),
        reason=entry.reason,
        current=entry.current,
        coded=entry.coded,
    )


def coded(  # noqa: PLR0917 - what is known of one answer, and where it can be said otherwise
    answer_id: int,
    question: str,
    entries: Sequence[CodeEntry],
    levels: dict[int, str],
    language: Language | None = None,
    correct_href: str = "",
    translate_href: str = "",
) -> CodedAnswer:
    """An answer with its codes; `correct_href` is '' for whoever may not correct, `translate_href` likewise."""
    codes = [shown(entry, levels, language) for entry in entries]
    return CodedAnswer(
        answer_id,
        question,
        next((code for code in codes if code.current), None),
        tuple(code for code in codes if not code.current),
        correct_href,
        languages.shown(language) if language else None,
        translate_href if language else "",
    )
