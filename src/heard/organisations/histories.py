"""The ledger's events about a service, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from heard.ledger import queries as ledger
from heard.organisations import queries
from heard.organisations.dates import long_date
from heard.organisations.queries import UnitSummary

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened."""

    at: datetime
    who: str
    sentence: str
    sealed: bool


def unit_history(unit: UnitSummary) -> list[HistoryLine]:
    """What was changed about a service, the latest first."""
    entries = ledger.history(f"unit:{unit.reference}")
    contents = [entry.content or {} for entry in entries]
    names = queries.unit_names(_references(contents))
    people = queries.account_names({entry.actor for entry in entries})
    lines = [
        HistoryLine(
            at=entry.at,
            who=people.get(entry.actor, "Heard" if not entry.actor else "Somebody who has left"),
            sentence=sentence(entry.kind, entry.content, names),
            sealed=entry.sealed,
        )
        for entry in entries
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def sentence(kind: str, content: Content | None, names: Mapping[str, str]) -> str:
    """An event about a service in one sentence.

    >>> sentence("organisations.unit-closed", {"on": "2026-04-01"}, {})
    'Closed from 1 April 2026.'
    """
    if content is None:
        return "The details of this were erased."
    say = _SENTENCES.get(kind.removeprefix("organisations."))
    return say(content, names) if say else kind.removeprefix("organisations.").replace("-", " ").capitalize() + "."


def _references(contents: Iterable[Content]) -> set[str]:
    keys = ("from", "to", "into", "parent", "was")
    return {content[key] for content in contents for key in keys if isinstance(content.get(key), str)}


def _on(content: Content) -> str:
    return long_date(date.fromisoformat(content["on"]))


Say = Callable[[Content, Mapping[str, str]], str]
_SENTENCES: dict[str, Say] = {
    "unit-added": lambda c, names: f"Added as {c['name']} under {names.get(c['parent'], 'a place now gone')}.",
    "unit-renamed": lambda c, _: f"Renamed from {c['from']} to {c['to']} from {_on(c)}.",
    "unit-moved": lambda c, names: f"Moved from {names.get(c['from'])} to {names.get(c['to'])} from {_on(c)}.",
    "unit-merged": lambda c, names: f"Merged into {names.get(c['into'])} from {_on(c)}.",
    "unit-closed": lambda c, _: f"Closed from {_on(c)}.",
    "unit-reopened": lambda c, names: f"Reopened from {_on(c)} under {names.get(c['parent'])}.",
    "unit-identified": lambda c, _: f"Codes set: ODS {c['ods_code'] or 'none'}, CQC {c['cqc_id'] or 'none'}.",
    "alias-added": lambda c, _: f"Files may call it “{c['key']}”.",
    "alias-removed": lambda c, _: f"Files may no longer call it “{c['key']}”.",
}
