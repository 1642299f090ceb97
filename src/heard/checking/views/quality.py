"""How far the coder can be trusted here, and what corrections teach it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from heard.checking.forms import Confirm
from heard.checking.presenters.quality import learning
from heard.checking.queries.gold import all_missed, gold_sets, missed
from heard.checking.queries.quality import quality
from heard.coding import machine
from heard.coding.actions import calibrations
from heard.coding.queries.calibrations import calibrations as versions
from heard.coding.queries.calibrations import recoding
from heard.coding.queries.card import READERS, shipped_seriousness
from heard.organisations import policy
from heard.organisations.access import requires
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Ask, Consequences, answer


@require_safe
@requires("see_coding_quality", whole=True)
def page(request: ActingRequest, code: str) -> HttpResponse:
    """Everything that is known of it."""
    pk = request.organisation.id
    found, made, months = quality(pk), versions(pk), missed(pk)
    context = {
        "code": code,
        "found": found,
        "coder": machine.of(pk).name,
        "learning": learning(found.checked, made),
        "versions": made,
        "recoding": recoding(pk),
        "months": months,
        "miss_rate": all_missed(months),
        "gold_sets": gold_sets(pk),
        "shipped": shipped_seriousness(),
        "readers": READERS,
        "may_review": policy.may(request.actor, "review_codes", pk),
        "may_teach": policy.can(request.actor, "teach_coder", request.organisation),
    }
    return render(request, "checking/quality.jinja", context)


@require_POST
@requires("teach_coder", whole=True)
def learn(request: ActingRequest, code: str) -> HttpResponse:
    """Measure what the corrections would change."""

    def act(_: dict[str, Any]) -> str:
        calibrations.learn(actor=request.actor, organisation_id=request.organisation.id)
        return "Measured. Nothing is coded otherwise until somebody adopts it."

    ask = Ask("Measure what corrections would change", "Measure it", _quality(code))
    return answer(request, Confirm(request.POST), ask, act, done=_quality(code), crumbs=_crumbs(code))


@requires("teach_coder", whole=True)
def adopt(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Adopt a proposal, in one's own name."""
    _there(request, reference)

    def act(_: dict[str, Any]) -> str:
        calibrations.adopt(actor=request.actor, organisation_id=request.organisation.id, reference=reference)
        return "Adopted, in your name. What the machine coded is being coded again."

    lines = [
        "What the machine coded is coded again, in the background. What a person said stays.",
        "How serious comments are is not touched. You can roll it back at any time.",
    ]
    ask = Ask("Adopt what the corrections taught", "Adopt it", _quality(code), lines=lines)
    return answer(request, _form(request), ask, act, done=_quality(code), crumbs=_crumbs(code))


@requires("teach_coder", whole=True)
def decline(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Leave the coder as it is."""
    _there(request, reference)

    def act(_: dict[str, Any]) -> str:
        calibrations.decline(actor=request.actor, organisation_id=request.organisation.id, reference=reference)
        return "Not adopted. The coder stays as it is."

    ask = Ask("Leave the coder as it is", "Do not adopt it", _quality(code), lines=["You can measure again later."])
    return answer(request, _form(request), ask, act, done=_quality(code), crumbs=_crumbs(code))


@requires("teach_coder", whole=True)
def roll_back(request: ActingRequest, code: str) -> HttpResponse:
    """Go back to what held before."""

    def act(_: dict[str, Any]) -> str:
        calibrations.roll_back(actor=request.actor, organisation_id=request.organisation.id)
        return "Rolled back. What the machine coded is being coded again."

    def confirm(_: dict[str, Any]) -> Consequences:
        return Consequences(
            "Roll the coder back?",
            "Roll it back",
            ["The version that held before holds again.", "What the machine coded is coded again by it."],
            ["What people said about comments stays.", "The figures of this version stay in the history."],
        )

    ask = Ask("Roll the coder back", "Go on", _quality(code), lines=["You see what changes before anything does."])
    done = _quality(code)
    return answer(request, _form(request), ask, act, done=done, crumbs=_crumbs(code), confirm=confirm)


def _there(request: ActingRequest, reference: str) -> None:
    if all(one.reference != reference for one in versions(request.organisation.id)):
        raise Http404("There is no such version here.")


def _form(request: ActingRequest) -> Confirm:
    return Confirm(request.POST if request.method == "POST" else None)


def _quality(code: str) -> str:
    return reverse("checking:quality", args=[code])


def _crumbs(code: str) -> list[dict[str, str]]:
    return [{"text": "Quality of coding", "href": _quality(code)}]
