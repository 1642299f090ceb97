"""Closing, in two steps: the reason is shown as whoever spoke will read it, and then it is closed, or asked for."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from heard.methods.redaction import redact_text
from heard.organisations.access import requires
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest
from heard.organisations.views.steps import Ask, add_error, answer
from heard.signals import actions, forms, policy, queries
from heard.signals.links import address
from heard.signals.queries import SignalDetail
from heard.signals.views.presented import crumbs, loaded

SEEN = "seen"


@requires("see_signals")
def close(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """Write the reason, see it as whoever spoke will, and close; or ask somebody outside the line to."""
    found = loaded(request, reference)
    works = policy.may_work(request.actor, found.row)
    if not works and not (policy.may_close_outside(request.actor, found.row) and found.asked_at):
        raise PermissionDenied(policy.NOT_YOURS)
    form = forms.Close(request.POST or None, initial={"reason": found.row.closing_reason})
    if request.method == "POST" and form.is_valid():
        if SEEN not in request.POST:
            return _page(request, found, form, preview=redact_text(" ".join(form.cleaned_data["reason"].split())).words)
        try:
            sentence = _act(request, reference, form.cleaned_data["reason"], ask="ask" in request.POST)
        except Refused as why:
            add_error(form, why)
        else:
            messages.success(request, sentence)
            return redirect(address(code, reference))
    return _page(request, found, form)


@requires("see_signals")
def reopen(request: ActingRequest, code: str, reference: str) -> HttpResponse:
    """It is not settled."""
    found = loaded(request, reference)
    if not (policy.may_work(request.actor, found.row) or policy.may_close_outside(request.actor, found.row)):
        raise PermissionDenied(policy.NOT_YOURS)
    here = address(code, reference)

    def act(given: dict[str, str]) -> str:
        this = {"organisation_id": request.organisation.id, "reference": reference}
        actions.reopen_signal(actor=request.actor, reason=given["reason"], **this)  # type: ignore[arg-type]
        return "It is open again, and has a new clock."

    ask = Ask("Open it again", "Open it again", here, lines=["Whoever closed it and the board are told."])
    return answer(request, forms.Reopen(request.POST or None), ask, act, done=here, crumbs=crumbs(code, found.row))


def _act(request: ActingRequest, reference: str, reason: str, *, ask: bool) -> str:
    this = {"organisation_id": request.organisation.id, "reference": reference, "reason": reason}
    if ask:
        actions.ask_to_close(actor=request.actor, **this)  # type: ignore[arg-type]
        return "Somebody outside the line is asked to look and to close it. It stays open until then."
    actions.close_signal(actor=request.actor, **this)  # type: ignore[arg-type]
    return "It is closed. Whoever spoke can read the reason, and is asked whether it changed."


def _page(request: ActingRequest, found: SignalDetail, form: forms.Close, preview: str = "") -> HttpResponse:
    outside = policy.may_close_outside(request.actor, found.row)
    context = {
        "code": request.organisation.code,
        "found": found,
        "row": found.row,
        "form": form,
        "preview": preview,
        "seen": SEEN,
        "reached": queries.reachable(found),
        "outside": outside,
        "crumbs": crumbs(request.organisation.code, found.row),
    }
    return render(request, "signals/close.jinja", context)
