"""Who somebody is here, and how much of an organisation they may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from heard.organisations import policy
from heard.organisations.models import Account, Organisation, OrganisationSuccession, Role, Unit, UnitSpan
from heard.organisations.policy import Actor, Grant
from heard.organisations.queries.once import kept, known_organisations
from heard.organisations.queries.shapes import OrganisationSummary, Scope, organisation_summary
from heard.organisations.spans import OPEN_FROM, OPEN_UNTIL, Closure, Span, closure_of, date_of, day_of, united
from heard.store import sql
from heard.store.rows import by_key, sole


def organisation(code: str) -> OrganisationSummary | None:
    """The organisation of a code, or None."""
    found = by_key(Organisation, "code", code)
    return _known(organisation_summary(found)) if found else None


def organisation_by_id(organisation_id: int) -> OrganisationSummary:
    """An organisation that there is, by its key; within `read_once` it is read once."""
    known = known_organisations().get(organisation_id)
    return known or _known(organisation_summary(Organisation.objects.get(pk=organisation_id)))


def _known(found: OrganisationSummary) -> OrganisationSummary:
    known_organisations()[found.id] = found
    return found


def organisations() -> list[OrganisationSummary]:
    """Every organisation of the installation, by name."""
    return [organisation_summary(found) for found in Organisation.objects.order_by("name")]


def organisations_of(actor: Actor) -> list[OrganisationSummary]:
    """The organisations in which the actor has a role, by name."""
    ids = {grant.organisation_id for grant in actor.grants}
    return [organisation_summary(found) for found in Organisation.objects.filter(id__in=ids).order_by("name")]


def actor(account: Account, on: date | None = None) -> Actor:
    """The person as an actor, with the grants of a day (today): their own, and those of whom they are the deputy.

    A membership counts on its days, while its account is active; a deputy's only while they belong to the same
    organisation by a membership of their own. Two queries.
    """
    return actors([account], on)[account.pk]


def actors(accounts: Sequence[Account], on: date | None = None) -> dict[int, Actor]:
    """As actor, for several people at once: by the ids of their accounts. Two queries."""
    rows = _memberships([account.pk for account in accounts if account.is_active], on or timezone.localdate())
    spans = _spans_by_unit(row[2] for row in rows if row[4] != Unit.Kind.ORGANISATION)
    found = {}
    for account in accounts:
        mine = [row for row in rows if account.pk in row[5:]] if account.is_active else []
        own = {row[0] for row in mine if row[5] == account.pk}
        grants = tuple(
            Grant(
                organisation_id=organisation_id,
                organisation_code=code,
                unit_id=unit_id,
                role=Role(role),
                whole=kind == Unit.Kind.ORGANISATION,
                spans=spans.get(unit_id, ()),
                deputy=holder != account.pk,
            )
            for organisation_id, code, unit_id, role, kind, holder, _ in mine
            if organisation_id in own
        )
        found[account.pk] = Actor(account.pk, account.reference, account.name, grants)
    return found


def _memberships(accounts: Sequence[int], day: date) -> list[tuple[int, str, int, str, str, int, int | None]]:
    """What counts on a day of the memberships of accounts and of those whose deputies they are, in one statement.

    Every request of somebody who has signed in asks for it: Django takes ten times as long to put it together as the
    database to answer it.
    """
    if not accounts:
        return []
    at = connection.ops.adapt_datefield_value(day)
    with sql.planned_cursor(connection) as cursor:
        cursor.execute(_memberships_sql(len(accounts)), [at, at, *accounts, *accounts])
        found: list[tuple[int, str, int, str, str, int, int | None]] = cursor.fetchall()
    return found


@lru_cache(maxsize=50)
def _memberships_sql(count: int) -> str:
    marks = ", ".join(["%s"] * count)
    return f"""
        SELECT m.organisation_id, o.code, m.unit_id, m.role, u.kind, m.account_id, m.deputy_id
          FROM organisations_membership m
          JOIN organisations_organisation o ON o.id = m.organisation_id
          JOIN organisations_unit u ON u.id = m.unit_id
          JOIN organisations_account a ON a.id = m.account_id
         WHERE m.from_date <= %s AND (m.until_date IS NULL OR m.until_date > %s)
           AND (m.account_id IN ({marks}) OR (m.deputy_id IN ({marks}) AND a.is_active))
         ORDER BY m.id"""  # noqa: S608 - placeholders alone


def actor_by_email(email: str) -> Actor | None:
    """The actor of an account's e-mail address, or None."""
    account = sole(Account.objects.filter(email=email.strip().lower()))
    return actor(account) if account else None


def scope(actor: Actor | None, verb: str, organisation_id: int) -> Scope | None:
    """What of the organisation the actor may do the verb to; None where nothing."""
    if actor is None:
        return None
    if actor.system:
        return Scope(organisation_id, None)
    found = policy.grants(actor, verb, organisation_id)
    if not found:
        return None
    if any(grant.whole for grant in found):
        return Scope(organisation_id, None)
    return Scope(organisation_id, _united(span for grant in found for span in grant.spans))


@kept
def spans_under(unit_id: int) -> tuple[Span, ...]:
    """The units that count under a unit, itself among them, each with the days on which it does."""
    return _spans_by_unit([unit_id]).get(unit_id, ())


@kept
def closure(organisation_id: int) -> Closure:
    """Every span of the organisation as arrays."""
    rows = UnitSpan.objects.filter(organisation=organisation_id).values_list(
        "unit_id", "ancestor_id", "from_date", "until_date"
    )
    return closure_of([(u, a, day_of(f, OPEN_FROM), day_of(t, OPEN_UNTIL)) for u, a, f, t in rows])


def _spans_by_unit(ancestors: Iterable[int]) -> dict[int, tuple[Span, ...]]:
    """The spans under each of several units, in one query (none for none)."""
    wanted = set(ancestors)
    found: dict[int, list[Span]] = defaultdict(list)
    if wanted:
        rows = UnitSpan.objects.filter(ancestor__in=wanted).order_by("unit_id", "from_date")
        for ancestor, unit, first, until in rows.values_list("ancestor_id", "unit_id", "from_date", "until_date"):
            found[ancestor].append(Span(unit, first, until))
    return {ancestor: tuple(spans) for ancestor, spans in found.items()}


def _united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days of the same units, each once."""
    days: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for span in spans:
        days[span.unit_id].append((day_of(span.from_date, OPEN_FROM), day_of(span.until_date, OPEN_UNTIL)))
    return tuple(
        Span(unit, date_of(first), date_of(until))
        for unit, intervals in sorted(days.items())
        for first, until in united(intervals)
    )


@dataclass(frozen=True, slots=True)
class OrganisationLink:
    """One organisation carries on another from a day."""

    predecessor: str
    successor: str
    on: date
    note: str


def organisation_links(organisation_id: int) -> list[OrganisationLink]:
    """The successions of which an organisation is one side, by date."""
    found = OrganisationSuccession.objects.filter(Q(predecessor=organisation_id) | Q(successor=organisation_id))
    rows = found.order_by("on", "id").values_list("predecessor__name", "successor__name", "on", "note")
    return [OrganisationLink(*row) for row in rows]
