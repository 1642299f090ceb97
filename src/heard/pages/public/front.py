"""The first page: doors that have something behind them, and last month's figures, concerns before praise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext, ngettext

from heard.coding import queries as coding
from heard.coding.queries import Figures, Filters
from heard.decisions import queries as decisions
from heard.methods.suppression import Rule, suppress
from heard.organisations import packs
from heard.organisations.queries import Scope
from heard.voices import queries as voices


@dataclass(frozen=True, slots=True)
class Door:
    """A way in, with a line that says what is behind it."""

    name: str
    says: str
    href: str


@dataclass(frozen=True, slots=True)
class Box:
    """One figure with what it counts of how many."""

    name: str
    value: str
    note: str
    concern: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """What people said in a month that is over."""

    name: str
    boxes: tuple[Box, ...]


def doors(organisation_id: int, code: str) -> tuple[Door, ...]:
    """The doors behind which there is something: no service that listens, no door."""
    found = []
    if voices.open_places(organisation_id):
        says = gettext("Say how care was, good or bad. You need no account.")
        found.append(Door(gettext("Tell us"), says, reverse("tell-us", args=[code])))
    says = gettext("See who read your words, and what came of them. You need your key.")
    found.append(Door(gettext("Follow your words"), says, reverse("follow", args=[code])))
    if decisions.published(organisation_id)[1]:
        says = gettext("What people said, what we did, and what we cannot do.")
        found.append(Door(gettext("What changed"), says, reverse("what-changed", args=[code])))
    return tuple(found)


def last_month(organisation_id: int, today: date) -> Month | None:
    """The month before this one, whole and small numbers hidden; None where nobody said anything in it.

    Not the month that goes on: from one day's number to the next, a reader could tell what a single person said.
    """
    end = today.replace(day=1)
    start = (end - timedelta(days=1)).replace(day=1)
    filters = Filters(from_date=start, to_date=end - timedelta(days=1))
    found = coding.Search(Scope(organisation_id, None), filters).summary().figures
    if found is None or not (found.comments or found.ratings):
        return None
    least = int(packs.load("suppression").content["least"])
    return Month(f"{MONTHS[start.month]} {start.year}", (*_comments(found, least), *_ratings(found, least)))


def _comments(found: Figures, least: int) -> tuple[Box, ...]:
    """Serious concerns, other concerns, and all comments: parts and their total, suppressed together."""
    level2, level3 = found.seriousness[1], found.seriousness[2]
    parts = {"serious": level3, "other": level2, "rest": found.comments - level2 - level3}
    hidden = suppress(parts, {**dict.fromkeys(parts, "all"), "all": None}, Rule(least))
    of = hidden.shown("all")
    note = ngettext("of %(count)s comment", "of %(count)s comments", of) % {"count": f"{of:,}"} if of else ""
    return (
        Box(gettext("Serious concerns"), _said(hidden.shown("serious")), note, concern=True),
        Box(gettext("Other concerns"), _said(hidden.shown("other")), note, concern=True),
    )


def _ratings(found: Figures, least: int) -> tuple[Box, ...]:
    """The share who chose Good or Very good, where neither they nor the others are few."""
    parts = {"good": found.positive, "other": found.ratings - found.positive}
    hidden = suppress(parts, {**dict.fromkeys(parts, "all"), "all": None}, Rule(least))
    good, every = hidden.shown("good"), hidden.shown("all")
    if good is None or not every:
        return ()
    note = ngettext(
        "of %(count)s person who answered how care was", "of %(count)s people who answered how care was", every
    ) % {"count": f"{every:,}"}
    return (Box(gettext("Chose Good or Very good"), f"{round(100 * good / every)}%", note),)


def _said(number: int | None) -> str:
    return gettext("Hidden") if number is None else f"{number:,}"
