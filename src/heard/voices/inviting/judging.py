"""Who of a list is invited, who is held back by which rule, and who cannot be reached. Each row has one outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from heard.messages import queries as messages
from heard.organisations.queries import aliases
from heard.voices.importing.words import plain
from heard.voices.inviting.people import Person, person
from heard.voices.inviting.rules import IGNORE, Rules, rules
from heard.voices.inviting.touch import in_touch
from heard.voices.inviting.vault import Listed
from heard.voices.models import CapturePoint, InvitationList, InvitationRow

TEMPLATE = "invitation"
Outcome = InvitationRow.Outcome


@dataclass(frozen=True, slots=True)
class Place:
    """A service's page 'Tell us', as an invitation names it."""

    unit_id: int
    unit: str
    code: str
    phone: str
    open: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one row; `person` and `place` only of those who are invited."""

    line: int
    outcome: str
    rule: str = ""
    person: Person | None = None
    place: Place | None = None


def judge(batch: InvitationList, listed: Listed, columns: Mapping[str, str], now: datetime) -> list[Verdict]:
    """The outcome of every row of a list, in the order of its lines, by what its columns hold.

    Bounded: two queries for each 500 addresses, those of `touch.in_touch`, and three more.
    """
    given, today, organisation_id = rules(), timezone.localdate(now), batch.organisation_id
    at = {columns[name]: place for place, name in enumerate(listed.header) if columns.get(name, IGNORE) != IGNORE}
    people = [
        person(line, {field: cells[place] for field, place in at.items()}, given, today) for line, cells in listed.rows
    ]
    marks = {mark for one in people for mark in one.marks}
    known = _Known(
        places=Places(organisation_id, batch.unit_id),
        standing=messages.standing(organisation_id, TEMPLATE, marks, now),
        touch=in_touch(organisation_id, marks, now - timedelta(days=given.look_back_days)),
        seen=set(),
    )
    found = [_verdict(one, known, given, now) for one in people]
    found += [Verdict(line, Outcome.BAD, "ragged") for line in listed.ragged]
    return sorted(found, key=lambda one: one.line)


def counted(verdicts: Iterable[Verdict]) -> dict[str, int | dict[str, int]]:
    """How many rows have which outcome, by rule."""
    rules = {outcome: Counter[str]() for outcome in (Outcome.HELD, Outcome.BAD)}
    send = 0
    for one in verdicts:
        if one.outcome == Outcome.SEND:
            send += 1
        else:
            rules[Outcome(one.outcome)][one.rule] += 1
    return {"send": send, "held": dict(rules[Outcome.HELD]), "bad": dict(rules[Outcome.BAD])}


class Places:
    """The organisation's services with a page 'Tell us', by name, poster's code and what sources call them."""

    def __init__(self, organisation_id: int, unit_id: int | None) -> None:
        rows = CapturePoint.objects.filter(organisation=organisation_id).select_related("unit").order_by("pk")
        by_unit = {
            row.unit_id: Place(
                row.unit_id, row.unit.name, row.code, row.phone, row.opened_at is not None and row.closed_at is None
            )
            for row in rows
        }
        self._names = {plain(one.code): one for one in by_unit.values()}
        called = Counter(plain(one.unit) for one in by_unit.values())
        # A name that two services have says of neither that they have been there.
        self._names |= {plain(one.unit): one for one in by_unit.values() if called[plain(one.unit)] == 1}
        for name, unit in aliases(organisation_id).items():
            if unit in by_unit:
                self._names.setdefault(plain(name), by_unit[unit])
        self._default = by_unit.get(unit_id) if unit_id else None

    def of(self, service: str) -> Place | None:
        """The service of a row; that of the whole list where the row names none."""
        return self._names.get(plain(service)) if service else self._default


@dataclass(frozen=True, slots=True)
class _Known:
    places: Places
    standing: messages.Standing
    touch: frozenset[str]
    seen: set[str]


def _verdict(one: Person, known: _Known, given: Rules, now: datetime) -> Verdict:
    if rule := _held(one, known, given, now):
        return Verdict(one.line, Outcome.HELD, rule)
    place = known.places.of(one.service)
    if bad := "date" if one.wrong_date else "service" if place is None else "" if one.way else "address":
        return Verdict(one.line, Outcome.BAD, bad)
    assert place is not None
    if not place.open:
        return Verdict(one.line, Outcome.HELD, "closed")
    if not known.seen.isdisjoint(one.marks):
        return Verdict(one.line, Outcome.HELD, "twice")
    known.seen.update(one.marks)
    return Verdict(one.line, Outcome.SEND, "", one, place)


def _held(one: Person, known: _Known, given: Rules, now: datetime) -> str:
    """The first rule that keeps somebody from being asked; empty where none does."""
    today = timezone.localdate(now)
    if one.excluded:
        return one.excluded
    if not known.standing.stopped.isdisjoint(one.marks):
        return "stopped"
    if one.old_enough is False and not one.agreed:
        return "under_16"
    if one.day and one.day > today:
        return "not_yet"
    if one.day and one.day < today - timedelta(days=given.most_days):
        return "too_long_ago"
    # One rule for both, so that a list tells nobody what somebody has told us.
    if not known.standing.lately.isdisjoint(one.marks) or not known.touch.isdisjoint(one.marks):
        return "not_now"
    return ""


def invited(verdicts: Sequence[Verdict]) -> list[tuple[int, Person, Place]]:
    """(line, person, service) of those who are invited."""
    return [(one.line, one.person, one.place) for one in verdicts if one.person and one.place]
