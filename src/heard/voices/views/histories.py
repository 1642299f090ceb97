"""What the ledger holds about a voice, an import or a source, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from heard.ledger.queries import Entry
from heard.organisations import queries as organisations

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened: what, its details, who, when, and its number in the ledger."""

    kind: str
    sentence: str
    detail: str
    who: str
    at: datetime
    event_id: int
    sealed: bool


def happened(entries: Iterable[Entry]) -> list[Happened]:
    """Entries of the ledger as pages say them, in their order. One query, for the names."""
    known = list(entries)
    names = organisations.account_names({entry.actor for entry in known if entry.actor})
    return [_told(entry, names) for entry in known]


def _told(entry: Entry, names: Mapping[str, str]) -> Happened:
    content: Content = (entry.content or {}).get("body", entry.content) or {}
    say = SENTENCES.get(entry.kind)
    sentence, detail = say(content) if say else (_from_kind(entry.kind), "")
    if entry.content is None:
        detail = "What it held has been erased. That it happened stays on record."
    who = names.get(entry.actor, "An account that is gone") if entry.actor else "Heard"
    return Happened(entry.kind, sentence, detail, who, entry.at, entry.event_id, entry.sealed)


def _from_kind(kind: str) -> str:
    """A sentence for an event of another room, by its kind.

    >>> _from_kind("coding.answer-corrected")
    'Answer corrected.'
    """
    return kind.rpartition(".")[2].replace("-", " ").replace("_", " ").capitalize() + "."


SENTENCES: dict[str, Callable[[Content], tuple[str, str]]] = {}
