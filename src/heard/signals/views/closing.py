"""Closing, in two steps: the decision or the reason as whoever spoke will read it, then it is closed, or asked for."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from heard.methods.redaction import redact_text
from heard.organisations.access import requires
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Ask, add_error, answer
from heard.signals import actions, forms, policy, ports, queries
from heard.signals.links import address
from heard.signals.ports import Onward
from heard.signals.queries import Closable
from heard.signals.views.presented import crumbs, row_of

SEEN = "seen"


@requires("see_signals")
def close(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Write the reason, see it as whoever spoke will, and close; or ask somebody outside the line to."""
    found = queries.closable(request.actor, request.organisation.id, reference)
    if found is None:
        raise Http404("No such signal, or not one of yours.")
    works = policy.may_work(request.actor, found.row)
    if not works and not (policy.may_close_outside(request.actor, found.row) and found.asked_at):
        raise PermissionDenied(policy.NOT_YOURS)
    if by := _decision(request, found):
        return _with_decision(request, found, by)
    form = forms.Close(request.POST or None, initial={"reason": found.row.closing_reason})
    if request.method == "POST" and form.is_valid():
        if SEEN not in request.POST:
            return _page(request, found, form, preview=redact_text(" ".join(form.cleaned_data["reason"].split())).words)
        try:
            sentence = _act(request, reference, reason=form.cleaned_data["reason"])
        except Refused as why:
            add_error(form, why)
        else:
            messages.success(request, sentence)
            return redirect(address(code, reference))
    return _page(request, found, form)


@requires("see_signals")
def reopen(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """It is not settled."""
    row = row_of(request, reference)
    if not (policy.may_work(request.actor, row) or policy.may_close_outside(request.actor, row)):
        raise PermissionDenied(policy.NOT_YOURS)
    here = address(code, reference)

    def act(given: dict[str, str]) -> str:
        this = {"organisation_id": request.organisation.id, "reference": reference}
        actions.reopen_signal(actor=request.actor, reason=given["reason"], **this)  # type: ignore[arg-type]
        return "It is open again, and has a new clock."

    its = policy.way(row)
    told = f"everybody who closes on its way ({its.closer.label.lower()})" if its.confined else "the board"
    lines = [f"Whoever closed it and {told} are told."]
    ask = Ask("Open it again", "Open it again", here, lines=lines)
    return answer(request, forms.Reopen(request.POST or None), ask, act, done=here, crumbs=crumbs(code, row))


def _decision(request: ActingRequest, found: Closable) -> Onward | None:
    """The decision that is to close it: the one of the address, or the one with which somebody asked to close it."""
    asked = found.row.closing_reference if found.asked_at and found.row.live else ""
    by = request.GET.get("by", asked)
    if not by:
        return None
    links = (link for links in ports.onward(request.actor, found.row.reference) for link in links)
    return next((link for link in links if link.closes == by), None)


def _with_decision(request: ActingRequest, found: Closable, by: Onward) -> HttpResponse:
    """Show the decision as whoever spoke reads it, and close with it; or ask somebody outside the line to."""
    code, reference = request.organisation.code, found.row.reference
    if request.method == "POST":
        try:
            messages.success(request, _act(request, reference, by=by.closes))
        except Refused as why:
            messages.error(request, why.sentence)
        return redirect(address(code, reference))
    return _page(request, found, None, preview=by.says, by=by)


def _act(request: ActingRequest, reference: str, **given: str) -> str:
    this = {"actor": request.actor, "organisation_id": request.organisation.id, "reference": reference, **given}
    if "ask" in request.POST:
        actions.ask_to_close(**this)  # type: ignore[arg-type]
        return "Somebody outside the line is asked to look and to close it. It stays open until then."
    actions.close_signal(**this)  # type: ignore[arg-type]
    return "It is closed. Whoever spoke can read why, and is asked whether it changed."


def _page(
    request: ActingRequest,
    found: Closable,
    form: forms.Close | None,
    preview: str = "",
    by: Onward | None = None,
) -> HttpResponse:
    outside = actions.stands_outside(request.actor, found.row, found.asked_by_id)
    reached = queries.reachable(found)
    if form is not None and not reached:
        form.fields["reason"].help_text = forms.UNREAD
    context = {
        "code": request.organisation.code,
        "row": found.row,
        "form": form,
        "preview": preview,
        "by": by,
        "seen": SEEN,
        "reached": reached,
        "outside": outside,
        "crumbs": crumbs(request.organisation.code, found.row),
    }
    return render(request, "signals/close.jinja", context)
