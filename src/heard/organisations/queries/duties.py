"""Who answers for a place: people by role or by verb at a unit, their deputies, and who has left."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from heard.organisations import policy
from heard.organisations.models import Account, Membership, Unit, UnitSpan
from heard.organisations.policy import Actor
from heard.organisations.queries import scopes
from heard.store import sql

_ACTIVE: Final = ("id", "reference", "name", "is_active")


def actor_of(account_id: int) -> Actor | None:
    """The actor of an account that is active, or None. Three queries."""
    return actors_of([account_id]).get(account_id)


def actors_of(account_ids: Collection[int]) -> dict[int, Actor]:
    """The actors of those of the accounts that are active, by their ids. Three queries, however many."""
    wanted = set(account_ids)
    if not wanted:
        return {}
    # Every voice that arrives asks: for Django to put it together takes ten times as long as to run it.
    with sql.planned_cursor(connection) as cursor:
        cursor.execute(_active_sql(len(wanted)), list(wanted))
        return scopes.actors([Account.from_db(connection.alias, _ACTIVE, row) for row in cursor.fetchall()])


@lru_cache(maxsize=50)
def _active_sql(count: int) -> str:
    marks = ", ".join(["%s"] * count)
    return f"SELECT {', '.join(_ACTIVE)} FROM organisations_account WHERE is_active AND id IN ({marks})"  # noqa: S608


def people_as(organisation_id: int, roles: Collection[str], unit_id: int | None) -> list[tuple[int, str]]:
    """(account id, name) of everyone with one of the roles today, over the unit or above it; None: over the whole."""
    if not roles:
        return []
    at = connection.ops.adapt_datefield_value(timezone.localdate())
    place = [] if unit_id is None else [unit_id]
    with sql.planned_cursor(connection) as cursor:
        cursor.execute(_people_sql(len(roles), unit_id is None), [organisation_id, at, at, *map(str, roles), *place])
        return list(dict.fromkeys(cursor.fetchall()))


@lru_cache(maxsize=50)
def _people_sql(roles: int, whole: bool) -> str:
    """Memberships of today, as _over; written once, for every voice that arrives asks."""
    under = "SELECT ancestor_id FROM organisations_unitspan WHERE unit_id = %s AND until_date IS NULL"
    above = "" if whole else f" OR m.unit_id IN ({under})"
    return f"""
        SELECT m.account_id, a.name
          FROM organisations_membership m
          JOIN organisations_account a ON a.id = m.account_id
          JOIN organisations_unit u ON u.id = m.unit_id
         WHERE m.organisation_id = %s AND a.is_active
           AND m.from_date <= %s AND (m.until_date IS NULL OR m.until_date > %s)
           AND m.role IN ({", ".join(["%s"] * roles)})
           AND (u.kind = '{Unit.Kind.ORGANISATION.value}'{above})
         ORDER BY a.name, m.account_id"""  # noqa: S608 - placeholders alone


def people_who(organisation_id: int, verb: str, unit_id: int | None) -> list[tuple[int, str]]:
    """As people_as, for the roles that may do a verb; deputies of such people are among them."""
    roles = policy.declared().get(verb, frozenset())
    found = _over(organisation_id, unit_id).filter(role__in=roles).select_related("account", "deputy")
    people = [person for one in found for person in (one.account, one.deputy) if person and person.is_active]
    current = current_members(organisation_id, {person.pk for person in people})
    named = {(person.pk, person.name) for person in people if person.pk in current}
    return sorted(named, key=lambda person: (person[1].casefold(), person[0]))


def deputies_of(organisation_id: int, account_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """(account id, name) of each person's deputy, where they have one: that of the membership that began last.

    A membership that has ended keeps its deputy, so that whoever stood in for a leaver is still known.
    """
    found = Membership.objects.filter(
        organisation=organisation_id, account__in=set(account_ids), deputy__is_active=True
    ).order_by("from_date", "id")
    return {owner: (pk, name) for owner, pk, name in found.values_list("account_id", "deputy_id", "deputy__name")}


def current_members(organisation_id: int, account_ids: Iterable[int]) -> set[int]:
    """Those of the accounts that are active and have a membership of the organisation today."""
    found = _current().filter(organisation=organisation_id, account__in=set(account_ids))
    return set(found.values_list("account_id", flat=True))


def _current() -> QuerySet[Membership]:
    day = timezone.localdate()
    return Membership.objects.filter(
        Q(until_date=None) | Q(until_date__gt=day), from_date__lte=day, account__is_active=True
    )


def _over(organisation_id: int, unit_id: int | None) -> QuerySet[Membership]:
    """Memberships of today that cover the unit where it stands last."""
    found = _current().filter(organisation=organisation_id)
    if unit_id is None:
        return found.filter(unit__kind=Unit.Kind.ORGANISATION)
    above = UnitSpan.objects.filter(unit=unit_id, until_date=None).values("ancestor")
    return found.filter(Q(unit__kind=Unit.Kind.ORGANISATION) | Q(unit__in=above))
