"""Coding a sample one comment at a time: alone, or settling what two differ in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from heard.checking.actions import blind
from heard.checking.presenters.samples import in_words
from heard.checking.queries.samples import Next, SampleRow, next_to_code, next_to_settle
from heard.checking.views.samples import crumbs, loaded
from heard.coding.presenters.correcting import correction_form, given
from heard.organisations.access import requires
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest

NOT_ASKED = "You are not asked to code this sample."


@requires("code_samples", whole=True)
def code_sample(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """The next comment for a coder: nothing that the machine or the other said of it is shown."""
    row = loaded(request, reference)
    if request.actor.account_id not in {person for person, _ in row.coders}:
        raise PermissionDenied(NOT_ASKED)
    return _one_by_one(request, row, blind.give_reading, lambda: next_to_code(request.actor, row))


@requires("code_samples", whole=True)
def settle_sample(request: ActingRequest, reference: str, **_: str) -> HttpResponse:
    """The next comment in which the two differ, with what both said."""
    row = loaded(request, reference)
    if row.adjudicator is None or request.actor.account_id != row.adjudicator[0]:
        raise PermissionDenied(NOT_ASKED)
    return _one_by_one(request, row, blind.settle, lambda: next_to_settle(row) if row.state == "settling" else None)


def _one_by_one(
    request: ActingRequest, row: SampleRow, act: Callable[..., None], following: Callable[[], Next | None]
) -> HttpResponse:
    form = None
    if request.method == "POST":
        form = correction_form(request.POST, row.organisation_id, None)
        if form.is_valid() and _kept(request, row, act, form):
            return redirect(request.path)
    shown = following()
    context = {
        "code": request.organisation.code,
        "row": row,
        "next": shown,
        "form": form or correction_form(None, row.organisation_id, None),
        "said": [(one.by, *in_words(one)) for one in shown.said] if shown else [],
        "crumbs": crumbs(request.organisation.code, samples=True),
    }
    return render(request, "checking/blind.jinja", context)


def _kept(request: ActingRequest, row: SampleRow, act: Callable[..., None], form: Any) -> bool:
    place = request.POST.get("place", "")
    said = given(form)
    # A reason would be read by others: who codes alone gives none.
    del said["reason"]
    try:
        act(
            actor=request.actor,
            organisation_id=row.organisation_id,
            reference=row.reference,
            place=int(place) if place.isdecimal() and len(place) < 9 else 0,
            **said,
        )
    except Refused as refused:
        if refused.field:
            form.add_error(refused.field, refused.sentence)
            return False
        messages.warning(request, refused.sentence)
    return True
