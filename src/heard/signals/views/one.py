"""One signal's page, and what is done there with one press."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from heard.organisations.access import requires
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest
from heard.signals import actions, ports, queries
from heard.signals.evidence import evidence
from heard.signals.links import address
from heard.signals.reaching import unanswerable
from heard.signals.views.presented import crumbs, loaded, may, worked


@require_safe
@requires("see_signals")
def signal(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """The words, why it was raised, the history of the same thing, its owner and clock, and what happened."""
    found = loaded(request, reference)
    onward = [] if found.in_conflict else [link for links in ports.onward(request.actor, reference) for link in links]
    today = timezone.localdate()
    streams = queries.alerts_of([found.row.id, *(one.id for one in found.merged)]) if found.row.watched else ()
    context = {
        "code": code,
        "evidence": evidence(request.actor, code, sorted(streams, key=lambda one: one.signal != reference), today),
        "found": found,
        "row": found.row,
        "may": may(request, found),
        "onward": onward,
        "unanswerable": unanswerable(request.organisation.id, {one.voice_reference for one in found.said}),
        "today": today,
        "crumbs": crumbs(code),
    }
    return render(request, "signals/signal.jinja", context)


@require_POST
@requires("see_signals")
def take_up(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """It is this reader's now."""
    worked(request, reference)
    try:
        actions.take_up(actor=request.actor, organisation_id=request.organisation.id, reference=reference)
        actions.mark_voices_read(actor=request.actor, organisation_id=request.organisation.id, reference=reference)
        messages.success(request, "This is yours now. Decide on it, or close it with a reason.")
    except Refused as why:
        messages.error(request, why.sentence)
    return redirect(address(code, reference))
