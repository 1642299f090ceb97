"""Notices as their account sees them, and how often they are e-mailed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from heard.messages.models import Notice, NoticeSetting
from heard.messages.queries.pages import Page, cut
from heard.organisations import packs
from heard.organisations.models import Membership
from heard.store.rows import sole

# Every page of a colleague asks for it: Django takes longer to put it together than the database to answer it.
_UNREAD = (
    "SELECT COUNT(*) FROM heard_messages_notice WHERE account_id = %s AND organisation_id = %s AND read_at IS NULL"
)
OFTEN = {"immediately": "At once", "daily": "Each morning", "weekly": "Each Monday", "never": "Never"}


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice behind the bell."""

    id: int
    text: str
    link: str
    at: datetime
    unread: bool


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """How often a kind of notice is e-mailed to somebody; `default` is what their roles have."""

    kind: str
    label: str
    often: str
    default: str


def unread(account_id: int, organisation_id: int) -> int:
    """How many notices somebody has not read."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [account_id, organisation_id])
        return int(cursor.fetchone()[0])


def notices_page(account_id: int, organisation_id: int, *, number: int = 1) -> tuple[list[NoticeRow], Page]:
    """One page of somebody's notices, newest first."""
    rows = Notice.objects.filter(account=account_id, organisation=organisation_id).order_by("-id")
    found, page = cut(rows, number)
    return [NoticeRow(row.pk, row.text, row.link, row.at, row.read_at is None) for row in found], page


def link_of(account_id: int, organisation_id: int, notice_id: int) -> str | None:
    """Where one of somebody's notices leads; None where it is not theirs."""
    mine = Notice.objects.filter(account=account_id, organisation=organisation_id, pk=notice_id)
    return mine.values_list("link", flat=True).first()


def choices(account_id: int, organisation_id: int) -> list[NoticeChoice]:
    """How often each kind of notice is e-mailed to somebody."""
    kinds = packs.load("message-notices").content["kinds"]
    default = defaults_for(account_id, organisation_id)
    row = sole(NoticeSetting.objects.filter(account=account_id, organisation=organisation_id))
    own: dict[str, str] = row.often if row else {}
    return [
        NoticeChoice(kind, given["label"], own.get(kind, default[kind]), default[kind]) for kind, given in kinds.items()
    ]


def defaults_for(account_id: int, organisation_id: int) -> dict[str, str]:
    """How often each kind is e-mailed by the pack: the most often of somebody's roles."""
    return defaults_for_all([account_id], organisation_id)[account_id]


def defaults_for_all(account_ids: Collection[int], organisation_id: int) -> dict[int, dict[str, str]]:
    """As defaults_for, for many at once. One query."""
    today = timezone.localdate()
    rows = Membership.objects.filter(
        Q(until_date=None) | Q(until_date__gt=today), account__in=account_ids, organisation=organisation_id
    ).values_list("account_id", "role")
    roles: dict[int, list[str]] = {pk: [] for pk in account_ids}
    for pk, role in rows:
        roles[pk].append(role)
    return {pk: _defaults(found) for pk, found in roles.items()}


def _defaults(roles: Iterable[str]) -> dict[str, str]:
    content: Mapping[str, Any] = packs.load("message-notices").content
    order = content["often"]
    by_role = [content["roles"].get(role, {}) for role in roles] or [{}]
    return {
        kind: min((role.get(kind, given["default"]) for role in by_role), key=order.index)
        for kind, given in content["kinds"].items()
    }
