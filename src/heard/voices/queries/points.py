"""Capture points as the public meets them and as staff set them up."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from typing import Any, Final

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from heard.organisations.models import Organisation, Role, Unit
from heard.organisations.queries import OrganisationSummary, organisation_summary
from heard.organisations.working_days import add_working_days, calendar
from heard.store import sql
from heard.store.rows import sole
from heard.tasks.queries import tasks_about
from heard.voices.models import CapturePoint, Voice

_SHOWN: Final = ("organisation", "unit", "reader", "deputy")
# What names a service on its public pages.
NAMES: Final = ("unit", "code", "phone", "dial", "phone_name")
# Points that a process remembers for their public pages.
_REMEMBERED: Final = 2_000
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class PointDetail:
    """A capture point. `overdue` says that something said there was not read within the promise.

    `phone` is how the number is written, `dial` how it is dialled.
    """

    id: int
    reference: str
    organisation_id: int
    code: str
    unit_id: int
    unit: str
    role: str
    role_label: str
    reader_id: int | None
    reader: str
    deputy_id: int | None
    deputy: str
    days: tuple[int, ...]
    hours_from: time | None
    hours_until: time | None
    promise: int
    phone: str
    dial: str
    phone_name: str
    marthas_rule: str
    opened_at: datetime | None
    closed_at: datetime | None
    last_read_at: datetime | None
    waiting: int
    overdue: bool

    @property
    def is_open(self) -> bool:
        """Whether people can speak there."""
        return self.opened_at is not None and self.closed_at is None

    @property
    def role_words(self) -> str:
        """The role that reads it, within a sentence: 'service manager', 'PALS and complaints officer'."""
        label = gettext(self.role_label)
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]

    @property
    def days_words(self) -> str:
        """The days on which it is read: 'Monday to Friday', or each by name."""
        return days_words(self.days)

    @property
    def hours_words(self) -> str:
        """The hours in which it is read."""
        if self.hours_from is None or self.hours_until is None:
            return ""
        return gettext("%(start)s to %(end)s") % {
            "start": f"{self.hours_from:%H:%M}",
            "end": f"{self.hours_until:%H:%M}",
        }

    @property
    def promise_words(self) -> str:
        """Within how many working days it is read."""
        words = ngettext("%(count)s working day", "%(count)s working days", self.promise)
        return words % {"count": self.promise}


def days_words(days: tuple[int, ...]) -> str:
    """Days of the week in words; three and more in a row as a span.

    >>> days_words((0, 1, 2, 3, 4)), days_words((0, 3)), days_words((0,))
    ('Monday to Friday', 'Monday and Thursday', 'Monday')
    """
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return gettext("%(start)s to %(end)s") % {"start": gettext(DAYS[days[0]]), "end": gettext(DAYS[days[-1]])}
    named = [gettext(DAYS[day]) for day in days]
    if len(named) < 2:
        return "".join(named)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(named[:-1]), "last": named[-1]}


@dataclass(frozen=True, slots=True)
class PublicPoint:
    """A point with its organisation, as public pages show them. `waiting` is not counted for them.

    `steady` is equal as long as everything that such a page can show is: all but when it was last read, whether
    something is overdue there, and what names the service (see `named`).
    """

    organisation: OrganisationSummary
    point: PointDetail
    steady: tuple[Hashable, ...]

    @property
    def named(self) -> dict[str, str]:
        """What a page says of this service that it does not say of another one which is read in the same way."""
        return {name: getattr(self.point, name) for name in NAMES}

    def of_any(self, named: Mapping[str, str]) -> PointDetail:
        """The point with other names, and without anything else that is its alone."""
        given: dict[str, Any] = {**named}
        return replace(_unnamed(self.point), **given)


# By code: the day, the rows as the database gave them, and what was made of them.
_public: dict[str, tuple[date, tuple[Any, ...], PublicPoint]] = {}


def public_point(code: str) -> PublicPoint | None:
    """The point of a poster's code with its organisation, open or not, as it is now.

    Each page of the journey asks for it. One statement, which is written once: to put it together takes thirty times
    as long as to run it. Where it answers what it answered before today, so does this.
    """
    code = code.lower()
    with sql.planned_cursor(connection) as cursor:
        cursor.execute(_public_sql(), [code])
        row = cursor.fetchone()
    if row is None:
        return None
    today = timezone.localdate()
    known = _public.get(code)
    if known and known[:2] == (today, row):
        return known[2]
    found = sole(CapturePoint.objects.filter(code=code).select_related(*_SHOWN))
    if found is None:
        return None
    detail = _detail(found, counted=False, waits=row[1] is not None)
    # Its columns end the row.
    steady = (*row[-len(Organisation._meta.concrete_fields) :], _unnamed(detail))
    made = PublicPoint(organisation_summary(found.organisation), detail, steady)
    if len(_public) >= _REMEMBERED:
        _public.clear()
    _public[code] = (today, row, made)
    return made


@cache
def _public_sql() -> str:
    """The two things that change (when it was last read, since when something waits), then every other column."""
    tables = (("p", CapturePoint), ("u", Unit), ("o", Organisation))
    columns = [
        f'{table}."{field.column}"'
        for table, model in tables
        for field in model._meta.concrete_fields
        if field.name != "last_read_at"
    ]
    return f"""
        SELECT p.last_read_at,
               (SELECT v.received_at FROM voices_voice v
                 WHERE v.unit_id = p.unit_id AND v.first_read_at IS NULL AND v.batch_id IS NULL
                   AND v.withdrawn_at IS NULL
                 ORDER BY v.id LIMIT 1),
               {", ".join(columns)}
          FROM voices_capturepoint p
          JOIN organisations_unit u ON u.id = p.unit_id
          JOIN organisations_organisation o ON o.id = p.organisation_id
         WHERE p.code = %s"""  # noqa: S608 - names of columns, no input


def point(organisation_id: int, reference: str) -> PointDetail | None:
    """A point of the organisation by its reference."""
    return _one(organisation=organisation_id, reference=reference)


def points(organisation_id: int, *, open_only: bool = False) -> list[PointDetail]:
    """The organisation's points by the name of their service. One query, and two for each point."""
    rows = CapturePoint.objects.filter(organisation=organisation_id)
    if open_only:
        rows = rows.filter(opened_at__isnull=False, closed_at=None)
    return [
        _detail(row)
        for row in rows.select_related("organisation", "unit", "reader", "deputy").order_by("unit__name", "id")
    ]


def open_places(organisation_id: int) -> list[tuple[str, str]]:
    """(code, service) of every open point, by service. One query."""
    rows = CapturePoint.objects.filter(organisation=organisation_id, opened_at__isnull=False, closed_at=None)
    return list(rows.order_by("unit__name", "id").values_list("code", "unit__name"))


def places(organisation_id: int) -> list[tuple[int, str]]:
    """(unit, service) of every open point, by service. One query."""
    rows = CapturePoint.objects.filter(organisation=organisation_id, opened_at__isnull=False, closed_at=None)
    return list(rows.order_by("unit__name", "id").values_list("unit_id", "unit__name"))


def read_by(reference: str) -> date | None:
    """The last day in time for a voice to be read, by its task; None where it is read already."""
    found = tasks_about(f"voices.voice:{reference}")
    return next((task.due_on for task in found if task.kind == "voices.reading" and task.live), None)


def _one(**where: object) -> PointDetail | None:
    row = sole(CapturePoint.objects.filter(**where).select_related(*_SHOWN))
    return _detail(row) if row else None


def _unnamed(point: PointDetail) -> PointDetail:
    """What points that are read in the same way have in common."""
    never = datetime.min
    nameless: dict[str, Any] = dict.fromkeys(NAMES, "")
    return replace(
        point,
        **nameless,
        id=0,
        reference="",
        unit_id=0,
        reader_id=None,
        reader="",
        deputy_id=None,
        deputy="",
        opened_at=never if point.opened_at else None,
        closed_at=never if point.closed_at else None,
        last_read_at=None,
        waiting=0,
        overdue=False,
    )


def _detail(row: CapturePoint, *, counted: bool = True, waits: bool = True) -> PointDetail:
    """The point of a row with its service and people; `waits`: something may not have been read."""
    # Of every way: whoever said 'not this ward' waits too.
    unread = Voice.objects.filter(unit=row.unit_id, first_read_at=None, batch=None, withdrawn_at=None).order_by("id")
    oldest = unread.values_list("received_at", flat=True).first() if waits else None
    overdue = False
    if oldest is not None:
        days = calendar(row.organisation.nation)
        overdue = add_working_days(timezone.localdate(oldest), row.promise, days) < timezone.localdate()
    return PointDetail(
        id=row.pk,
        reference=row.reference,
        organisation_id=row.organisation_id,
        code=row.code,
        unit_id=row.unit_id,
        unit=row.unit.name,
        role=row.role,
        role_label=str(Role(row.role).label),
        reader_id=row.reader_id,
        reader=row.reader.name if row.reader else "",
        deputy_id=row.deputy_id,
        deputy=row.deputy.name if row.deputy else "",
        days=tuple(day for day in range(7) if row.days >> day & 1),
        hours_from=row.hours_from,
        hours_until=row.hours_until,
        promise=row.promise,
        phone=row.phone,
        dial=row.phone.replace(" ", ""),
        phone_name=row.phone_name or row.unit.name,
        marthas_rule=row.marthas_rule,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        last_read_at=row.last_read_at,
        waiting=unread.count() if counted and oldest is not None else 0,
        overdue=overdue,
    )
