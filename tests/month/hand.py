"""Days and levels worked out by hand: no calendar, clock or ladder of the rooms has a part in it."""

from __future__ import annotations

from datetime import date, timedelta

from tests.month.playing import HOLIDAYS

# Bank holidays beyond the month, for what is due after it.
NEXT_YEAR = frozenset({date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29)})
# Working days of each clock, as the pack clocks has them.
CLOCKS = {
    **{"first_read": 2, "serious": 1, "serious_decision": 10, "concern": 20, "concern_take_up": 3, "backlog": 20},
    **{"reply": 10, "moderation": 2, "second_look": 5, "safeguarding": 1, "speaking_up": 2, "undelivered": 5},
    **{"came_back": 5, "backlog_outside": 5, "appeal": 10, "held": 10},
}
# What the page of each service promises: it is read within so many working days.
PROMISE = 2
# (level, working days at the level below) of each ladder.
LADDERS = {
    "line": ((1, 1), (2, 2), (3, 5), (4, 10)),
    "outside": ((2, 1), (3, 2), (4, 5)),
    "speaking_up": ((3, 2), (4, 5)),
}
# Where a manager stands; elsewhere that level is passed over.
MANAGED = frozenset({"Kestrel Ward", "Heron Ward", "Lapwing Ward"})


def later(day: date, days: int) -> date:
    """The `days`th working day after a day; the day itself for 0.

    >>> later(date(2026, 12, 23), 2)  # Thursday, then Christmas, a weekend and a bank holiday
    datetime.date(2026, 12, 29)
    """
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5 and day not in HOLIDAYS | NEXT_YEAR
    return day


def climb(ladder: str, place: str, due: date, until: date) -> list[tuple[int, date]]:
    """The levels that a task has reached by a day, and when, if nobody has done it.

    >>> climb("line", "Eye Clinic", date(2026, 12, 1), date(2026, 12, 9))
    [(2, datetime.date(2026, 12, 2)), (3, datetime.date(2026, 12, 9))]
    """
    reached: list[tuple[int, date]] = []
    level, since = 0, due
    while above := [step for step in LADDERS[ladder] if step[0] > level]:
        day = later(since, above[0][1])
        if day > until:
            break
        level = next((one for one, _ in above if one != 1 or place in MANAGED), above[0][0])
        since = day
        reached.append((level, day))
    return reached


def due_days(clock: str, began: date) -> date:
    """The last day in time of a clock that began on a day; without a clock it is what a page promises."""
    return later(began, CLOCKS[clock] if clock else PROMISE)
