"""The ledger's events about a task, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from heard.organisations.dates import long_date
from heard.organisations.models import Role
from heard.tasks.models import Level

Content = Mapping[str, Any]
Names = Mapping[str, str]


def told(kind: str, content: Content | None, names: Names) -> str:
    """An event about a task in one sentence.

    >>> told("tasks.raised", {"level": 3}, {})
    'Overdue: it went up to the board.'
    >>> told("tasks.passed", {"from": "A", "to": "B", "reason": "On leave"}, {"A": "Ann", "B": "Ben"})
    'Passed from Ann to Ben. Reason: On leave'
    """
    if content is None:
        return "The details of this were erased."
    say = _SENTENCES.get(kind.removeprefix("tasks."))
    sentence = say(content, names) if say else kind.removeprefix("tasks.").replace("-", " ").capitalize() + "."
    return f"{sentence} Reason: {content['reason']}" if content.get("reason") else sentence


def _day(content: Content, key: str) -> str:
    return long_date(date.fromisoformat(content[key]))


def _who(content: Content, key: str, names: Names, nobody: str) -> str:
    if key not in content:
        return "somebody"  # of a ladder whose events name nobody
    return names.get(content[key], "somebody who has left") if content[key] else nobody


def _opened(content: Content, names: Names) -> str:
    owner = f" for {_who(content, 'owner', names, '')}" if content.get("owner") else ""
    return f"Opened{owner}, due on {_day(content, 'due')}."


def _moved(word: str) -> Callable[[Content, Names], str]:
    def say(content: Content, names: Names) -> str:
        before = _who(content, "from", names, "nobody")
        return f"{word} from {before} to {_who(content, 'to', names, 'the role responsible')}."

    return say


def _ended(word: str) -> Callable[[Content, Names], str]:
    return lambda content, _: f"{word} with {content['outcome']}." if content.get("outcome") else f"{word}."


_SENTENCES: dict[str, Callable[[Content, Names], str]] = {
    "opened": _opened,
    "reopened": lambda c, _: f"Reopened: its clock began again and is due on {_day(c, 'due')}.",
    "taken": lambda _, __: "Taken.",
    "passed": _moved("Passed"),
    "passed-back": _moved("Passed back"),
    "handed-on": _moved("Handed on"),
    "deputy-set": lambda c, names: f"Deputy: {_who(c, 'deputy', names, 'the one of the owner’s role')}.",
    "paused": lambda c, _: f"Paused until {_day(c, 'until')}.",
    "resumed": lambda c, _: f"Its clock goes on and is due on {_day(c, 'due')}.",
    "due-soon": lambda c, _: f"Those answerable were told that it is due on {_day(c, 'due')}.",
    "raised": lambda c, _: f"Overdue: it went up to the {Level(c['level']).label.lower()}.",
    "brought-forward": lambda c, _: f"More was said or found: it is due on {_day(c, 'due')}.",
    "moved": lambda c, _: f"It goes another way now, to the {Role(c['role']).label.lower()}.",
    "finished": _ended("Finished"),
    "cancelled": _ended("Cancelled"),
}
