"""Steps of a month's return: begin, complete, submit, publish."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from heard.assurance import actions, queries
from heard.assurance.eligible import read
from heard.assurance.forms import CorrectionForm, EligibleForm
from heard.assurance.months import said
from heard.assurance.views.gates import crumbs, month_of
from heard.assurance.views.months import month_response
from heard.organisations.access import requires
from heard.organisations.errors import Refused
from heard.organisations.middleware import ActingRequest


@require_POST
@requires("prepare_returns", whole=True)
def start(request: ActingRequest, code: str, month: str) -> HttpResponse:
    """Begin the return of a month."""
    asked = month_of(month)
    try:
        actions.start_return(actor=request.actor, organisation_id=request.organisation.id, month=asked)
        messages.success(request, f"The return of {said(asked)} is begun.")
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("assurance:fft-month", code, str(asked))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("prepare_returns", whole=True)
def eligible(request: ActingRequest, code: str, month: str) -> HttpResponse:
    """Enter or upload how many people each service could have asked."""
    asked = month_of(month)
    counted = queries.month_count(request.organisation.id, asked)
    # The last line of a service that moved is the one that holds its number.
    services = {line.unit_id: f"{line.service}, {line.site}" if line.site else line.service for line in counted.lines}
    known = {line.unit_id: line.eligible for line in counted.lines if line.eligible is not None}
    form = EligibleForm(request.POST or None, request.FILES or None, services=[*services.items()], known=known)
    if request.method == "POST" and form.is_valid():
        try:
            upload = form.cleaned_data["file"]
            numbers = read(upload.read(), counted.services) if upload else form.numbers()
            changed = actions.set_eligible(
                actor=request.actor, organisation_id=request.organisation.id, month=asked, numbers=numbers
            )
            messages.success(request, f"{changed:,} number{' was' if changed == 1 else 's were'} changed.")
            return redirect("assurance:fft-month", code, str(asked))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    context = {"code": code, "crumbs": crumbs(code, asked), "form": form, "month": said(asked), "key": str(asked)}
    return render(request, "assurance/eligible.jinja", context)


@require_POST
@requires("submit_returns", whole=True)
def submit(request: ActingRequest, code: str, month: str) -> HttpResponse:
    """Freeze the month's file."""
    asked = month_of(month)
    try:
        actions.submit_return(actor=request.actor, organisation_id=request.organisation.id, month=asked)
        messages.success(request, "The file is kept as it is now. Download it and hand it in where your returns go.")
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("assurance:fft-month", code, str(asked))


@require_POST
@requires("submit_returns", whole=True)
def publish(request: ActingRequest, code: str, month: str) -> HttpResponse:
    """Publish the percentages of what was submitted last; a correction says why."""
    asked = month_of(month)
    form = CorrectionForm(request.POST)
    reason = form.cleaned_data.get("reason", "") if form.is_valid() else ""
    try:
        number = actions.publish_percentages(
            actor=request.actor, organisation_id=request.organisation.id, month=asked, reason=reason
        )
    except Refused as refused:
        if refused.field == "reason":
            return month_response(request, code, month, form)
        messages.warning(request, refused.sentence)
        return redirect("assurance:fft-month", code, str(asked))
    messages.success(request, f"Version {number} of the percentages is published.")
    return redirect("assurance:fft-published", code, str(asked), number)
