"""Lists of tasks as pages show them: filtered, counted, and paged by key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from heard.methods.working_days import Calendar
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.organisations.working_days import calendar_for
from heard.tasks import rules
from heard.tasks.models import Level, Task
from heard.tasks.queries.access import visible
from heard.tasks.queries.shapes import TaskSummary, summaries, with_names
from heard.tasks.rules import Ladder
from heard.tasks.words import due_words

PAGE = 25
# What is done grows for ever: more than so many are not counted.
MOST = 1000
SHOWS = ("mine", "area", "overdue", "waiting", "done")


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks a list shows.

    `show`: mine (owned), needed (owned, deputised, and of one's role but nobody's yet), area (what one may see and that
    is to be done), overdue (of the area), waiting (mine that are paused, and what one has passed on and others still
    have), done (of the area, closed).
    """

    show: str = "mine"
    kind: str = ""
    level: int | None = None
    # What has gone up, to whatever level.
    risen: bool = False
    unit_id: int | None = None
    unowned: bool = False
    # With mine: what one is the deputy of, instead of what one owns.
    deputy: bool = False
    # Only what this room asked for: the beginning of a task's kind.
    room: str = ""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list, with its clock in words."""

    task: TaskSummary
    due: str
    overdue: bool
    due_soon: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: after (or before) the row with these keys in the list's order."""

    key: str
    id: int
    before: bool = False

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """From an address; None for what is none.

        >>> Cursor.read("before~2026-11-26~7")
        Cursor(key='2026-11-26', id=7, before=True)
        >>> Cursor.read("nonsense") is None
        True
        """
        parts = text.split("~")
        if len(parts) != 3 or parts[0] not in {"after", "before"} or not parts[2].isdecimal():
            return None
        try:
            datetime.fromisoformat(parts[1])
        except ValueError:
            return None
        return cls(parts[1], int(parts[2]), parts[0] == "before")

    def text(self) -> str:
        """For an address."""
        return f"{'before' if self.before else 'after'}~{self.key}~{self.id}"


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A page of a list: its rows, how many there are in all (at most MOST + 1), and where its neighbours begin."""

    rows: tuple[TaskRow, ...]
    total: int
    previous: Cursor | None
    next: Cursor | None

    @property
    def counted(self) -> str:
        """How many there are, in words."""
        if self.total > MOST:
            return f"More than {MOST:,} tasks"
        return "1 task" if self.total == 1 else f"{self.total:,} tasks"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks stand under each tab, and what hurries."""

    mine: int
    area: int
    overdue: int
    waiting: int
    mine_overdue: int
    mine_due_soon: int
    unowned: int


def tasks(actor: Actor, organisation_id: int, wanted: TaskFilter, cursor: Cursor | None = None) -> TaskPage:
    """A page of tasks, the most urgent first (of closed ones, those closed last). At most seven queries."""
    ladders = rules.ladders()
    found = _filtered(actor, organisation_id, wanted, ladders)
    key = "closed_at" if wanted.show == "done" else "due_on"
    down = wanted.show == "done"
    backwards = cursor is not None and cursor.before
    rows = _beyond(found, key, cursor, down).order_by(*_order(key, down != backwards))
    # Keys first, by the index alone: with the joins, SQLite reads and sorts every task (0.9 s of 90,000).
    ids = list(rows.values_list("id", flat=True)[: PAGE + 1])
    more, ids = len(ids) > PAGE, ids[:PAGE]
    by_id = with_names(Task.objects.all()).in_bulk(ids)
    read = [by_id[pk] for pk in ids]
    if backwards:
        read.reverse()
    first, last = (_cursor(read[0], key), _cursor(read[-1], key)) if read else (None, None)
    return TaskPage(
        rows=_rows(read, organisation_id, ladders),
        total=found[: MOST + 1].count(),
        previous=replace(first, before=True) if first and (more if backwards else cursor) else None,
        next=last if last and (backwards or more) else None,
    )


def all_tasks(actor: Actor, organisation_id: int, wanted: TaskFilter) -> Iterator[TaskRow]:
    """As tasks, without pages: for a file. A few queries for each 500."""
    ladders, calendar = rules.ladders(), calendar_for(organisation_id)
    down = wanted.show == "done"
    key = "closed_at" if down else "due_on"
    rows = with_names(_filtered(actor, organisation_id, wanted, ladders)).order_by(*_order(key, down))
    chunk: list[Task] = []
    for task in rows.iterator(chunk_size=500):
        chunk.append(task)
        if len(chunk) == 500:
            yield from _said(chunk, ladders, calendar)
            chunk = []
    yield from _said(chunk, ladders, calendar)


def counts(actor: Actor, organisation_id: int) -> Counts:
    """How many tasks hurry and wait, for the menu and the tabs. Two queries."""
    today = timezone.localdate()
    ladders = rules.ladders()
    late = Q(state=Task.State.OPEN, due_on__lt=today)
    mine = Q(owner=actor.account_id) if actor.account_id is not None else Q(pk__in=[])
    area = visible(actor, organisation_id, ladders)
    seen = Task.objects.filter(area | _waiting(actor), organisation=organisation_id, closed_at=None)
    near = Q(state=Task.State.OPEN, warn_on__lte=today, due_on__gte=today)
    found = seen.aggregate(
        mine=Count("id", filter=mine),
        area=Count("id", filter=area),
        overdue=Count("id", filter=area & late),
        waiting=Count("id", filter=_waiting(actor)),
        mine_overdue=Count("id", filter=mine & late),
        mine_due_soon=Count("id", filter=mine & near),
        unowned=Count("id", filter=area & Q(owner=None)),
    )
    return Counts(**found)


def kinds(actor: Actor, organisation_id: int) -> list[str]:
    """The kinds of task that the actor may see. Two queries."""
    found = Task.objects.filter(visible(actor, organisation_id, rules.ladders()))
    return list(found.order_by("kind").values_list("kind", flat=True).distinct())


def _filtered(actor: Actor, organisation_id: int, wanted: TaskFilter, ladders: dict[str, Ladder]) -> QuerySet[Task]:
    found = Task.objects.filter(organisation=organisation_id)
    today = timezone.localdate()
    if wanted.show == "mine":
        whose = "deputy" if wanted.deputy else "owner"
        found = found.filter(**{whose: actor.account_id or 0}, closed_at=None)
    elif wanted.show == "needed":
        roles = {grant.role for grant in actor.grants if grant.organisation_id == organisation_id}
        # Signals that nobody owns have a list of their own.
        of_role = Q(owner=None, role__in=roles) & visible(actor, organisation_id, ladders)
        of_role &= ~Q(kind__startswith="signals.")
        own = Q(owner=actor.account_id or 0) | Q(deputy=actor.account_id or 0)
        found = found.filter(own | of_role, closed_at=None)
    elif wanted.show == "waiting":
        found = found.filter(_waiting(actor), closed_at=None)
    else:
        found = found.filter(visible(actor, organisation_id, ladders))
        found = found.filter(closed_at__isnull=wanted.show != "done")
        if wanted.show == "overdue":
            found = found.filter(state=Task.State.OPEN, due_on__lt=today)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.room:
        found = found.filter(kind__startswith=f"{wanted.room}.")
    if wanted.level is not None:
        found = found.filter(level=wanted.level)
    if wanted.risen:
        found = found.filter(level__gt=Level.OWNER)
    if wanted.unit_id is not None:
        spans = organisations.spans_under(wanted.unit_id)
        found = found.filter(unit__in=[span.unit_id for span in spans if span.until_date is None])
    return found.filter(owner=None) if wanted.unowned else found


def _waiting(actor: Actor) -> Q:
    """What waits for others: one's own tasks that are paused, and what one passed on that its receiver still has."""
    account = actor.account_id or 0
    return Q(owner=account, state=Task.State.PAUSED) | (Q(passed_by=account, owner__isnull=False) & ~Q(owner=account))


def _order(key: str, down: bool) -> tuple[str, str]:
    return (f"-{key}", "-id") if down else (key, "id")


def _beyond(found: QuerySet[Task], key: str, cursor: Cursor | None, down: bool) -> QuerySet[Task]:
    if cursor is None:
        return found
    at = datetime.fromisoformat(cursor.key) if key == "closed_at" else date.fromisoformat(cursor.key[:10])
    way = "lt" if down != cursor.before else "gt"
    return found.filter(Q(**{f"{key}__{way}": at}) | Q(**{key: at, f"id__{way}": cursor.id}))


def _cursor(task: Task, key: str) -> Cursor:
    return Cursor(getattr(task, key).isoformat(), task.pk)


def _rows(read: list[Task], organisation_id: int, ladders: dict[str, Ladder]) -> tuple[TaskRow, ...]:
    return tuple(_said(read, ladders, calendar_for(organisation_id))) if read else ()


def _said(read: list[Task], ladders: dict[str, Ladder], calendar: Calendar) -> list[TaskRow]:
    return [row_of(task, calendar) for task in summaries(read, ladders)]


def row_of(task: TaskSummary, calendar: Calendar) -> TaskRow:
    """A task with its clock in words, as of today."""
    today = timezone.localdate()
    return TaskRow(task, due_words(task.due_on, today, calendar), task.overdue(today), task.due_soon(today))


LEVELS: tuple[tuple[int, str], ...] = tuple((int(level), str(level.label)) for level in Level)
