"""Managers of wards: they read what is said there, answer on two days of the week, take up signals and settle them."""

from __future__ import annotations

from collections.abc import Sequence

from tests.month import desk
from tests.month.desk import SIGNAL, VOICE, Row
from tests.month.visitor import Colleague

ANSWER = "Thank you for telling us. We have looked into it with the team, and this is what we do now."
REASON = "We have spoken with the people of that shift and changed the rota. Nobody should have to wait like this."
# Tuesday and Thursday: replies; Wednesday and Friday: what was taken up is settled.
ANSWERS, SETTLES = {1, 3}, {2, 4}


def work(person: Colleague, weekday: int, deputy: bool = False) -> None:
    """A manager's day at the desk; on somebody's behalf too, where they stand in for them."""
    rows = desk.tasks(person)
    if deputy:
        rows += desk.tasks(person, **{"as": "deputy"})
    do(person, rows, weekday)
    for row in desk.tasks(person, "area", owner="nobody"):
        if row["About"] == "Take up":
            desk.take_up(person, desk.about(row, SIGNAL))


def do(person: Colleague, rows: Sequence[Row], weekday: int) -> None:
    """What is one's own to do today."""
    for row in rows:
        voice, signal = desk.about(row, VOICE), desk.about(row, SIGNAL)
        if row["About"] == "Reading":
            desk.read(person, voice)
        elif row["About"] == "Reply" and weekday in ANSWERS:
            desk.answer(person, voice, ANSWER)
        elif row["About"] == "Take up":
            desk.take_up(person, signal)
        elif row["About"] == "Decide" and weekday in SETTLES and signal not in person.asked:
            desk.close(person, signal, REASON)
