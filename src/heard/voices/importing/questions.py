"""Questions as they are worded, made where an import brings a new one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from django.db import connection, transaction

from heard.ledger import actions as ledger
from heard.store import sql
from heard.voices.importing.words import question_key
from heard.voices.models import Question

_BETTER: Final = re.compile(r"\b(improve\w*|better|differently|changed?|worse|bad|could we do|poor)\b")
_GOOD: Final = re.compile(r"\b(good|well|best|liked?|pleased|enjoy\w*|positive)\b")


def kind_of(wording: str) -> str:
    """What a question asks for, by its words; where it asks for both or neither, it is open.

    >>> kind_of("What could we do better?"), kind_of("What was good?"), kind_of("What was good, and what was bad?")
    ('could_improve', 'what_good', 'nonspecific')
    """
    text = wording.casefold()
    better, good = bool(_BETTER.search(text)), bool(_GOOD.search(text))
    if better == good:
        return Question.Kind.NONSPECIFIC.value
    return (Question.Kind.COULD_IMPROVE if better else Question.Kind.WHAT_GOOD).value


def hash_of(wording: str) -> str:
    """The key by which a question is found, whatever its case and spaces."""
    return hashlib.sha256((question_key(wording) or "").encode()).hexdigest()


def ensure_questions(organisation_id: int, wordings: Sequence[str]) -> list[tuple[int, str]]:
    """Id and kind of each question, in their order; new wordings become questions, with one event."""
    keys = [hash_of(text) for text in wordings]
    found = _found(organisation_id, keys)
    missing = {key: text for key, text in zip(keys, wordings, strict=True) if key not in found}
    if missing:
        with transaction.atomic():
            Question.objects.bulk_create(
                (
                    Question(
                        organisation_id=organisation_id, wording=" ".join(text.split()), key=key, kind=kind_of(text)
                    )
                    for key, text in missing.items()
                ),
                ignore_conflicts=True,
            )
            ledger.record(
                kind="voices.questions-added",
                subject=f"organisation:{organisation_id}",
                content={"keys": sorted(missing)},
            )
        found = _found(organisation_id, keys)
    return [found[key] for key in keys]


def _found(organisation_id: int, keys: Sequence[str]) -> dict[str, tuple[int, str]]:
    # Every voice that arrives asks: for Django to put it together takes ten times as long as to run it.
    wanted = set(keys)
    if not wanted:
        return {}
    with sql.planned_cursor(connection) as cursor:
        cursor.execute(_found_sql(len(wanted)), [organisation_id, *wanted])
        return {key: (pk, kind) for key, pk, kind in cursor.fetchall()}


@lru_cache(maxsize=50)
def _found_sql(count: int) -> str:
    marks = ", ".join(["%s"] * count)
    return f"SELECT key, id, kind FROM voices_question WHERE organisation_id = %s AND key IN ({marks})"  # noqa: S608
