"""A month's responses by service, at the sites under which they then stood, and what stands beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from heard.assurance.models import Eligible
from heard.coding.queries import ratings as coded
from heard.methods.fft import Counted, Month, Rated, Ratings, count
from heard.organisations import queries as organisations
from heard.organisations.packs import load
from heard.organisations.queries import TreeRow
from heard.voices.queries import fft as voices

SITE = "site"


class Place(NamedTuple):
    """A service, and the site under which it stood (0 where under none): a ward that moves has a line at each."""

    unit_id: int
    site_id: int


@dataclass(frozen=True, slots=True)
class Line:
    """One service's month. `site` is '' where it stands under none; `eligible` None where nobody entered it."""

    unit_id: int
    service: str
    site_id: int
    site: str
    site_code: str
    is_site: bool
    ratings: Ratings
    eligible: int | None

    def plain(self) -> dict[str, Any]:
        """As it is kept with a submission."""
        return {
            "unit": self.unit_id,
            "service": self.service,
            "site_id": self.site_id,
            "site": self.site,
            "site_code": self.site_code,
            "is_site": self.is_site,
            "answers": list(self.ratings.answers),
            "modes": dict(sorted(self.ratings.modes.items())),
            "eligible": self.eligible,
        }


def line_of(plain: Mapping[str, Any]) -> Line:
    """A line as it was kept."""
    return Line(
        unit_id=plain["unit"],
        service=plain["service"],
        site_id=plain["site_id"],
        site=plain["site"],
        site_code=plain["site_code"],
        is_site=plain["is_site"],
        ratings=Ratings(tuple(plain["answers"]), plain["modes"]),
        eligible=plain["eligible"],
    )


@dataclass(frozen=True, slots=True)
class Doubt:
    """A source with dates that can be read in two ways, some of them perhaps of this month."""

    source_id: int
    source: str
    here: int


@dataclass(frozen=True, slots=True)
class Beside:
    """One service's ratings that are not counted, and why."""

    service: str
    unknown_codes: int
    undecided: int
    undated: int


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Everything that a return is made of."""

    month: Month
    lines: tuple[Line, ...]
    beside: tuple[Beside, ...]
    doubts: tuple[Doubt, ...]
    # Services that were open in the month: those that may have people who could have answered.
    services: tuple[tuple[int, str], ...]

    @property
    def total(self) -> Ratings:
        """All lines together."""
        return sum((line.ratings for line in self.lines), Ratings())

    @property
    def eligible(self) -> int | None:
        """All who could have answered; None while a service with responses has no number."""
        numbers = [line.eligible for line in self.lines]
        return sum(filter(None, numbers)) if numbers and None not in numbers else None

    def beside_totals(self) -> dict[str, int]:
        """How many are not counted, by reason."""
        return {
            "unknown_codes": sum(one.unknown_codes for one in self.beside),
            "undecided": sum(one.undecided for one in self.beside),
            "undated": sum(one.undated for one in self.beside),
        }


def month_count(organisation_id: int, month: Month) -> MonthCount:
    """The month as it would be submitted now.

    One statement over the voices of those days (one more for each day on which the services tree changed), and four
    over what is undated; the tree is kept for the request.
    """
    trees = list(_trees(organisation_id, month))
    doubtful = voices.doubtful_dates(organisation_id, month.first, month.last)
    found = count(_rated(trees, doubtful, month), month)
    latest = trees[-1][2]
    eligible = dict(
        Eligible.objects.filter(of__organisation=organisation_id, of__month=month.first).values_list(
            "unit_id", "number"
        )
    )
    by_source: defaultdict[tuple[int, str], int] = defaultdict(int)
    for one in doubtful:
        by_source[one.source_id, one.source] += one.here
    return MonthCount(
        month,
        tuple(_lines(found, latest, eligible)),
        tuple(_beside(found, latest)),
        tuple(Doubt(pk, name, here) for (pk, name), here in by_source.items() if here),
        tuple((pk, row.name) for pk, row in latest.rows.items() if row.open and not row.unit.is_root),
    )


@dataclass(frozen=True, slots=True)
class _Tree:
    """The services tree of a day: every unit, those closed then too, and the site of each (0 for none)."""

    rows: Mapping[int, TreeRow]
    sites: Mapping[int, int]

    def place(self, unit_id: int) -> Place:
        """A unit at its site."""
        return Place(unit_id, self.sites.get(unit_id, 0))


def _trees(organisation_id: int, month: Month) -> Iterator[tuple[date, date, _Tree]]:
    """Stretches of the month's days on which the tree stays the same."""
    closure = organisations.closure(organisation_id)
    epoch = date(1970, 1, 1)
    first, last = (month.first - epoch).days, (month.last - epoch).days
    days = {int(day) for ends in (closure.from_day, closure.until_day) for day in ends if first < day <= last}
    starts = [month.first, *(epoch + timedelta(days=day) for day in sorted(days))]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), month.last]
    for start, end in zip(starts, ends, strict=True):
        # Names are those of the month's end, so that a service that was renamed has one line.
        yield start, end, _tree(organisation_id, start, month.last)


def _tree(organisation_id: int, day: date, names_of: date) -> _Tree:
    named = {row.unit.id: row for row in organisations.tree(organisation_id, on=names_of, closed=True)}
    sites: dict[int, int] = {}
    for row in organisations.tree(organisation_id, on=day, closed=True):
        above = sites.get(row.parent_id, 0) if row.parent_id is not None else 0
        sites[row.unit.id] = row.unit.id if row.unit.kind == SITE else above
    return _Tree(named, sites)


def _rated(
    trees: list[tuple[date, date, _Tree]], doubtful: list[voices.DoubtfulDates], month: Month
) -> Iterator[Rated[Place]]:
    modes = load("fft-return", month.first).content["mode_of"]
    channels = [modes.get(value, "Other") for value in voices.channel_values()]
    for start, end, tree in trees:
        for one in coded.rating_counts(list(tree.rows), start, end):
            yield Rated(tree.place(one.unit_id), one.rating, start, mode=channels[one.channel], number=one.number)
    latest = trees[-1][2]
    undecided: defaultdict[int, int] = defaultdict(int)
    for doubt in doubtful:
        undecided[doubt.unit_id] += doubt.number
        readings = (month.first, month.first)
        yield Rated(latest.place(doubt.unit_id), 0, readings=readings, number=doubt.here)
    undated: defaultdict[int, int] = defaultdict(int)
    for one in coded.undated_rating_counts(list(latest.rows)):
        undated[one.unit_id] += one.number
    for unit, number in undated.items():
        # Those with two readings are told of as undecided, beside the months that they may belong to.
        yield Rated(latest.place(unit), 0, number=max(0, number - undecided[unit]))


def _lines(found: Counted[Place], tree: _Tree, eligible: Mapping[int, int]) -> Iterator[Line]:
    # Where nobody answered and somebody could have, the line says 0.
    places = set(found.units) | {tree.place(unit) for unit in eligible if unit in tree.rows}
    named = {place: _named(place, tree) for place in places}
    for place in sorted(places, key=lambda place: (*named[place], place)):
        site, service = named[place]
        here = place == tree.place(place.unit_id)
        yield Line(
            unit_id=place.unit_id,
            service=service,
            site_id=place.site_id,
            site=site,
            site_code=tree.rows[place.site_id].unit.ods_code if place.site_id else "",
            is_site=place.unit_id == place.site_id,
            ratings=found.units.get(place, Ratings()),
            # A service that moved within the month has its number where it stands at the end.
            eligible=eligible.get(place.unit_id) if here else None,
        )


def _named(place: Place, tree: _Tree) -> tuple[str, str]:
    site = tree.rows[place.site_id].name if place.site_id else ""
    return site, tree.rows[place.unit_id].name


def _beside(found: Counted[Place], tree: _Tree) -> Iterator[Beside]:
    totals: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for reason, numbers in enumerate((found.unknown_codes, found.undecided, found.undated)):
        for place, number in numbers.items():
            totals[place.unit_id][reason] += number
    for unit in sorted(totals, key=lambda unit: (tree.rows[unit].name, unit)):
        if any(totals[unit]):
            yield Beside(tree.rows[unit].name, *totals[unit])
