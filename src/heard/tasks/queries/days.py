"""How tasks stood day by day, for the board."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from heard.tasks.models import DayCount, Level


@dataclass(frozen=True, slots=True)
class LevelCount:
    """The live tasks at one level: how many, how many of them overdue, and how many that nobody owns."""

    level: int
    label: str
    live: int
    overdue: int
    unowned: int


@dataclass(frozen=True, slots=True)
class Day:
    """How an organisation's tasks stood on a day, level by level. A day on which nothing counted is missing."""

    day: date
    levels: tuple[LevelCount, ...]

    @property
    def live(self) -> int:
        """How many were to be done."""
        return sum(level.live for level in self.levels)

    @property
    def overdue(self) -> int:
        """How many of them were overdue."""
        return sum(level.overdue for level in self.levels)


def days(organisation_id: int, first: date, last: date) -> list[Day]:
    """The days from `first` to `last`, both among them, that were counted. One query."""
    found: dict[date, list[LevelCount]] = defaultdict(list)
    rows = DayCount.objects.filter(organisation=organisation_id, day__range=(first, last)).order_by("day", "level")
    for day, level, live, overdue, unowned in rows.values_list("day", "level", "live", "overdue", "unowned"):
        found[day].append(LevelCount(level, str(Level(level).label), live, overdue, unowned))
    return [Day(day, tuple(levels)) for day, levels in found.items()]
