"""What pages say of states, times and places in a list: words and colours, out of models and templates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from heard.messages.models import Format, Message, Reply, Way
from heard.messages.queries import LANGUAGES, MessageDetail, MessageRow, ReplyRow
from heard.messages.queries.pages import Page

State = Message.State
_COLOURS = {
    State.DRAFT: "grey",
    State.QUEUED: "yellow",
    State.SENDING: "blue",
    State.TO_PRINT: "yellow",
    State.PRINTED: "blue",
    State.BY_HAND: "yellow",
    State.SENT: "green",
    State.DELIVERED: "green",
    State.BOUNCED: "red",
    State.FAILED: "red",
    State.UNSENT: "red",
    State.RECALLED: "grey",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A state as a tag."""

    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list: what stands on it, where it stands, and the links to the pages beside it."""

    items: list[Any]
    range: str
    newer: str
    older: str


@dataclass(frozen=True, slots=True)
class Item:
    """A message in a list."""

    reference: str
    name: str
    template: str
    how: str
    state: Shown
    when: datetime
    problem: str
    recallable: str
    made_by: str
    kept_here: bool
    replies: int


def state(value: str) -> Shown:
    """A message's state as a tag."""
    found = State(value)
    return Shown(str(found.label), _COLOURS[found])


def item(row: MessageRow, titles: dict[str, str], now: datetime | None = None) -> Item:
    """A message in a list."""
    return Item(
        reference=row.reference,
        name=row.name,
        template=titles.get(row.template, row.template),
        how=how(row.way, row.format),
        state=state(row.state),
        when=row.ended_at or row.sent_at or row.made_at,
        problem=row.problem,
        recallable=recall_words(row, now or timezone.now()),
        made_by=row.made_by,
        kept_here=row.sent_at is not None and not row.really,
        replies=row.replies,
    )


def how(way: str, format: str) -> str:
    """The way, and the format where it is a special one."""
    label = str(Way(way).label)
    return f"{label}, {str(Format(format).label).lower()}" if format else label


def language(code: str) -> str:
    """A language by its name."""
    return LANGUAGES.get(code, code)


def recall_words(row: MessageRow, now: datetime) -> str:
    """How long a message can still be recalled, in words; empty where it cannot."""
    if not row.recallable:
        return ""
    until = row.due_at if row.state == State.QUEUED else None
    if until is None:
        return "until it is printed"
    minutes = math.ceil((until - now).total_seconds() / 60)
    if minutes > 90:
        local = timezone.localtime(until)
        return f"until {local.day} {local:%B} at {local:%H:%M}"
    return f"for {minutes} minute{'' if minutes == 1 else 's'}" if minutes > 0 else "until it is sent"


def reply_kind(row: ReplyRow) -> str:
    """What came back, in words."""
    return str(Reply.Kind(row.kind).label)


def place(page: Page, one: str, many: str) -> str:
    """Where a page stands, in words.

    >>> place(Page(2, 26, 40, 40), "message", "messages")
    '26 to 40 of 40 messages'
    """
    if not page.total:
        return f"No {many}"
    return f"{page.first:,} to {page.last:,} of {page.total:,} {many if page.total != 1 else one}"


def page_number(given: str | None) -> int:
    """A page's number from an address; the first where it is none.

    >>> page_number("3"), page_number("x"), page_number(None)
    (3, 1, 1)
    """
    return int(given) if given and given.isdecimal() and len(given) < 8 else 1


def listed(items: list[Any], page: Page, one: str, many: str, **kept: str) -> Listed:
    """A page of a list with its links; `kept` is what the address keeps besides the page."""
    return Listed(items, place(page, one, many), page_link(page.newer, **kept), page_link(page.older, **kept))


def page_link(number: int | None, **kept: str) -> str:
    """The address of another page of the same list; empty for none."""
    if number is None:
        return ""
    return "?" + urlencode({name: value for name, value in kept.items() if value} | {"page": str(number)})


def facts(found: MessageDetail) -> list[tuple[str, str]]:
    """What is known about a message: name and value."""
    return [
        ("How", how(found.row.way, found.row.format)),
        ("To", found.masked),
        ("Which format", found.format_note),
        ("Language", language(found.language)),
        ("Written by", found.row.made_by),
        ("Wording", found.template_version),
        ("Queued", moment(found.queued_at)),
        ("Sent", moment(found.row.sent_at)),
        ("Ended", moment(found.row.ended_at)),
        ("Seen to", f"{moment(found.settled_at)}: {found.settled_how}" if found.settled_at else ""),
    ]


def moment(at: datetime | None) -> str:
    """A moment in words; empty for none."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local.day} {local:%B %Y} at {local:%H:%M}"
