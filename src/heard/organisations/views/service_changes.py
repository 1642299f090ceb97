"""Changes of a service by date: each says what will and will not change before it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse

from heard.organisations import actions, queries
from heard.organisations.access import requires
from heard.organisations.dates import long_date
from heard.organisations.forms.services import (
    CloseService,
    MergeService,
    MoveService,
    RenameService,
    ReopenService,
    unit_choices,
)
from heard.organisations.middleware import ActingRequest
from heard.organisations.queries import UnitDetail
from heard.organisations.views.services import crumbs, loaded, service_address
from heard.organisations.views.steps import Ask, Consequences, answer

HISTORY_STAYS = "Nothing that was said is changed or lost."
SCOPE = "Managers see what counts under their service on the day that it was said."

Cleaned = dict[str, Any]


@requires("manage_services")
def rename(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Another name from a date."""
    detail = loaded(request, reference)

    def act(given: Cleaned) -> str:
        actions.rename_unit(actor=request.actor, unit_id=detail.unit.id, **given)
        return f"From {long_date(given['on'])} it is called {given['name']}."

    def confirm(given: Cleaned) -> Consequences:
        will = [f"From {long_date(given['on'])} it is called {given['name']}."]
        stays = [
            f"Pages about earlier days still say {detail.unit.name}.",
            "Files may go on using the former name.",
            HISTORY_STAYS,
        ]
        return Consequences(f"Rename {detail.unit.name}", "Rename the service", will, stays)

    form = RenameService(request.POST or None, initial={"name": detail.unit.name})
    return _page(request, Change(code, detail, form, f"Rename {detail.unit.name}"), act, confirm)


@requires("manage_services")
def move(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Another place from a date."""
    detail = loaded(request, reference)
    name, places = detail.unit.name, _places(request, detail)

    def act(given: Cleaned) -> str:
        parent_id = int(given["parent"])
        actions.move_unit(actor=request.actor, unit_id=detail.unit.id, parent_id=parent_id, on=given["on"])
        return f"From {long_date(given['on'])} {name} stands under {_name(parent_id)}."

    def confirm(given: Cleaned) -> Consequences:
        day, there = long_date(given["on"]), _name(int(given["parent"]))
        will = [
            f"From {day} {name}, and all below it, counts under {there}.",
            f"Charts of {there} and of the place it leaves show a step on {day}.",
        ]
        stays = [f"What was said before {day} stays counted where {name} stood then.", SCOPE, HISTORY_STAYS]
        return Consequences(f"Move {name}", "Move the service", will, stays)

    form = MoveService(request.POST or None, places=places)
    return _page(request, Change(code, detail, form, f"Move {name}"), act, confirm)


@requires("manage_services")
def merge(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Carried on by another from a date."""
    detail = loaded(request, reference)
    name = detail.unit.name

    def act(given: Cleaned) -> str:
        into_id = int(given["into"])
        actions.merge_units(actor=request.actor, unit_id=detail.unit.id, into_id=into_id, on=given["on"])
        return f"From {long_date(given['on'])} {_name(into_id)} carries on {name}."

    def confirm(given: Cleaned) -> Consequences:
        day, into = long_date(given["on"]), _name(int(given["into"]))
        will = [
            f"{name} closes on {day}, and {into} carries it on.",
            f"The page and charts of {into} begin with the history of {name}, and its manager sees that too.",
            *([f"What stands under {name} stands under {into} from then on."] if detail.children else []),
        ]
        stays = [f"What was said before {day} also stays counted where {name} stood then.", HISTORY_STAYS]
        return Consequences(f"Merge {name} into {into}", "Merge the services", will, stays)

    form = MergeService(request.POST or None, places=_places(request, detail, root=False))
    return _page(request, Change(code, detail, form, f"Merge {name} into another service"), act, confirm)


@requires("manage_services")
def close(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Closed from a date."""
    detail = loaded(request, reference)
    name = detail.unit.name

    def act(given: Cleaned) -> str:
        actions.close_unit(actor=request.actor, unit_id=detail.unit.id, on=given["on"])
        return f"{name} is closed from {long_date(given['on'])}."

    def confirm(given: Cleaned) -> Consequences:
        will = [f"{name} is closed from {long_date(given['on'])} and leaves the list of open services."]
        stays = ["Its history stays where it is, and can be found and read.", HISTORY_STAYS, "It can be reopened."]
        return Consequences(f"Close {name}", "Close the service", will, stays)

    return _page(request, Change(code, detail, CloseService(request.POST or None), f"Close {name}"), act, confirm)


@requires("manage_services")
def reopen(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Open again from a date."""
    detail = loaded(request, reference)
    name = detail.unit.name

    def act(given: Cleaned) -> str:
        parent_id = int(given["parent"]) if given["parent"] else None
        actions.reopen_unit(actor=request.actor, unit_id=detail.unit.id, parent_id=parent_id, on=given["on"])
        return f"{name} is open again from {long_date(given['on'])}."

    def confirm(given: Cleaned) -> Consequences:
        will = [f"{name} is open again from {long_date(given['on'])}."]
        if detail.carried_on_by and given["on"] == detail.unit.closed_on:
            will.append("The merger is taken back: the other service no longer shows this one's history.")
        return Consequences(f"Reopen {name}", "Reopen the service", will, [HISTORY_STAYS])

    initial: dict[str, date | None] = {"on": detail.unit.closed_on}
    form = ReopenService(request.POST or None, places=_places(request, detail), initial=initial)
    return _page(request, Change(code, detail, form, f"Reopen {name}"), act, confirm)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a service: its form and what the page is called."""

    code: str
    detail: UnitDetail
    form: forms.Form
    title: str


def _page(
    request: ActingRequest,
    change: Change,
    act: Callable[[Cleaned], str],
    confirm: Callable[[Cleaned], Consequences],
) -> HttpResponse:
    back = service_address(change.code, change.detail.unit.reference)
    ask = Ask(change.title, "Continue", back, lines=["You can check what will change on the next page."])
    way = crumbs(request, change.detail)
    return answer(request, change.form, ask, act, done=back, crumbs=way, confirm=confirm)


def _places(request: ActingRequest, detail: UnitDetail, *, root: bool = True) -> list[tuple[str, str]]:
    """Where a service can go: every open one but itself."""
    rows = [
        row
        for row in queries.tree(request.organisation.id)
        if row.unit.id != detail.unit.id and (root or not row.unit.is_root)
    ]
    return unit_choices(rows, "Choose a place")


def _name(unit_id: int) -> str:
    return queries.units([unit_id])[unit_id].name
