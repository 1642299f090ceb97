"""The queue, one comment at a time."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from heard.checking.actions import filling, reviewing
from heard.checking.forms import FindQueued
from heard.checking.presenters.review import shown
from heard.checking.queries.review import Review, review
from heard.coding import queries as coding
from heard.coding.presenters.correcting import correction_form, given
from heard.organisations import queries as organisations
from heard.organisations.access import requires
from heard.organisations.errors import Refused
from heard.organisations.forms.services import unit_choices
from heard.organisations.middleware import ActingRequest


@requires("review_codes")
def queue(request: ActingRequest, code: str) -> HttpResponse:
    """The next comment; what is said about it is kept, and the one after it comes."""
    asked = _asked(request)
    form = None
    if request.method == "POST":
        form = _said(request)
        if form is None:
            return redirect(_here(code, asked))
    found = _review(request, asked)
    if found.item is not None and form is None:
        form = correction_form(None, request.organisation.id, found.item.code)
    choices = coding.choices(request.organisation.id)
    places = unit_choices(organisations.tree(request.organisation.id), "Any service")
    context = {
        "code": code,
        "found": found,
        "shown": shown(request.organisation.id, found.item) if found.item else None,
        "form": form,
        "find": FindQueued(asked, choices=choices, counts=found.themes, places=places),
        "filtered": bool(asked),
        "here": _here(code, asked),
        "crumbs": [{"text": "Quality of coding", "href": reverse("checking:quality", args=[code])}],
    }
    return render(request, "checking/review.jinja", context)


@require_POST
@requires("review_codes")
def queue_fill(request: ActingRequest, code: str) -> HttpResponse:
    """Bring more comments in."""
    added = filling.fill_queue(actor=request.actor, organisation_id=request.organisation.id)
    messages.success(
        request,
        f"{added:,} comments came into the queue." if added else "Nothing new is worth a look: all of it is queued.",
    )
    return redirect("checking:review", code)


@require_POST
@requires("review_codes")
def queue_undo(request: ActingRequest, code: str) -> HttpResponse:
    """Take the last one back."""
    try:
        reviewing.undo(actor=request.actor, organisation_id=request.organisation.id)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, "Undone. The comment waits again, with the code that it had.")
    return redirect("checking:review", code)


@require_POST
@requires("review_codes")
def queue_skipped(request: ActingRequest, code: str) -> HttpResponse:
    """What one left to others comes again."""
    reviewing.show_skipped(actor=request.actor, organisation_id=request.organisation.id)
    return redirect("checking:review", code)


def _review(request: ActingRequest, asked: dict[str, str]) -> Review:
    return review(
        request.actor,
        request.organisation.id,
        theme=int(asked["theme"]) if "theme" in asked else None,
        unit_id=int(asked["service"]) if "service" in asked else None,
    )


def _asked(request: ActingRequest) -> dict[str, str]:
    """The filters of the address, as far as they are numbers."""
    asked = {name: request.GET.get(name, "") for name in ("theme", "service")}
    return {name: value for name, value in asked.items() if value.lstrip("-").isdecimal() and len(value) < 19}


def _here(code: str, asked: dict[str, str]) -> str:
    return reverse("checking:review", args=[code]) + (f"?{urlencode(asked)}" if asked else "")


def _said(request: ActingRequest) -> Any:
    """Do what was said; the form with its errors where it could not be done, None where it was or is too late."""
    this: dict[str, Any] = {"actor": request.actor, "organisation_id": request.organisation.id}
    item = request.POST.get("item", "")
    this["queued_id"] = int(item) if item.isdecimal() and len(item) < 19 else 0
    step = request.POST.get("step", "")
    form = correction_form(request.POST, request.organisation.id, None) if step == "correct" else None
    if form is not None and not form.is_valid():
        return form
    try:
        if form is not None:
            reviewing.correct(**this, **given(form))
        elif step == "skip":
            reviewing.skip(**this)
        elif step == "agree":
            reviewing.agree(**this)
    except Refused as refused:
        if form is not None and refused.field:
            form.add_error(refused.field, refused.sentence)
            return form
        messages.warning(request, refused.sentence)
    return None
