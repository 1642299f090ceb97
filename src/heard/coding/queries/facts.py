"""Facts as they stand in Explore's tables: what is counted, read for a change, a rebuild or the edge of a period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from heard.coding import sql
from heard.coding.counting.facts import ANSWER, NO_RATING, VOICE, Facts, joined

_CHUNK: Final = 50_000
_VOICE_ROW: Final = np.dtype(
    [("id", "<i8"), ("unit", "<i8"), ("source", "<i8"), ("day", "<i4"), ("rating", "i1")]
    + [("relation", "i1"), ("channel", "i1")]
)
_ANSWER_ROW: Final = np.dtype(
    [("voice", "<i8"), ("question", "<i8"), ("themes", "<i8"), ("sentiment", "i1"), ("seriousness", "i1")]
)
_VOICE_COLUMNS: Final = (
    f"voice_id, unit_id, source_id, said_day, coalesce(rating, {NO_RATING}), relation, channel"
)
_ANSWER_COLUMNS: Final = "voice_id, question_id, themes, coalesce(sentiment, 0), seriousness"


def of_voices(voice_ids: Sequence[int]) -> tuple[NDArray[np.int64], Facts]:
    """The facts of those of these voices that Explore holds, and their ids in the same order."""
    condition, ids = sql.among("voice_id", voice_ids)
    return _read(condition, [ids])


def in_ranges(ranges: Sequence[tuple[int, int, int]]) -> Facts:
    """The facts of voices of units within days: ranges of (unit, first day, last day)."""
    return joined(
        _read("unit_id = %s AND said_day BETWEEN %s AND %s", [unit, first, last])[1] for unit, first, last in ranges
    )


def of_organisation(organisation_id: int) -> Iterator[Facts]:
    """All facts of an organisation, in chunks along the key: for a rebuild, which has to read everything."""
    last = -1
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                f"SELECT max(voice_id), count(*) FROM (SELECT voice_id FROM {sql.VOICES} WHERE voice_id > %s "
                f"ORDER BY voice_id LIMIT {_CHUNK}) AS chunk",
                [last],
            )
            end, found = cursor.fetchone()
            if not found:
                return
            condition = "organisation_id = %s AND voice_id > %s AND voice_id <= %s"
            yield _read(condition, [organisation_id, last, end])[1]
            last = end


def _read(condition: str, parameters: Sequence[Any]) -> tuple[NDArray[np.int64], Facts]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_VOICE_COLUMNS} FROM {sql.VOICES} WHERE {condition} ORDER BY voice_id", list(parameters)
        )
        voices = np.array(cursor.fetchall(), _VOICE_ROW)
        cursor.execute(f"SELECT {_ANSWER_COLUMNS} FROM {sql.ANSWERS} WHERE {condition}", list(parameters))
        return voices["id"], facts_of(voices, np.array(cursor.fetchall(), _ANSWER_ROW))


def facts_of(voices: NDArray[Any], answers: NDArray[Any]) -> Facts:
    """Facts of rows that carry the ids of their voices; `voices` sorted by id, and holding every answer's."""
    counted, said = np.zeros(len(voices), VOICE), np.zeros(len(answers), ANSWER)
    for name in ("unit", "source", "day", "rating", "relation", "channel"):
        counted[name] = voices[name]
    for name in ("question", "themes", "sentiment", "seriousness"):
        said[name] = answers[name]
    counted["sign"] = 1
    said["voice"] = np.searchsorted(voices["id"], answers["voice"])
    return Facts(counted, said)
