"""One task, what happened to it, who could have it, and how what somebody depends on stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from heard.ledger import queries as ledger
from heard.organisations import queries as organisations
from heard.organisations.working_days import calendar_for, calendars
from heard.tasks.histories import told
from heard.tasks.models import Level, Task
from heard.tasks.ports import conflicted_accounts
from heard.tasks.queries.lists import TaskRow, row_of
from heard.tasks.queries.shapes import LIVE, TaskSummary, summaries, with_names
from heard.tasks.words import due_words


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened to a task."""

    at: datetime
    who: str
    sentence: str
    sealed: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How the task about a subject stands, for everyone who depends on it: no name, the role alone."""

    subject: str
    reference: str
    kind: str
    state: str
    due_on: date
    due: str
    overdue: bool
    level: int
    level_label: str
    role_label: str
    owned: bool


def task(organisation_id: int, reference: str) -> TaskSummary | None:
    """One task of an organisation, or None. Three queries."""
    found = summaries(_read().filter(organisation=organisation_id, reference=reference))
    return found[0] if found else None


def task_row(organisation_id: int, reference: str) -> TaskRow | None:
    """One task with its clock in words, or None. Five queries."""
    found = task(organisation_id, reference)
    if found is None:
        return None
    return row_of(found, calendar_for(organisation_id))


def tasks_by_reference(organisation_id: int, references: Iterable[str]) -> list[TaskSummary]:
    """Several tasks of an organisation, the most urgent first; unknown references are left out."""
    return summaries(
        _read().filter(organisation=organisation_id, reference__in=set(references)).order_by("due_on", "id")
    )


def tasks_about(subject: str) -> list[TaskSummary]:
    """Every task about a subject, the newest first."""
    # In order here: by the database it takes as long again to write the statement.
    found = sorted(_read().filter(subject=subject), key=lambda one: (one.opened_at, one.pk), reverse=True)
    return summaries(found)


def live_about(subject: str, kind: str) -> list[str]:
    """The references of what is still to be done about a subject of this kind, the newest first. One query."""
    found = Task.objects.filter(subject=subject, kind=kind, state__in=LIVE).order_by("-opened_at", "-id")
    return list(found.values_list("reference", flat=True))


def standings(subjects: Iterable[str], kind: str = "") -> dict[str, Standing]:
    """How what is to be done about subjects stands: of each its live task, the most urgent where there are several.

    With a `kind`, tasks of that kind alone.
    For everyone who depends on a subject, whoever they are: a title or a name is not in it. Two queries.
    """
    found: dict[str, Standing] = {}
    known = calendars()
    today = timezone.localdate()
    rows = Task.objects.filter(subject__in=set(subjects), state__in=LIVE).select_related("organisation")
    for one in (rows.filter(kind=kind) if kind else rows).order_by("due_on", "id"):
        found.setdefault(
            one.subject,
            Standing(
                subject=one.subject,
                reference=one.reference,
                kind=one.kind,
                state=one.state,
                due_on=one.due_on,
                due=due_words(one.due_on, today, known[one.organisation.nation]),
                overdue=one.state == Task.State.OPEN and one.due_on < today,
                level=one.level,
                level_label=str(Level(one.level).label),
                role_label=one.get_role_display(),
                owned=one.owner_id is not None,
            ),
        )
    return found


def task_history(found: TaskSummary) -> list[HistoryLine]:
    """What happened to a task, the latest first, from the ledger. Five queries at most."""
    entries = ledger.history(f"task:{found.reference}")
    keys = ("owner", "deputy", "from", "to")
    mentioned = {
        str(content[key]) for entry in entries if (content := entry.content) for key in keys if content.get(key)
    }
    names = organisations.account_names(mentioned | {entry.actor for entry in entries if entry.actor})
    nobody = "Heard" if found.ladder.names_actor else "Not recorded"
    return [
        HistoryLine(
            at=entry.at,
            who=names.get(entry.actor, "Somebody who has left") if entry.actor else nobody,
            sentence=told(entry.kind, entry.content, names),
            sealed=entry.sealed,
        )
        for entry in sorted(entries, key=lambda entry: (entry.at, entry.event_id), reverse=True)
    ]


def candidates(found: TaskSummary) -> list[tuple[int, str]]:
    """(account id, name) of everyone who may own a task: the verb at its place, and no conflict of interest."""
    shut_out = conflicted_accounts(found.subject)
    people = organisations.people_who(found.organisation_id, found.verb, found.unit_id)
    return [(pk, name) for pk, name in people if pk not in shut_out]


def candidates_for_all(found: Iterable[TaskSummary]) -> list[tuple[int, str]]:
    """Everyone who may own at least one of several tasks, by name: each place and verb is asked for once."""
    people: dict[int, str] = {}
    for organisation_id, verb, unit_id in {(one.organisation_id, one.verb, one.unit_id) for one in found}:
        people |= dict(organisations.people_who(organisation_id, verb, unit_id))
    return sorted(people.items(), key=lambda person: (person[1].casefold(), person[0]))


def _read() -> QuerySet[Task]:
    return with_names(Task.objects.all())
