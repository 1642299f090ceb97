"""Those outside the line: complaints officer, safeguarding lead, information governance, speaking-up guardian."""

from __future__ import annotations

from tests.month import desk, manager
from tests.month.desk import SIGNAL, VOICE
from tests.month.visitor import Colleague

# The complaints officer reads what goes outside the line, and does not open this service's box.
UNOPENED = "Emergency Department"
# From this day of the month on the safeguarding lead is away; the guardian never comes.
AWAY_FROM = 15


def work_outside(person: Colleague, weekday: int) -> None:
    """The complaints officer's day: what nobody of a service may see, and closings that the line asks for."""
    for row in desk.tasks(person, "area"):
        voice, signal = desk.about(row, VOICE), desk.about(row, SIGNAL)
        mine = row["Role responsible"] == "PALS and complaints officer" and row["Service"] != UNOPENED
        if not mine:
            continue
        if row["About"] == "Reading":
            desk.read(person, voice)
        elif row["About"] == "Reply" and weekday in manager.ANSWERS:
            desk.answer(person, voice, manager.ANSWER)
        elif row["About"] == "Take up":
            desk.take_up(person, signal)
        elif row["About"] == "Decide" and weekday in manager.SETTLES and signal not in person.asked:
            desk.close(person, signal, manager.REASON)
        elif row["About"] == "Second look":
            desk.close(person, signal)


def work_safeguarding(person: Colleague, weekday: int) -> None:
    """The safeguarding lead's day, while she is there."""
    for row in desk.tasks(person, "area"):
        voice, signal = desk.about(row, VOICE), desk.about(row, SIGNAL)
        if row["Role responsible"] != "Safeguarding lead":
            continue
        if row["About"] == "Reading":
            desk.read(person, voice)
        elif row["About"] == "Reply":
            desk.answer(person, voice, "I have rung the police and the social worker. You are safe to say more to me.")
        elif row["About"] == "Take up":
            desk.take_up(person, signal)
        elif row["About"] == "Decide" and weekday in manager.SETTLES and signal not in person.asked:
            desk.close(person, signal, "It was looked into outside the ward. The person no longer works with patients.")


def work_governance(person: Colleague) -> None:
    """Information governance closes what the others outside the line ask for."""
    for row in desk.tasks(person, "area"):
        if row["About"] == "Second look" and row["Role responsible"] == "Information governance lead":
            desk.close(person, desk.about(row, SIGNAL))
