"""The services tree, and a service's own facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.organisations import actions, policy, queries
from heard.organisations.access import check, requires
from heard.organisations.forms.services import AddAlias, AddService, IdentifyService, unit_choices
from heard.organisations.histories import unit_history
from heard.organisations.middleware import ActingRequest
from heard.organisations.queries import UnitDetail, UnitSummary
from heard.organisations.views.steps import Ask, Crumbs, answer


@require_safe
@requires("see_services")
def services(request: ActingRequest, code: str) -> HttpResponse:
    """The tree of today, or what a search finds in it."""
    search, closed = request.GET.get("search", "").strip(), "closed" in request.GET
    organisation = request.organisation
    context = {
        "search": search,
        "closed": closed,
        "found": queries.search_units(organisation.id, search) if search else [],
        "rows": [] if search else queries.tree(organisation.id, closed=closed),
        "manages": _manages(request),
        "may_add": policy.may(request.actor, "manage_services", organisation.id),
        "code": code,
        "today": timezone.localdate(),
    }
    return render(request, "organisations/services.jinja", context)


@requires("manage_services")
def add(request: ActingRequest, code: str) -> HttpResponse:
    """A new service."""
    rows = queries.tree(request.organisation.id)
    parent = next((row.unit.id for row in rows if row.unit.reference == request.GET.get("under")), "")
    places = unit_choices(rows, "Choose where it stands")
    form = AddService(request.POST or None, places=places, initial={"parent": parent})
    back = reverse("organisations:services", args=[code])

    def act(given: dict[str, Any]) -> str:
        given = {**given, "parent_id": int(given.pop("parent"))}
        return f"{actions.add_unit(actor=request.actor, **given).name} is added."

    ask = Ask("Add a service", "Add the service", back, lines=["A site, a service, a ward or a team."])
    return answer(request, form, ask, act, done=back, crumbs=crumbs(request))


@require_safe
@requires("manage_services")
def edit(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Everything that is known about a service's place and names, with what can be done."""
    detail = loaded(request, reference)
    return render(
        request,
        "organisations/service_edit.jinja",
        {"detail": detail, "code": code, "crumbs": crumbs(request), "today": timezone.localdate()},
    )


@require_safe
@requires("manage_services")
def history(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """What was changed about a service, by whom and when, from the ledger."""
    detail = loaded(request, reference)
    lines = unit_history(detail.unit)
    return render(
        request,
        "organisations/history.jinja",
        {"detail": detail, "lines": lines, "crumbs": crumbs(request, detail), "code": code},
    )


@requires("manage_services")
def aliases(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """What files call a service: add a name."""
    detail = loaded(request, reference)
    here = reverse("organisations:service-aliases", args=[code, reference])

    def act(given: dict[str, Any]) -> str:
        names = given["names"].replace("›", ">").split(">")
        actions.add_alias(actor=request.actor, unit_id=detail.unit.id, names=names)
        return f"Files may now call {detail.unit.name} that."

    form = AddAlias(request.POST or None)
    ask = Ask(f"What files call {detail.unit.name}", "Add the name", service_address(code, reference))
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_alias(actor=request.actor, unit_id=detail.unit.id, key=request.POST["remove"])
        return redirect(here)
    context = {"detail": detail, "form": form, "ask": ask, "crumbs": crumbs(request, detail)}
    if request.method != "POST":
        return render(request, "organisations/service_aliases.jinja", context)
    return answer(request, form, ask, act, done=here, crumbs=crumbs(request, detail))


@requires("manage_services")
def codes(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """The ODS and CQC codes of a service."""
    unit = loaded(request, reference).unit
    form = IdentifyService(request.POST or None, initial={"ods_code": unit.ods_code, "cqc_id": unit.cqc_id})

    def act(given: dict[str, Any]) -> str:
        actions.identify_unit(actor=request.actor, unit_id=unit.id, **given)
        return f"The codes of {unit.name} are saved."

    done = service_address(code, reference)
    return answer(request, form, Ask(f"Codes of {unit.name}", "Save", done), act, done=done, crumbs=crumbs(request))


def _manages(request: ActingRequest) -> Callable[[UnitSummary], bool]:
    """Whether the actor may change a service, for a page that shows many."""
    scope = queries.scope(request.actor, "manage_services", request.organisation.id)
    if scope is None or scope.spans is None:
        return lambda unit: scope is not None and not unit.is_root
    units = {span.unit_id for span in scope.spans if span.covers(None)}
    return lambda unit: unit.id in units and not unit.is_root


def loaded(request: ActingRequest, reference: str) -> UnitDetail:
    """The service, which the actor may manage; 404 or 403 otherwise."""
    detail = queries.unit_detail(request.organisation.id, reference)
    check(request.actor, "manage_services", detail.unit if detail else None)
    assert detail is not None, "check has raised"
    return detail


def service_address(code: str, reference: str) -> str:
    """The page with everything that can be done to a service."""
    return reverse("organisations:service-edit", args=[code, reference])


def crumbs(request: ActingRequest, detail: UnitDetail | None = None) -> Crumbs:
    """The way back to the services."""
    code = request.organisation.code
    found = [{"text": "Services", "href": reverse("organisations:services", args=[code])}]
    if detail:
        found.append({"text": detail.unit.name, "href": service_address(code, detail.unit.reference)})
    return found
