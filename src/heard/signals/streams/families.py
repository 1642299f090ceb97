"""What is watched: families of streams, each with its share of the agreed false alerts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from heard.coding.models import Facet
from heard.organisations import packs
from heard.organisations.queries import TreeRow
from heard.signals.models import Signal

PACK: Final = "watch"
WEEKS_OF_A_YEAR: Final = 365.2425 / 7


@dataclass(frozen=True, slots=True)
class Family:
    """Streams of one kind: of which facet each value is one, what is counted, and of what.

    `counts` and `of` are columns of coding's weeks; `of` is empty where a count has no denominator. With `of_all` it is
    counted over everything said at the unit, not over the same value alone. `bottom` says whether units with nothing
    below them are watched, those above, or (None) both.
    """

    name: str
    kind: str
    facet: Facet
    counts: str
    of: str
    of_all: bool = False
    bottom: bool | None = None

    def takes(self, leaf: bool) -> bool:
        """Whether a unit is watched, by whether it has nothing below it.

        >>> FAMILIES[0].takes(True), FAMILIES[0].takes(False)
        (True, False)
        """
        return self.bottom is None or self.bottom == leaf


_RISING, _SILENT, _WHO = (str(kind) for kind in (Signal.Kind.RISING, Signal.Kind.SILENT, Signal.Kind.WHO))
FAMILIES: Final = (
    Family("places", _RISING, Facet.ALL, "concerns", "comments", bottom=True),
    Family("above", _RISING, Facet.ALL, "concerns", "comments", bottom=False),
    Family("themes", _RISING, Facet.THEME, "concerns", "comments", of_all=True),
    Family("relations", _RISING, Facet.RELATION, "concerns", "comments"),
    Family("silent", _SILENT, Facet.ALL, "voices", ""),
    Family("silent_relations", _SILENT, Facet.RELATION, "voices", ""),
    Family("who_relations", _WHO, Facet.RELATION, "voices", "voices", of_all=True),
    Family("who_channels", _WHO, Facet.CHANNEL, "voices", "voices", of_all=True),
)
BY_NAME: Final[Mapping[str, Family]] = {family.name: family for family in FAMILIES}
KINDS: Final = (_RISING, _SILENT, _WHO)


@dataclass(frozen=True)
class WatchRules:
    """The pack, read once for a look."""

    content: Mapping[str, Any]

    @cached_property
    def baseline_weeks(self) -> int:
        """In how many weeks the usual is learned."""
        return int(self.content["baseline_weeks"])

    def share(self, family: Family) -> float:
        """A family's share of the agreed false alerts."""
        return float(self.content["shares"][family.name])

    def number(self, name: str) -> float:
        """A number of the pack."""
        return float(self.content[name])

    def level(self, kind: str) -> int:
        """The codebook's level that a signal of a kind has."""
        return int(self.content["levels"][kind])

    def why(self, kind: str, **values: object) -> str:
        """The sentence that says why."""
        return str(self.content["why"][kind]).format_map(values)[:400]


def watch_rules() -> WatchRules:
    """The rules in force today."""
    return WatchRules(packs.load(PACK).content)


def leaves(rows: list[TreeRow]) -> dict[int, bool]:
    """Units with whether nothing stands below them."""
    parents = {row.parent_id for row in rows}
    return {row.unit.id: row.unit.id not in parents for row in rows}
