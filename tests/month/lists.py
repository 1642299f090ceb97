"""What stands on the lists of whom, as their pages and files show it on the last day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.month import desk
from tests.month.reckoning import Fate, Reckoning
from tests.month.visitor import Colleague

TASKS, SIGNALS = ("area", "done"), ("open", "taken_up", "stalled", "backlog", "closed")
# Who looks on the last day; the first of them sees the whole of Explore.
LOOKERS = (
    "lead",
    "manager",
    "nadia",
    "colin",
    "complaints",
    "safeguarding",
    "governance",
    "guardian",
    "board",
    "voice",
)
WARDS = ("manager", "nadia", "colin")
# Who stands at each level of each ladder, where somebody does.
STANDS = {
    "line": {2: "lead", 3: "board", 4: "voice"},
    "outside": {2: "governance", 3: "board", 4: "voice"},
    "speaking_up": {3: "board", 4: "voice"},
}
MANAGERS = {"Kestrel Ward": "manager", "Heron Ward": "nadia", "Lapwing Ward": "colin"}


@dataclass
class Lists:
    """By person: the voices and signals on their lists, and all that stood on their pages."""

    voices: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    signals: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    stalled: dict[str, dict[str, str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def look(person_of: Callable[[str], Colleague]) -> Lists:
    """Everybody signs in on the last day and opens their lists."""
    found = Lists()
    for short in LOOKERS:
        person = person_of(short)
        pages = []
        for show in TASKS:
            rows = desk.tasks(person, show)
            pages.append(str(rows))
            found.voices[short] |= {voice for row in rows if (voice := desk.about(row, desk.VOICE))}
        for show in SIGNALS:
            rows = desk.signals(person, show)
            pages.append(str(rows))
            found.signals[short] |= {row["Reference"] for row in rows}
            if show == "stalled":
                found.stalled[short] = {row["Reference"]: row["Gone up to"] for row in rows}
        if short in ("lead", *WARDS):
            page = person.at("explore/export.csv")
            pages.append(page.text)
            found.voices[short] |= {row["Voice"] for row in page.rows()}
        if short in WARDS:
            pages += [person.at("messages/messages.csv").text, person.at("monday/").text]
        found.texts[short] = "\n".join(pages)
    return found


def in_no_list(lists: Lists, reckoning: Reckoning, fates: Iterable[Fate]) -> list[str]:
    """The voices that are on nobody's list, by themselves or with a signal; what was taken back is on none."""
    listed = set().union(*lists.voices.values())
    raised = set().union(*lists.signals.values())
    lost = []
    for fate in fates:
        reference = fate.voice.reference
        mine = {reckoning.signals[pk].reference for pk in reckoning.signals_of[reference]}
        if fate.state != "taken back" and reference not in listed and not mine & raised:
            lost.append(f"{fate.number} ({reference}, {fate.state}) is in no list")
    return lost


def not_seen_to_stall(lists: Lists, reckoning: Reckoning) -> list[str]:
    """What has gone up and is not on the list of whoever it has gone up to."""
    wrong = []
    for task in reckoning.tasks:
        if task.state not in ("open", "paused") or not task.level:
            continue
        place = reckoning.units.get(task.unit_id or 0, "")
        who = MANAGERS.get(place) if task.level == 1 else STANDS[task.ladder].get(task.level)
        shadow = next(one for one in reckoning.signals.values() if one.origin == f"task:{task.reference}")
        if who is None or shadow.reference not in lists.stalled[who]:
            wrong.append(
                f"{task.kind} at {place or 'the whole'} has gone up to {task.level}, where {who} does not see it"
            )
    return wrong


def seen_in_the_line(lists: Lists, reckoning: Reckoning, fates: Iterable[Fate]) -> list[str]:
    """What goes round the line and yet stands on a page of a ward's manager: a voice, a name, a signal."""
    leaks = []
    for fate in fates:
        mine = [reckoning.signals[pk] for pk in reckoning.signals_of[fate.voice.reference]]
        hidden = [one.reference for one in mine if one.route != "line"]
        if fate.voice.route != "line":
            hidden += [fate.voice.reference, reckoning.tellings[fate.number].name]
        leaks += [f"{short} sees {one}" for short in WARDS for one in hidden if one in lists.texts[short]]
    return leaks
