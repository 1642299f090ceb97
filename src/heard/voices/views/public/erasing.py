"""Have one's words erased, from 'Follow your words': what goes and what stays, then yes; and back again in time."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from heard.organisations.queries import OrganisationSummary
from heard.voices import actions
from heard.voices.capture import limits
from heard.voices.errors import Refused
from heard.voices.forms.following import KeyForm
from heard.voices.queries import erasures
from heard.voices.views.public.follow import open_pass
from heard.voices.views.public.gates import found_organisation, show


# As on the page before it, the pass is sent with each form: there is no session that somebody else could use.
@csrf_exempt
@require_POST
def erase(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show what will go and what will stay; with `do`, ask for it or take it back."""
    organisation = found_organisation(code)
    try:
        reference, proven = open_pass(request.POST.get("pass", ""), organisation)
    except signing.BadSignature:
        response = show(request, "follow", organisation, form=KeyForm(), late=True)
    else:
        if not proven:
            raise Http404("There is no such page.")
        response = _page(request, organisation, reference, request.POST.get("do", ""))
    response["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, organisation: OrganisationSummary, reference: str, do: str) -> HttpResponse:
    done, refused = "", ""
    try:
        done = _do(reference, do)
    except Refused as refusal:
        refused = refusal.sentence
    seen = erasures.preview(reference)
    if seen is None:
        raise Http404("There is no such page.")
    context: dict[str, Any] = {
        "ticket": request.POST["pass"],
        "seen": seen,
        "waiting": erasures.open_request(reference),
        "erased_on": erasures.erased_on(reference),
        "done": done,
        "refused": refused,
    }
    return show(request, "erase", organisation, **context)


def _do(reference: str, do: str) -> str:
    if do not in ("erase", "keep"):
        return ""
    if not limits.spend("actions", reference):
        raise Refused("You have done a lot in this hour. Wait a little, or ring us.")
    if do == "erase":
        asked = actions.ask_erasure_own(reference=reference)
        day = f"{asked.due_on.day} {asked.due_on:%B %Y}"
        return f"Your words are no longer shown or counted, and will be erased on {day}."
    actions.take_back_erasure(reference=reference)
    return "Your words are kept, counted and shown as before."
