"""Answers at level 2 or 3 noted in the transaction that codes them. Nothing else is done there: imports stay fast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from django.utils import timezone

from heard.coding.models import UNDATED
from heard.coding.ports import CodedBatch
from heard.signals.models import Candidate
from heard.store.bulk import bulk_insert

CONCERN: Final = 2
_EPOCH: Final = date(1970, 1, 1)
_FIELDS: Final = (
    *("answer_id", "voice_id", "organisation_id", "unit_id", "day", "level", "kinds", "category", "at", "state"),
)


def gather(batch: CodedBatch) -> Callable[[], None]:
    """Note what may become a signal; what it returns runs in the transaction that stores the codes."""
    rows = _rows(batch)

    def write() -> None:
        from heard.signals.jobs import raise_signals

        if not rows:
            return
        if batch.corrected:
            _correct(rows)
        else:
            bulk_insert(Candidate, _FIELDS, rows)
        # A file's are raised by the clock: its chunks come faster than jobs.
        if not batch.several:
            raise_signals.enqueue()

    return write


def _rows(batch: CodedBatch) -> list[tuple[Any, ...]]:
    chosen = np.flatnonzero(batch.seriousness >= CONCERN)
    if not len(chosen):
        return []
    now, today = timezone.now(), timezone.localdate()
    columns = [
        column[chosen].tolist()
        for column in (
            *(batch.answer, batch.voice, batch.organisation, batch.unit, batch.day),
            *(batch.seriousness, batch.kinds, batch.hcat),
        )
    ]
    return [
        (
            *(answer, voice, organisation, unit),
            today if day == UNDATED else _EPOCH + timedelta(days=day),
            *(level, kinds, None if hcat < 0 else hcat, now, int(Candidate.State.WAITING)),
        )
        for answer, voice, organisation, unit, day, level, kinds, hcat in zip(*columns, strict=True)
    ]


def _correct(rows: list[tuple[Any, ...]]) -> None:
    """A person's code in place of the machine's: looked at again, and never taken away where it became a signal."""
    for row in rows:
        given = dict(zip(_FIELDS, row, strict=True))
        Candidate.objects.update_or_create(answer_id=given.pop("answer_id"), defaults=given)
