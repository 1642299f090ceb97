"""What the queue keeps of jobs that are over: forgotten where it quotes something that is erased."""

from __future__ import annotations

import json
from collections.abc import Callable


def forget_results(quotes: Callable[[str], bool]) -> int:
    """Delete the results of finished jobs whose arguments or errors quote; returns how many.

    Jobs take ids and no words, but an error may name what it could not store. Results are kept for 30 days.
    """
    from django_tasks_db.models import DBTaskResult

    rows = DBTaskResult.objects.exclude(finished_at=None)
    fields = ("pk", "args_kwargs", "traceback", "return_value")
    ids = [
        pk
        for pk, given, traceback, returned in rows.values_list(*fields).iterator()
        if any(quotes(text) for text in (json.dumps(given, ensure_ascii=False), traceback or "", str(returned)))
    ]
    return int(rows.filter(pk__in=ids).delete()[0]) if ids else 0
