"""The codes that answers have had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from heard.coding.frame import bits_of, frame
from heard.coding.models import UNCODED, Code
from heard.coding.queries.shapes import CodeEntry


def codes(answer_ids: Sequence[int]) -> dict[int, tuple[CodeEntry, ...]]:
    """Every code of these answers, the current one first. One query."""
    rows = (
        Code.objects.filter(answer_id__in=answer_ids).select_related("run", "person").order_by("answer_id", "-number")
    )
    found: dict[int, list[CodeEntry]] = defaultdict(list)
    for code in rows:
        found[code.answer_id].append(_entry(code, current=not found[code.answer_id]))
    return {answer: tuple(entries) for answer, entries in found.items()}


def _entry(code: Code, *, current: bool) -> CodeEntry:
    names = frame()
    by_person = code.run is None
    return CodeEntry(
        answer_id=code.answer_id,
        number=code.number,
        by=code.run.model if code.run else (code.person.name if code.person else "A person who has left"),
        by_person=by_person,
        at=code.at,
        themes=names.themes_of(code.themes),
        theme_bits=bits_of(code.themes),
        sentiment=code.sentiment,
        sentiment_name=names.sentiment(code.sentiment),
        seriousness=code.seriousness,
        level=names.levels[code.seriousness],
        kinds=tuple(names.kinds[bit] for bit in bits_of(code.kinds)),
        hcat="" if code.hcat is None else names.categories[code.hcat],
        confidence=code.confidence,
        reason=code.reason,
        current=current,
        coded=code.themes != UNCODED,
    )
