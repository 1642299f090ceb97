"""The counts once more, one voice at a time in plain Python: what the cells have to equal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from heard.coding.counting.cells import COLUMNS
from heard.coding.tests.factories import Said
from heard.organisations.models import UnitSpan

Key = tuple[int, int, int, int]
# (themes, sentiment, seriousness, question) of each answer with words
Coded = list[tuple[int, int, int, int]]


def first_day(day: date | None) -> int:
    """The first day of the part of a week that lies in one month, as days since 1970."""
    if day is None:
        return -1_000_000
    start = day
    while start.weekday() != 0 and start.day != 1:
        start -= timedelta(days=1)
    return (start - date(1970, 1, 1)).days


def ancestors(unit_id: int, day: date | None) -> list[int]:
    """Under which units a voice counts: as the tree was on the day, or as it is last for one without a date."""
    found = []
    for span in UnitSpan.objects.filter(unit_id=unit_id):
        if day is None:
            covered = span.until_date is None
        else:
            covered = (span.from_date is None or span.from_date <= day) and (
                span.until_date is None or day < span.until_date
            )
        if covered:
            found.append(span.ancestor_id)
    return found


def cells(voices: Iterable[tuple[Said, Coded]]) -> dict[Key, dict[str, int]]:
    """Every cell that is not all zeros."""
    total: dict[Key, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
    for said, answers in voices:
        groups: dict[tuple[int, int], Coded] = {
            (0, 0): answers,
            (2, said.relation): answers,
            (3, said.channel): answers,
            (5, said.source_id or 0): answers,
        }
        for answer in answers:
            themes = [bit for bit in range(63) if answer[0] >> bit & 1] or [-2 if answer[0] < 0 else -1]
            for theme in themes:
                groups.setdefault((1, theme), []).append(answer)
            groups.setdefault((4, answer[3]), []).append(answer)
        for unit in ancestors(said.unit_id, said.said_on):
            for (facet, value), chosen in groups.items():
                _add(total[unit, facet, first_day(said.said_on), value], said, chosen)
    return dict(total)


def _add(cell: dict[str, int], said: Said, answers: Coded) -> None:
    cell["voices"] += 1
    cell["with_words"] += bool(answers)
    if said.rating is not None:
        cell[f"rated_{said.rating}"] += 1
    for _, sentiment, seriousness, _ in answers:
        cell["comments"] += 1
        if sentiment:
            cell[f"sentiment_{sentiment}"] += 1
        if seriousness:
            cell[f"seriousness_{seriousness}"] += 1
    if said.rating in (1, 2) and any(answer[2] >= 2 for answer in answers):
        cell["concerns_rated_good"] += 1
