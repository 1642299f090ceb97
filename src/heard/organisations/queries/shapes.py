"""What the room's queries and actions hand out: frozen, and without a model behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from heard.organisations.models import Organisation, Unit
from heard.organisations.spans import Span


@dataclass(frozen=True, slots=True)
class OrganisationSummary:
    """An organisation as requests and pages know it."""

    id: int
    reference: str
    code: str
    name: str
    kind: str
    sector: str
    ods_code: str
    cqc_id: str
    opened_on: date | None
    closed_on: date | None
    demonstration: bool
    brand: Mapping[str, Any]
    nation: str = Organisation.Nation.ENGLAND_AND_WALES
    # What the public pages say of it: see public_facts.py.
    public_facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def organisation_id(self) -> int:
        """Its own id, so that it is a thing that the policy can judge."""
        return self.id

    @property
    def kind_label(self) -> str:
        """What it does, in words."""
        return str(Organisation.Kind(self.kind).label)

    @property
    def sector_label(self) -> str:
        """Whose it is, in words."""
        return str(Organisation.Sector(self.sector).label)

    @property
    def nation_label(self) -> str:
        """Whose bank holidays it keeps, in words."""
        return str(Organisation.Nation(self.nation).label)


@dataclass(frozen=True, slots=True)
class UnitSummary:
    """A place in an organisation's tree, by today's name."""

    id: int
    organisation_id: int
    reference: str
    kind: str
    name: str
    opened_on: date | None = None
    closed_on: date | None = None
    ods_code: str = ""
    cqc_id: str = ""

    @property
    def unit_id(self) -> int:
        """Its own id, so that it is a thing that the policy can judge."""
        return self.id

    @property
    def kind_label(self) -> str:
        """Site, service, ward or team, in words."""
        return str(Unit.Kind(self.kind).label)

    @property
    def is_root(self) -> bool:
        """Whether it is the organisation itself."""
        return self.kind == Unit.Kind.ORGANISATION


@dataclass(frozen=True, slots=True)
class Scope:
    """What of an organisation an actor may see for a verb: these spans, or all of it where `spans` is None."""

    organisation_id: int
    spans: tuple[Span, ...] | None


def organisation_summary(organisation: Organisation) -> OrganisationSummary:
    """The summary of a record."""
    return OrganisationSummary(
        **{name: getattr(organisation, name) for name in OrganisationSummary.__dataclass_fields__}
    )


def unit_summary(unit: Unit) -> UnitSummary:
    """The summary of a record."""
    return UnitSummary(**{name: getattr(unit, name) for name in UnitSummary.__dataclass_fields__})
