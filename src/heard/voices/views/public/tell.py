"""Tell us: five steps, each a page that works alone, and the receipt."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from heard.design import qr
from heard.voices import actions, queries
from heard.voices.actions import Received
from heard.voices.capture import limits
from heard.voices.capture.danger import danger
from heard.voices.errors import Refused, TooMuch
from heard.voices.queries import PointDetail, PublicPoint
from heard.voices.views.public.attach import attaching
from heard.voices.views.public.carried import STEPS, Carried, Spoilt, asked_today, carried_from, form_of
from heard.voices.views.public.gates import found_organisation, found_point, show
from heard.voices.views.public.kept import kept_page, unless_known
from heard.voices.views.public.summary import summary_of
from heard.voices.views.steps import refuse

# A page that everybody gets alike may be kept for some seconds by whoever stands between: what it says about the queue,
# the hours and the telephone is that old at most.
kept = cache_control(public=True, max_age=5, must_revalidate=True)


@require_safe
def short(request: HttpRequest, point: str) -> HttpResponseBase:
    """What a poster says: the way to a service's page."""
    found = queries.public_point(point)
    if found is None or found.point.opened_at is None:
        raise Http404("There is no such page.")
    here = reverse("tell-us-point", args=[found.organisation.code, found.point.code])
    return redirect(f"{here}?i={invited}" if (invited := invited_of(request)) else here)


def invited_of(request: HttpRequest) -> str:
    """The code of the list of invitations by whose link somebody came, if it can be one."""
    given = request.GET.get("i", "")
    return given if given.isascii() and given.isalnum() and len(given) <= 10 else ""


@require_safe
@kept
def places(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the service."""
    organisation = found_organisation(code)
    return show(request, "places", organisation, places=queries.open_places(organisation.id))


@require_safe
@kept
def start(request: HttpRequest, code: str, point: str) -> HttpResponseBase:
    """Step 1: is someone unsafe now? Who reads it and when stands here, and what to do where nobody does."""
    found = found_point(code, point)
    if not found.point.is_open:
        return _alike(request, "closed", found)
    shown = {"last_read": found.point.last_read_at, "overdue": found.point.overdue}
    return _alike(request, "start", found, **shown, invited=invited_of(request))


@require_safe
@kept
def unsafe(request: HttpRequest, code: str, point: str) -> HttpResponseBase:
    """Somebody is unsafe: whom to ring. Nothing is typed here."""
    return _alike(request, "unsafe", found_point(code, point))


@require_safe
@kept
def who(request: HttpRequest, code: str, point: str) -> HttpResponseBase:
    """Step 2: who are you in this? The same for everybody: the token comes with the answer."""
    found = found_point(code, point)
    if not found.point.is_open:
        return _alike(request, "closed", found)
    invited = invited_of(request)
    carried = Carried("", invited=invited).text() if invited else ""
    return _alike(request, "step", found, step="who", number=2, carried=carried)


def _alike(request: HttpRequest, template: str, found: PublicPoint, **shown: Hashable) -> HttpResponseBase:
    """A page that everybody gets alike; only that it is the same still where the browser has it."""
    return unless_known(request, _kept(request, template, found, {}, shown))


def _kept(
    request: HttpRequest,
    template: str,
    found: PublicPoint,
    slots: Mapping[str, str],
    shown: Mapping[str, Hashable],
) -> HttpResponse:
    step = str(shown.get("step", ""))

    def made(point: PointDetail) -> dict[str, Any]:
        form = form_of(step) if step in STEPS[:-1] else None
        return {"organisation": found.organisation, "code": found.organisation.code, "point": point, "form": form}

    asked = asked_today() if step else None
    return kept_page(request, template, found, slots=slots, shown={**shown, "asked": asked}, made=made)


# No cookie stands behind these pages: nobody can use somebody else's session, for there is none.
@csrf_exempt
def answer(request: HttpRequest, code: str, point: str) -> HttpResponseBase:
    """Steps 2 to 5: take what a step was sent with, and show the next one, the same again, or the receipt."""
    found = found_point(code, point)
    if request.method != "POST":
        return redirect("tell-us-point", code, point)
    if not found.point.is_open:
        return _kept(request, "closed", found, {}, {})
    try:
        carried = carried_from(request.POST.get("carried", ""))
    except Spoilt:
        return show(request, "spoilt", found.organisation, status=400, point=found.point)
    step = request.POST.get("step", "")
    if step not in STEPS:
        return redirect("tell-us-point", code, point)
    response = _next(Telling(request, found, carried), step)
    response["Cache-Control"] = "private, no-cache"
    return response


@dataclass(frozen=True, slots=True)
class Telling:
    """Somebody on their way: where, and with what they have filled in."""

    request: HttpRequest
    found: PublicPoint
    carried: Carried


def _next(telling: Telling, step: str) -> HttpResponse:
    place, sent, carried = STEPS.index(step), telling.request.POST, telling.carried
    if step != "check":
        form = carried.keep(step, sent)
        if "attach" in sent and step == "words":
            return attaching(telling.request, telling.found, carried)
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
    """A step with what was filled in before; what was refused keeps its sentences, what is only shown has none.

    Where nothing was filled in there yet, it is a kept page that carries what was filled in elsewhere.
    """
    carried, request = telling.carried, telling.request
    words = carried.answers.get("words", {}).get("words", "")
    shown: dict[str, Any] = {
        "step": step,
        "number": STEPS.index(step) + 2,
        "danger": danger(words) if step in ("wishes", "check") else (),
        "problem": problem,
    }
    slots = {"carried": carried.text()}
    if step == "check":
        return _kept(request, "check", telling.found, {**slots, "summary": summary_of(carried)}, shown)
    if form is None and step not in carried.answers:
        return _kept(request, "step", telling.found, slots, shown)
    form = form or _unjudged(carried, step)
    place = telling.found
    given = {**shown, **slots, "files": carried.files}
    return show(request, "step", place.organisation, point=place.point, form=form, **given)


def _unjudged(carried: Carried, step: str) -> Any:
    form = form_of(step)
    form.initial = carried.answers.get(step, {})
    return form


def _send(telling: Telling) -> HttpResponse:
    point, carried = telling.found.point, telling.carried
    address = limits.address_of(telling.request)
    within = partial(limits.spend_each, ("submissions", f"{address} {point.code}"), ("network", address))
    said = carried.said()
    try:
        received = actions.receive_voice(
            point_id=point.id, token=carried.token, said=said, invited=carried.invited, within=within
        )
    except TooMuch:
        problem = gettext(
            "Too much has been sent from this network in the last hour. Nothing is lost: press ‘Send’ again later, "
            "or ring %(name)s on %(phone)s."
        ) % {"name": point.phone_name, "phone": point.phone}
        return page(telling, "check", problem=problem)
    except Refused as refusal:
        form = carried.form("words")
        refuse(form, refusal)
        return page(telling, "words", form)
    return receipt(telling, received, said)


def receipt(telling: Telling, received: Received, said: actions.Said) -> HttpResponse:
    """The key in words and as a QR code, and what happens next, with days."""
    request, found = telling.request, telling.found
    # Behind the hash: a browser does not send it, so that no log has the key.
    link = request.build_absolute_uri(reverse("follow", args=[found.organisation.code]))
    shown = {
        "again": received.again,
        "changed": received.changed,
        "outside": received.outside,
        "link": link,
        "by": received.by or queries.read_by(received.reference),
        "danger": danger(said.words),
        # What was sent first stands: of another try with other wishes nothing is said.
        "reply": said.wishes.reply and not received.changed,
        "pin": bool(said.pin) and not received.changed,
    }
    slots = {"key": received.key, "qr": qr.drawn(f"{link}#{received.key.replace(' ', '-')}")}
    return _kept(request, "receipt", found, slots, shown)
