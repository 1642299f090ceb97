"""Capture points: made, set up, opened, closed. None opens before somebody reads it, at hours that are said."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.db import transaction
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor, can, declared
from heard.store.rows import sole
from heard.voices.errors import Refused
from heard.voices.models import CapturePoint
from heard.voices.policy import Whole, require

# Without 0, 1, i, l, o and vowels: easy to type from a poster, and no word by chance. Six of 23: 148 million.
LETTERS = "23456789bcdfghjkmnpqrstvwxz"


@dataclass(frozen=True, slots=True)
class Setup:
    """Who reads a point, when, and what to ring. Days as numbers from Monday, 0, to Sunday, 6."""

    role: str
    reader_id: int | None
    deputy_id: int | None
    days: tuple[int, ...]
    hours_from: time | None
    hours_until: time | None
    promise: int
    phone: str
    phone_name: str = ""
    marthas_rule: str = ""


@transaction.atomic
def create_point(*, actor: Actor, unit_id: int) -> CapturePoint:
    """A point for a service, closed until it is set up and opened; the one that it has already, if any."""
    unit = organisations.units([unit_id]).get(unit_id)
    if unit is None or unit.closed_on is not None:
        raise Refused("Choose a service that is open.", "unit")
    require(actor, "manage_points", Whole(unit.organisation_id))
    if found := CapturePoint.objects.filter(unit=unit_id).first():
        return found
    code = "".join(secrets.choice(LETTERS) for _ in range(6))
    point = CapturePoint.objects.create(organisation_id=unit.organisation_id, unit_id=unit_id, code=code)
    _record(actor, "voices.point-made", point, {"unit": unit.reference})
    return point


@transaction.atomic
def set_up_point(*, actor: Actor, point_id: int, setup: Setup) -> CapturePoint:
    """Say who reads it, when, and what to ring. An open one has to stay complete.

    Raises Refused with the field and its sentence.
    """
    point = _locked(actor, point_id)
    _refuse_wrong(point, setup)
    point.role = setup.role
    point.reader_id, point.deputy_id = setup.reader_id, setup.deputy_id
    point.days = sum(1 << day for day in set(setup.days))
    point.hours_from, point.hours_until = setup.hours_from, setup.hours_until
    point.promise = setup.promise
    point.phone, point.phone_name = setup.phone.strip(), setup.phone_name.strip()
    point.marthas_rule = setup.marthas_rule.strip()
    if point.opened_at is not None and point.closed_at is None:
        _refuse_incomplete(point)
    point.save()
    content = {"role": setup.role, "promise": setup.promise, "days": list(setup.days)}
    _record(actor, "voices.point-set-up", point, content)
    return point


@transaction.atomic
def open_point(*, actor: Actor, point_id: int) -> CapturePoint:
    """Let people speak there. Raises Refused with what is missing: a box that nobody reads must not look read."""
    point = _locked(actor, point_id)
    if point.opened_at is not None and point.closed_at is None:
        raise Refused("This page is open already.")
    _refuse_incomplete(point)
    point.opened_at, point.closed_at = timezone.now(), None
    point.save(update_fields=["opened_at", "closed_at"])
    _record(actor, "voices.point-opened", point, {})
    return point


@transaction.atomic
def close_point(*, actor: Actor, point_id: int) -> CapturePoint:
    """Let nobody speak there any more; its address says so and leads to the phone. What was said stays to be read."""
    point = _locked(actor, point_id)
    if point.opened_at is None or point.closed_at is not None:
        raise Refused("This page is not open.")
    point.closed_at = timezone.now()
    point.save(update_fields=["closed_at"])
    _record(actor, "voices.point-closed", point, {})
    return point


def _locked(actor: Actor, point_id: int) -> CapturePoint:
    point = sole(CapturePoint.objects.select_for_update().filter(pk=point_id))
    if point is None:
        raise Refused("Choose a page that exists.")
    require(actor, "manage_points", Whole(point.organisation_id))
    return point


def _refuse_wrong(point: CapturePoint, setup: Setup) -> None:
    if setup.role not in declared()["mark_read"]:
        raise Refused("Choose the role that reads what is said.", "role")
    for field, account_id in (("reader", setup.reader_id), ("deputy", setup.deputy_id)):
        if account_id is None:
            continue
        person = organisations.actor_of(account_id)
        if person is None or not can(person, "mark_read", _At(point.organisation_id, point.unit_id)):
            raise Refused("Choose somebody whose role lets them read what is said there.", field)
    if setup.reader_id is not None and setup.reader_id == setup.deputy_id:
        raise Refused("Choose somebody else as the deputy: the reader cannot stand in for themselves.", "deputy")
    if any(day not in range(7) for day in setup.days):
        raise Refused("Choose the days on which it is read.", "days")
    if setup.hours_from and setup.hours_until and setup.hours_from >= setup.hours_until:
        raise Refused("Enter an end that is later than the beginning.", "hours_until")
    if not 1 <= setup.promise <= 20:
        raise Refused("Enter a number of working days from 1 to 20.", "promise")


@dataclass(frozen=True, slots=True)
class _At:
    organisation_id: int
    unit_id: int


def _refuse_incomplete(point: CapturePoint) -> None:
    missing = (
        (point.reader_id is None, "reader", "Choose who reads it, before it opens."),
        (point.deputy_id is None, "deputy", "Choose a deputy, before it opens."),
        (point.days == 0, "days", "Choose the days on which it is read, before it opens."),
        (point.hours_from is None or point.hours_until is None, "hours_from", "Enter the hours, before it opens."),
        (not point.phone, "phone", "Enter a telephone number for people who cannot wait, before it opens."),
    )
    for is_missing, field, sentence in missing:
        if is_missing:
            raise Refused(sentence, field)


def _record(actor: Actor, kind: str, point: CapturePoint, content: dict[str, Any]) -> None:
    ledger.record(kind=kind, subject=f"point:{point.reference}", content=content, actor=actor.reference)
