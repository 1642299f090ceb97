"""Organisations: made, described, and carried on by others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from heard.ledger import actions as ledger
from heard.organisations import queries
from heard.organisations.actions import trees
from heard.organisations.errors import Refused
from heard.organisations.models import Organisation, OrganisationSuccession, Unit, UnitName
from heard.organisations.policy import Actor
from heard.organisations.public_facts import PublicFacts
from heard.organisations.queries import OrganisationSummary

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


@transaction.atomic
def create_organisation(
    *,
    actor: Actor,
    code: str,
    name: str,
    kind: str = Organisation.Kind.PROVIDER,
    sector: str = Organisation.Sector.NHS,
    ods_code: str = "",
    cqc_id: str = "",
    opened_on: date | None = None,
    demonstration: bool = False,
    brand: Mapping[str, Any] | None = None,
) -> OrganisationSummary:
    """A new organisation with the root of its services tree. Only the installation itself makes one."""
    if not actor.system:
        raise Refused("Organisations are made with the heard command, on the machine itself.")
    if not _CODE.fullmatch(code):
        raise Refused("Enter a code of at most 40 letters, digits, hyphens and underscores.", "code")
    if Organisation.objects.filter(code=code).exists():
        raise Refused(f"The code {code} is taken. Enter another.", "code")
    name = trees.cleaned(name)
    _refuse_unknown(kind, sector)
    organisation = Organisation.objects.create(
        code=code,
        name=name,
        kind=kind,
        sector=sector,
        ods_code=ods_code.strip().upper(),
        cqc_id=cqc_id.strip(),
        opened_on=opened_on,
        demonstration=demonstration,
        brand=dict(brand or {}),
    )
    root = Unit.objects.create(organisation=organisation, kind=Unit.Kind.ORGANISATION, name=name)
    UnitName.objects.create(unit=root, name=name)
    trees.extend(organisation.pk, [root.pk])
    _record(actor, "organisation-created", organisation, {"code": code, "name": name, "kind": kind, "sector": sector})
    return queries.organisation_summary(organisation)


@transaction.atomic
def describe_organisation(
    *,
    actor: Actor,
    organisation_id: int,
    name: str,
    kind: str,
    sector: str,
    ods_code: str,
    cqc_id: str,
    brand: Mapping[str, Any],
    nation: str = "",
) -> OrganisationSummary:
    """Change an organisation's name, kind, identifiers and brand, and its nation where one is given."""
    organisation = trees.locked(organisation_id)
    trees.require(actor, "manage_settings", queries.organisation_summary(organisation))
    _refuse_unknown(kind, sector)
    organisation.name, organisation.kind, organisation.sector = trees.cleaned(name), kind, sector
    if nation and nation not in Organisation.Nation.values:
        raise Refused("Choose whose bank holidays it keeps.", "nation")
    organisation.nation = nation or organisation.nation
    organisation.ods_code, organisation.cqc_id = ods_code.strip().upper(), cqc_id.strip()
    for value, most, field in ((organisation.ods_code, 10, "ods_code"), (organisation.cqc_id, 20, "cqc_id")):
        if len(value) > most:
            raise Refused(f"Enter a code of at most {most} characters.", field)
    organisation.brand = {key: value for key, value in brand.items() if value}
    organisation.save()
    root = Unit.objects.get(organisation=organisation, kind=Unit.Kind.ORGANISATION)
    if root.name != organisation.name:
        root.name = organisation.name
        root.save(update_fields=["name"])
        root.names.filter(until_date=None).update(name=organisation.name)
    content = {"name": organisation.name, "kind": kind, "sector": sector, "ods_code": organisation.ods_code}
    more = {"cqc_id": organisation.cqc_id, "nation": organisation.nation}
    _record(actor, "organisation-described", organisation, {**content, **more})
    return queries.organisation_summary(organisation)


@transaction.atomic
def say_publicly(*, actor: Actor, organisation_id: int, facts: PublicFacts) -> OrganisationSummary:
    """Change what the public pages say of the organisation: whom to reach, who answers, who decides about data."""
    organisation = trees.locked(organisation_id)
    trees.require(actor, "manage_settings", queries.organisation_summary(organisation))
    organisation.public_facts = facts.as_json()
    organisation.save(update_fields=["public_facts"])
    _record(actor, "organisation-said-publicly", organisation, organisation.public_facts)
    return queries.organisation_summary(organisation)


@transaction.atomic
def succeed_organisation(
    *, actor: Actor, predecessor_id: int, successor_id: int, on: date, note: str = "", closes: bool = False
) -> None:
    """From a day, one organisation carries on what another was; `closes` says that the other ends then.

    Both organisations' administrators have to agree: the actor is an administrator of both, or the installation.
    """
    if predecessor_id == successor_id:
        raise Refused("Choose another organisation: one cannot carry on itself.", "other")
    predecessor, successor = (trees.locked(pk) for pk in sorted((predecessor_id, successor_id)))
    if predecessor.pk != predecessor_id:
        predecessor, successor = successor, predecessor
    for organisation in (predecessor, successor):
        trees.require(actor, "manage_settings", queries.organisation_summary(organisation))
    if OrganisationSuccession.objects.filter(predecessor=predecessor, successor=successor, on=on).exists():
        raise Refused("That is recorded already.", "on")
    OrganisationSuccession.objects.create(predecessor=predecessor, successor=successor, on=on, note=note.strip()[:400])
    if closes:
        predecessor.closed_on = on
        predecessor.save(update_fields=["closed_on"])
    content = {"successor": successor.reference, "on": on.isoformat(), "note": note.strip()[:400], "closes": closes}
    _record(actor, "organisation-succeeded", predecessor, content)


def _refuse_unknown(kind: str, sector: str) -> None:
    if kind not in Organisation.Kind.values:
        raise Refused("Choose what the organisation does.", "kind")
    if sector not in Organisation.Sector.values:
        raise Refused("Choose whose organisation it is.", "sector")


def _record(actor: Actor, kind: str, organisation: Organisation, content: Mapping[str, Any]) -> None:
    ledger.record(
        kind=f"organisations.{kind}",
        subject=f"organisation:{organisation.reference}",
        content=content,
        actor=actor.reference,
    )
