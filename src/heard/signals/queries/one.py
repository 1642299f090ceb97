"""One signal: its words, its history of the same thing, its owner, who is in conflict, and what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from heard.ledger import queries as ledger
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.signals import histories
from heard.signals.actions.changing import words_hash
from heard.signals.models import Conflict, Signal, SignalVoice
from heard.signals.policy import may_read
from heard.signals.queries.access import visible
from heard.signals.queries.lists import rows_of, same_thing
from heard.signals.queries.shapes import Said, SignalRow
from heard.signals.reaching import reached
from heard.signals.subjects import subject_of
from heard.tasks import queries as tasks
from heard.tasks.queries import TaskSummary
from heard.tasks.rules import ladders
from heard.voices.queries import Words
from heard.voices.queries.briefs import words_on_routes


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened to a signal."""

    at: datetime
    who: str
    sentence: str
    sealed: bool


@dataclass(frozen=True, slots=True)
class SignalDetail:
    """Everything about one signal that this reader may know."""

    row: SignalRow
    said: tuple[Said, ...]
    same: tuple[SignalRow, ...]
    merged: tuple[SignalRow, ...]
    tasks: tuple[TaskSummary, ...]
    # The names of those in conflict of interest, with what they said.
    conflicts: tuple[tuple[str, str], ...]
    in_conflict: bool
    asked_by: str
    asked_at: datetime | None
    lines: tuple[HistoryLine, ...]

    @property
    def task(self) -> TaskSummary | None:
        """What is to be done about it now, by whoever works on it."""
        return next((task for task in self.tasks if task.live and task.verb != "close_signals"), None)


@dataclass(frozen=True, slots=True)
class Closable:
    """What the page that closes a signal needs of it; `voices` are those in it and in what was merged into it."""

    row: SignalRow
    asked_at: datetime | None
    asked_by_id: int | None
    voices: frozenset[str]


def signal_row(actor: Actor, organisation_id: int, reference: str) -> SignalRow | None:
    """One signal, or None where there is none that this actor may see."""
    found = Signal.objects.filter(visible(actor, organisation_id, ladders()), reference=reference)
    return next(iter(rows_of(actor, found)), None)


def signal(actor: Actor, organisation_id: int, reference: str) -> SignalDetail | None:
    """A signal's page, or None where there is none that this actor may see."""
    row = signal_row(actor, organisation_id, reference)
    if row is None:
        return None
    record = Signal.objects.select_related("asked_by").get(pk=row.id)
    merged = rows_of(actor, Signal.objects.filter(merged_into=row.id).order_by("-level", "id"))
    family = [row.id, *(one.id for one in merged), *([record.merged_into_id] if record.merged_into_id else [])]
    conflicts = Conflict.objects.filter(signal__in=family).select_related("account").order_by("id")
    return SignalDetail(
        row=row,
        said=_said(actor, row, [row.id, *(one.id for one in merged)]),
        same=same_thing(actor, row, record.category),
        merged=merged,
        tasks=tuple(tasks.tasks_about(subject_of(reference))),
        conflicts=tuple((one.account.name, one.reason) for one in conflicts),
        in_conflict=any(one.account_id == actor.account_id for one in conflicts),
        asked_by=record.asked_by.name if record.asked_by else "",
        asked_at=record.asked_at,
        lines=_lines(row),
    )


def closable(actor: Actor, organisation_id: int, reference: str) -> Closable | None:
    """As signal, for the page that closes it: neither its history nor the others like it."""
    row = signal_row(actor, organisation_id, reference)
    if row is None:
        return None
    family = SignalVoice.objects.filter(Q(signal=row.id) | Q(signal__merged_into=row.id))
    asked_at, asked_by = Signal.objects.filter(pk=row.id).values_list("asked_at", "asked_by_id").get()
    return Closable(row, asked_at, asked_by, frozenset(family.values_list("voice_reference", flat=True)))


def reachable(found: Closable) -> int:
    """How many of those who spoke will read why it was closed."""
    return len(reached(found.row.organisation_id, found.voices))


def _said(actor: Actor, row: SignalRow, family: Sequence[int]) -> tuple[Said, ...]:
    links = list(SignalVoice.objects.filter(signal__in=family).order_by("-level", "answer_id"))
    asked = [(one.answer_id, row.route) for one in links] if may_read(actor, row) else []
    words = words_on_routes(asked)
    return tuple(_one_said(one, words.get((one.answer_id, row.route))) for one in links)


def _one_said(link: SignalVoice, found: Words | None) -> Said:
    return Said(
        voice_reference=link.voice_reference,
        answer_id=link.answer_id,
        question=found.question if found else "",
        words=found.words if found else None,
        level=link.level,
        masked=bool(found and found.masked),
        as_raised=found is None or words_hash(found.words) == link.words_hash,
        at=link.at,
    )


def _lines(row: SignalRow) -> tuple[HistoryLine, ...]:
    """What happened to it, the latest first, from the ledger."""
    entries = ledger.history(subject_of(row.reference))
    mentioned = {entry.actor for entry in entries if entry.actor}
    mentioned |= {str(value) for entry in entries for value in _people(entry.content)}
    names = organisations.account_names(mentioned)
    nobody = "Not recorded" if row.route == Signal.Route.SPEAKING_UP else "Heard"
    return tuple(
        HistoryLine(
            at=entry.at,
            who=names.get(entry.actor, "Somebody who has left") if entry.actor else nobody,
            sentence=histories.told(entry.kind, entry.content, names),
            sealed=entry.sealed,
        )
        for entry in sorted(entries, key=lambda entry: (entry.at, entry.event_id), reverse=True)
    )


def _people(content: Mapping[str, Any] | None) -> list[str]:
    return [str(content[key]) for key in ("owner", "to", "account") if content.get(key)] if content else []
