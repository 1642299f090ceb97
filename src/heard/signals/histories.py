"""The ledger's events about a signal, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from heard.signals.models import Signal
from heard.tasks.models import Level

Content = Mapping[str, Any]
Names = Mapping[str, str]


def told(kind: str, content: Content | None, names: Names) -> str:
    """An event about a signal in one sentence.

    >>> told("signals.judged", {"verdict": "known"}, {})
    'Judged: known already.'
    >>> told("signals.passed-on", {"to": "B"}, {"B": "Ben"})
    'Passed on to Ben.'
    """
    if content is None:
        return "The details of this were erased."
    say = _SENTENCES.get(kind.removeprefix("signals."))
    return say(content, names) if say else kind.removeprefix("signals.").replace("-", " ").capitalize() + "."


def _ended(word: str) -> Callable[[Content, Names], str]:
    def say(content: Content, _: Names) -> str:
        by = " with a decision" if content.get("by") else ""
        return f"{word}{by}." + (f" Reason: {content['reason']}" if content.get("reason") else "")

    return say


def _passed(content: Content, names: Names) -> str:
    if not content.get("to"):
        return "Passed on."
    return f"Passed on to {names.get(content['to'], 'somebody who has left')}."


def _conflict(content: Content, names: Names) -> str:
    who = names.get(content.get("account", ""), "Somebody")
    return f"{who} has a conflict of interest. Reason: {content['reason']}"


_SENTENCES: dict[str, Callable[[Content, Names], str]] = {
    "raised": lambda c, _: f"Raised: {c['why']}",
    "grew": lambda _, __: "More was said of it.",
    "seen-in": lambda c, _: f"The same is seen in: {'; '.join(c['streams'])}.",
    "confirmed": lambda _, __: "Confirmed: it stands out among all that is watched.",
    "went-up": lambda c, _: f"It went up to the {Level(c['reached']).label.lower()}.",
    "taken-up": lambda _, __: "Taken up.",
    "passed-on": _passed,
    "put-back": lambda _, __: "Nobody has it any more: it waits to be taken up, by the day that it had before.",
    "judged": lambda c, _: f"Judged: {Signal.Verdict(c['verdict']).label.lower()}.",
    "incident-linked": lambda c, _: (
        f"Incident reference: {c['incident']}." if c["incident"] else "Incident reference taken away."
    ),
    "conflict-declared": _conflict,
    "merged": lambda c, _: f"Merged into another. Reason: {c['reason']}",
    "unmerged": lambda c, _: f"Taken out of the other again. Reason: {c['reason']}",
    "closing-asked": _ended("Somebody outside the line was asked to close it"),
    "closed": _ended("Closed"),
    "reopened": lambda c, _: f"Came back. Reason: {c['reason']}",
}
