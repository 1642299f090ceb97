"""What the ledger holds about a voice, an import or a source, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from heard.ledger.queries import Entry
from heard.organisations import queries as organisations

Content = Mapping[str, Any]
# The event of one step of a run.
STEP = "voices.imported"


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
    """Entries of the ledger as pages say them, in their order. One query at most, for the names."""
    known = list(entries)
    names = organisations.account_names({entry.actor for entry in known if entry.actor})
    return [_told(entry, names) for entry in known]


def folded(history: Iterable[Happened]) -> list[Happened]:
    """A history in which the steps of a run, of which a large file has hundreds, are one line."""
    found: list[Happened] = []
    steps = 0
    for one in history:
        same = bool(found) and one.kind == found[-1].kind == STEP
        steps = steps + 1 if same else 1
        if same:
            detail = f"In {steps:,} steps, up to record {one.event_id}."
            found[-1] = replace(found[-1], sentence="Voices were imported.", detail=detail)
        else:
            found.append(one)
    return found


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


def _reason(sentence: str) -> Callable[[Content], tuple[str, str]]:
    return lambda content: (sentence, f"Reason: {content['reason']}" if content.get("reason") else "")


def _plain(sentence: str) -> Callable[[Content], tuple[str, str]]:
    return lambda _: (sentence, "")


def _chunk(content: Content) -> tuple[str, str]:
    count = content.get("voices", 0)
    if count == 1:
        return "Imported.", ""
    return f"Imported: {count:,} voices, recorded together.", ""


def _finished(content: Content) -> tuple[str, str]:
    counts: Content = content.get("counts", {})
    return "The import was done.", f"{counts.get('rows', 0):,} rows, {counts.get('voices', 0):,} new voices."


def _settled(content: Content) -> tuple[str, str]:
    orders = {
        "day_first": "They are read as the rows around them.",
        "month_first": "They are read the other way round than the rows around them.",
        "undecided": "They are read both ways.",
    }
    return f"{content.get('voices', 0):,} doubtful dates were settled.", orders.get(str(content.get("order")), "")


def _renamed(content: Content) -> tuple[str, str]:
    return f"Renamed from {content.get('before', '')} to {content.get('name', '')}.", ""


def _confirmed(content: Content) -> tuple[str, str]:
    said = {
        "yes": "They said: yes, it has changed.",
        "no": "They said: no, it has not changed.",
        "too_early": "They said: it is too early to say whether it has changed.",
        "cannot_tell": "They said: they cannot tell whether it has changed.",
    }
    worse = "They said that they were treated worse for having spoken." if content.get("treated_worse") else ""
    sentence = said.get(str(content.get("answer")), "They were asked whether it has changed.")
    return sentence, " ".join(filter(None, (worse, _through(content))))


def _added(content: Content) -> tuple[str, str]:
    return "They added something.", _through(content)


def _through(content: Content) -> str:
    """That somebody wrote it down for a caller."""
    return "By telephone, written down for them." if content.get("by") == "telephone" else ""


SENTENCES: dict[str, Callable[[Content], tuple[str, str]]] = {
    STEP: _chunk,
    "voices.import-uploaded": _plain("The file was uploaded."),
    "voices.import-mapped": _plain("It was said what the columns hold."),
    "voices.import-started": _plain("The import was started."),
    "voices.import-finished": _finished,
    "voices.import-stopped": _plain("The import stopped."),
    "voices.taking-back-stopped": _plain("Taking it back stopped half-way."),
    "voices.import-undone": _plain("The import was undone."),
    "voices.rejected-rows-taken": _plain("The rejected rows were taken as a file."),
    "voices.import-withdrawn": _reason("The import was withdrawn."),
    "voices.import-discarded": _plain("The upload was thrown away."),
    "voices.questions-described": _plain("It was said what its questions ask for."),
    "voices.source-added": _plain("The source was added."),
    "voices.source-renamed": _renamed,
    "voices.source-mapped": _plain("It was said anew what the columns hold, from the next import on."),
    "voices.dates-settled": _settled,
    "voices.withdrawn": _reason("Withdrawn."),
    "voices.restored": _reason("Brought back."),
    "voices.erasure-asked": _plain("It was asked that it be erased."),
    "voices.erasure-taken-back": _plain("Whoever spoke keeps it after all."),
    "voices.erasure-refused": _reason("Not erased."),
    "ledger.erased": _plain("Its words were erased."),
    "voices.first-read": _plain("Read for the first time."),
    "voices.acknowledged": _plain("A message that their words have arrived was put into the queue."),
    "voices.added-to": _added,
    "voices.confirmed": _confirmed,
    "voices.answered": _plain("Whoever spoke was answered."),
    "voices.original-opened": _reason("The original words were opened."),
    "voices.contact-opened": _reason("How to reach them was looked up."),
}
