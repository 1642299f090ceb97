"""Thirty days, one after another: the clock is set, people come, and the worker does what is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from heard.demonstration.month import DAYS, Telling, month
from heard.demonstration.people import PASSWORD
from heard.store.background import run_worker
from tests.month import board, keepers, lead, manager, public
from tests.month.trust import Trust, address, make_trust
from tests.month.visitor import Colleague

# A Monday; the thirtieth day is a Tuesday. Greenwich has no summer time in these weeks.
FIRST = date(2026, 11, 30)
LAST = FIRST + timedelta(days=DAYS - 1)
HOLIDAYS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
SEED = 20_261_130
# Heron Ward's manager is on leave on these days of the month; her deputy has her work.
LEAVE = range(3, 14)
MONDAY, THURSDAY = 0, 3


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the month."""
    return datetime.combine(day, time(hour, minute), UTC)


def works(day: date) -> bool:
    """Whether people come to their desks: not at weekends, not on bank holidays."""
    return day.weekday() < 5 and day not in HOLIDAYS


@dataclass
class Month:
    """What is played, and what came of it: the key of everybody who spoke, by the number of what they said."""

    site: str
    clock: Any
    tellings: list[Telling] = field(default_factory=lambda: month(seed=SEED, imported=470, spoken=130))
    keys: dict[int, str] = field(default_factory=dict)
    # What was said on a day off, to be written down on the next day of work.
    kept: list[Telling] = field(default_factory=list)
    trust: Trust = field(init=False)
    people: dict[str, Colleague] = field(default_factory=dict)

    def play(self) -> None:
        """All thirty days."""
        self.clock.move_to(at(FIRST, 6))
        self.trust = make_trust(FIRST - timedelta(days=1))
        for number in range(DAYS):
            self._day(number, FIRST + timedelta(days=number))
        self.clock.move_to(at(LAST, 23))

    def person(self, short: str) -> Colleague:
        """Somebody at their desk, signed in for today."""
        if short not in self.people:
            self.people[short] = Colleague(self.site, address(short), PASSWORD)
        self.people[short].sign_in()
        return self.people[short]

    def _day(self, number: int, today: date) -> None:
        # After the hours in which no text message goes out.
        self.clock.move_to(at(today, 8, 30))
        run_worker(once=True)
        said = [one for one in self.tellings if one.day == number]
        self.kept += [one for one in said if one.way_in in lead.WAYS]
        spoken = sorted((one for one in said if one.way_in == "online"), key=lambda one: (one.hour, one.number))
        self._speak(one for one in spoken if one.hour < 12)
        if works(today):
            self.clock.move_to(at(today, 12))
            self._desks(number, today)
        self._speak(one for one in spoken if one.hour >= 12)
        self.clock.move_to(at(today, 22))
        for one in self._coming_back(number):
            public.come_back(self.site, one, self.keys[one.number], SEED)

    def _speak(self, tellings: Iterator[Telling]) -> None:
        for one in tellings:
            self.clock.move_to(at(FIRST + timedelta(days=one.day), one.hour))
            self.keys[one.number] = public.speak(self.site, one, self.trust.points[one.service])

    def _coming_back(self, number: int) -> list[Telling]:
        """Who comes back today: after nine days to say whether it changed, after two for everything else."""
        after = {"add": 2, "misread": 2, "withdraw": 2}
        asked = [one for one in self.tellings if one.afterwards and one.day + after.get(one.afterwards, 9) == number]
        return [one for one in asked if one.number in self.keys]

    def _desks(self, number: int, today: date) -> None:
        weekday = today.weekday()
        amina = self.person("lead")
        brought = [one for one in self.tellings if one.day == number and one.way_in in ("texts", "cards")]
        if brought:
            lead.bring_in(amina, brought[0].way_in, brought, today)
        for one in self.kept:
            self.keys[one.number] = lead.enter(amina, one, self.trust.units)
        self.kept = []
        manager.work(self.person("manager"), weekday, deputy=number in LEAVE)
        if number not in LEAVE:
            manager.work(self.person("nadia"), weekday)
        keepers.work_outside(self.person("complaints"), weekday)
        if number < keepers.AWAY_FROM:
            keepers.work_safeguarding(self.person("safeguarding"), weekday)
        lead.work(amina, weekday)
        if weekday in (MONDAY, THURSDAY):
            keepers.work_governance(self.person("governance"))
        if weekday == MONDAY:
            for short in ("board", "voice"):
                board.look(self.person(short))
