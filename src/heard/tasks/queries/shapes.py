"""What the room hands out: frozen, and without a model behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from heard.organisations import queries as organisations
from heard.organisations.models import Role
from heard.tasks import rules
from heard.tasks.models import Level, Task
from heard.tasks.rules import Ladder

_SHOWN = ("organisation", "unit", "owner", "deputy", "closed_by")
# Of those, what a summary says; and all of the task itself.
_SAID = (
    *(field.name for field in Task._meta.concrete_fields),
    *("organisation__code", "organisation__name", "unit__name", "unit__reference"),
    *("owner__name", "deputy__name", "closed_by__name"),
)


def with_names(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Tasks with what their summaries say of other records, in one query."""
    return tasks.select_related(*_SHOWN).only(*_SAID)


@dataclass(frozen=True, slots=True)
class TaskSummary:
    """A task. It has organisation_id and unit_id, so that the policy can judge it where its unit stands today."""

    id: int
    reference: str
    organisation_id: int
    organisation_code: str
    unit_id: int | None
    unit_name: str
    unit_reference: str
    kind: str
    subject: str
    title: str
    verb: str
    role: Role
    owner_id: int | None
    owner_name: str
    owned_at: datetime | None
    # The task's own deputy, or else the one of its owner's membership.
    deputy_id: int | None
    deputy_name: str
    own_deputy: bool
    clock: str
    opened_at: datetime
    warn_on: date
    due_on: date
    state: str
    paused_on: date | None
    paused_until: date | None
    pause_reason: str
    paused_days: int
    longest_pause: int
    ladder: Ladder
    confined: bool
    level: int
    raise_on: date | None
    closed_at: datetime | None
    closed_by: str
    outcome: str
    reopened: int

    @property
    def role_label(self) -> str:
        """The role responsible while nobody owns it, in words."""
        return str(self.role.label)

    @property
    def level_label(self) -> str:
        """How far up it has gone, in words."""
        return str(Level(self.level).label)

    @property
    def state_label(self) -> str:
        """Where it stands, in words."""
        return str(Task.State(self.state).label)

    @property
    def live(self) -> bool:
        """Whether it is still to be done."""
        return self.state in LIVE

    def overdue(self, day: date) -> bool:
        """Whether its clock has run out by a day; it cannot while it stands still."""
        return self.state == Task.State.OPEN and self.due_on < day

    def due_soon(self, day: date) -> bool:
        """Whether it is open, in time, and near its end."""
        return self.state == Task.State.OPEN and self.warn_on <= day <= self.due_on


LIVE = frozenset({str(Task.State.OPEN), str(Task.State.PAUSED)})


def summaries(
    tasks: Iterable[Task], ladders: Mapping[str, Ladder] | None = None, names: Mapping[int, str] | None = None
) -> list[TaskSummary]:
    """The summaries of tasks that were read by with_names, or made with their places; `names` of accounts, where known.

    One query for the ladders, unless they are given, and one an organisation for the deputies of owners.
    """
    found = list(tasks)
    known = rules.ladders() if ladders is None and found else ladders or {}
    deputies: dict[tuple[int, int], tuple[int, str]] = {}
    for organisation_id in {task.organisation_id for task in found}:
        owners = {
            task.owner_id
            for task in found
            if task.organisation_id == organisation_id and task.owner_id and not task.deputy_id
        }
        if owners:
            by_owner = organisations.deputies_of(organisation_id, owners)
            deputies |= {(organisation_id, owner): person for owner, person in by_owner.items()}
    return [
        _summary(task, known, deputies.get((task.organisation_id, task.owner_id or 0)), names or {}) for task in found
    ]


def _summary(
    task: Task, ladders: Mapping[str, Ladder], deputy: tuple[int, str] | None, names: Mapping[int, str]
) -> TaskSummary:
    if task.ladder not in ladders:
        raise rules.NoClockError(
            f"The pack {rules.LADDERS} has no {task.ladder} any more; task {task.reference} needs it."
        )

    def name(field: str) -> str:
        account_id = getattr(task, f"{field}_id")
        if account_id is None:
            return ""
        return names.get(account_id) or str(getattr(task, field).name)

    own = task.deputy_id is not None
    deputy_id, deputy_name = (task.deputy_id, name("deputy")) if own else deputy or (None, "")
    return TaskSummary(
        id=task.pk,
        reference=task.reference,
        organisation_id=task.organisation_id,
        organisation_code=task.organisation.code,
        unit_id=task.unit_id,
        unit_name=task.unit.name if task.unit else task.organisation.name,
        unit_reference=task.unit.reference if task.unit else "",
        kind=task.kind,
        subject=task.subject,
        title=task.title,
        verb=task.verb,
        role=Role(task.role),
        owner_id=task.owner_id,
        owner_name=name("owner"),
        owned_at=task.owned_at,
        deputy_id=deputy_id,
        deputy_name=deputy_name,
        own_deputy=own,
        clock=task.clock,
        opened_at=task.opened_at,
        warn_on=task.warn_on,
        due_on=task.due_on,
        state=task.state,
        paused_on=task.paused_on,
        paused_until=task.paused_until,
        pause_reason=task.pause_reason,
        paused_days=task.paused_days,
        longest_pause=task.longest_pause,
        ladder=ladders[task.ladder],
        confined=task.confined,
        level=task.level,
        raise_on=task.raise_on,
        closed_at=task.closed_at,
        closed_by=name("closed_by"),
        outcome=task.outcome,
        reopened=task.reopened,
    )
