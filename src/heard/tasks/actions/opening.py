"""Tasks begin: one, or many at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.models import Organisation, Unit
from heard.organisations.policy import Actor, declared
from heard.organisations.working_days import calendar
from heard.store.bulk import insert_numbered
from heard.tasks import rules
from heard.tasks.actions import changing
from heard.tasks.actions.dates import dates_of
from heard.tasks.actions.restating import is_sooner, restate_task
from heard.tasks.models import Level, Task
from heard.tasks.queries.shapes import LIVE, TaskSummary, summaries

KIND = re.compile(r"[a-z_]+\.[a-z_]+\Z")
SUBJECT = re.compile(r"[a-z_]+\.[a-z_]+:[A-Za-z0-9_-]+\Z")
Key = tuple[int, str, str]
# What a task shows of its place.
_SHOWN = ("name", "reference", *(f"organisation__{name}" for name in ("code", "name", "nation")))


@dataclass(frozen=True, slots=True)
class NewTask:
    """What somebody has to do, as the room that asks says it: with a clock of the pack or a day of its own."""

    organisation_id: int
    kind: str
    subject: str
    title: str
    role: str
    clock: str = ""
    due_on: date | None = None
    began_on: date | None = None
    unit_id: int | None = None
    verb: str = "do_tasks"
    ladder: str = "line"
    owner_id: int | None = None
    deputy_id: int | None = None

    @property
    def key(self) -> Key:
        """Of these there is one live task."""
        return self.organisation_id, self.kind, self.subject


def open_task(*, actor: Actor, **asked: Any) -> TaskSummary:
    """Open a task about another room's record; what is asked are the fields of NewTask.

    The clock counts from `began_on` (today); a day of its own wins. A subject has one live task of a kind: asked again,
    that one is returned, and nothing is recorded unless it is due sooner now (its day never moves away).
    Raises Refused where the owner or deputy may not have it, ValueError
    for what no page can ask (an undeclared verb, a role without it, neither clock nor day), NoClockError,
    NoHolidaysError.
    """
    (opened,) = open_tasks(actor=actor, asked=[NewTask(**asked)])
    return opened


@transaction.atomic
def open_tasks(*, actor: Actor, asked: Sequence[NewTask]) -> list[TaskSummary]:
    """As open_task, many at once and in their order: a few queries for all of them, one event for each that is new."""
    planned = plan_tasks(asked)
    _bring_forward(actor, [one for key, one in planned.given.items() if key in planned.there])
    return open_planned(actor=actor, planned=planned)


@dataclass(frozen=True, slots=True)
class Planned:
    """Tasks that are worked out and not opened yet."""

    asked: Sequence[NewTask]
    given: Mapping[Key, NewTask]
    # Those of them that are open already, and the rest, as they will stand.
    there: Mapping[Key, int]
    fresh: Sequence[tuple[Task, TaskSummary]]
    # Who is told of each of the rest, and what events call these people.
    told: Sequence[Sequence[int | None]]
    names: Mapping[int | None, str]

    def due_of(self, asked: NewTask) -> date:
        """The day on which one of the fresh ones is due."""
        return next(task.due_on for _, task in self.fresh if _of(task) == asked.key)


def plan_tasks(asked: Sequence[NewTask], *, new: bool = False, known: Collection[Unit] = ()) -> Planned:
    """Work out what open_planned then writes: for a transaction that others wait for. Raises as open_tasks.

    `new`: what they are about is not in the database yet, so that there is no need to look whether they are open.
    `known`: units that were read already, with their organisations.
    """
    given: dict[Key, NewTask] = {}
    for one in asked:
        given.setdefault(one.key, one)
    places = _refuse_wrong(given.values(), known)
    there = {} if new else _alive(given)
    made = _made([one for one in given.values() if one.key not in there], places)
    people = _people(made, given)
    fresh = [*zip(made, _owned(made, given, people), strict=True)]
    answering = changing.People()
    told = [answering.answerable(task) for _, task in fresh]
    return Planned(asked, given, there, fresh, told, {pk: person.reference for pk, person in people.items()})


@transaction.atomic(savepoint=False)
def open_planned(*, actor: Actor, planned: Planned) -> list[TaskSummary]:
    """Open what was planned; what is open already stays as it is. The tasks, in the order in which they were asked."""
    made = [task for task, _ in planned.fresh]
    try:
        with transaction.atomic():
            insert_numbered(*made)
    except IntegrityError:
        # Somebody else opened one of them between the look and the insert.
        again = plan_tasks(planned.asked)
        if again.there.keys() <= planned.there.keys():
            raise
        return open_planned(actor=actor, planned=again)
    opened = [replace(summary, id=task.pk) for task, summary in planned.fresh]
    _tell(actor, opened, planned)
    found = {_of(task): task for task in opened}
    if planned.there:
        found |= {_of(task): task for task in changing.summaries_of(planned.there.values())}
    return [found[one.key] for one in planned.asked]


def _bring_forward(actor: Actor, asked: Sequence[NewTask]) -> None:
    """What is there already and is asked for sooner than it is due is due then."""
    if not asked:
        return
    rows = Task.objects.filter(subject__in={one.subject for one in asked}, state__in=LIVE).select_related(
        "organisation"
    )
    live = {_key(task): task for task in rows}
    for one in asked:
        task = live.get(one.key)
        if task is not None and is_sooner(one, task.due_on, calendar(task.organisation.nation)):
            restate_task(actor=actor, asked=replace(one, **_way(task)))


def _way(task: Task) -> dict[str, Any]:
    return {name: getattr(task, name) for name in ("role", "verb", "ladder", "unit_id")}


@dataclass(frozen=True, slots=True)
class _Places:
    """The units and organisations at which tasks stand, by their ids."""

    units: Mapping[int, Unit]
    organisations: Mapping[int, Organisation]


def _places(given: Collection[NewTask], known: Collection[Unit]) -> _Places:
    units = {unit.pk: unit for unit in known}
    if wanted := {one.unit_id for one in given if one.unit_id is not None} - set(units):
        units |= Unit.objects.select_related("organisation").only(*_SHOWN).in_bulk(wanted)
    theirs = {unit.organisation_id: unit.organisation for unit in units.values()}
    rest = {one.organisation_id for one in given} - set(theirs)
    return _Places(units, {**theirs, **(Organisation.objects.in_bulk(rest) if rest else {})})


def _refuse_wrong(given: Collection[NewTask], known: Collection[Unit]) -> _Places:
    """Where they stand. Raises Refused or ValueError for what cannot be opened."""
    places = _places(given, known)
    for one in given:
        if not KIND.match(one.kind) or not SUBJECT.match(one.subject):
            raise ValueError(
                f"A kind is '<room>.<kind>', a subject '<room>.<kind>:<reference>': {one.kind!r}, {one.subject!r}."
            )
        if one.role not in declared().get(one.verb, frozenset()):
            raise ValueError(
                f"The role {one.role} does not have the verb {one.verb}: nobody responsible could take the task."
            )
        unit = places.units.get(one.unit_id) if one.unit_id is not None else None
        if one.unit_id is not None and (unit is None or unit.organisation_id != one.organisation_id):
            raise Refused("Choose a service of this organisation, or the whole organisation.", "unit")
        if not one.title.strip() or len(" ".join(one.title.split())) > 200:
            raise Refused("Enter a title of at most 200 characters.", "title")
    return places


def _alive(keys: Any) -> dict[Key, int]:
    """The ids of the live tasks among these."""
    subjects = {subject for _, _, subject in keys}
    rows = Task.objects.filter(subject__in=subjects, state__in=LIVE)
    found = {row[:3]: row[3] for row in rows.values_list("organisation", "kind", "subject", "id")}
    return {key: pk for key, pk in found.items() if key in keys}


def _key(task: Task) -> Key:
    return task.organisation_id, task.kind, task.subject


def _made(asked: Sequence[NewTask], places: _Places) -> list[Task]:
    """New tasks with their dates, not saved yet; each clock and ladder is read once."""
    ladders = rules.ladders() if asked else {}
    now, today = timezone.now(), timezone.localdate()
    tasks = []
    for one in asked:
        organisation = places.organisations[one.organisation_id]
        days = calendar(organisation.nation)
        rule = ladders.get(one.ladder) or rules.ladder(one.ladder)
        clock = rules.clock(one.clock) if one.clock else None
        warn, due, longest = dates_of(clock, one.due_on, one.began_on or today, days)
        same = ("kind", "subject", "verb", "role", "clock", "ladder")
        task = Task(
            organisation=organisation,
            unit=places.units[one.unit_id] if one.unit_id is not None else None,
            title=" ".join(one.title.split()),
            opened_at=now,
            warn_on=warn,
            due_on=due,
            longest_pause=longest,
            confined=rule.confined,
            raise_on=rule.raise_on(Level.OWNER, due, days),
            **{name: getattr(one, name) for name in same},
        )
        tasks.append(task)
    return tasks


def _people(made: Sequence[Task], given: Mapping[Key, NewTask]) -> dict[int, Actor]:
    """The owners and deputies that are asked for, by the ids of their accounts."""
    asked = [given[_key(task)] for task in made]
    return organisations.actors_of({pk for one in asked for pk in (one.owner_id, one.deputy_id) if pk})


def _owned(made: Sequence[Task], given: Mapping[Key, NewTask], people: Mapping[int, Actor]) -> list[TaskSummary]:
    """Give tasks that are not saved yet their owners and deputies. Raises Refused where they may not have them."""
    for task, unowned in zip(made, summaries(made), strict=True):
        asked = given[_key(task)]
        if asked.owner_id is not None:
            changing.judged(unowned, asked.owner_id, people.get(asked.owner_id), "owner")
            task.owner_id, task.owned_at = asked.owner_id, task.opened_at
        if asked.deputy_id is not None and asked.deputy_id != asked.owner_id:
            changing.judged(unowned, asked.deputy_id, people.get(asked.deputy_id), "deputy")
            task.deputy_id = asked.deputy_id
    names = {pk: person.name for pk, person in people.items()}
    return summaries(made, names=names)


def _tell(actor: Actor, opened: Sequence[TaskSummary], planned: Planned) -> None:
    """An event for each, and a notice to whoever has to do it."""
    events, notices = [], []
    for task, told in zip(opened, planned.told, strict=True):
        asked = planned.given[_of(task)]
        facts = {"kind": task.kind, "clock": task.clock, "due": task.due_on.isoformat(), "role": str(task.role)}
        who = {"owner": planned.names.get(asked.owner_id), "deputy": planned.names.get(asked.deputy_id)}
        events.append((task, {**facts, "ladder": task.ladder.name, **who}))
        notices.append(changing.Telling("opened", task, told))
    changing.record_many(actor, "opened", events)
    changing.tell_many(actor, notices)


def _of(task: TaskSummary) -> Key:
    return task.organisation_id, task.kind, task.subject
