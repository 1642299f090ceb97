"""Small makers of organisations, services and people for tests of any room."""

from __future__ import annotations

from datetime import date
from itertools import count

from heard.organisations import actions, queries
from heard.organisations.models import Account, Membership, Role
from heard.organisations.policy import SYSTEM, Actor
from heard.organisations.queries import OrganisationSummary, UnitSummary

_number = count(1)
LONG_AGO = date(2020, 1, 1)


def make_organisation(code: str = "", name: str = "Riverside NHS Trust", **fields: object) -> OrganisationSummary:
    """An organisation with nothing but its root."""
    code = code or f"org{next(_number)}"
    return actions.create_organisation(actor=SYSTEM, code=code, name=name, **fields)


def make_unit(parent: UnitSummary | OrganisationSummary, name: str = "", kind: str = "service") -> UnitSummary:
    """A unit under another, or under the organisation itself."""
    parent_id = parent.id if isinstance(parent, UnitSummary) else queries.root_unit(parent.id).id
    return actions.add_unit(actor=SYSTEM, parent_id=parent_id, kind=kind, name=name or f"Service {next(_number)}")


def make_account(email: str = "", name: str = "Ann Example", password: str | None = None, **fields: object) -> Account:
    """An account; without a password nobody can sign in to it."""
    email = email or f"person{next(_number)}@example.org"
    return Account.objects.create_user(email, password, name=name, **fields)


def make_membership(
    organisation: OrganisationSummary,
    role: Role,
    account: Account | None = None,
    unit: UnitSummary | None = None,
    from_date: date = LONG_AGO,
    **fields: object,
) -> Membership:
    """A membership over the whole organisation, or over one unit."""
    return Membership.objects.create(
        account=account or make_account(),
        organisation_id=organisation.id,
        unit_id=(unit or queries.root_unit(organisation.id)).id,
        role=role,
        from_date=from_date,
        **fields,
    )


def make_actor(organisation: OrganisationSummary, role: Role, unit: UnitSummary | None = None) -> Actor:
    """A person with one role, as an actor."""
    return queries.actor(make_membership(organisation, role, unit=unit).account)
