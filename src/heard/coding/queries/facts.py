"""Facts as they stand in Explore's tables: what is counted, read for a change, a rebuild or the edge of a period."""

# ruff: noqa: S608 - tables and columns are the models' own, numbers are formatted as numbers, the rest is parameters

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from heard.coding import sql
from heard.coding.counting.facts import ANSWER, NO_RATING, VOICE, Facts, joined

_CHUNK: Final = 50_000
_VOICE_ROW: Final = np.dtype(
    [
        ("id", "<i8"),
        ("unit", "<i8"),
        ("source", "<i8"),
        ("day", "<i4"),
        ("rating", "i1"),
        ("relation", "i1"),
        ("channel", "i1"),
    ]
)
_ANSWER_ROW: Final = np.dtype(
    [("voice", "<i8"), ("question", "<i8"), ("themes", "<i8"), ("sentiment", "i1"), ("seriousness", "i1")]
)
_VOICE_COLUMNS: Final = f"voice_id, unit_id, source_id, said_day, coalesce(rating, {NO_RATING}), relation, channel"
_ANSWER_COLUMNS: Final = "voice_id, question_id, themes, coalesce(sentiment, 0), seriousness"


def of_voices(voice_ids: Sequence[int]) -> tuple[NDArray[np.int64], Facts]:
    """The facts of those of these voices that Explore holds, and their ids in the same order."""
    condition, ids = sql.among("voice_id", voice_ids)
    return _read(condition, [ids])


def in_ranges(ranges: Sequence[tuple[int, int, int]], at_most: int | None = None) -> Facts | None:
    """The facts of voices of units within days: ranges of (unit, first day, last day).

    None where there are more than `at_most` voices.
    """
    units: dict[tuple[int, int], list[int]] = defaultdict(list)
    for unit, first, last in ranges:
        units[first, last].append(unit)
    parts: list[Facts] = []
    for (first, last), ids in units.items():
        among, parameter = sql.among("unit_id", ids)
        condition = f"{among} AND said_day BETWEEN {first:d} AND {last:d}"
        if at_most is not None and not _fits(condition, parameter, at_most):
            return None
        parts.append(_read(condition, [parameter])[1])
    return joined(parts)


def of_answers(answer_ids: Sequence[int]) -> Facts:
    """The facts of these answers and their voices, without those voices' other answers."""
    condition, ids = sql.among("answer_id", answer_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_ANSWER_COLUMNS} FROM {sql.ANSWERS} WHERE {condition}", [ids])
        answers = np.array(cursor.fetchall(), _ANSWER_ROW)
        condition, ids = sql.among("voice_id", np.unique(answers["voice"]).tolist())
        cursor.execute(f"SELECT {_VOICE_COLUMNS} FROM {sql.VOICES} WHERE {condition} ORDER BY voice_id", [ids])
        return facts_of(np.array(cursor.fetchall(), _VOICE_ROW), answers)


def _fits(condition: str, parameter: Any, at_most: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {sql.VOICES} WHERE {condition} LIMIT {at_most + 1:d}) AS edge",
            [parameter],
        )
        return int(cursor.fetchone()[0]) <= at_most


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
