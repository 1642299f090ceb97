"""Services found, or made, by the path of names that a source gives: what imports use, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from heard.ledger import actions as ledger
from heard.organisations import queries
from heard.organisations.actions import trees
from heard.organisations.errors import Refused
from heard.organisations.models import Placement, Unit, UnitAlias, UnitName
from heard.organisations.names import NAME_LENGTH, alias_key
from heard.organisations.policy import Actor

Path = Sequence[tuple[str, str]]


def ensure_path(*, actor: Actor, organisation_id: int, path: Path) -> int:
    """The id of the unit at a path of (kind, name) from below the organisation downwards; made where it is missing.

    Empty names are left out; an empty path is the organisation itself. One query where it is known.
    """
    return ensure_paths(actor=actor, organisation_id=organisation_id, paths=[path])[0]


def ensure_paths(*, actor: Actor, organisation_id: int, paths: Sequence[Path]) -> list[int]:
    """As ensure_path for many paths, in their order: one query where all are known, else one transaction and event.

    Sources come with their imports, so whoever may import may thereby add services: the caller has judged that.
    """
    cleaned = [_cleaned(path) for path in paths]
    known = _known(organisation_id, (alias_key(_names(path)) for path in cleaned))
    missing = [path for path in cleaned if path and alias_key(_names(path)) not in known]
    if missing:
        known |= _make(actor, organisation_id, missing)
    root = queries.root_unit(organisation_id).id if any(not path for path in cleaned) else 0
    return [known[alias_key(_names(path))] if path else root for path in cleaned]


def _cleaned(path: Path) -> tuple[tuple[str, str], ...]:
    steps = tuple((str(kind), " ".join(name.replace("\x00", "").split())) for kind, name in path)
    for kind, _ in steps:
        if kind not in Unit.Kind.values or kind == Unit.Kind.ORGANISATION:
            raise Refused(f"A path is made of sites, services, wards and teams, not of “{kind}”.")
    return tuple((kind, name) for kind, name in steps if name)


def _names(path: Path) -> list[str]:
    return [name for _, name in path]


def _known(organisation_id: int, keys: Iterable[str]) -> dict[str, int]:
    wanted = sorted(set(keys))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), trees.CHUNK):
        rows = UnitAlias.objects.filter(organisation=organisation_id, key__in=wanted[start : start + trees.CHUNK])
        found.update(rows.values_list("key", "unit_id"))
    return found


@transaction.atomic
def _make(actor: Actor, organisation_id: int, paths: Sequence[Path]) -> dict[str, int]:
    """Make the missing units of these paths level by level; returns key to unit of every step of theirs."""
    organisation = trees.locked(organisation_id)
    steps = {alias_key(_names(path[:length])): path[:length] for path in paths for length in range(1, len(path) + 1)}
    known = _known(organisation_id, steps)
    root = queries.root_unit(organisation_id).id
    made: list[Unit] = []
    for length in range(1, max(map(len, paths)) + 1):
        level = {key: path for key, path in steps.items() if len(path) == length and key not in known}
        parents = [known.get(alias_key(_names(path[:-1])), root) for path in level.values()]
        units = Unit.objects.bulk_create(
            Unit(organisation=organisation, kind=path[-1][0], name=path[-1][1][:NAME_LENGTH]) for path in level.values()
        )
        UnitName.objects.bulk_create(UnitName(unit=unit, name=unit.name) for unit in units)
        Placement.objects.bulk_create(
            Placement(unit=unit, parent_id=parent) for unit, parent in zip(units, parents, strict=True)
        )
        UnitAlias.objects.bulk_create(
            UnitAlias(organisation=organisation, unit=unit, key=key) for unit, key in zip(units, level, strict=True)
        )
        known.update((key, unit.pk) for key, unit in zip(level, units, strict=True))
        made.extend(units)
    if made:
        trees.extend(organisation_id, [unit.pk for unit in made])
        ledger.record(
            kind="organisations.units-added",
            subject=f"organisation:{organisation.reference}",
            content={"units": [{"reference": u.reference, "kind": u.kind, "name": u.name} for u in made]},
            actor=actor.reference,
        )
    return known
