"""What is published of a month: responses and percentages by service and site, with small numbers hidden."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heard.assurance.queries.counts import Line
from heard.coding.queries import Figures, Filters, Search
from heard.methods.fft import Month, Ratings
from heard.methods.suppression import Rule, suppress
from heard.organisations.packs import load
from heard.organisations.queries import Scope

Key = tuple[str, int, int]
# Name, site, responses, and how many could have answered.
Node = tuple[str, str, Ratings, int | None]
TRUST: Key = ("organisation", 0, 0)


@dataclass(frozen=True, slots=True)
class Shown:
    """One row as the public sees it. Numbers are None where hidden; percentages also where nobody answered.

    `level`: 'organisation', 'site' or 'service'. `hidden`: whether it is hidden, by itself or for another.
    """

    level: str
    key: str
    name: str
    site: str
    hidden: bool
    responses: int | None
    percent_positive: str | None
    percent_negative: str | None
    answers: tuple[int, ...] | None
    eligible: int | None
    response_rate: str | None

    def plain(self) -> dict[str, Any]:
        """As it is kept and hashed."""
        return {
            "level": self.level,
            "key": self.key,
            "name": self.name,
            "site": self.site,
            "hidden": self.hidden,
            "responses": self.responses,
            "percent_positive": self.percent_positive,
            "percent_negative": self.percent_negative,
            "answers": None if self.answers is None else list(self.answers),
            "eligible": self.eligible,
            "response_rate": self.response_rate,
        }


def shown_of(plain: Mapping[str, Any]) -> Shown:
    """A row as it was kept."""
    answers = plain["answers"]
    return Shown(**{**plain, "answers": None if answers is None else tuple(answers)})


def published_rows(name: str, month: Month, lines: Sequence[Line]) -> list[Shown]:
    """The organisation, then each site with its services. The rule is that of the month's pack `suppression`."""
    rule = Rule(load("suppression", month.first).content["least"])
    nodes: dict[Key, Node] = {}
    parents: dict[Key, Key | None] = {}
    counts: dict[Key, int] = {}
    for line in lines:
        site: Key = ("site", line.site_id, 0)
        above = site if line.site_id else TRUST
        if line.site_id and site not in parents:
            within = [other for other in lines if other.site_id == line.site_id]
            nodes[site] = (line.site, line.site, *_together(within))
            parents[site] = TRUST
        here: Key = ("service", line.unit_id, line.site_id)
        nodes[here] = (line.service, line.site, line.ratings, line.eligible)
        parents[here] = above
        counts[here] = line.ratings.responses
    nodes = {TRUST: (name, "", *_together(lines)), **nodes}
    hidden = suppress(counts, {**parents, TRUST: None}, rule).hidden
    return [_shown(key, found, key in hidden) for key, found in nodes.items()]


def hides(organisation_id: int, month: Month) -> dict[str, int | None]:
    """What the month's percentage of the whole organisation hides; a small number is None.

    `serious`: comments at level 3. `rated_good`: concerns of people who chose Very good or Good.
    """
    least = load("suppression", month.first).content["least"]
    filters = Filters(from_date=month.first, to_date=month.last)
    found = Search(Scope(organisation_id, None), filters).summary().figures or Figures()
    counts = {"serious": found.seriousness[2], "rated_good": found.concerns_rated_good}
    return {name: None if 0 < count < least else count for name, count in counts.items()}


def _together(lines: Sequence[Line]) -> tuple[Ratings, int | None]:
    numbers = [line.eligible for line in lines]
    known = sum(filter(None, numbers)) if numbers and None not in numbers else None
    return sum((line.ratings for line in lines), Ratings()), known


def _shown(key: Key, node: Node, hidden: bool) -> Shown:
    name, site, ratings, eligible = node

    def told(value: Hashable) -> str | None:
        return None if hidden or value is None else str(value)

    return Shown(
        level=key[0],
        key=":".join(map(str, key)),
        name=name,
        site=site,
        hidden=hidden,
        responses=None if hidden else ratings.responses,
        percent_positive=told(ratings.percent_positive),
        percent_negative=told(ratings.percent_negative),
        answers=None if hidden else ratings.answers,
        eligible=None if hidden else eligible,
        response_rate=told(ratings.response_rate(eligible)),
    )


def changes(before: Sequence[Shown], after: Sequence[Shown]) -> list[str]:
    """What a new version changes, in sentences about what is shown of both: a hidden number stays hidden."""
    old, new = ({row.key: row for row in rows} for rows in (before, after))
    found = [f"{row.name}: no longer listed." for key, row in old.items() if key not in new]
    found += [f"{row.name}: now listed." for key, row in new.items() if key not in old]
    for key in new:
        if key in old and (sentence := _changed(old[key], new[key])):
            found.append(sentence)
    return found


def _changed(old: Shown, new: Shown) -> str:
    parts = []
    for name, before, after in (
        ("responses", old.responses, new.responses),
        ("positive", old.percent_positive, new.percent_positive),
        ("negative", old.percent_negative, new.percent_negative),
        ("eligible", old.eligible, new.eligible),
    ):
        if before != after:
            sign = "%" if name in ("positive", "negative") else ""
            parts.append(f"{name} {_said(before, sign)} to {_said(after, sign)}")
    if not parts and old.answers != new.answers:
        parts.append("single answers differ")
    return f"{new.name}: {', '.join(parts)}." if parts else ""


def _said(value: object, sign: str) -> str:
    return "not shown" if value is None else f"{value}{sign}"
