"""The services that somebody may choose from, by the way that leads to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heard.organisations import queries as organisations
from heard.organisations.queries import Scope

_MOST_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class Service:
    """A unit as an option: `label` is its way from below the organisation, 'Royal Infirmary › Medicine › Ward 4'."""

    unit_id: int
    reference: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Services:
    """The units within a scope, from the top of the tree."""

    organisation_id: int
    options: tuple[Service, ...]

    def by_reference(self, reference: str) -> Service | None:
        """The option with this reference."""
        return next((option for option in self.options if option.reference == reference), None)

    def named(self, text: str) -> tuple[Service, ...]:
        """What somebody may have meant: by label, else by name, else by a part of the label, a former name or alias."""
        wanted = " ".join(text.split()).casefold()
        for matches in (
            lambda option: option.label.casefold() == wanted,
            lambda option: option.name.casefold() == wanted,
            lambda option: wanted in option.label.casefold(),
        ):
            if found := tuple(option for option in self.options if matches(option)):
                return found[:_MOST_CANDIDATES]
        others = {hit.unit.id for hit in organisations.search_units(self.organisation_id, text)}
        return tuple(option for option in self.options if option.unit_id in others)[:_MOST_CANDIDATES]


def services(scope: Scope) -> Services:
    """Every unit within the scope, closed ones too, since what was said there stays. Three queries."""
    inside = None if scope.spans is None else {span.unit_id for span in scope.spans}
    way: list[str] = []
    options = []
    for row in organisations.tree(scope.organisation_id, closed=True):
        way[row.level :] = [row.name]
        if inside is None or row.unit.id in inside:
            options.append(Service(row.unit.id, row.unit.reference, row.name, _label(way, row.open)))
    return Services(scope.organisation_id, tuple(options))


def _label(way: Sequence[str], is_open: bool) -> str:
    return " › ".join(way[1:] or way) + ("" if is_open else " (closed)")
