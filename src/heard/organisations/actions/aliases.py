"""What sources call a unit."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from heard.organisations.actions import trees
from heard.organisations.errors import Refused
from heard.organisations.models import Unit, UnitAlias
from heard.organisations.names import alias_key
from heard.organisations.policy import Actor


def learn_alias(unit: Unit, names: Sequence[str]) -> None:
    """Let sources call the unit by a path of names, unless the path means another unit already."""
    if key := alias_key(names):
        UnitAlias.objects.get_or_create(organisation=unit.organisation, key=key, defaults={"unit": unit})


@transaction.atomic
def add_alias(*, actor: Actor, unit_id: int, names: Sequence[str]) -> int:
    """Let sources call a unit by this path of names, from the site downwards; returns the alias's id.

    A path that means another unit is taken over: later imports follow it, what is stored stays where it is.
    """
    unit = trees.unit_to_change(actor, unit_id)
    key = alias_key(names)
    if not key:
        raise Refused("Enter what the source calls this service.", "names")
    before = UnitAlias.objects.filter(organisation=unit.organisation, key=key).select_related("unit").first()
    if before and before.unit_id == unit.pk:
        raise Refused(f"Sources may call {unit.name} that already.", "names")
    alias, _ = UnitAlias.objects.update_or_create(organisation=unit.organisation, key=key, defaults={"unit": unit})
    content = {"key": key, "was": before.unit.reference if before else None}
    trees.record_unit(actor, "alias-added", unit, content)
    return alias.pk


@transaction.atomic
def remove_alias(*, actor: Actor, unit_id: int, key: str) -> None:
    """Sources no longer mean this unit by this path. Later imports that use it make a new service."""
    unit = trees.unit_to_change(actor, unit_id)
    deleted, _ = UnitAlias.objects.filter(unit=unit, key=key).delete()
    if not deleted:
        raise Refused("Choose a name that the service has.", "key")
    trees.record_unit(actor, "alias-removed", unit, {"key": key})
