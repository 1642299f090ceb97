"""What tasks asks of the rooms above it. `config.ports` connects the functions that answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from heard.organisations.policy import Actor
from heard.store.ports import Port

if TYPE_CHECKING:
    from heard.tasks.queries.shapes import TaskSummary

NoticeKind = Literal[
    "opened",
    "taken",
    "passed",
    "handed_on",
    "due_soon",
    "overdue",
    "raised",
    "resumed",
    "reopened",
    "brought_forward",
]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that people should know about a task: `to` are the ids of their accounts, who did it left out.

    `overdue` tells owner and deputy (or, where nobody owns it, the role), `raised` those at the level that it reached.
    """

    kind: NoticeKind
    task: TaskSummary
    to: tuple[int, ...]
    actor: Actor
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """What a task is about, for one reader: a title, where to read on, and words if this reader may see them."""

    title: str
    url: str = ""
    words: str = ""
    seriousness: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """A task is about to be finished or cancelled, by whom, with what outcome and reason."""

    task: TaskSummary
    state: Literal["done", "cancelled"]
    actor: Actor
    outcome: str
    reason: str


# Called inside the transaction of the change, after it, with all that it changed: what it queues stands or falls with
# it.
notify: Port[[Sequence[Notice]], None] = Port("tasks.notify")
# Called inside the transaction in which somebody gives a task back to the role responsible: nobody has it any more.
given_back: Port[[TaskSummary], None] = Port("tasks.given_back")
# What a subject is, for this reader; None from rooms whose subject it is not.
describe: Port[[Actor, str], Described | None] = Port("tasks.describe")
# Called before a task ends, in the transaction: a sentence refuses and says what to do; None lets it end.
may_finish: Port[[Ending], str | None] = Port("tasks.may_finish")
# The ids of the accounts with a conflict of interest over subjects; without those of other rooms, or without any.
conflicted: Port[[Collection[str]], Mapping[str, Collection[int]]] = Port("tasks.conflicted")
# Called before tasks are locked, with (reference, subject) of each: who locks what they are about together with them
# does so here, so that everybody takes the record first and its task after it.
hold: Port[[Collection[tuple[str, str]]], None] = Port("tasks.hold")


def conflicted_accounts(subject: str) -> frozenset[int]:
    """Everybody with a conflict of interest over a subject: they may not own its task, be its deputy, or end it."""
    return conflicts([subject])[subject]


def conflicts(subjects: Collection[str]) -> dict[str, frozenset[int]]:
    """As conflicted_accounts, of many at once."""
    answers = conflicted(subjects)
    return {one: frozenset(pk for found in answers for pk in found.get(one, ())) for one in subjects}


def described(actor: Actor, subject: str) -> Described | None:
    """What the room of a subject says that it is, to this reader; None where no room knows it."""
    return next((found for found in describe(actor, subject) if found is not None), None)


def refusal(ending: Ending) -> str:
    """The first sentence with which a room refuses an ending; empty where none does."""
    return next((sentence for sentence in may_finish(ending) if sentence), "")
