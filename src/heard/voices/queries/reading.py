"""What people said that waits to be read, and to be answered, for one reader: the tasks of it that they may see."""

from __future__ import annotations

from dataclasses import dataclass

from heard.organisations.policy import Actor
from heard.tasks import queries as tasks
from heard.tasks.queries import TaskFilter, TaskRow
from heard.voices.policy import may_read
from heard.voices.queries.briefs import Brief, briefs_by_reference

READING, REPLY = "voices.reading", "voices.reply"
_SUBJECT = "voices.voice:"


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One of them. `voice` is empty where the reader may see that it waits, and not what it is about."""

    task: TaskRow
    voice: str
    reply: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page of them, those due first first, with how many there are in all, in words."""

    kind: str
    rows: tuple[WaitingRow, ...]
    counted: str
    more: bool


def waiting(actor: Actor, organisation_id: int, kind: str) -> Waiting:
    """What waits to be read (READING) or answered (REPLY). As many queries, however much it is."""
    page = tasks.tasks(actor, organisation_id, TaskFilter(show="area", kind=kind))
    known = briefs_by_reference(organisation_id, (row.task.subject.removeprefix(_SUBJECT) for row in page.rows))
    rows = tuple(_row(actor, row, known.get(row.task.subject.removeprefix(_SUBJECT))) for row in page.rows)
    return Waiting(kind, rows, page.counted, page.next is not None)


def _row(actor: Actor, row: TaskRow, voice: Brief | None) -> WaitingRow:
    if voice is None or not may_read(actor, voice):
        return WaitingRow(row, "", reply=False)
    return WaitingRow(row, voice.reference, bool((voice.wishes or {}).get("reply")))
