"""Clocks and ladders, as their packs say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import floor
from typing import Any

from heard.organisations import packs
from heard.organisations.models import Role
from heard.organisations.working_days import Calendar, add_working_days
from heard.tasks.models import Level

CLOCKS, LADDERS = "clocks", "escalation-ladder"


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a kind of work may take, in working days."""

    name: str
    label: str
    working_days: int
    warn_after: int
    longest_pause: int


@dataclass(frozen=True, slots=True)
class Step:
    """From which level on whom to tell, after how many working days at the level below."""

    level: Level
    roles: tuple[Role, ...]
    after: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """The levels that a task climbs while nobody does it."""

    name: str
    label: str
    confined: bool
    names_actor: bool
    steps: tuple[Step, ...]

    def next_step(self, level: int) -> Step | None:
        """The step above a level, or None at the top."""
        return next((step for step in self.steps if step.level > level), None)

    def step_at(self, level: int) -> Step | None:
        """The step of a level, or None for the owner's own."""
        return next((step for step in self.steps if step.level == level), None)

    def raise_on(self, level: int, since: date, calendar: Calendar) -> date | None:
        """The day on which a task goes up that has stood at a level since a day; None at the top."""
        step = self.next_step(level)
        return add_working_days(since, step.after, calendar) if step else None


class NoClockError(LookupError):
    """No clock or ladder of that name is in force."""


def clock(name: str, on: date | None = None) -> Clock:
    """A clock in force on a day (today). One query at most. Raises NoClockError where there is none of that name."""
    return _clock(name, _entry(CLOCKS, name, on))


def clocks(on: date | None = None) -> dict[str, Clock]:
    """Every clock in force. One query at most."""
    return packs.load(CLOCKS, on).once(_clocks)


def ladder(name: str, on: date | None = None) -> Ladder:
    """A ladder in force on a day (today). One query at most. Raises NoClockError where there is none of that name."""
    return _ladder(name, _entry(LADDERS, name, on))


def ladders(on: date | None = None) -> dict[str, Ladder]:
    """Every ladder in force. One query at most."""
    return packs.load(LADDERS, on).once(_ladders)


def _entry(slug: str, name: str, on: date | None) -> Mapping[str, Any]:
    pack = packs.load(slug, on)
    if name not in pack.content:
        raise NoClockError(f"The pack {slug} {pack.version} has no {name}: it has {', '.join(sorted(pack.content))}.")
    entry: Mapping[str, Any] = pack.content[name]
    return entry


def _clocks(content: Mapping[str, Any]) -> dict[str, Clock]:
    return {name: _clock(name, entry) for name, entry in content.items()}


def _ladders(content: Mapping[str, Any]) -> dict[str, Ladder]:
    return {name: _ladder(name, entry) for name, entry in content.items()}


def _clock(name: str, entry: Mapping[str, Any]) -> Clock:
    """A clock from its pack.

    >>> _clock("reply", {"label": "Reply", "working_days": 10, "warn": 0.75, "longest_pause": 5}).warn_after
    7
    """
    days, warn = int(entry["working_days"]), float(entry["warn"])
    if days < 0 or not 0 <= warn <= 1:
        raise packs.BadPackError(f"The clock {name} needs working days of 0 or more, and a share from 0 to 1.")
    return Clock(name, entry["label"], days, floor(days * warn), int(entry["longest_pause"]))


def _ladder(name: str, entry: Mapping[str, Any]) -> Ladder:
    steps = tuple(
        Step(Level(step["level"]), tuple(map(Role, step["roles"])), int(step["after"])) for step in entry["steps"]
    )
    rising = all(a.level < b.level for a, b in pairwise(steps))
    # A step of no day would let one look climb the whole ladder before anybody could act.
    if not steps or not rising or any(step.after < 1 for step in steps):
        raise packs.BadPackError(f"The ladder {name} needs levels that rise, each after one working day or more.")
    return Ladder(name, entry["label"], bool(entry["confined"]), bool(entry["names_actor"]), steps)
