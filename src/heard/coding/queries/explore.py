"""Explore: one search, and everything that its page shows of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection

from heard.coding import sql
from heard.coding.counting import periods
from heard.coding.frame import Frame, frame, not_coded
from heard.coding.models import UNCODED, UNDATED, ExploreAnswer
from heard.coding.queries import languages
from heard.coding.queries.languages import Language
from heard.coding.queries.selection import Selection, Start, select
from heard.coding.queries.shapes import CAP, PAGE_SIZE, Filters, Page, Row
from heard.organisations import queries as organisations
from heard.organisations.queries import Scope
from heard.voices import queries as voices
from heard.voices.queries import labels

TOO_SLOW: Final = (
    "This search takes too long. Add a service or a period, or search for a less common word, and try again."
)
# Seconds for the list of a page, and for counting what it is a page of.
LIST_SECONDS: Final = 3.0
COUNT_SECONDS: Final = 1.0
_CURSOR: Final = re.compile(r"([on])(-?\d{1,10})\.(\d{1,18})")

Record = tuple[Any, ...]


def page(scope: Scope, filters: Filters, cursor: str = "") -> Page:
    """25 comments, newest first, from a cursor of a neighbouring page (an unknown cursor is the first page)."""
    selection = select(scope, filters)
    if selection.is_empty:
        return Page(())
    start = _start(cursor)
    try:
        found = _fetch(selection, PAGE_SIZE + 1, start)
    except sql.TooSlow:
        return Page((), problem=TOO_SLOW)
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    newer = start is not None and start[2]
    if newer:
        found.reverse()
    rows = _rows(found)
    return Page(
        rows=rows,
        newer=_cursor("n", found[0]) if found and (more if newer else start is not None) else "",
        older=_cursor("o", found[-1]) if found and (newer or more) else "",
    )


def ids(selection: Selection, seconds: float = COUNT_SECONDS) -> list[int] | None:
    """The ids of at most CAP + 1 comments, in no order; None where finding them takes too long."""
    if selection.is_empty:
        return []
    statement, parameters = selection.statement(CAP + 1, ordered=False)
    try:
        with sql.bounded(seconds), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return [row[0] for row in cursor.fetchall()]
    except sql.TooSlow:
        return None


def rows_from(selection: Selection, chunk: int, most: int) -> Iterator[Row]:
    """The comments of a selection, newest first, read in chunks by key: for an export."""
    start: Start | None = None
    left = 0 if selection.is_empty else most
    while left > 0:
        found = _fetch(selection, min(chunk, left), start, seconds=LIST_SECONDS * 20)
        yield from _rows(found)
        if len(found) < min(chunk, left):
            return
        left -= len(found)
        start = (found[-1][2], found[-1][0], False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when an answer was given: what the policy judges it by."""

    organisation_id: int
    # None for the whole organisation.
    unit_id: int | None
    said_on: date | None


def places_of(answer_ids: Collection[int]) -> dict[int, Place]:
    """The places of those of these answers that Explore holds. One query."""
    rows = ExploreAnswer.objects.filter(answer_id__in=list(answer_ids))
    return {
        answer: Place(organisation, unit, None if day == UNDATED else periods.date_of(day))
        for answer, organisation, unit, day in rows.values_list("answer_id", "organisation_id", "unit_id", "said_day")
    }


def _fetch(selection: Selection, limit: int, start: Start | None, seconds: float = LIST_SECONDS) -> list[Record]:
    statement, parameters = selection.statement(limit, start)
    with sql.bounded(seconds), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _start(cursor: str) -> Start | None:
    found = _CURSOR.fullmatch(cursor)
    return (int(found[2]), int(found[3]), found[1] == "n") if found else None


def _cursor(way: str, record: Record) -> str:
    """Where the neighbouring page begins.

    >>> _start(_cursor("o", (12, 0, -1000000)))
    (-1000000, 12, False)
    """
    return f"{way}{record[2]}.{record[0]}"


def _rows(found: Sequence[Record]) -> tuple[Row, ...]:
    """Rows as the list shows them: the words, and the numbers' names. A fixed number of queries."""
    if not found:
        return ()
    words = voices.words([record[0] for record in found])
    services = organisations.units({record[3] for record in found})
    spoken = languages.spoken(list(words))
    relations, channels, names = labels.relations(), labels.channels(), frame()
    return tuple(
        Row(
            answer_id=answer,
            voice_reference=words[answer].voice_reference,
            said_on=None if day == UNDATED else periods.date_of(day),
            unit_id=unit,
            service=services[unit].name,
            question=words[answer].question,
            words=words[answer].words,
            masked=words[answer].masked,
            rating="" if rating is None else labels.RATINGS[rating],
            relation=relations[relation],
            channel=channels[channel],
            themes=_themes(names, themes, spoken.get(answer)),
            sentiment=names.sentiment(sentiment),
            seriousness=seriousness,
            language=spoken.get(answer),
            coded=themes != UNCODED,
        )
        for answer, _, day, unit, rating, relation, channel, _, themes, sentiment, seriousness in found
        # An answer that was deleted between the two reads is left out.
        if answer in words
    )


def _themes(names: Frame, mask: int, language: Language | None) -> tuple[str, ...]:
    return (not_coded(language.name if language else ""),) if mask == UNCODED else names.themes_of(mask)
