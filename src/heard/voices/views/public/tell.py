"""Tell us: five steps, each a page that works alone, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from heard.organisations import queries as organisations
from heard.organisations.queries import OrganisationSummary
from heard.voices import actions, queries
from heard.voices.actions import Received
from heard.voices.capture import limits
from heard.voices.capture.danger import danger
from heard.voices.errors import Refused
from heard.voices.queries import PointDetail
from heard.voices.views.public.carried import STEPS, Carried, Spoilt, carried_from, form_of
from heard.voices.views.public.gates import found_organisation, found_point, show
from heard.voices.views.public.summary import rows_of
from heard.voices.views.steps import refuse

# A page that everybody gets alike may be kept for a minute: what it says about the queue is that old at most.
kept = cache_control(public=True, max_age=60)


@require_safe
def short(request: HttpRequest, point: str) -> HttpResponseBase:  # noqa: ARG001 - the address's
    """What a poster says: the way to a service's page."""
    found = queries.point_by_code(point)
    if found is None or found.opened_at is None:
        raise Http404("There is no such page.")
    code = found_code(found)
    return redirect("tell-us-point", code, found.code)


def found_code(point: PointDetail) -> str:
    """The code of a point's organisation."""
    return next(one.code for one in organisations.organisations() if one.id == point.organisation_id)


@require_safe
@kept
def places(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the service."""
    organisation = found_organisation(code)
    return show(request, "places", organisation, places=queries.open_places(organisation.id))


@require_safe
@kept
def start(request: HttpRequest, code: str, point: str) -> HttpResponse:
    """Step 1: is someone unsafe now? Who reads it and when stands here, and what to do where nobody does."""
    organisation, found = found_point(code, point)
    return show(request, "start" if found.is_open else "closed", organisation, point=found)


@require_safe
@kept
def unsafe(request: HttpRequest, code: str, point: str) -> HttpResponse:
    """Somebody is unsafe: whom to ring. Nothing is typed here."""
    organisation, found = found_point(code, point)
    return show(request, "unsafe", organisation, point=found)


@require_safe
@kept
def who(request: HttpRequest, code: str, point: str) -> HttpResponse:
    """Step 2: who are you in this? The same for everybody: the token comes with the answer."""
    organisation, found = found_point(code, point)
    if not found.is_open:
        return show(request, "closed", organisation, point=found)
    return show(request, "step", organisation, point=found, step="who", form=form_of("who"), carried="", number=2)


# No cookie stands behind these pages: nobody can use somebody else's session, for there is none.
@csrf_exempt
def answer(request: HttpRequest, code: str, point: str) -> HttpResponseBase:
    """Steps 2 to 5: take what a step was sent with, and show the next one, the same again, or the receipt."""
    organisation, found = found_point(code, point)
    if request.method != "POST":
        return redirect("tell-us-point", code, point)
    if not found.is_open:
        return show(request, "closed", organisation, point=found)
    try:
        carried = carried_from(request.POST.get("carried", ""))
    except Spoilt:
        return show(request, "spoilt", organisation, status=400, point=found)
    step = request.POST.get("step", "")
    if step not in STEPS:
        return redirect("tell-us-point", code, point)
    response = _next(Telling(request, organisation, found, carried), step)
    response["Cache-Control"] = "private, no-cache"
    return response


@dataclass(frozen=True, slots=True)
class Telling:
    """Somebody on their way: where, and with what they have filled in."""

    request: HttpRequest
    organisation: OrganisationSummary
    point: PointDetail
    carried: Carried


def _next(telling: Telling, step: str) -> HttpResponse:
    place, sent, carried = STEPS.index(step), telling.request.POST, telling.carried
    if step != "check":
        form = carried.form(step, sent)
        carried.keep(step, sent)
        if "back" not in sent and not form.is_valid():
            return page(telling, step, form)
    if "back" in sent:
        return page(telling, STEPS[max(place - 1, 0)])
    if step != "check":
        return page(telling, STEPS[place + 1])
    if wrong := carried.wrong_step():
        return page(telling, wrong, carried.form(wrong))
    return _send(telling)


def page(telling: Telling, step: str, form: Any = None, problem: str = "") -> HttpResponse:
    """A step with what was filled in before; what was refused keeps its sentences, what is only shown has none."""
    carried = telling.carried
    words = carried.answers.get("words", {}).get("words", "")
    shown = form or (None if step == "check" else _unjudged(carried, step))
    return show(
        telling.request,
        "check" if step == "check" else "step",
        telling.organisation,
        point=telling.point,
        step=step,
        form=shown,
        carried=carried.text(),
        number=STEPS.index(step) + 2,
        danger=danger(words) if step in ("wishes", "check") else (),
        rows=rows_of(carried) if step == "check" else (),
        problem=problem,
    )


def _unjudged(carried: Carried, step: str) -> Any:
    form = form_of(step)
    form.initial = carried.answers.get(step, {})
    return form


def _send(telling: Telling) -> HttpResponse:
    point, carried = telling.point, telling.carried
    if not limits.spend("submissions", limits.address_of(telling.request)):
        problem = (
            "Too much has been sent from this network in the last hour. Nothing is lost: press ‘Send’ again later, "
            f"or ring {point.phone_name} on {point.phone}."
        )
        return page(telling, "check", problem=problem)
    said = carried.said()
    try:
        received = actions.receive_voice(point_id=point.id, token=carried.token, said=said)
    except Refused as refusal:
        form = carried.form("words")
        form.full_clean()
        refuse(form, refusal)
        return page(telling, "words", form)
    return receipt(telling, received, danger(said.words))


def receipt(telling: Telling, received: Received, alarms: tuple[str, ...] = ()) -> HttpResponse:
    """The key in words and as a QR code, and what happens next, with days."""
    request, organisation, point = telling.request, telling.organisation, telling.point
    # Behind the hash: a browser does not send it, so that no log has the key.
    link = request.build_absolute_uri(reverse("follow", args=[organisation.code]))
    code = segno.make(f"{link}#{received.key.replace(' ', '-')}", error="m")
    return show(
        request,
        "receipt",
        organisation,
        point=point,
        received=received,
        link=link,
        qr=code.svg_data_uri(scale=4, border=2),
        by=queries.read_by(received.reference),
        danger=alarms,
    )
