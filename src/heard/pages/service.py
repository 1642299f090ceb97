"""A service's page: where it stands, what is said about it, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from heard.coding import queries as coding
from heard.coding.presenters import figures
from heard.coding.presenters.explore import Comment, comments
from heard.coding.presenters.figures import Box
from heard.coding.presenters.periods import said
from heard.coding.queries import By, Filters, Interval, Share
from heard.design.figures import Bars, Chart
from heard.organisations import queries as organisations
from heard.organisations.queries import Scope, UnitDetail, UnitSummary

# The worst comments on the page itself; the others are one step away.
_SERIOUS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ServicePage:
    """Everything that the page shows."""

    unit: UnitSummary
    crumbs: Sequence[dict[str, str]]
    former: tuple[str, ...]
    changes: tuple[tuple[date, str], ...]
    boxes: tuple[tuple[Box, ...], ...]
    note: str
    undated: str
    charts: tuple[Chart, ...]
    serious: tuple[Comment, ...]
    themes: Bars | None
    children: Bars | None
    explore: str
    undated_href: str
    serious_href: str
    has_voices: bool


def page(code: str, scope: Scope, detail: UnitDetail, today: date) -> ServicePage:
    """Ask the rooms and say what they found, for a service within the scope."""
    unit = detail.unit
    found = coding.Search(scope, Filters(unit_id=unit.id))
    summary, trend = found.summary(), found.trend(Interval.MONTH)
    themes, children = found.breakdown(By.THEME), found.breakdown(By.SERVICE)
    worst = coding.Search(scope, Filters(unit_id=unit.id, seriousness=3)).page()
    known = summary.figures
    explore = f"{reverse('coding:explore', args=[code])}?service={unit.reference}"
    changes = tuple(sorted(_changes(detail)))
    return ServicePage(
        unit=unit,
        crumbs=_crumbs(code, scope, detail),
        former=tuple(_former(detail)),
        changes=changes,
        boxes=figures.boxes(known, f"{explore}&serious=3", f"{explore}&serious=2") if known else (),
        note=summary.note,
        undated=figures.undated(summary.undated or 0, dated_only=False),
        charts=figures.charts(trend, today, changes) if trend else (),
        serious=comments(
            worst.rows[:_SERIOUS_SHOWN],
            {level.value: level.label for level in coding.choices(scope.organisation_id).seriousness},
            lambda reference: reverse("voices:voice", args=[code, reference]),
            place=f"service={unit.reference}&serious=3",
        ),
        themes=figures.breakdown(themes, lambda share: f"{explore}&theme={share.value}") if themes else None,
        children=_children(code, scope, children) if children and children.shares else None,
        explore=explore,
        undated_href=f"{explore}&period=undated",
        serious_href=f"{explore}&serious=3",
        has_voices=bool(known is None or known.voices or summary.undated),
    )


def sees(scope: Scope, unit_id: int) -> bool:
    """Whether anything of a unit lies within a scope."""
    return scope.spans is None or any(span.unit_id == unit_id for span in scope.spans)


def _crumbs(code: str, scope: Scope, detail: UnitDetail) -> list[dict[str, str]]:
    """The way from the top; a step that the actor may not see has no link."""
    crumbs = [{"text": "Services", "href": reverse("organisations:services", args=[code])}]
    for step in detail.path[:-1]:
        crumb = {"text": step.name}
        if sees(scope, step.id):
            crumb["href"] = reverse("pages:service", args=[code, step.reference])
        crumbs.append(crumb)
    return crumbs


def _former(detail: UnitDetail) -> Iterator[str]:
    for name, first, until in detail.names:
        if until is not None:
            yield f"{name} ({f'{said(first)} to ' if first else 'until '}{said(until)})"


def _changes(detail: UnitDetail) -> Iterator[tuple[date, str]]:
    """What happened to the service itself, by day: what a reader must know beside its charts."""
    for (before, _, _), (name, first, _) in zip(detail.names, detail.names[1:], strict=False):
        if first:
            yield first, f"named {name}, before that {before}"
    for (before, _, _), (place, first, _) in zip(detail.places, detail.places[1:], strict=False):
        if first and place != before:
            yield first, f"moved from {before} to {place}"
    for other, day in detail.carries_on:
        yield day, f"carries on {other.name}, whose voices count here too"
    for other, day in detail.carried_on_by:
        yield day, f"carried on by {other.name}"
    if detail.unit.opened_on:
        yield detail.unit.opened_on, "opened"
    if detail.unit.closed_on:
        yield detail.unit.closed_on, "closed"


def _children(code: str, scope: Scope, found: coding.Breakdown) -> Bars:
    units = organisations.units(share.value for share in found.shares)

    def href(share: Share) -> str:
        unit = units.get(share.value)
        return reverse("pages:service", args=[code, unit.reference]) if unit and sees(scope, unit.id) else ""

    return figures.breakdown(found, href)
