"""Settings: the services' pages 'Tell us', their posters and paper forms."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from heard.organisations import queries as organisations
from heard.organisations.middleware import ActingRequest
from heard.organisations.public_facts import public_facts
from heard.voices import actions, queries
from heard.voices.errors import Refused
from heard.voices.forms.points import SetupForm, UnitForm, initial_of
from heard.voices.queries import PointDetail
from heard.voices.views import poster
from heard.voices.views.gates import over_all
from heard.voices.views.steps import posted, refuse


def loaded(request: ActingRequest, reference: str) -> PointDetail:
    """The point of an address, or a 404."""
    found = queries.point(request.organisation.id, reference)
    if found is None:
        raise Http404("There is no such page.")
    return found


def crumbs(code: str) -> list[dict[str, str]]:
    """The way to a point's pages."""
    return [{"text": "Tell us pages", "href": reverse("voices:points", args=[code])}]


@over_all("manage_points")
def points(request: ActingRequest, code: str) -> HttpResponseBase:
    """Every service's page, and a form for one more."""
    listed = queries.points(request.organisation.id)
    taken = {one.unit_id for one in listed}
    units = [
        (row.unit.id, row.name)
        for row in organisations.tree(request.organisation.id)
        if row.open and row.parent_id is not None and row.unit.id not in taken
    ]
    form = UnitForm(posted(request), units=units)
    if request.method == "POST" and form.is_valid():
        try:
            point = actions.create_point(actor=request.actor, unit_id=form.cleaned_data["unit"])
        except Refused as refusal:
            refuse(form, refusal, "unit")
        else:
            return redirect("voices:point", code, point.reference)
    return render(request, "voices/points.jinja", {"code": code, "points": listed, "form": form, "units": units})


@over_all("manage_points")
def point(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Who reads it, when, and what to ring."""
    found = loaded(request, reference)
    people = organisations.people_who(request.organisation.id, "mark_read", found.unit_id)
    form = SetupForm(posted(request), people=people, initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                said = _save(request, found, form)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, said)
            return redirect("voices:point", code, reference)
    address = _address(request, found)
    context = {
        "code": code,
        "crumbs": crumbs(code),
        "point": found,
        "form": form,
        "address": address,
        "missing": public_facts(request.organisation.public_facts).missing,
        "only_here": is_local(urlsplit(address).netloc),
    }
    return render(request, "voices/point.jinja", context)


def _save(request: ActingRequest, found: PointDetail, form: SetupForm) -> str:
    """Save it, and open it where that was asked for: both or neither; what is said of it."""
    actions.set_up_point(actor=request.actor, point_id=found.id, setup=form.setup())
    if "open" not in request.POST:
        return "Saved."
    actions.open_point(actor=request.actor, point_id=found.id)
    return "Saved. People can now tell you something there."


@over_all("manage_points")
@require_POST
def point_open(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Open it, or say what is missing."""
    found = loaded(request, reference)
    try:
        actions.open_point(actor=request.actor, point_id=found.id)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "People can now tell you something there.")
    return redirect("voices:point", code, reference)


@over_all("manage_points")
@require_POST
def point_close(request: ActingRequest, code: str, reference: str) -> HttpResponseBase:
    """Close it."""
    found = loaded(request, reference)
    try:
        actions.close_point(actor=request.actor, point_id=found.id)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "The page is closed. Its address says whom to ring.")
    return redirect("voices:point", code, reference)


@require_safe
@over_all("manage_points")
def point_poster(request: ActingRequest, code: str, reference: str) -> HttpResponse:  # noqa: ARG001 - the address's
    """An A4 poster with the QR code, as PDF."""
    found = loaded(request, reference)
    made = poster.poster(
        request.organisation.name, found, _address(request, found), demonstration=request.organisation.demonstration
    )
    return _pdf(made, f"poster-{found.code}.pdf")


@require_safe
@over_all("manage_points")
def point_form(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """A paper form with the same questions, as PDF."""
    found = loaded(request, reference)
    privacy = request.build_absolute_uri(reverse("privacy", args=[code]))
    trial = request.organisation.demonstration
    made = poster.paper_form(request.organisation.name, found, privacy, demonstration=trial)
    return _pdf(made, f"form-{found.code}.pdf")


def _address(request: ActingRequest, found: PointDetail) -> str:
    """Where people find it: at the address that the installation says that they use, else at this one."""
    path = reverse("tell-us-short", args=[found.code])
    site = settings.MESSAGES["site"]
    return site + path if site else request.build_absolute_uri(path)


def is_local(host: str) -> bool:
    """Whether an address leads to this machine only.

    >>> is_local("localhost:8000"), is_local("127.0.0.1"), is_local("[::1]:8000"), is_local("heard.example.org")
    (True, True, True, False)
    """
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return name in ("localhost", "[::1]") or name.startswith("127.") or name.endswith(".localhost")


def _pdf(made: bytes, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
