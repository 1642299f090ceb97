"""What pages say of states, places in a list and happenings: words and colours, out of models and templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from heard.voices.models import Import
from heard.voices.queries.lists import ImportSummary, Page

_STATES = {
    Import.State.UPLOADED: ("Not mapped yet", "yellow"),
    Import.State.READY: ("Not started", "yellow"),
    Import.State.RUNNING: ("Running", "blue"),
    Import.State.DONE: ("Done", "green"),
    Import.State.FAILED: ("Stopped", "red"),
    Import.State.UNDOING: ("Being undone", "blue"),
    Import.State.UNDONE: ("Undone", "grey"),
    Import.State.WITHDRAWN: ("Withdrawn", "grey"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A state as a tag."""

    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import in a list; its numbers are None while they are not known."""

    reference: str
    file_name: str
    source: str
    state: Shown
    rows: int | None
    voices: int | None
    rejected: int | None
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list: what stands on it, where it stands, and the links to the pages beside it."""

    items: list[Any]
    range: str
    newer: str
    older: str


def import_row(item: ImportSummary) -> ImportRow:
    """An import as its row shows it."""
    return ImportRow(
        reference=item.reference,
        file_name=item.file_name,
        source=item.source or "Not chosen",
        state=state(item.state),
        rows=item.rows,
        voices=item.voices,
        rejected=item.rejected,
        who=item.who or "An account that is gone",
        at=item.at,
    )


def moment(value: datetime | None) -> str:
    """A moment in words, in local time; nothing for none."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{local.day} {local:%B %Y} at {local:%H:%M}"


def by_whom(value: datetime, who: str) -> str:
    """When something was done, and by whom."""
    return f"{moment(value)} by {who}" if who else moment(value)


def day(value: date | None) -> str:
    """A date in words; nothing for none.

    >>> day(date(2026, 3, 1))
    '1 March 2026'
    """
    return f"{value.day} {value:%B %Y}" if value else ""


def page_number(text: str | None) -> int:
    """The page that an address asks for; the first where it asks for none.

    >>> page_number("3"), page_number("-1"), page_number("x"), page_number(None)
    (3, 1, 1, 1)
    """
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1


def state(value: str) -> Shown:
    """An import's state as a tag.

    >>> state("done")
    Shown(text='Done', colour='green')
    """
    text, colour = _STATES[Import.State(value)]
    return Shown(text, colour)


def many(count: int, one: str, several: str) -> str:
    """A number with its noun.

    >>> many(1, "voice", "voices"), many(1200, "voice", "voices")
    ('1 voice', '1,200 voices')
    """
    return f"1 {one}" if count == 1 else f"{count:,} {several}"


def place(page: Page, one: str, several: str) -> str:
    """Where a page stands in its list.

    >>> place(Page(2, 26, 50, 60), "import", "imports")
    '26 to 50 of 60 imports'
    """
    if page.first == 1 and page.last == page.total:
        return many(page.total, one, several)
    return f"{page.first:,} to {page.last:,} of {page.total:,} {several}"


def page_link(number: int | None, **kept: str) -> str:
    """The query string of another page of the same list, or nothing.

    >>> page_link(2, state="done", source="")
    '?state=done&page=2'
    """
    if number is None:
        return ""
    return "?" + urlencode({**{name: text for name, text in kept.items() if text}, "page": number})


def size(count: int) -> str:
    """A file's size in words.

    >>> size(900), size(1_530_000)
    ('900 bytes', '1.5 MB')
    """
    amount = float(count)
    if amount < 1000:
        return f"{count} bytes"
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 1000 or unit == "GB":
            return f"{amount:.1f} {unit}"
    raise AssertionError("unreachable")
