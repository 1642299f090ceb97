"""The organisation's own facts, and the organisations that it carries on or that carry it on."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.organisations import actions, policy, queries
from heard.organisations.access import requires
from heard.organisations.dates import long_date
from heard.organisations.forms.settings import Describe, Publicly, Succeed
from heard.organisations.middleware import ActingRequest
from heard.organisations.public_facts import public_facts
from heard.organisations.views.steps import Ask, Consequences, Crumbs, answer
from heard.organisations.working_days import ends_soon


@require_safe
@requires("manage_settings", whole=True)
def settings(request: ActingRequest, code: str) -> HttpResponse:
    """What is set, with ways to change it."""
    context = {
        "facts": request.organisation,
        "public": public_facts(request.organisation.public_facts),
        "calendar_ends": ends_soon(request.organisation.nation, timezone.localdate()),
        "links": queries.organisation_links(request.organisation.id),
        "code": code,
    }
    return render(request, "organisations/settings.jinja", context)


@requires("manage_settings", whole=True)
def describe(request: ActingRequest, code: str) -> HttpResponse:
    """Name, kind, identifiers and brand."""
    facts = request.organisation
    initial = {name: getattr(facts, name) for name in ("name", "kind", "sector", "nation", "ods_code", "cqc_id")}
    brand = {f"brand_{key}": facts.brand.get(key, "") for key in ("name", "logo")}
    form = Describe(request.POST or None, initial={**initial, **brand})

    def act(given: dict[str, Any]) -> str:
        brand = {**facts.brand, "name": given.pop("brand_name"), "logo": given.pop("brand_logo")}
        actions.describe_organisation(actor=request.actor, organisation_id=facts.id, brand=brand, **given)
        return "The organisation's details are saved."

    done = reverse("organisations:settings", args=[code])
    ask = Ask("Change the organisation's details", "Save the details", done)
    return answer(request, form, ask, act, done=done, crumbs=_crumbs(request))


@requires("manage_settings", whole=True)
def publicly(request: ActingRequest, code: str) -> HttpResponse:
    """What the public pages say of the organisation."""
    own = request.organisation
    form = Publicly(request.POST or None, initial=dict(own.public_facts))

    def act(given: dict[str, Any]) -> str:
        facts = public_facts({name: value for name, value in given.items() if value})
        actions.say_publicly(actor=request.actor, organisation_id=own.id, facts=facts)
        return "The public pages say so now."

    done = reverse("organisations:settings", args=[code])
    lines = ["Everybody can read this on the pages Contact, Privacy and Accessibility."]
    ask = Ask("What the public pages say", "Save", done, lines=lines)
    return answer(request, form, ask, act, done=done, crumbs=_crumbs(request))


@requires("manage_settings", whole=True)
def link(request: ActingRequest, code: str) -> HttpResponse:
    """A succession between this organisation and another that the person administers too."""
    own = request.organisation
    others = [
        (str(other.id), other.name)
        for other in queries.organisations_of(request.actor)
        if other.id != own.id and policy.can(request.actor, "manage_settings", other)
    ]
    form = Succeed(request.POST or None, others=others)

    def pair(given: dict[str, Any]) -> tuple[int, int]:
        other = int(given["other"])
        return (own.id, other) if given["direction"] == "successor" else (other, own.id)

    def act(given: dict[str, Any]) -> str:
        predecessor, successor = pair(given)
        more = {name: given[name] for name in ("on", "note", "closes")}
        actions.succeed_organisation(actor=request.actor, predecessor_id=predecessor, successor_id=successor, **more)
        return "The link is recorded."

    def confirm(given: dict[str, Any]) -> Consequences:
        names = {own.id: own.name, **{int(value): text for value, text in others}}
        predecessor, successor = (names[pk] for pk in pair(given))
        return _consequences(predecessor, successor, given)

    done = reverse("organisations:settings", args=[code])
    ask = Ask("Link to another organisation", "Continue", done, lines=["For mergers, transfers and abolitions."])
    return answer(request, form, ask, act, done=done, crumbs=_crumbs(request), confirm=confirm)


def _consequences(predecessor: str, successor: str, given: dict[str, Any]) -> Consequences:
    day = long_date(given["on"])
    will = [f"From {day} {successor} carries on {predecessor}."]
    if given["closes"]:
        will.append(f"{predecessor} is closed from {day}.")
    stays = ["Nobody's role changes, and no service moves.", "Nothing that was said is changed or lost."]
    return Consequences("Link the two organisations", "Record the link", will, stays)


def _crumbs(request: ActingRequest) -> Crumbs:
    return [{"text": "Settings", "href": reverse("organisations:settings", args=[request.organisation.code])}]
