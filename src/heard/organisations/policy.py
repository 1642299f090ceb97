"""Who may do what. Default: no.

A person's grants come from their memberships and from those for which they are the deputy. Each room declares which
roles may do its verbs; a grant reaches the whole organisation, or the units that count under one unit of its tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from heard.organisations.models import Role
from heard.organisations.spans import Span

# Roles of people from outside: they need a purpose and a legal basis.
EXTERNAL_ROLES = frozenset({Role.COMMISSIONER, Role.INDEPENDENT_VOICE, Role.REGULATOR})


class Thing(Protocol):
    """Something of an organisation. It may have `unit_id` and `said_on` too; without a unit it is the whole's."""

    @property
    def organisation_id(self) -> int:
        """The organisation that it belongs to."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that an actor has in one organisation, by membership or as the deputy of a member."""

    organisation_id: int
    organisation_code: str
    unit_id: int
    role: Role
    # The whole organisation; otherwise what `spans` says.
    whole: bool
    spans: tuple[Span, ...] = ()
    deputy: bool = False

    def covers(self, unit_id: int | None, day: date | None) -> bool:
        """Whether a thing of that unit and day lies within the grant."""
        if self.whole:
            return True
        return any(span.unit_id == unit_id and span.covers(day) for span in self.spans)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a person with their grants, or Heard itself (`system`)."""

    account_id: int | None
    reference: str
    name: str
    grants: tuple[Grant, ...] = ()
    system: bool = False

    def belongs_to(self, organisation_id: int) -> bool:
        """Whether the actor has any role in the organisation."""
        return self.system or any(grant.organisation_id == organisation_id for grant in self.grants)


# Jobs, the command and the set-up of a new installation. No request ever carries it.
SYSTEM = Actor(account_id=None, reference="", name="Heard", system=True)

_roles: dict[str, frozenset[Role]] = {}


def declare(verbs: Mapping[str, Iterable[Role]]) -> None:
    """Say which roles may do a room's verbs. Raises ValueError where a verb is declared again with other roles."""
    for verb, roles in verbs.items():
        wanted = frozenset(roles)
        if _roles.setdefault(verb, wanted) != wanted:
            raise ValueError(f"The verb {verb} is declared twice with different roles.")


def declared() -> Mapping[str, frozenset[Role]]:
    """Every verb with the roles that may do it."""
    return dict(_roles)


def grants(actor: Actor | None, verb: str, organisation_id: int) -> tuple[Grant, ...]:
    """The actor's grants in the organisation whose role may do the verb."""
    allowed = _roles.get(verb, frozenset())
    if actor is None:
        return ()
    return tuple(grant for grant in actor.grants if grant.organisation_id == organisation_id and grant.role in allowed)


def may(actor: Actor | None, verb: str, organisation_id: int) -> bool:
    """Whether the actor may do it somewhere in the organisation: what a page asks before it narrows by scope."""
    return actor is not None and (actor.system or bool(grants(actor, verb, organisation_id)))


def can(actor: Actor | None, verb: str, thing: Thing) -> bool:
    """Whether the actor may do it to this thing.

    A thing with a unit is covered by a subtree as the tree was on its day (`said_on`); one without is the whole
    organisation's, so that only a grant over the whole reaches it. An undeclared verb is nobody's.
    """
    if actor is None:
        return False
    if actor.system:
        return True
    unit_id, day = getattr(thing, "unit_id", None), getattr(thing, "said_on", None)
    return any(grant.covers(unit_id, day) for grant in grants(actor, verb, thing.organisation_id))


declare(
    {
        "see_services": Role,
        "manage_services": {Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD},
        "see_people": {Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD, Role.INFORMATION_GOVERNANCE},
        "manage_people": {Role.ADMINISTRATOR},
        "manage_settings": {Role.ADMINISTRATOR},
    }
)
